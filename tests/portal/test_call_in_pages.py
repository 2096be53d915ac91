"""The pages of a call-in, and of sending back: with rights and reasons, from the decision on."""

import pytest
from django.test import Client

from decisions.choices import CallInOutcome, CallInRule
from decisions.models import CallIn, Decision, Delegation, Seal
from programmes.choices import GrantRole
from programmes.operations import keep, set_subjects
from sharedsvc.core.kinds import kinds
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.decisions.sealing import confirmed
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MeetingFactory,
    MembershipFactory,
    PostFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from workstreams.choices import Standing

pytestmark = pytest.mark.usefixtures("recorded")

PLACE = "/programmes/p/decisions/d/call-in/"
TYPED = {
    "date": "20 February 2010", "called_by": "Five members", "grounds": "The cost was not given.",
    "reason": "From the notice",
}  # fmt: skip
HEARD = {"heard": "4 March 2010", "reason": "From the minute"}


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory(code="p")


@pytest.fixture
def council(programme):
    return MembershipFactory(partnership=programme.partnership).organisation


@pytest.fixture
def role(programme, council):
    stream = WorkstreamFactory(programme=programme, ref="A1")
    return RoleFactory(workstream=stream, organisation=council, standing=Standing.PROPOSED)


@pytest.fixture
def decision(programme, council, role):
    found = DecisionFactory(
        programme=programme, organisation=council, code="d", date="2010-02-18",
        body=BodyFactory(organisation=council),
        call_in=CallInRule.OPEN, call_in_until="2010-02-25", visibility="public",
    )  # fmt: skip
    clause = ClauseFactory(decision=found, number="a")
    set_subjects(record=clause, subjects=[role], relation="settles")
    ClauseFactory(decision=found, number="b")
    return found


@pytest.fixture
def ann(council):
    return signed_in(person_with(GrantRole.CLERK, council, name="Ann"))


@pytest.fixture
def bea(council):
    return signed_in(person_with(GrantRole.CLERK, council, name="Bea"))


def said(response):
    return read(response.content.decode()).text()


def page(client, record):
    return client.get(kinds.address(record)).content.decode()


def standing(role):
    role.refresh_from_db()
    return role.standing


def test_a_call_in_is_entered_heard_and_what_waited_moves(decision, role, ann):
    assert PLACE in page(ann, decision)
    lacking = send(ann, PLACE, date="20 February 2010")
    assert "Fill in “who called it in”" in said(lacking).replace("Who", "who")
    late = send(ann, PLACE, **TYPED | {"date": "1 March 2010"})
    assert "It could be called in until 25 February 2010 only." in said(late)
    assert send(ann, PLACE, **TYPED).status_code == 302
    call = CallIn.objects.get()
    assert (call.number, call.clause, call.visibility) == (1, None, "public")
    confirmed(decision)
    assert "On hold: called in 20 February 2010, to be heard" in page(Client(), decision)

    settle = f"{PLACE}1/"
    assert settle in page(ann, call) and "Record what was decided then" not in page(ann, call)
    opened = said(ann.get(settle))
    assert "These wait" in opened and "Confirmed" in opened
    stands = {"outcome": CallInOutcome.STANDS}
    assert "Say when it was heard" in said(send(ann, settle, **stands, reason="So"))
    early = send(ann, settle, **stands, heard="1 February 2010", reason="So")
    assert "That is before it was called in" in said(early)
    assert standing(role) == Standing.PROPOSED
    answer = ann.post(settle, fields_of(ann.get(settle)) | stands | HEARD, follow=True)
    assert "One record moved with it." in said(answer)
    assert standing(role) == Standing.CONFIRMED
    taken_back = send(ann, settle, outcome=CallInOutcome.PENDING, heard="", reason="No")
    assert "has moved since" in said(taken_back)


def test_in_the_admin_the_same_moves_and_the_list_of_actions_says_what_is_on_hold(
    decision, role, ann, council
):
    clause = ClauseFactory(decision=decision, number="c", who_acts="Director", act_by="2010-03-01")
    send(ann, PLACE, **TYPED)
    confirmed(decision)
    actions = f"/bodies/{decision.body.code}/carried-out/"
    assert "On hold: called in 20 February 2010, to be heard" in said(ann.get(actions))
    change = address(CallIn, "change", CallIn.objects.get().pk)
    typed = {"outcome": CallInOutcome.WITHDRAWN, "heard": "24 February 2010", "reason": "Letter"}
    assert ann.post(change, fields_of(ann.get(change)) | typed).status_code == 302
    assert standing(role) == Standing.CONFIRMED
    assert "Overdue: nothing is reported" in said(ann.get(actions)) and clause


def test_what_was_referred_stays_on_hold_and_leads_to_what_was_decided_then(
    decision, role, ann, bea, council
):
    send(ann, PLACE, **TYPED)
    confirmed(decision)
    answer = ann.post(
        f"{PLACE}1/",
        fields_of(ann.get(f"{PLACE}1/")) | HEARD | {"outcome": CallInOutcome.FULL_COUNCIL},
        follow=True,
    )
    assert "Nothing moved with it." in said(answer)
    then = "/programmes/p/decisions/d/correct/?after=1"
    assert f'href="{then}"' in answer.content.decode()
    form = ann.get(then)
    assert "was called in, and referred to full council" in said(form)
    meeting = MeetingFactory(body=BodyFactory(organisation=council), date="2010-03-18")
    typed = {
        "do": "record", "date": "18 March 2010", "body": meeting.body.pk, "meeting": meeting.pk,
        "remarks": "Full council confirmed it.", "reason": "From its minute",
    }  # fmt: skip
    assert ann.post(then, fields_of(form) | typed).status_code == 302
    later = Decision.objects.get(supersedes=decision)
    assert (later.body, later.date, later.call_in) == (meeting.body, "2010-03-18", "")
    confirmed(later)
    assert standing(role) == Standing.CONFIRMED
    assert f"Replaced by “{later.title}”" in page(bea, decision)
    assert ann.get(f"{then[:-1]}7").status_code == 404


def test_a_call_in_that_is_recorded_late_says_what_had_moved(decision, role, ann):
    confirmed(decision)
    assert standing(role) == Standing.CONFIRMED
    answer = ann.post(PLACE, fields_of(ann.get(PLACE)) | TYPED, follow=True)
    assert "had moved before: 1." in said(answer)


def test_a_second_call_in_of_one_clause_holds_that_alone(decision, role, ann):
    clause = decision.clauses.get(number="b")
    send(ann, PLACE, **TYPED, clause=clause.pk)
    send(ann, PLACE, **TYPED, clause=clause.pk)
    assert [*CallIn.objects.values_list("number", flat=True)] == [1, 2]
    confirmed(decision)
    assert standing(role) == Standing.CONFIRMED


def test_who_may_and_may_not(decision, council, programme, ann):
    send(ann, PLACE, **TYPED)
    other = MembershipFactory(partnership=programme.partnership).organisation
    for role, organisation in (
        (GrantRole.CLERK, other), (GrantRole.OFFICER, council),
        (GrantRole.MANAGER, programme.partnership),
    ):  # fmt: skip
        client = signed_in(person_with(role, organisation))
        assert client.get(PLACE).status_code == client.get(f"{PLACE}1/").status_code == 403
        assert PLACE not in page(client, decision)
    assert Client().get(PLACE).status_code == 302 and PLACE not in page(Client(), decision)
    urgent = DecisionFactory(
        programme=programme, organisation=council, code="u", call_in=CallInRule.NOT_OPEN,
        call_in_why="Urgent, waived by the Mayor.",
    )  # fmt: skip
    closed = "/programmes/p/decisions/u/call-in/"
    assert "Urgent, waived by the Mayor." in said(ann.get(closed))
    assert closed not in page(ann, urgent)


# Sent back before it is confirmed


def test_a_second_person_sends_it_back_and_it_is_recorded_anew(programme, council, role, ann, bea):
    document, post = DocumentFactory(programme=programme), PostFactory()
    place = "/programmes/p/decisions/new/"
    tick = {"n1-about-{}-{}".format(*role.reference): "on"}
    typed = {
        "title": "Waste", "date": "18 February 2010", "reason": "Minute", "do": "record",
        "n1-text": "All is agreed.", "n1-verb": "agree", "n1-votes_for": "31",
        "document": document.pk, "paragraph": "4", "votes_for": "30", "votes_against": "2",
        "n1-delegate_to": post.pk, "n1-delegate_what": "The details",
        "n1-conditions": "A case is made", "n1-timing": "after",
    }  # fmt: skip
    ann.post(place, fields_of(ann.get(place)) | typed | tick)
    first = Decision.objects.get()
    assert (first.votes_for, first.votes_against) == (30, 2)

    send_back = address(Decision, "send_back", first.pk)
    assert ann.get(send_back).status_code == 403  # wrote it
    assert send_back in page(bea, first)
    assert send(bea, send_back, reason="").status_code == 200
    send(bea, send_back, reason="Clause 1 was carried by 13 to 4.")
    first.refresh_from_db()
    assert first.sent_back == "Clause 1 was carried by 13 to 4."
    assert first.history.latest().history_user.name == "Bea"
    assert "Sent back before it was confirmed" in page(ann, first)
    carol = signed_in(person_with(GrantRole.CLERK, council))
    told = said(carol.get(address(Decision, "confirm", first.pk)))
    assert "This decision was sent back" in told and not Seal.objects.exists()

    again = f"/programmes/p/decisions/{first.code}/correct/"
    assert again in page(ann, first)
    form = fields_of(ann.get(again))
    kept = {name: form.values[name] for name in ("title", "votes_for", "document", "paragraph")}
    assert kept == {
        "title": "Waste", "votes_for": "30", "document": str(document.pk), "paragraph": "4",
    }  # fmt: skip
    assert (form.values["r1-delegate_what"], form.values["r1-timing"]) == ("The details", "after")
    answer = ann.post(
        again, form | {"r1-votes_for": "13", "r1-votes_against": "4", "reason": "x", "do": "record"}
    )
    assert answer.status_code == 302
    second = Decision.objects.not_struck_out().get()
    assert (second.supersedes, second.clauses.get().votes_for) == (None, 13)
    first.refresh_from_db()
    assert second.code in first.struck_out
    assert Delegation.objects.not_struck_out().get().clause == second.clauses.get()
    send(bea, address(Decision, "confirm", second.pk), reason="Compared")
    assert Seal.objects.get().decision == second
    assert send(bea, send_back, reason="Again").status_code in (403, 404)
    assert "This decision was confirmed" in said(
        carol.get(address(Decision, "send_back", second.pk))
    )


def test_a_vote_on_an_amendment_is_recorded_under_its_clause(decision, ann):
    place = "/programmes/p/decisions/new/"
    typed = {"n1-number": "1", "n1-text": "All is agreed.", "n1-verb": "agree"}
    fields = fields_of(ann.get(place)) | typed | {"do": "amendment:n1"}
    form = fields_of(ann.post(place, fields)).values
    assert (form["n2-number"], form["n2-part_of"], form["n2-amends"]) == (
        "1 amendment 1",
        "1",
        "on",
    )
    rest = {
        "title": "Voted", "date": "18 February 2010", "reason": "Minute", "do": "record",
        "n2-text": "Councillor Bell: leave out waste.", "n2-votes_for": "4",
        "n2-votes_against": "9",
    }  # fmt: skip
    assert "Say whether the amendment was carried or lost." in said(ann.post(place, form | rest))
    assert ann.post(place, form | rest | {"n2-amendment": "lost"}).status_code == 302
    whole, vote = Decision.objects.get(title="Voted").clauses.order_by("order")
    assert (vote.under, vote.verb, vote.amendment, vote.votes_against) == (
        whole, "refuse", "lost", 9,
    )  # fmt: skip
    assert "Amendment lost" in page(ann, vote) and "Amendment lost" in page(ann, vote.decision)
    assert keep(record=whole) == whole
