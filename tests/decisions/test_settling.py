"""What a clause settles, by its verb, its conditions and its day; and that it moves then."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from decisions.choices import CallInRule, ConditionState, Outcome, Verb
from decisions.deciding import call_in, settle_condition
from decisions.models import Approval, CallIn, Clause, Condition
from decisions.settling import moves_of
from programmes.models import DatedValue, Membership, Phase
from programmes.operations import keep, set_subjects
from tests.decisions.sealing import confirmed
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MembershipFactory,
    PhaseFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from workstreams.choices import Standing
from workstreams.models import WorkstreamRole

pytestmark = pytest.mark.usefixtures("recorded")


class Settling:
    """A council, its part in a workstream, and a decision of its own that names what it settles."""

    def __init__(self):
        self.programme = ProgrammeFactory(code="p")
        self.partnership = self.programme.partnership
        self.membership = MembershipFactory(partnership=self.partnership)
        self.council = self.membership.organisation
        self.stream = WorkstreamFactory(programme=self.programme, ref="A1")
        self.role = RoleFactory(
            workstream=self.stream, organisation=self.council, standing=Standing.PROPOSED
        )
        self.gate = GateFactory(programme=self.programme)
        self.phase = PhaseFactory(programme=self.programme, start="")

    def decided(self, settles, by=None, clause=(), **values):
        """The clause of a decision of 18 February 2010, about the workstream."""
        given = {"date": "2010-02-18", "organisation": by or self.council} | values
        found = ClauseFactory(
            decision=DecisionFactory(programme=self.programme, **given), **dict(clause)
        )
        set_subjects(record=found, subjects=[self.stream])
        set_subjects(record=found, subjects=settles, relation="settles")
        return found


@pytest.fixture
def world(recorded):
    return Settling()


def confirm(clause):
    confirmed(clause.decision)
    return clause


def again(record):
    return type(record).objects.get(pk=record.pk)


def carry_out():
    call_command("carry_out_decisions", verbosity=0)


def test_what_is_agreed_in_principle_makes_role_and_gate_so_and_a_later_decision_firm(world):
    confirm(world.decided([world.role, world.gate], clause={"in_principle": True}))
    assert again(world.role).standing == Standing.IN_PRINCIPLE
    assert Approval.objects.get().outcome == Outcome.IN_PRINCIPLE
    confirm(world.decided([world.role, world.gate], date="2010-05-06"))
    assert again(world.role).standing == Standing.CONFIRMED
    held = DatedValue.objects.filter(field="standing", record_id=world.role.pk).order_by("start")
    assert [(one.value, one.start) for one in held][1:] == [
        (Standing.IN_PRINCIPLE, "2010-02-18"), (Standing.CONFIRMED, "2010-05-06"),
    ]  # fmt: skip
    outcomes = Approval.objects.order_by("number").values_list("outcome", flat=True)
    assert [*outcomes] == [Outcome.IN_PRINCIPLE, Outcome.APPROVED]


def test_who_withdraws_ends_its_part_and_membership_and_only_by_that_verb(world):
    settles = [world.role, world.membership]
    with pytest.raises(ValidationError, match="Only a clause that withdraws ends"):
        confirm(world.decided(settles))
    confirm(world.decided(settles, clause={"verb": Verb.WITHDRAW}, effective="2010-03-31"))
    role, membership = again(world.role), again(world.membership)
    assert (role.standing, role.end, membership.end) == (Standing.ENDED, "2010-03-31", "2010-03-31")
    reason = "Settled by clause"
    assert reason in membership.history.latest().history_change_reason
    others = MembershipFactory(partnership=world.partnership)
    with pytest.raises(ValidationError, match="not this organisation’s to settle"):
        confirm(world.decided([others], clause={"verb": Verb.WITHDRAW}))


def test_the_partnership_begins_a_phase_and_no_council_does(world):
    with pytest.raises(ValidationError, match="not this organisation’s to settle"):
        confirm(world.decided([world.phase]))
    confirm(world.decided([world.phase], by=world.partnership))
    assert Phase.objects.get().start == "2010-02-18"


def test_what_would_take_effect_awaits_its_conditions_and_moves_once_they_are_met(world):
    withdraws = world.decided([world.role, world.membership], clause={"verb": Verb.WITHDRAW})
    condition = keep(record=Condition(clause=withdraws, number="1", text="A price is agreed."))
    confirm(withdraws)
    assert {one.waits for one in moves_of(withdraws.decision)} == {
        "a condition is open that comes before it takes effect"
    }
    assert Membership.objects.get().end == ""
    carry_out()
    assert Membership.objects.get().end == ""
    said = {"settled_by": "Cabinet", "evidence": "A letter."}
    settle_condition(record=condition, state=ConditionState.MET, day="2010-04-01", **said)
    assert (Membership.objects.get().end, again(world.role).end) == ("2010-04-01", "2010-04-01")
    conditional = world.decided([world.gate])
    keep(record=Condition(clause=conditional, number="1", text="A case is made."))
    confirm(conditional)
    assert Approval.objects.get().outcome == Outcome.WITH_CONDITIONS


@pytest.mark.parametrize(
    ("values", "held", "since"),
    [
        ({}, None, "2010-02-18"),
        ({"effective": "2010-03-01"}, None, "2010-03-01"),
        ({"call_in": CallInRule.OPEN, "call_in_until": "2010-02-25"}, None, "2010-02-26"),
        ({"call_in": CallInRule.OPEN, "call_in_until": "2010-02-25"}, "2010-03-04", "2010-03-04"),
        ({"call_in": CallInRule.OPEN, "effective": "2010-04-01"}, "2010-03-04", "2010-04-01"),
    ],
    ids=["when taken", "when it takes effect", "call-in ran out", "stands", "stands before"],
)
def test_what_moves_is_so_from_the_day_on_which_the_clause_came_into_force(
    world, values, held, since
):
    clause = world.decided([world.role], **values)
    if held:
        call = {"date": "2010-02-20", "called_by": "Five members", "grounds": "Cost."}
        call |= {"heard": held, "outcome": "decision stands"}
        call_in(record=CallIn(decision=clause.decision, **call))
    confirm(clause)
    assert DatedValue.objects.get(value=Standing.CONFIRMED).start == since


def test_what_takes_effect_later_is_carried_out_when_its_day_has_come(world, time_machine):
    clause = confirm(world.decided([world.role], effective="2027-01-01"))
    carry_out()
    assert again(world.role).standing == Standing.PROPOSED
    assert moves_of(clause.decision)[0].waits == "it takes effect 1 January 2027"
    time_machine.move_to("2027-01-02")
    carry_out()
    role = again(world.role)
    assert role.standing == Standing.CONFIRMED
    newest = role.history.latest()
    assert (newest.history_user, newest.history_change_reason) == (
        None, f"Settled by clause {clause.number} of the decision {clause.decision.code}",
    )  # fmt: skip
    assert DatedValue.objects.get(value=Standing.CONFIRMED).start == "2027-01-01"
    carry_out()  # nothing is left


def test_one_that_is_refused_is_told_and_stops_no_other(world, time_machine, capsys):
    lead = {"workstream": world.stream, "kind": "lead", "standing": Standing.PROPOSED}
    roles = [RoleFactory(**lead, organisation=world.council, spell=n) for n in (2, 3)]
    free = RoleFactory(
        workstream=WorkstreamFactory(programme=world.programme), organisation=world.council,
        standing=Standing.PROPOSED,
    )  # fmt: skip
    for role in (*roles, free):
        confirm(world.decided([role], effective="2027-01-01"))
    time_machine.move_to("2027-01-02")
    with pytest.raises(CommandError, match="Refused: 1"):
        carry_out()
    assert "at the same time" in capsys.readouterr().err
    firm = WorkstreamRole.objects.filter(standing=Standing.CONFIRMED).values_list("pk", flat=True)
    assert {*firm} == {roles[0].pk, free.pk}


def test_a_vote_on_an_amendment_settles_nothing(world):
    whole = world.decided([])
    with pytest.raises(ValidationError, match="of which clause that was an amendment"):
        keep(
            record=Clause(
                decision=whole.decision, number="x", verb="refuse", text="No", amendment="lost"
            )
        )
    vote = ClauseFactory(decision=whole.decision, under=whole, amendment="lost", verb="refuse")
    set_subjects(record=vote, subjects=[world.role], relation="settles")
    with pytest.raises(ValidationError, match="A vote on an amendment settles nothing"):
        confirm(vote)
