"""The admin writes by the pages' operations: with a reason, and with nothing typed lost."""

import pytest

from decisions.models import Clause, Condition, Decision, GateTest
from programmes.choices import GrantRole, SubjectRelation, Visibility
from programmes.models import Citation, Grant, Membership, Phase, Subject
from programmes.operations import cite, keep, set_subjects, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.search.indexing import reindex
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.factories import (
    ClauseFactory,
    CriterionFactory,
    DecisionFactory,
    DocumentFactory,
    GateFactory,
    MeetingFactory,
    OrganisationFactory,
    PhaseFactory,
    RankingFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    ScoringFactory,
    UserFactory,
    WorkstreamFactory,
)
from workstreams.models import RankingEntry, Score, StatusUpdate, Workstream, WorkstreamRole


def change(client, record, **changed):
    """Open a record's form, change these fields, and save."""
    place = address(type(record), "change", record.pk)
    return send(client, place, **{"reason": "Looked it up", **changed})


def add(client, model, **typed):
    place = address(model, "add")
    return client.post(place, fields_of(client.get(place)) | {"reason": "New", **typed})


def latest(record):
    return type(record).history.filter(id=record.pk).latest("history_id")


def errors_of(response):
    """All that a page says is wrong."""
    assert response.status_code == 200
    found = list(response.context["errors"])
    return [str(message) for group in found for message in group]


def test_a_change_is_recorded_with_user_and_reason(chiefs, chief, programme):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    response = change(chiefs, phase, title="First phase")
    assert response.status_code == 302
    assert "was changed successfully" in told(chiefs, response)[0]
    row = latest(phase)
    assert (row.title, row.history_user, row.history_change_reason) == (
        "First phase",
        chief,
        "Looked it up",
    )


def test_what_is_saved_unchanged_in_a_browser_is_no_change(chiefs, programme):
    """A browser sends each end of a line as two characters."""
    phase = PhaseFactory(programme=programme, title="Phase 1", remarks="One\nTwo")
    change(chiefs, phase, remarks="One\r\nTwo")
    assert phase.history.count() == 1
    change(chiefs, phase, remarks="One\r\nTwo\r\nThree")
    phase.refresh_from_db()
    assert phase.remarks == "One\nTwo\nThree"


def test_without_a_reason_nothing_is_saved(chiefs, programme):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    response = change(chiefs, phase, title="First phase", reason=" ")
    assert errors_of(response) == ["Fill this in."]
    assert 'value="First phase"' in response.content.decode()
    phase.refresh_from_db()
    assert phase.title == "Phase 1"


def told(client, response):
    """What the page after saving says was done."""
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_saving_what_is_unchanged_makes_no_version(chiefs, programme):
    phase = PhaseFactory(programme=programme)
    response = change(chiefs, phase)
    assert response.status_code == 302
    assert told(chiefs, response) == ["Nothing was changed."]
    assert Phase.history.filter(id=phase.pk).count() == 1


def test_what_the_operation_refuses_is_said_on_the_field(chiefs, programme):
    role = RoleFactory(workstream__programme=programme)
    other = OrganisationFactory()
    response = add(
        chiefs,
        WorkstreamRole,
        workstream=role.workstream_id,
        organisation=other.pk,
        kind="lead",
        standing="confirmed",
        start="15 January 2010",
        remarks="Kept as typed",
    )
    holder = role.organisation
    assert errors_of(response) == [
        f"{holder} is lead of “{role.workstream}” at the same time: end that role, or make both "
        "joint leads."
    ]
    assert response.context["adminform"].form.errors.keys() == {"kind"}
    assert "Kept as typed" in response.content.decode()
    assert WorkstreamRole.objects.count() == 1


def test_what_the_database_refuses_is_said_too(chiefs, programme):
    phase = PhaseFactory(programme=programme)
    response = change(chiefs, phase, start="2010", end="2009")
    assert errors_of(response) == ["The end is before the start."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15 January 2010", "2010-01-15"),
        ("2006/07", "2006-04-01/2007-03-31"),
        ("by 18 February 2010", "../2010-02-18"),
        ("about March 2009", "2009-03~"),
        ("", ""),
    ],
)
def test_dates_are_typed_as_in_the_workbook(chiefs, programme, typed, kept):
    phase = PhaseFactory(programme=programme, start="2001")
    assert change(chiefs, phase, start=typed).status_code == 302
    phase.refresh_from_db()
    assert phase.start == kept
    again = fields_of(chiefs.get(address(Phase, "change", phase.pk)))
    assert again.values["start"] in {typed, f"financial year {typed}"}


def test_what_is_no_date_is_refused_in_plain_words(chiefs, programme):
    response = change(chiefs, PhaseFactory(programme=programme), start="soon")
    assert errors_of(response) == [
        "“soon” is not a date; write it as 15 January 2010, January 2010 or 2010."
    ]


def test_a_stranger_is_refused(programme):
    phase = PhaseFactory(programme=programme)
    stranger = signed_in(person_with(GrantRole.MANAGER, OrganisationFactory(kind="partnership")))
    place = address(Phase, "change", phase.pk)
    assert stranger.get(place).status_code == 200
    assert stranger.post(place, {"title": "Mine", "reason": "Why not"}).status_code == 403


def test_who_may_add_some_may_not_add_everywhere(programme):
    stranger = signed_in(person_with(GrantRole.MANAGER, OrganisationFactory(kind="partnership")))
    response = add(stranger, Phase, programme=programme.pk, code="x", title="X")
    assert response.status_code == 403
    assert Phase.objects.count() == 0


def test_a_hidden_record_is_not_found(managers, programme):
    own = PhaseFactory(
        programme=programme, visibility=Visibility.OWNER, owner=OrganisationFactory()
    )
    for page in ("change", "history", "strike_out"):
        assert managers.get(address(Phase, page, own.pk)).status_code == 404
    assert b"0 phases" in managers.get(address(Phase)).content


# Somebody else in the meantime


def test_what_a_colleague_saved_in_the_meantime_is_told_and_nothing_typed_is_lost(
    chiefs, programme
):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    place = address(Phase, "change", phase.pk)
    typed = fields_of(chiefs.get(place)) | {"reason": "Mine", "description": "All I typed"}
    with recording(user=UserFactory(name="Ann Lee", is_superuser=True), reason="Hers"):
        phase.title = "Phase one"
        keep(record=phase)
    response = chiefs.post(place, typed)
    (error,) = errors_of(response)
    assert error.startswith("Ann Lee changed this record on ")
    assert "title: “Phase 1” → “Phase one” (Hers)" in error
    assert "All I typed" in response.content.decode()
    again = fields_of(response) | {"title": "Phase one"}
    assert chiefs.post(place, again).status_code == 302
    phase.refresh_from_db()
    assert (phase.title, phase.description) == ("Phase one", "All I typed")


# Links


def test_sources_are_written_as_in_the_workbook(chiefs, programme):
    phase = PhaseFactory(programme=programme)
    DocumentFactory(programme=programme, code="minutes")
    DocumentFactory(programme=programme, code="plan")
    assert change(chiefs, phase, sources="minutes 2.5, 2.8 (inferred); plan").status_code == 302
    rows = Citation.objects.not_struck_out().order_by("order")
    assert [(r.document.code, r.paragraph, r.inferred) for r in rows] == [
        ("minutes", "2.5", False),
        ("minutes", "2.8", True),
        ("plan", "", False),
    ]
    again = fields_of(chiefs.get(address(Phase, "change", phase.pk)))
    assert again.values["sources"] == "minutes 2.5, 2.8 (inferred); plan"
    assert Phase.history.filter(id=phase.pk).count() == 1


def test_a_new_record_counts_from_the_document_that_states_it(chiefs, programme):
    DocumentFactory(programme=programme, code="minutes", date="2010-02-18")
    given = {"programme": programme.pk, "code": "p", "title": "P", "start": ""}
    assert add(chiefs, Phase, **given, sources="minutes 1").status_code == 302
    assert Phase.objects.get(code="p").start_latest.isoformat() == "2010-02-18"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("minute 1", "There is nothing with the code “minute” among documents."),
        ("%", "Expected: a document's code, then its paragraphs."),
        ("minutes 1, 1", "Expected: each paragraph once."),
    ],
)
def test_a_wrong_source_is_refused(chiefs, programme, typed, said):
    DocumentFactory(programme=programme, code="minutes")
    (error,) = errors_of(change(chiefs, PhaseFactory(programme=programme), sources=typed))
    assert error.startswith(said)


def test_a_hidden_source_is_neither_shown_nor_lost(managers, manager, programme):
    phase = PhaseFactory(programme=programme)
    hidden = DocumentFactory(
        programme=programme,
        code="exempt",
        visibility=Visibility.OWNER,
        owner=OrganisationFactory(),
    )
    DocumentFactory(programme=programme, code="minutes")
    cite(record=phase, citations=[(hidden, "1", False)], programme=programme)
    page = managers.get(address(Phase, "change", phase.pk))
    assert b"exempt" not in page.content
    assert change(managers, phase, sources="minutes 2").status_code == 302
    rows = Citation.objects.not_struck_out().order_by("order")
    assert sorted(str(row) for row in rows) == ["exempt 1", "minutes 2"]
    (error,) = errors_of(change(managers, phase, sources="exempt 1"))
    assert "nothing with the code “exempt”" in error


def test_what_a_clause_is_about_is_named_as_in_the_workbook(chiefs, programme):
    decision = DecisionFactory(programme=programme)
    workstream = WorkstreamFactory(programme=programme, ref="waste")
    given = {"decision": decision.pk, "number": "1", "verb": "agree", "text": "Agreed."}
    (error,) = errors_of(add(chiefs, Clause, **given, about="workstreams:wast"))
    assert error == (
        "There is nothing with the code “wast” among workstreams. Did you mean “waste”?"
    )
    assert add(chiefs, Clause, **given, about="workstreams:waste").status_code == 302
    clause = Clause.objects.get()
    link = Subject.objects.get(record_id=clause.pk)
    assert (link.subject_reference, link.relation) == (
        workstream.reference,
        SubjectRelation.ABOUT,
    )


# Rows on another record's form


def test_rows_are_added_changed_and_struck_out_with_their_record(chiefs, chief, programme):
    gate = GateFactory(programme=programme)
    place = address(type(gate), "change", gate.pk)
    page = fields_of(chiefs.get(place))
    rows = {"tests-TOTAL_FORMS": "2", "tests-0-number": "1", "tests-0-text": "Better?"}
    rows |= {"tests-1-number": "2", "tests-1-text": "Cheaper?", "reason": "From the report"}
    assert chiefs.post(place, page | rows).status_code == 302
    assert list(gate.tests.order_by("number").values_list("text", flat=True)) == [
        "Better?",
        "Cheaper?",
    ]
    page = fields_of(chiefs.get(place))
    rows = {"tests-0-text": "Better for people?", "tests-1-DELETE": "on", "reason": "Read again"}
    assert chiefs.post(place, page | rows).status_code == 302
    kept, gone = GateTest.objects.order_by("number")
    assert (kept.text, kept.struck_out, gone.struck_out) == (
        "Better for people?",
        "",
        "Read again",
    )
    row = GateTest.history.filter(id=gone.pk).latest("history_id")
    assert (row.history_user, row.history_change_reason) == (chief, "Read again")


def test_what_an_operation_refuses_of_a_row_is_said_on_the_row(chiefs, programme):
    ranking = RankingFactory(programme=programme)
    stranger = WorkstreamFactory()
    place = address(type(ranking), "change", ranking.pk)
    rows = {"entries-TOTAL_FORMS": "1", "entries-0-workstream": stranger.pk, "entries-0-rank": "1"}
    rows["entries-0-order"] = "1"
    response = chiefs.post(place, fields_of(chiefs.get(place)) | {**rows, "reason": "Why"})
    assert errors_of(response) == ["The workstream belongs to another programme."]
    assert RankingEntry.objects.count() == 0
    assert 'name="entries-0-rank" value="1"' in response.content.decode()


def test_a_score_off_its_scale_is_refused_on_its_row(chiefs, programme):
    scoring = ScoringFactory(programme=programme)
    criterion = CriterionFactory(programme=programme, text="Cost")
    workstream = WorkstreamFactory(programme=programme)
    place = address(type(scoring), "change", scoring.pk)
    rows = {"scores-TOTAL_FORMS": "1", "scores-0-workstream": workstream.pk}
    rows |= {"scores-0-criterion": criterion.pk, "scores-0-value": "9"}
    response = chiefs.post(place, fields_of(chiefs.get(place)) | {**rows, "reason": "Why"})
    assert errors_of(response) == ["“Cost” is scored from 1 to 5: 9 is not on that scale."]
    assert Score.objects.count() == 0


# What stays as it is


def test_a_recorded_decision_is_read_only_and_says_how_to_correct_it(chiefs, programme):
    decision = DecisionFactory(programme=programme, title="As minuted")
    place = address(Decision, "change", decision.pk)
    page = chiefs.get(place)
    assert b"A recorded decision is never edited. To correct it, add a decision" in page.content
    names = set(fields_of(page).values)
    assert not names & {"title", "code", "date", "remarks", "rests_on", "sources"}
    typed = fields_of(page) | {"title": "Other", "remarks": "Other", "reason": "Sly"}
    chiefs.post(place, typed)
    decision.refresh_from_db()
    assert (decision.title, decision.remarks) == ("As minuted", "")


def test_a_clause_is_added_to_a_recorded_decision_but_none_is_changed(chiefs, programme):
    clause = ClauseFactory(decision__programme=programme, number="1", text="As minuted")
    place = address(Decision, "change", clause.decision_id)
    page = fields_of(chiefs.get(place))
    assert "clauses-0-text" not in page.values
    rows = {"clauses-TOTAL_FORMS": "2", "clauses-0-text": "Other", "clauses-0-DELETE": "on"}
    rows |= {"clauses-1-number": "2", "clauses-1-verb": "note", "clauses-1-text": "Noted."}
    rows |= {"clauses-1-order": "2", "reason": "Second page of the minute"}
    assert chiefs.post(place, page | rows).status_code == 302
    assert list(Clause.objects.not_struck_out().values_list("number", "text")) == [
        ("1", "As minuted"),
        ("2", "Noted."),
    ]


def test_a_condition_is_met_on_the_form_of_its_clause(chiefs, programme):
    clause = ClauseFactory(decision__programme=programme)
    keep(record=Condition(clause=clause, number="1", text="Sign it", start="2010"))
    place = address(Clause, "change", clause.pk)
    rows = {"conditions-0-state": "met", "reason": "Signed"}
    response = chiefs.post(place, fields_of(chiefs.get(place)) | rows)
    assert errors_of(response) == ["Say on what evidence the condition is met or waived."]
    rows["conditions-0-evidence"] = "The signed agreement"
    assert chiefs.post(place, fields_of(chiefs.get(place)) | rows).status_code == 302
    assert Condition.objects.get().state == "met"


def test_a_published_report_and_what_is_in_it_are_read_only(chiefs, programme):
    ask = RecommendationFactory(report=ReportFactory(programme=programme, date="2010-02-18"))
    for record in (ask.report, ask):
        page = chiefs.get(address(type(record), "change", record.pk))
        assert b"This report was published" in page.content
        assert not set(fields_of(page).values) & {"title", "text", "recommendations-0-text"}
        assert chiefs.get(address(type(record), "strike_out", record.pk)).status_code == 403
    response = add(chiefs, type(ask), report=ask.report_id, number="9", text="Slipped in")
    assert "This report was published" in errors_of(response)[0]


def test_a_report_is_not_published_with_its_document(chiefs, programme):
    report = ReportFactory(programme=programme, date="2999-01-01", published="")
    document = DocumentFactory(programme=programme)
    rows = {"recommendations-TOTAL_FORMS": "1", "recommendations-0-number": "1"}
    rows |= {"recommendations-0-order": "1", "recommendations-0-text": "The last one"}
    assert change(chiefs, report, document=document.pk, **rows).status_code == 302
    assert report.recommendations.get().text == "The last one"
    report.refresh_from_db()
    assert (report.document, report.is_published) == (document, False)
    page = chiefs.get(address(type(report), "change", report.pk))
    assert b"This report was published" not in page.content


def test_no_link_of_what_is_fixed_is_struck_out(chiefs, programme):
    document = DocumentFactory(programme=programme)
    clause = ClauseFactory(decision__programme=programme)
    phase = PhaseFactory(programme=programme)
    for record, status in ((clause, 403), (phase, 200)):
        cite(record=record, citations=[(document, "1", False)], programme=programme)
        link = Citation.objects.get(record_type=record.reference[0])
        assert chiefs.get(address(Citation, "strike_out", link.pk)).status_code == status


def test_a_report_to_come_is_edited(chiefs, programme):
    report = ReportFactory(programme=programme, date="2999-01-01", published="", title="Draft")
    meeting = MeetingFactory()
    rows = {"goes_to-TOTAL_FORMS": "1", "goes_to-0-meeting": meeting.pk, "goes_to-0-order": "1"}
    assert change(chiefs, report, title="Better", **rows).status_code == 302
    report.refresh_from_db()
    assert (report.title, report.goes_to.get().meeting) == ("Better", meeting)


def test_a_mistake_is_struck_out_with_the_reason(chiefs, chief, programme):
    phase = PhaseFactory(programme=programme)
    place = address(Phase, "strike_out", phase.pk)
    assert chiefs.get(place).status_code == 200
    assert send(chiefs, place, reason="").status_code == 200
    assert send(chiefs, place, reason="Entered twice").status_code == 302
    phase.refresh_from_db()
    assert phase.struck_out == "Entered twice"
    assert latest(phase).history_user == chief
    assert chiefs.get(address(Phase, "change", phase.pk)).status_code == 404
    assert chiefs.get(address(Phase, "delete", phase.pk)).status_code in {403, 404}


def test_who_may_not_change_may_not_strike_out(programme):
    phase = PhaseFactory(programme=programme)
    stranger = signed_in(person_with(GrantRole.MANAGER, OrganisationFactory(kind="partnership")))
    place = address(Phase, "strike_out", phase.pk)
    assert stranger.post(place, {"reason": "Because"}).status_code == 403


# Choices and history


def suggestions(client, model, field, term=""):
    given = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
    answer = client.get("/admin/autocomplete/", {**given, "field_name": field, "term": term})
    return [one["text"] for one in answer.json()["results"]]


def test_autocomplete_offers_what_may_be_seen(managers, programme):
    WorkstreamFactory(programme=programme, title="Open waste")
    hidden = {"visibility": Visibility.OWNER, "owner": OrganisationFactory()}
    secret = WorkstreamFactory(programme=programme, title="Secret waste", **hidden)
    reindex()  # what is recorded in one go is found at its end
    assert suggestions(managers, WorkstreamRole, "workstream", "waste") == ["Open waste"]
    given = {"workstream": secret.pk, "kind": "lead", "standing": "proposed", "start": "2010"}
    response = add(managers, WorkstreamRole, **given)
    assert errors_of(response)[0] == ("That is not one of the choices. Choose another.")


def test_a_hidden_choice_is_kept_and_not_named(managers, programme):
    """A body of the partnership is on the milestone's form; its meeting is closed."""
    meeting = MeetingFactory(
        visibility=Visibility.OWNER, owner=OrganisationFactory(), purpose="Secret purpose"
    )
    ranking = RankingFactory(programme=programme, by=programme.partnership, meeting=meeting)
    page = managers.get(address(type(ranking), "change", ranking.pk))
    assert str(meeting).encode() not in page.content
    assert b"Withheld" in page.content
    assert change(managers, ranking, title="Renamed").status_code == 302
    ranking.refresh_from_db()
    assert (ranking.title, ranking.meeting) == ("Renamed", meeting)
    assert str(meeting).encode() not in managers.get(address(type(ranking))).content


def test_history_says_who_when_what_and_why(chiefs, programme):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    change(chiefs, phase, title="First phase", start="2010")
    page = chiefs.get(address(Phase, "history", phase.pk)).content.decode()
    for said in ("Chief", "Looked it up", "Title: “Phase 1” → “First phase”"):
        assert said in page
    assert "From: “1 June 2009” → “2010”" in page


def test_history_does_not_tell_what_was_closed(managers, manager, programme):
    phase = PhaseFactory(
        programme=programme,
        title="Secret title",
        visibility=Visibility.OWNER,
        owner=OrganisationFactory(),
    )
    phase.title, phase.visibility = "Open title", Visibility.PUBLIC
    keep(record=phase)
    page = managers.get(address(Phase, "history", phase.pk)).content.decode()
    assert "Open title" in page and "Secret title" not in page
    assert page.count('<th scope="row">') == 1


def test_filters_offer_only_what_may_be_seen(managers, programme):
    hidden = {"visibility": Visibility.OWNER, "owner": OrganisationFactory()}
    WorkstreamFactory(programme__title="Secret programme", programme__visibility="owner",
                      programme__owner=hidden["owner"])  # fmt: skip
    WorkstreamFactory(programme=programme)
    page = managers.get(address(Workstream)).content.decode()
    assert "Bins" in page and "Secret programme" not in page


# Grants


@pytest.fixture
def administrator(programme):
    return person_with(GrantRole.ADMINISTRATOR, OrganisationFactory(name="Avon"))


def grant(client, **typed):
    return add(client, Grant, **{"role": "officer", "start": "2010", **typed})


def test_an_administrator_gives_rights_in_the_own_organisation_only(administrator):
    client, own = signed_in(administrator), administrator.grants.get().organisation
    other, person = OrganisationFactory(name="Dene"), UserFactory(email="new@example.org")
    assert grant(client, person=person.email, organisation=own.pk).status_code == 302
    assert person.grants.get().role == "officer"
    response = grant(client, person=person.email, organisation=other.pk)
    assert errors_of(response) == ["That is not one of the choices. Choose another."]
    assert b"Dene" not in client.get(address(Grant, "add")).content


def test_nobody_gives_themselves_a_right(administrator, chiefs, chief):
    own = administrator.grants.get().organisation
    for client, user in ((signed_in(administrator), administrator), (chiefs, chief)):
        response = grant(client, person=user.email, organisation=own.pk)
        assert errors_of(response) == [
            "Nobody gives themselves a right: ask another administrator."
        ]


def test_an_unknown_address_is_refused(administrator):
    own = administrator.grants.get().organisation
    response = grant(signed_in(administrator), person="no@example.org", organisation=own.pk)
    assert errors_of(response) == ["Nobody signs in with this address: invite the person first."]


def test_members_are_added_on_the_form_of_their_partnership(managers, programme):
    partnership = programme.partnership
    newcomer = OrganisationFactory()
    place = f"/admin/programmes/membership/add/?partnership={partnership.pk}"
    typed = fields_of(managers.get(place)) | {"organisation": newcomer.pk, "reason": "Joined"}
    assert typed["partnership"] == str(partnership.pk)
    assert managers.post(place, typed).status_code == 302
    assert Membership.objects.filter(organisation=newcomer).exists()


@pytest.mark.parametrize("own", [False, True])
def test_a_gate_stands_before_some_workstreams_alone(chiefs, programme, own):
    WorkstreamFactory(programme=programme, ref="waste")
    council = {
        "programme": None,
        "by": OrganisationFactory(),
        "who_must_pass": "the council itself",
    }
    gate = GateFactory(**(council if own else {"programme": programme}))
    response = change(chiefs, gate, about="workstreams:waste")
    assert response.status_code == 302, errors_of(response)
    assert Subject.objects.get(record_id=gate.pk).relation == SubjectRelation.ABOUT
    again = fields_of(chiefs.get(address(type(gate), "change", gate.pk)))
    assert again.values["about"] == "workstreams:waste"


def test_a_code_of_several_programmes_is_refused_on_a_councils_own_gate(chiefs, programme):
    WorkstreamFactory(programme=programme, ref="waste")
    WorkstreamFactory(ref="waste")
    gate = GateFactory(programme=None, by=OrganisationFactory(), who_must_pass="the council itself")
    (error,) = errors_of(change(chiefs, gate, about="workstreams:waste"))
    assert error == "Several programmes have “waste” among their workstreams."
    (error,) = errors_of(change(chiefs, gate, about="workstreams:wastes"))
    assert "nothing with the code “wastes” among workstreams. Did you mean “waste”?" in error
    set_subjects(record=gate, subjects=[programme.workstreams.get()])
    assert change(chiefs, gate, title="Renamed").status_code == 302


def test_all_that_is_wrong_is_told_above_the_form_with_links_to_the_fields(chiefs, programme):
    page = change(
        chiefs, PhaseFactory(programme=programme), start="soon", title=""
    ).content.decode()
    summary = page[page.index('id="errors"') : page.index("<fieldset")]
    assert '<a href="#id_title">Title: Fill this in.</a>' in summary
    assert '<a href="#id_start">From: “soon” is not a date' in summary
    assert "admin/js/change_form.js" not in page, "Django's script would take the focus away"


def test_the_rows_of_an_inline_are_told_above_the_form_too(chiefs, programme):
    gate = GateFactory(programme=programme)
    keep(record=GateTest(gate=gate, number="1", text="Is it viable?"))
    page = change(chiefs, gate, **{"tests-0-text": ""}).content.decode()
    assert "row 1, Text: Fill this in.</a>" in page


def test_a_new_update_is_numbered_after_the_others(chiefs, programme):
    workstream = WorkstreamFactory(programme=programme)
    place = f"{address(StatusUpdate, 'add')}?workstream={workstream.pk}"
    assert fields_of(chiefs.get(place)).values["number"] == "1"
    with recording(user=None, reason="Test"):
        keep(record=StatusUpdate(workstream=workstream, number=4, narrative="Begun", date="2010"))
    assert fields_of(chiefs.get(place)).values["number"] == "5"
    with recording(user=None, reason="Test"):
        strike_out(record=StatusUpdate.objects.get(), reason="Taken back")
    assert fields_of(chiefs.get(place)).values["number"] == "5", "as the page of updates counts"
    assert chiefs.get(f"{address(StatusUpdate, 'add')}?workstream=king").status_code == 200


def test_what_is_no_record_is_refused_and_not_looked_up(chiefs, programme):
    response = change(chiefs, PhaseFactory(programme=programme), programme="king")
    assert errors_of(response) == ["That is not one of the choices. Choose another."]
