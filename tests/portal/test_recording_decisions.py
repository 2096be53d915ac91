"""A clerk records what was decided, by clauses; what it settles moves once it is confirmed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from decisions.choices import AnswerToAsk, ConditionState, Outcome
from decisions.models import (
    Approval,
    Clause,
    Condition,
    Decision,
    DecisionDraft,
    Delegation,
    Recommendation,
    Seal,
)
from decisions.operations import record_decision
from programmes.choices import GrantRole, Visibility
from programmes.models import DatedValue, Subject
from programmes.operations import keep, set_subjects
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.deciding.wording import changes
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.decisions.sealing import confirmed
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MeetingFactory,
    MembershipFactory,
    PostFactory,
    ProgrammeFactory,
    RankingFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from workstreams.choices import RoleKind, Standing
from workstreams.models import Ranking, WorkstreamRole

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory(code="p")


@pytest.fixture
def council(programme):
    return MembershipFactory(partnership=programme.partnership).organisation


@pytest.fixture
def meeting(council):
    return MeetingFactory(body=BodyFactory(organisation=council), date="2010-02-18")


@pytest.fixture
def role(programme, council):
    """A part that the council is proposed to take."""
    stream = WorkstreamFactory(programme=programme, ref="waste", title="Waste")
    part = {"kind": RoleKind.PARTICIPANT, "standing": Standing.PROPOSED}
    return RoleFactory(workstream=stream, organisation=council, **part)


@pytest.fixture
def report(programme, council, meeting, role):
    """A report that asks three things of the council's body at a meeting."""
    report = ReportFactory(programme=programme, organisation=council, code="r", title="Next steps")
    asked = {"report": report, "body": meeting.body, "meeting": meeting}
    texts = {"a": "note progress", "b": "agree that officers be identified", "c": "report back"}
    for order, (number, text) in enumerate(texts.items()):
        verb = text.split()[0] if number != "c" else ""
        ask = RecommendationFactory(number=number, order=order, text=text, verb=verb, **asked)
        if number == "b":
            set_subjects(record=ask, subjects=[role.workstream, role])
    return report


@pytest.fixture
def clerk(council):
    return signed_in(person_with(GrantRole.CLERK, council, name="Ann"))


@pytest.fixture
def second(council):
    return signed_in(person_with(GrantRole.CLERK, council, name="Bea"))


PLACE = "/reports/r/record/"


def filled(client, place=PLACE, **changed):
    """What the page holds, with what a clerk chooses: all as recommended, (c) noted."""
    fields = dict(fields_of(client.get(place)).values)
    given = {"r1-outcome": "as recommended", "r2-outcome": "as recommended", "do": "record"}
    given |= {"r3-outcome": "as recommended", "r3-verb": "report back", "reason": "From the minute"}
    return {name: v for name, v in (fields | given | changed).items() if v is not None}


def said(response):
    return read(response.content.decode()).text()


def settling(which, record):
    return "{}-{}-{}".format(which, *record.reference)


def test_a_clerk_records_clause_by_clause_and_a_second_person_confirms(clerk, second, report, role):
    tick = settling("r2-settles", role)
    new = "agree that one officer be named by 31 March 2010"
    sent = filled(
        clerk,
        **{tick: "on", "r2-outcome": "amended", "r2-text": new, "r2-who_acts": "Director"},
        **{"r2-act_by": "31 March 2010", "r2-votes_for": "31", "r2-votes_against": "12"},
        **{"r2-conditions": "a case is made\nthe union is asked", "r2-timing": "before"},
    )
    answer = clerk.post(PLACE, sent)
    decision = Decision.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, kinds.address(decision))
    assert (decision.meeting.date, decision.visibility) == ("2010-02-18", Visibility.OWNER)
    assert decision.owner == decision.organisation
    clauses = list(decision.clauses.order_by("order"))
    assert [(c.number, c.verb, c.outcome, c.text) for c in clauses] == [
        ("a", "note", "as recommended", "note progress"),
        ("b", "agree", "amended", new),
        ("c", "report back", "as recommended", "report back"),
    ]
    assert [c.answers for c in clauses] == list(Recommendation.objects.order_by("order"))
    second_clause = clauses[1]
    assert (second_clause.votes_for, second_clause.votes_against, second_clause.act_by) == (
        31, 12, "2010-03-31",
    )  # fmt: skip
    assert [(c.number, c.text, c.timing) for c in Condition.objects.order_by("order")] == [
        ("1", "a case is made", "before"), ("2", "the union is asked", "before"),
    ]  # fmt: skip
    role.refresh_from_db()
    assert role.standing == Standing.PROPOSED

    place = address(Decision, "confirm", decision.pk)
    assert clerk.get(place).status_code == 403
    send(second, place, reason="Compared with the minute")
    assert Seal.objects.get().decision == decision
    role.refresh_from_db()
    assert role.standing == Standing.CONFIRMED
    newest = role.history.latest()
    assert newest.history_user.name == "Bea"
    assert newest.history_change_reason == f"Settled by clause b of the decision {decision.code}"
    assert DatedValue.objects.get(value=Standing.CONFIRMED).start == "2010-02-18"
    assert "still matches its seal" in said(second.get(kinds.address(decision)))
    assert "Settled by" in said(second.get(kinds.address(role)))


def test_nothing_is_recorded_while_anything_is_wrong_and_nothing_typed_is_lost(clerk, report):
    sent = filled(
        clerk,
        **{"r1-outcome": None, "r2-outcome": "amended", "r2-text": "agree  that officers be "
           "identified", "r3-verb": "", "date": "31 April 2010", "reason": "",
           "r1-votes_for": "many", "r3-act_by": "May 2010", "title": "Kept"},
    )  # fmt: skip
    answer = clerk.post(PLACE, sent)
    page = said(answer)
    assert answer.content.decode().count('id="id_title"') == 1  # not in the summary as well
    for words in (
        "Clause a: Say what became of this recommendation.",
        "Clause b: Type the wording as it was amended.",
        "Clause c: Choose what the body did.",
        "“31 April 2010” is not a date",
        "Fill in “Why it is entered”",
        "Clause a: Give a number of votes in figures",
        "Clause c: Say who is to act by then.",
    ):
        assert words in page, words
    assert not Decision.objects.exists()
    again = fields_of(clerk.post(PLACE, sent)).values
    assert (again["title"], again["date"], again["r1-votes_for"]) == (
        "Kept",
        "31 April 2010",
        "many",
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"r2-text": "agree nothing"}, "choose “Amended”, or put it back"),
        ({"r2-outcome": "deferred"}, "Say until when, or until what, it was deferred."),
        ({"r2-outcome": "referred"}, "Choose the body, or name it under “Whom it asks”."),
        ({"r2-votes_for": "3", "r2-votes_against": "2", "r2-votes_cast": "4"}, "4 is fewer"),
        ({"r2-delegate_what": "Spend"}, "Choose the post to which it is delegated."),
        ({"r1-part_of": "z"}, "There is no clause z before a."),
        ({"call_in": "not open"}, "Say why it is not open to call-in."),
        ({"r3-number": "b"}, "The decision already has a clause with this number."),
    ],
)
def test_what_does_not_fit_is_said(clerk, report, typed, words):
    assert words in said(clerk.post(PLACE, filled(clerk, **typed)))
    assert not Decision.objects.exists()


def test_what_was_not_agreed_deferred_or_referred_says_so_and_settles_no_role(
    clerk, report, role, council
):
    body = BodyFactory(organisation=council)
    sent = filled(
        clerk,
        **{"r1-outcome": "not agreed", "r2-outcome": "deferred", "r2-deferred_until": "May 2010"},
        **{"r3-outcome": "referred", "r3-referred_to": body.pk, "r3-verb": ""},
    )
    refused = clerk.post(PLACE, sent | {settling("r2-settles", role): "on"})
    assert "What was not agreed settles nothing" in said(refused)
    clerk.post(PLACE, sent)
    found = Clause.objects.order_by("order").values_list("verb", "deferred_until", "referred_to")
    assert [*found] == [("refuse", "", None), ("defer", "2010-05", None), ("refer", "", body.pk)]


def test_clauses_and_sub_clauses_are_added_and_taken_away_without_recording(clerk, report):
    sent = filled(clerk, do="add")
    page = fields_of(clerk.post(PLACE, sent)).values
    assert (page["clauses"], page["n1-number"]) == ("r1 r2 r3 n1", "d")
    page = fields_of(clerk.post(PLACE, {**page, "do": "part:r2"})).values
    assert (page["clauses"], page["n2-number"], page["n2-part_of"]) == (
        "r1 r2 n2 r3 n1", "b(a)", "b",
    )  # fmt: skip
    page = fields_of(clerk.post(PLACE, {**page, "do": "remove:n1"})).values
    assert page["clauses"] == "r1 r2 n2 r3" and not Decision.objects.exists()
    assert page["r1-outcome"] == "as recommended"
    done = {"n2-text": "to name them", "n2-verb": "agree", "do": "record"}
    clerk.post(PLACE, {**page, **done})
    assert Clause.objects.get(number="b(a)").under == Clause.objects.get(number="b")


def test_all_the_others_are_as_recommended_and_the_rest_stays(clerk, report):
    fields = dict(fields_of(clerk.get(PLACE)).values)
    page = fields_of(clerk.post(PLACE, {**fields, "r1-outcome": "not agreed", "do": "all"}))
    outcomes = [page.values[f"r{n}-outcome"] for n in (1, 2, 3)]
    assert outcomes == ["not agreed", "as recommended", "as recommended"]


def test_a_draft_is_its_authors_alone_and_goes_when_it_is_recorded(clerk, second, report):
    sent = filled(clerk, do="draft", title="Half of it")
    assert clerk.post(PLACE, sent).status_code == 302
    assert DecisionDraft.objects.get().title == "Half of it"
    kept = fields_of(clerk.get(PLACE)).values
    assert (kept["title"], kept["r1-outcome"]) == ("Half of it", "as recommended")
    assert fields_of(second.get(PLACE)).values["title"] == "Next steps"
    clerk.post(PLACE, {**kept, "do": "record"})
    assert Decision.objects.get().title == "Half of it" and not DecisionDraft.objects.exists()
    clerk.post(PLACE, filled(clerk, do="draft"))
    clerk.post(PLACE, {"do": "discard"})
    assert not DecisionDraft.objects.exists()


def test_a_correction_supersedes_with_its_reason_and_both_are_marked(
    clerk, second, report, programme
):
    clerk.post(PLACE, filled(clerk))
    first = Decision.objects.get()
    confirmed(first)
    place = f"/programmes/p/decisions/{first.code}/correct/"
    assert place in second.get(kinds.address(first)).content.decode()
    lacking = filled(clerk, place, **{"r2-outcome": "amended", "r2-text": "agree nothing"})
    assert "Fill in “Why it corrects the decision recorded before”" in said(
        clerk.post(place, lacking)
    )
    clerk.post(place, lacking | {"remarks": "The minute says otherwise."})
    later = Decision.objects.get(supersedes=first)
    assert later.remarks == "The minute says otherwise."
    assert [c.text for c in later.clauses.order_by("order")] == [
        "note progress", "agree nothing", "report back",
    ]  # fmt: skip
    assert f"Replaced by “{later.title}”" in said(clerk.get(kinds.address(first)))
    assert first.title in said(clerk.get(kinds.address(later)))


def test_nobody_else_records(report, council, programme):
    other = MembershipFactory(partnership=programme.partnership).organisation
    for role, organisation in (
        (GrantRole.CLERK, other),
        (GrantRole.OFFICER, council),
        (GrantRole.MEMBER, council),
        (GrantRole.MANAGER, programme.partnership),
    ):
        assert signed_in(person_with(role, organisation)).get(PLACE).status_code == 403
    assert Client().get(PLACE).status_code == 302
    assert Client().post(PLACE, {"title": "Mine"}).status_code == 403


# What it settles


def test_an_empty_decision_settles_ranking_gate_condition_and_delegates(
    clerk, programme, council, meeting, role, recorded
):
    ranking = RankingFactory(programme=programme, by=council, date="2010-02-18")
    gate = GateFactory(programme=programme, code="g")
    earlier = DecisionFactory(programme=programme, organisation=council)
    condition = keep(
        record=Condition(clause=ClauseFactory(decision=earlier), number="1", text="A case")
    )
    post = PostFactory()
    place = "/programmes/p/decisions/new/"
    fields = dict(fields_of(clerk.get(place)).values) | {
        "title": "All of it", "date": "18 February 2010", "reason": "Minute",
        "body": meeting.body.pk,
        "meeting": meeting.pk, "n1-text": "All is agreed.", "n1-verb": "agree", "do": "record",
        "n1-delegate_to": post.pk, "n1-delegate_what": "The details",
        **{settling("n1-about", one): "on" for one in (role.workstream, ranking)},
        **{settling("n1-settles", one): "on" for one in (role, ranking, gate, condition)},
    }  # fmt: skip
    assert clerk.post(place, fields).status_code == 302
    decision = Decision.objects.get(title="All of it")
    assert Delegation.objects.get().clause == decision.clauses.get()
    assert (Ranking.objects.get().meeting, Approval.objects.count()) == (None, 0)
    links = Subject.objects.filter(relation="settles").order_by("order")
    assert [one.subject_reference for one in links] == [
        one.reference for one in (role, ranking, gate, condition)
    ]

    confirmed(decision)
    assert WorkstreamRole.objects.get().standing == Standing.CONFIRMED
    assert Ranking.objects.get().meeting == meeting
    vote = Approval.objects.get()
    assert (vote.gate, vote.workstream, vote.outcome, vote.clause, vote.date) == (
        gate, role.workstream, Outcome.APPROVED, decision.clauses.get(), "2010-02-18",
    )  # fmt: skip
    condition.refresh_from_db()
    assert (condition.state, condition.evidence) == (
        ConditionState.MET, f"clause 1 of the decision {decision.code}",
    )  # fmt: skip


def test_what_another_council_answers_for_is_not_settled(clerk, programme, report):
    other = MembershipFactory(partnership=programme.partnership).organisation
    theirs = RoleFactory(
        workstream=WorkstreamFactory(programme=programme), organisation=other,
        standing=Standing.PROPOSED,
    )  # fmt: skip
    page = clerk.post(PLACE, filled(clerk, do="show"))
    assert settling("r2-settles", theirs) not in page.content.decode()
    with recording(user=None, reason="By hand"):
        decision = DecisionFactory(programme=programme, organisation=report.organisation)
        set_subjects(record=ClauseFactory(decision=decision), subjects=[theirs], relation="settles")
    with pytest.raises(Exception, match="not this organisation’s to settle"):
        confirmed(decision)
    theirs.refresh_from_db()
    assert theirs.standing == Standing.PROPOSED and not Seal.objects.exists()


def test_what_is_open_to_call_in_or_not_in_force_moves_nothing_yet(clerk, report, role):
    tick = {settling("r2-settles", role): "on"}
    clerk.post(PLACE, filled(clerk, **tick, effective="1 January 2999"))
    decision = Decision.objects.get()
    confirmed(decision)
    role.refresh_from_db()
    assert role.standing == Standing.PROPOSED


@pytest.mark.once
def test_the_wording_is_compared_word_by_word():
    runs = changes(
        "agree that relevant officers be identified to act", "agree that one be named to act"
    )
    assert [(run.what, run.words) for run in runs] == [
        ("same", "agree that "),
        ("del", "relevant officers"),
        ("ins", "one"),
        ("same", " be "),
        ("del", "identified"),
        ("ins", "named"),
        ("same", " to act"),
    ]
    assert changes("the same", "the same")[0].what == "same"
    assert AnswerToAsk.AMENDED.label == "Amended"


# An officer under delegation


@pytest.fixture
def post(council):
    return PostFactory(title="Director")


def delegation(programme, post, **values):
    given = {"code": "d", "on_what": "The details", "state": "granted", "start": "2010-01-01"}
    return keep(record=Delegation(programme=programme, to=post, **given | values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (None, "Name the delegation that the decision rests on"),
        ({"to": "other"}, "It is given to the post Clerk, not to Director."),
        ({"state": "requested"}, "It was never given: it is requested."),
        ({"start": "2010-03-01"}, "It was given later: 1 March 2010."),
        ({"end": "2010-02-01"}, "It had ended by then: 1 February 2010."),
    ],
)
def test_an_officers_decision_outside_a_delegation_is_refused_with_the_reason(
    clerk, programme, report, post, values, words
):
    to = PostFactory(title="Clerk") if values == {"to": "other"} else post
    values = {n: v for n, v in (values or {}).items() if n != "to"} if values is not None else None
    under = "" if values is None else delegation(programme, to, **values).pk
    sent = filled(clerk, officer=str(post.pk), under=str(under))
    assert words in said(clerk.post(PLACE, sent))
    assert not Decision.objects.exists()
    with pytest.raises(ValidationError, match=words[:20]):
        record_decision(
            record=Decision(
                programme=programme, code="x", title="T", date="2010-02-18", officer=post,
                under=Delegation.objects.first(),
            )
        )  # fmt: skip


def test_an_officers_decision_names_its_delegation_or_says_why_without_and_shows_it(
    clerk, programme, report, post
):
    under = delegation(programme, post)
    clerk.post(PLACE, filled(clerk, officer=str(post.pk), under=str(under.pk)))
    decision = Decision.objects.get()
    assert (decision.officer, decision.under) == (post, under)
    assert decision.title in said(clerk.get(kinds.address(under)))
    why = "The delegation was asked for in January and never given."
    clerk.post(PLACE, filled(clerk, officer=str(post.pk), without_delegation=why))
    assert why in said(clerk.get(kinds.address(Decision.objects.exclude(pk=decision.pk).get())))


# Was it carried out?


def test_one_list_per_body_says_what_became_of_what_it_agreed_to(
    clerk, report, meeting, council, programme
):
    clerk.post(
        PLACE,
        filled(
            clerk, **{"r2-who_acts": "Director", "r2-act_by": "31 March 2010"}, visibility="public"
        ),
    )
    decision = Decision.objects.get()
    confirmed(decision)
    clause = decision.clauses.get(number="b")
    place = f"/bodies/{meeting.body.code}/carried-out/"
    page = said(Client().get(place))
    assert "0 of 2 done" in page and "Overdue: nothing is reported" in page
    assert "No owner is recorded" in page and "note progress" not in page
    assert place in clerk.get(kinds.address(meeting.body)).content.decode()

    form = f"{place}{clause.pk}/"
    assert form in clerk.get(place).content.decode()
    assert form not in Client().get(place).content.decode()
    officer = signed_in(person_with(GrantRole.OFFICER, council))
    assert officer.get(form).status_code == 403
    early = send(clerk, form, action="done", done="1 January 2999", reason="So")
    assert "That is later than today" in said(early)
    done = {"action": "done", "done": "30 March 2010", "reported": "Both were named."}
    assert send(clerk, form, **done, reason="Report of April").status_code == 302
    clause.refresh_from_db()
    assert (clause.action, clause.done, clause.reported) == (
        "done",
        "2010-03-30",
        "Both were named.",
    )
    assert "1 of 2 done" in said(Client().get(place))
    assert "still matches its seal" in said(clerk.get(kinds.address(decision)))
    clause.who_acts = "Somebody else"
    with pytest.raises(ValidationError, match="onfirmed"):
        keep(record=clause)
    assert programme


def test_what_was_put_off_is_listed_until_it_is_decided(clerk, meeting, report, council):
    to = BodyFactory(organisation=council, name="Resources Committee")
    typed = {
        "visibility": "public", "r1-outcome": "deferred", "r1-deferred_until": "May 2010",
        "r2-outcome": "deferred", "r2-deferred_until_words": "the review is done",
        "r3-outcome": "referred", "r3-referred_to": to.pk, "r3-verb": "",
    }  # fmt: skip
    clerk.post(PLACE, filled(clerk, **typed))
    place = f"/bodies/{meeting.body.code}/carried-out/"
    page = said(Client().get(place))
    assert "Put off until May 2010: that day has gone" in page
    assert "Put off until the review is done" in page and "Referred to Resources Committee" in page
    first = Recommendation.objects.get(number="a")
    later = DecisionFactory(
        programme=report.programme, organisation=council, body=meeting.body, date="2010-06-01"
    )
    ClauseFactory(decision=later, answers=first, outcome="as recommended", text="Noted.")
    page = said(Client().get(place))
    assert "May 2010: that day" not in page and "Referred to Resources" in page


@pytest.mark.once
def test_what_the_form_costs_does_not_grow_with_what_is_asked(
    clerk, report, programme, council, meeting
):
    clerk.get(PLACE)
    with CaptureQueriesContext(connection) as few:
        clerk.get(PLACE)
    asked = {"report": report, "body": meeting.body, "meeting": meeting}
    for n in range(6):
        stream = WorkstreamFactory(programme=programme)
        RoleFactory(workstream=stream, organisation=council, standing=Standing.PROPOSED)
        ask = RecommendationFactory(number=f"x{n}", order=9 + n, verb="agree", **asked)
        set_subjects(record=ask, subjects=[stream])
    with CaptureQueriesContext(connection) as many:
        clerk.get(PLACE)
    assert len(many) == len(few) <= 45
