"""Call-in: what was called in is on hold and moves nothing, until it stands or is withdrawn."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from decisions.choices import CallInOutcome, CallInRule, Verb
from decisions.clause_state import ClauseState
from decisions.deciding import call_in, carry_out_decision
from decisions.kinds.states_of_clauses import states_of
from decisions.models import CallIn, Chain, Clause, Condition, Decision
from decisions.sealing.verifying import verify
from decisions.standing import Validity, marks_on, standing, told_of
from programmes.choices import GrantRole
from programmes.operations import keep, set_subjects
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from tests.admin.conftest import address, person_with, send, signed_in
from tests.decisions.sealing import confirmed
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    MembershipFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from workstreams.choices import RoleKind, Standing

pytestmark = pytest.mark.usefixtures("recorded")

ANYBODY = AnonymousUser()


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory(code="p")


@pytest.fixture
def council(programme):
    return MembershipFactory(partnership=programme.partnership).organisation


@pytest.fixture
def role(programme, council):
    stream = WorkstreamFactory(programme=programme)
    part = {"kind": RoleKind.PARTICIPANT, "standing": Standing.PROPOSED}
    return RoleFactory(workstream=stream, organisation=council, **part)


@pytest.fixture
def decision(programme, council, role):
    """A decision whose one clause confirms the role, open to call-in for a week."""
    found = DecisionFactory(
        programme=programme,
        organisation=council,
        code="d",
        date="2010-02-18",
        call_in=CallInRule.OPEN,
        call_in_until="2010-02-25",
    )
    set_subjects(record=ClauseFactory(decision=found), subjects=[role], relation="settles")
    return found


def called(decision, **values):
    given = {"date": "2010-02-20", "called_by": "Five members", "grounds": "Cost."}
    return call_in(record=CallIn(decision=decision, **given | values))


def settled(call, outcome, body=None):
    call.outcome, call.heard, call.heard_by = outcome, "2010-03-04", body
    return call_in(record=call)


def standing_of(role):
    role.refresh_from_db()
    return role.standing


def day(month, number):
    return datetime.date(2010, month, number)


@pytest.mark.parametrize("outcome", [CallInOutcome.STANDS, CallInOutcome.WITHDRAWN])
def test_what_was_called_in_waits_and_moves_once_it_stands(decision, council, role, outcome):
    call = called(decision)
    confirmed(decision)
    assert standing_of(role) == Standing.PROPOSED

    settled(call, outcome, BodyFactory(organisation=council))
    assert standing_of(role) == Standing.CONFIRMED
    assert "clause" in role.history.latest().history_change_reason
    assert verify(Chain.objects.get()) is None


@pytest.mark.parametrize("outcome", [CallInOutcome.REFERRED_BACK, CallInOutcome.FULL_COUNCIL])
def test_what_was_referred_stays_on_hold(decision, role, outcome):
    call = called(decision)
    confirmed(decision)
    settled(call, outcome)
    assert standing_of(role) == Standing.PROPOSED
    with pytest.raises(ValidationError, match="may not move yet"):
        carry_out_decision(record=decision)


def test_a_call_in_of_another_clause_holds_that_one_alone(decision, role):
    other = ClauseFactory(decision=decision, number="9")
    called(decision, clause=other)
    confirmed(decision)
    assert standing_of(role) == Standing.CONFIRMED


@pytest.mark.parametrize("verb", [Verb.RESCIND, Verb.SUSPEND, Verb.VARY])
def test_what_a_later_clause_took_back_moves_nothing(decision, role, verb):
    """The same that gates count: a clause that was varied stands."""
    later = DecisionFactory(
        programme=decision.programme, organisation=decision.organisation, date="2010-02-26"
    )
    doing = ClauseFactory(decision=later, verb=verb)
    set_subjects(record=doing, subjects=[decision.clauses.get()])
    confirmed(decision)
    stands = standing(marks_on([decision.clauses.get()], ANYBODY, day(3, 1)).popitem()[1])
    assert stands is (Validity.COUNTS if verb == Verb.VARY else Validity.DOES_NOT)
    moved = Standing.CONFIRMED if verb == Verb.VARY else Standing.PROPOSED
    assert standing_of(role) == moved


def test_it_is_told_wherever_decision_and_clause_are_named_and_gates_do_not_count_it(decision):
    clause = decision.clauses.get()
    on = {number: marks_on([decision, clause], ANYBODY, day(2, number)) for number in (19, 22)}
    assert [one.words for one in on[19][decision.reference]] == [
        "Open to call-in until 25 February 2010"
    ]
    call = called(decision)
    marks = marks_on([clause], ANYBODY, day(2, 26))[clause.reference]
    assert [one.words for one in marks] == ["On hold: called in 20 February 2010, to be heard"]
    assert standing(marks) is Validity.DOES_NOT
    settled(call, CallInOutcome.FULL_COUNCIL)
    told = told_of([decision], ANYBODY, day(4, 1))[decision.reference]
    assert told == ("On hold: called in 20 February 2010, referred to full council",)
    settled(CallIn.objects.get(), CallInOutcome.STANDS)
    marks = marks_on([clause], ANYBODY, day(4, 1))[clause.reference]
    assert [one.words for one in marks] == ["Called in 20 February 2010: decision stands"]
    assert standing(marks) is Validity.COUNTS


def test_the_state_of_a_clause_is_read_with_all_that_makes_it(decision):
    clause = decision.clauses.get()
    keep(record=Condition(clause=clause, number="1", text="A case is made."))

    def states():
        found = Clause.objects.select_related("decision").filter(pk=clause.pk)
        on = (day(2, 17), day(2, 19), day(2, 26))
        return [states_of(found, ANYBODY, one)[clause.pk] for one in on]

    not_yet, taken = ClauseState.NOT_YET, ClauseState.TAKEN
    assert states() == [not_yet, taken, ClauseState.CONDITIONAL]
    called(decision)
    assert states()[2] is ClauseState.ON_HOLD
    DecisionFactory(
        programme=decision.programme, organisation=decision.organisation,
        supersedes=decision, date="2010-02-24",
    )  # fmt: skip
    assert states()[2] is ClauseState.REPLACED
    listed = read(signed_in(person_with(GrantRole.CLERK, decision.organisation)).get(
        "/clauses/?as_at=2010-02-26"
    ).content.decode()).text()  # fmt: skip
    assert "Replaced" in listed


def test_what_is_not_open_to_call_in_or_was_till_then_is_refused(decision):
    with pytest.raises(ValidationError, match="could be called in until 25 February 2010 only"):
        called(decision, date="2010-02-26")
    urgent = DecisionFactory(
        call_in=CallInRule.NOT_OPEN, call_in_why="Urgent, waived by the Mayor."
    )
    with pytest.raises(ValidationError, match="Urgent, waived by the Mayor"):
        called(urgent)
    with pytest.raises(ValidationError, match="of another decision"):
        called(decision, clause=ClauseFactory())
    with pytest.raises(ValidationError, match="when it was heard"):
        called(decision, outcome=CallInOutcome.STANDS)


def test_a_clerk_of_the_council_records_it_and_nobody_else(decision, council, programme):
    clerk = person_with(GrantRole.CLERK, council)
    other = MembershipFactory(partnership=programme.partnership).organisation
    with recording(user=clerk, reason="Notice of five members"):
        called(decision)
    with (
        recording(user=person_with(GrantRole.CLERK, other), reason="Theirs"),
        pytest.raises(PermissionDenied),
    ):
        called(decision, number=2)
    assert CallIn.objects.get().history.latest().history_user == clerk


def test_what_waited_is_carried_out_by_an_act_with_a_reason(decision, council, role):
    call = called(decision)
    confirmed(decision)
    call.outcome, call.heard = CallInOutcome.WITHDRAWN, "2010-02-22"
    keep(record=call)  # as a workbook of before might: nothing moved with it
    clerk = signed_in(person_with(GrantRole.CLERK, council))
    page = read(clerk.get(kinds.address(decision)).content.decode()).text()
    assert "What it settles" in page and "Waits to be carried out" in page
    place = address(Decision, "carry_out", decision.pk)
    assert "Proposed → Confirmed" in clerk.get(place).content.decode()
    assert send(clerk, place, reason="The call-in was withdrawn").status_code == 302
    assert standing_of(role) == Standing.CONFIRMED
    assert "Nothing that this decision settles waits" in clerk.get(place).content.decode()
