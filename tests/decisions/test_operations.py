"""What stays as it was recorded, and which decisions, approvals and asks are refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from decisions.choices import Outcome, ProposalKind, WhoMustPass
from decisions.models import Approval, Clause, Decision, Proposal
from decisions.operations import (
    ask,
    record_approval,
    record_clause,
    record_decision,
    send_to_meetings,
)
from programmes.operations import keep, strike_out
from sharedsvc.core.history import Unrecorded
from tests.conftest import refusal
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MeetingFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RecommendationFactory,
    ReportFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.usefixtures("recorded")


# A recorded decision is never edited and never deleted


EDITS = {
    "a decision's title": (DecisionFactory, "title", "Something else", "title"),
    "a decision's date": (DecisionFactory, "date", "2011-01-01", "date"),
    "a decision's remarks": (DecisionFactory, "remarks", "As an afterthought", "remarks"),
    "a clause's text": (ClauseFactory, "text", "Something else.", "what was decided"),
    "a clause's verb": (ClauseFactory, "verb", "refuse", "verb"),
}


@pytest.mark.parametrize(("factory", "name", "value", "label"), EDITS.values(), ids=EDITS)
@pytest.mark.parametrize(
    "save", [lambda record: record.save(), lambda record: keep(record=record)], ids=["save", "keep"]
)
def test_what_was_decided_is_never_edited(factory, name, value, label, save):
    record = factory()
    before = getattr(record, name)
    setattr(record, name, value)

    with pytest.raises(ValidationError) as refused:
        save(record)

    assert refused.value.messages == [
        f"A recorded decision is never edited ({label}). "
        "Record a correction that supersedes it and says why."
    ]
    record.refresh_from_db()
    assert (getattr(record, name), record.history.count()) == (before, 1)


def test_nor_is_a_clause_moved_to_another_decision():
    clause, other = ClauseFactory(), DecisionFactory()
    clause.decision = other

    with pytest.raises(ValidationError, match=r"never edited \(decision\)"):
        clause.save()


@pytest.mark.parametrize("factory", [DecisionFactory, ClauseFactory])
def test_a_mistake_is_struck_out_with_the_reason(factory):
    record = factory()
    strike_out(record=record, reason="Entered twice.")

    assert list(type(record).objects.not_struck_out()) == []
    assert type(record).objects.get(pk=record.pk).struck_out == "Entered twice."


@pytest.mark.parametrize("factory", [DecisionFactory, ClauseFactory])
def test_striking_out_is_no_way_to_edit(factory):
    record = factory()
    record.remarks = "As an afterthought"

    with pytest.raises(ValidationError, match=r"never edited \(remarks\)"):
        strike_out(record=record, reason="Entered twice.")


def test_a_correction_supersedes_what_it_corrects():
    wrong = DecisionFactory()
    right = record_decision(
        record=Decision(
            programme=wrong.programme,
            organisation=wrong.organisation,
            code="corrected",
            title="Corrected",
            date="2010-01-15",
            supersedes=wrong,
            remarks="The minute was misread.",
        )
    )

    assert list(wrong.superseded_by.all()) == [right]


@pytest.mark.parametrize("model", [Decision, Clause])
@pytest.mark.parametrize(
    "act",
    [
        lambda record, rows: record.delete(),
        lambda record, rows: rows.delete(),
        lambda record, rows: rows.update(remarks="Changed"),
        lambda record, rows: rows.bulk_update([record], ["remarks"]),
    ],
    ids=["delete", "delete-all", "update", "bulk-update"],
)
def test_there_is_no_back_door(model, act):
    record = ClauseFactory() if model is Clause else DecisionFactory()

    with pytest.raises(Unrecorded):
        act(record, model.objects.all())

    assert list(model.objects.values_list("pk", "remarks")) == [(record.pk, "")]


# Decisions


def test_a_body_decides_for_its_own_organisation():
    council = OrganisationFactory(name="Inverclyde")
    body = BodyFactory(name="Cabinet of another council")
    decision = DecisionFactory.build(programme=ProgrammeFactory(), organisation=council, body=body)

    assert refusal(record_decision, decision) == {
        "body": ["Cabinet of another council does not belong to Inverclyde."]
    }


def test_a_body_without_its_organisation():
    decision = DecisionFactory.build(
        programme=ProgrammeFactory(), organisation=None, body=BodyFactory(name="Cabinet")
    )

    with pytest.raises(ValidationError) as refused:
        record_decision(record=decision)

    assert refused.value.messages == ["Name the organisation whose body decided."]


def test_a_meeting_is_one_of_the_body_that_decided():
    body, other = BodyFactory(name="Council"), BodyFactory(name="Committee")
    decision = DecisionFactory.build(
        programme=ProgrammeFactory(),
        organisation=body.organisation,
        body=body,
        meeting=MeetingFactory(body=other, date="2010-02-18"),
    )

    assert refusal(record_decision, decision) == {
        "meeting": ["Committee, 18 February 2010 is not a meeting of Council."]
    }


def test_a_decision_whose_body_is_not_stated():
    decision = DecisionFactory.build(programme=ProgrammeFactory(), organisation=None)

    assert record_decision(record=decision).taken_by == "Not stated who"


def test_a_clause_answers_an_ask_of_its_own_programme():
    clause = ClauseFactory.build(decision=DecisionFactory(), answers=RecommendationFactory())

    assert refusal(record_clause, clause) == {"answers": ["This ask belongs to another programme."]}


# Approvals


def approval(gate, **more) -> Approval:
    """An unsaved approval at the gate, by a council of its own unless it says otherwise."""
    given = {"outcome": Outcome.APPROVED, "date": "2010-03-01", **more}
    given.setdefault("organisation", OrganisationFactory())
    if "proposal" not in given:
        given.setdefault(
            "workstream", WorkstreamFactory(programme=gate.programme or ProgrammeFactory())
        )
    return Approval(gate=gate, **given)


def proposal(programme) -> Proposal:
    return keep(
        record=Proposal(
            programme=programme, code="p", title="P", kind=ProposalKind.START, start="2010-01-15"
        )
    )


def test_a_council_approves_at_a_gate_of_the_programme():
    gate = GateFactory()
    record_approval(record=approval(gate))

    assert list(gate.approvals.values_list("outcome", flat=True)) == ["approved"]


def test_the_database_refuses_an_approval_without_a_council():
    nobodys = approval(GateFactory(), organisation=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        nobodys.save()


def test_the_operation_refuses_it_too_and_says_what_is_missing():
    nobodys = approval(GateFactory(), organisation=None)

    assert refusal(record_approval, nobodys) == {"organisation": ["Fill this in."]}


def test_an_approval_of_nothing():
    nothing = approval(GateFactory(), workstream=None)

    assert refusal(record_approval, nothing) == {
        "__all__": ["Say what was approved: a proposal or a workstream."]
    }


ELSEWHERE = {"gate": ["This gate belongs to another programme."]}


def test_a_workstream_at_another_programmes_gate():
    elsewhere = approval(GateFactory(), workstream=WorkstreamFactory())

    assert refusal(record_approval, elsewhere) == ELSEWHERE


def test_a_proposal_at_another_programmes_gate():
    elsewhere = approval(GateFactory(), proposal=proposal(ProgrammeFactory()))

    assert refusal(record_approval, elsewhere) == ELSEWHERE


def test_a_proposal_of_this_programme_on_a_workstream_of_another():
    gate = GateFactory()
    mixed = approval(gate, proposal=proposal(gate.programme), workstream=WorkstreamFactory())

    assert refusal(record_approval, mixed) == ELSEWHERE


@pytest.mark.parametrize("of_a_programme", [False, True])
def test_a_council_alone_passes_its_own_gate(of_a_programme):
    council = OrganisationFactory(name="Inverclyde")
    programme = ProgrammeFactory() if of_a_programme else None
    gate = GateFactory(programme=programme, by=council, who_must_pass=WhoMustPass.OWNER)

    assert refusal(record_approval, approval(gate)) == {
        "organisation": ["Only Inverclyde passes its own gate."]
    }
    assert record_approval(record=approval(gate, organisation=council)).organisation == council


def test_a_body_approves_for_its_own_organisation():
    body = BodyFactory(name="Cabinet")
    council = OrganisationFactory(name="Inverclyde")

    assert refusal(record_approval, approval(GateFactory(), organisation=council, body=body)) == {
        "body": ["Cabinet does not belong to Inverclyde."]
    }


def test_a_body_without_the_council_that_votes_is_no_fault_but_a_missing_field():
    outcome = approval(GateFactory(), organisation=None, body=BodyFactory())
    assert refusal(record_approval, outcome).keys() == {"organisation"}


def test_a_second_vote_is_numbered():
    first = record_approval(record=approval(GateFactory(), outcome=Outcome.DEFERRED))
    again = approval(first.gate, organisation=first.organisation, workstream=first.workstream)
    assert refusal(record_approval, again) == {
        "__all__": ["This outcome is already recorded at this gate."]
    }

    again.number = 2
    record_approval(record=again)
    assert list(first.gate.approvals.values_list("number", "outcome")) == [
        (1, "deferred"),
        (2, "approved"),
    ]


# Reports and what they ask


def test_an_ask_of_a_body_at_another_bodys_meeting():
    asked = RecommendationFactory.build(
        report=ReportFactory(),
        body=BodyFactory(name="Council"),
        meeting=MeetingFactory(body=BodyFactory(name="Committee"), date="2010-02-18"),
    )

    assert refusal(ask, asked) == {
        "meeting": ["Committee, 18 February 2010 is not a meeting of Council."]
    }


def test_the_meetings_of_a_report_are_replaced_in_order():
    report = ReportFactory()
    first, second, third = MeetingFactory(), MeetingFactory(), MeetingFactory()
    send_to_meetings(record=report, others=[first, second])
    send_to_meetings(record=report, others=[third, second])

    kept = report.goes_to.not_struck_out().order_by("order")
    assert [row.meeting for row in kept] == [third, second]
    assert [row.meeting for row in report.goes_to.exclude(struck_out="")] == [first]
