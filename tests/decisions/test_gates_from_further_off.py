"""What something in effect rests on further off is not taken from under it either."""

import pytest

from decisions.models import (
    Agreement,
    CallIn,
    Condition,
    Gate,
)
from decisions.operations import set_parties
from programmes.models import Citation
from programmes.operations import bring_back, keep, keep_from_when, set_subjects, strike_out
from tests.decisions.test_gates_as_recorded import Told, agreed_and_signed
from tests.decisions.test_taking_effect import (
    AFTER,
    BEFORE,
    DAY,
    act,
    clause_of,
    keep_changed,
    refused,
)
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
EARLIER, MEANWHILE = "2014-06-01", "2015-02-01"


@pytest.fixture
def world():
    return act(Told)


# What something in effect rests on, further off: each gives the act that would take it away


def live_by_a_clause(world):
    clause = clause_of(world)
    for council in (world.ash, world.elm, world.fir):
        world.vote(council, clause=clause)
    world.stage()
    return clause


def called_in(world):
    call = {"decision": live_by_a_clause(world).decision, "date": MEANWHILE, "number": 1}
    call |= {"called_by": "Ten members", "grounds": "The cost."}
    return lambda: keep(record=CallIn(**call))


def superseded(world):
    what = {"programme": world.programme, "supersedes": live_by_a_clause(world).decision}
    return lambda: DecisionFactory(date=MEANWHILE, **what)


def rescinded_in_another_programme(world):
    clause = live_by_a_clause(world)
    other = ClauseFactory(
        decision__programme=ProgrammeFactory(), decision__date=MEANWHILE, verb="rescind"
    )
    return lambda: set_subjects(record=other, subjects=[clause])


def not_abolished_after_all(world):
    world.agreed()
    keep_changed(world.fir, end="2015-01-31")
    world.stage()
    return lambda: keep_changed(world.fir, end="")


def a_council_after_all(world):
    board = OrganisationFactory(code="board", kind="health")
    world.takes_part(board)
    live_by_a_clause(world)
    return lambda: keep_changed(board, kind="unitary")


def member_of(partnership, council):
    MembershipFactory(partnership=partnership, organisation=council, start="2010-01-01")


def run_by_others(world):
    for role in world.workstream.roles.all():
        strike_out(record=role, reason="Nobody is known to take part.")
    for council in (world.ash, world.elm, world.fir):
        member_of(world.programme.partnership, council)
    live_by_a_clause(world)
    others = PartnershipFactory()
    member_of(others, OrganisationFactory())
    return lambda: keep_changed(world.programme, partnership=others)


def an_own_gate_before_the_whole(world):
    member_of(world.programme.partnership, world.ash)
    proposal = world.proposal(about=False)
    world.vote(world.ash, workstream=None, proposal=proposal)
    proposal.standing = "in force"
    keep(record=proposal)
    keep_from_when(record=proposal, before={"standing": "proposed"}, start=DAY)
    own = {"by": world.ash, "programme": None, "who_must_pass": "the council itself"}
    return lambda: GateFactory(**own, start="2010-01-01")


def met_as_a_later_document_says(world):
    world.agreed()
    said = {"clause": clause_of(world), "number": "1", "text": "A loan.", "start": BEFORE}
    condition = keep(record=Condition(**said, state="met", evidence="Minute 4."))
    world.vote(world.fir, clause=condition.clause)
    world.stage()
    label, pk = condition.reference
    later = DocumentFactory(date=AFTER)
    return lambda: keep(record=Citation(record_type=label, record_id=pk, document=later))


def no_longer_a_party(world):
    agreed_and_signed(world, "ash", "elm", "fir")
    world.stage()
    return lambda: set_parties(record=Agreement.objects.get(), others=[world.ash])


def brought_back_as_a_whole(world):
    for gate in Gate.objects.all():
        strike_out(record=gate, reason="No gate.")
    world.stage()
    strike_out(record=world.workstream, reason="A mistake.")
    GateFactory(programme=world.programme, start="2010-01-01")
    return lambda: bring_back(record=world.workstream, reason="No mistake.")


def in_force_earlier_too(world):
    proposal = agreed_in_force(world)
    return lambda: keep_from_when(record=proposal, before={"standing": "considered"}, start=EARLIER)


def in_force_earlier_and_ended_since(world):
    proposal = agreed_in_force(world)

    def do():
        keep_from_when(record=proposal, before={"standing": "considered"}, start=EARLIER)
        proposal.standing = "ended"
        keep(record=proposal)
        keep_from_when(record=proposal, before={"standing": "in force"}, start=AFTER)

    return do


def agreed_in_force(world):
    """A proposal that all agreed to before it was in force."""
    proposal = world.proposal()
    world.agreed(workstream=None, proposal=proposal)
    world.vote(world.fir, workstream=None, proposal=proposal)
    proposal.standing = "in force"
    keep(record=proposal)
    keep_from_when(record=proposal, before={"standing": "proposed"}, start=DAY)
    return proposal


EARLY = {
    "it is said to have been in force earlier too": in_force_earlier_too,
    "that, and that it ended since": in_force_earlier_and_ended_since,
}


@pytest.mark.parametrize("given", EARLY.values(), ids=EARLY)
def test_no_earlier_day_is_said_of_it_than_its_gates_allow(world, given):
    said = refused(act(given, world))

    assert "Full case" in " ".join(said)


WAYS = {
    "its decision was called in": called_in,
    "its decision was superseded": superseded,
    "a clause of another programme rescinds it": rescinded_in_another_programme,
    "a council was not abolished after all": not_abolished_after_all,
    "a participant is a council after all": a_council_after_all,
    "another partnership runs the programme": run_by_others,
    "a member binds itself before the whole programme": an_own_gate_before_the_whole,
    "a source tells of a condition met later": met_as_a_later_document_says,
    "a council is no party to its agreement": no_longer_a_party,
    "its workstream is brought back": brought_back_as_a_whole,
}


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS)
def test_nothing_is_taken_from_under_it_from_further_off(world, given):
    said = refused(act(given, world))

    assert "took effect on 1 March 2015, and would be left without" in said[0]
