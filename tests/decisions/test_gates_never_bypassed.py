"""Over random acts of random people nothing is ever in effect with an unmet gate.

As `test_never_early`, with what else gates hang on: clauses of decisions, which are superseded and
called in; conditions; versions of the case; waivers; proposals; outcomes only scheduled.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.deciding import call_in, settle_condition
from decisions.models import (
    Approval,
    BusinessCase,
    CallIn,
    Condition,
    Decision,
    Gate,
    Proposal,
)
from decisions.operations import record_approval
from programmes.models import DatedValue, Power
from programmes.operations import keep, keep_from_when, set_subjects
from sharedsvc.core.history import recording
from tests.decisions.test_never_early import ACTS, COUNCIL, OUTCOME, acts
from tests.decisions.test_never_early import DAY as A_DAY
from tests.decisions.test_never_early import World as TheSame
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    MembershipFactory,
    ProposalFactory,
)
from workstreams.models import Arrangement, Stage

pytestmark = pytest.mark.django_db
DAYS = ("2015-01-01", "2015-02-01", "2015-03-01", "2015-04-01")
TO_COME = "2027-06-01"


class Register(TheSame):
    """The world of `test_never_early`, with clauses, conditions, cases, waivers and call-ins."""

    def __init__(self):
        super().__init__()
        partnership = self.workstream.programme.partnership
        with recording(user=None, reason="Test"):
            for council in self.councils:
                MembershipFactory(partnership=partnership, organisation=council)
            self.board = BodyFactory(organisation=partnership)
            keep(record=Power(body=self.board, kind="decides", start=DAYS[1]))
            self.keys = {council.pk for council in self.councils}
            self.proposal = ProposalFactory(programme=self.workstream.programme)
            set_subjects(record=self.proposal, subjects=[self.workstream])

    # What may be done besides

    def clause(self, organisation, day):
        return ClauseFactory(
            decision__programme=self.workstream.programme,
            decision__organisation=organisation,
            decision__date=day,
        )

    def decide(self, council, day, outcome, on, has_condition):
        """A vote by a clause of a decision: on a version of the case, or the proposal alone."""
        clause = self.clause(council, day)
        if has_condition:
            keep(record=Condition(clause=clause, number="1", text="A loan.", start=day))
        gate = Gate.objects.order_by("-pk").first()
        about = {"proposal": self.proposal} if on == "proposal" else {"workstream": self.workstream}
        vote = {"gate": gate, "organisation": council, **about}
        case = BusinessCase.objects.filter(version=on).first()
        record_approval(
            record=Approval(
                **vote, outcome=outcome, date=day, clause=clause,
                business_case=case,
                number=1 + Approval.objects.filter(**vote).count(),
            )
        )  # fmt: skip

    def case(self, day, *_):
        count = BusinessCase.objects.count()
        case = {"code": f"c{count}", "title": "Case", "version": str(count + 1), "date": day}
        case |= {"programme": self.workstream.programme, "workstream": self.workstream}
        keep(record=BusinessCase(**case, stage="full", state="done"))

    def asks_for_a_case(self, *_):
        gate = Gate.objects.order_by("-pk").first()
        gate.case_stage = "full"
        keep(record=gate)

    def settle(self, state, day):
        condition = Condition.objects.filter(state="open").order_by("pk")[0]
        settle_condition(
            record=condition, state=state, day=day, settled_by="Cabinet", evidence="Minute 4."
        )

    def waive(self, day):
        """By the board, which decides from the second day on."""
        gate, board = Gate.objects.order_by("-pk").first(), self.board
        vote = {"gate": gate, "organisation": board.organisation, "workstream": self.workstream}
        number = 1 + Approval.objects.filter(**vote).count()
        clause = self.clause(board.organisation, day)
        record_approval(
            record=Approval(
                **vote, body=board, outcome="waived", clause=clause, date=day, number=number
            )
        )

    def supersede(self, last, day):
        old = Decision.objects.filter(supersedes=None).order_by("-pk" if last else "pk")[0]
        what = {"programme": old.programme, "organisation": old.organisation}
        DecisionFactory(**what, supersedes=old, date=day)

    def called_in(self, last, day):
        of = Decision.objects.order_by("-pk" if last else "pk")[0]
        call_in(record=CallIn(decision=of, date=day, called_by="Ten members", grounds="Cost."))

    def in_force(self, day):
        """The proposal, from a day on."""
        proposal = Proposal.objects.get(pk=self.proposal.pk)
        was, proposal.standing = proposal.standing, "in force"
        keep(record=proposal)
        keep_from_when(record=proposal, before={"standing": was}, start=day)


def in_effect():
    """What is in effect, each with the day since when, and its proposal if it is one."""
    for record in (
        *Stage.objects.filter(struck_out="", stage="live"),
        *Arrangement.objects.filter(struck_out="", standing="in force"),
    ):
        yield record.start, None
    for proposal in Proposal.objects.filter(standing="in force"):
        values = DatedValue.objects.filter(record_type="decisions.proposal", value="in force")
        for value in values.filter(record_id=proposal.pk, struck_out=""):
            yield value.start, proposal


def unmet(world, day, proposal):
    """What is not met on a day: worked out anew, and by no code that is shared."""
    roles = world.workstream.roles.filter(struck_out="")
    councils = {r.organisation_id for r in roles if r.start <= day <= (r.end or "9")}
    gone = {role.organisation_id for role in roles if role.end and role.end < day} - councils
    for gate in Gate.objects.filter(struck_out="", start__lte=day):
        votes = [
            vote
            for vote in gate.approvals.filter(struck_out="", date__lte=day).order_by(
                "date", "number", "pk"
            )
            if proposal is None or vote.proposal_id in (None, proposal.pk)
        ]
        if any(_waives(vote, world, day) for vote in votes):
            continue
        if gate.case_stage and not _has_case(day):
            return f"{gate}: no case on {day}"
        last = {vote.organisation_id: vote for vote in votes}
        asked = councils | {one for one in last if one not in gone and one in world.keys}
        said = [last[one] for one in asked if one in last]
        if len(said) < len(asked) or not said or not all(_gives(vote, day) for vote in said):
            return f"{gate} on {day}: {said} of {asked}"
        if len({vote.business_case_id for vote in said}) > 1:
            return f"{gate} on {day}: several versions"
    return ""


def _has_case(day):
    return BusinessCase.objects.filter(struck_out="", state="done", date__lte=day).exists()


def _waives(vote, world, day):
    by_board = vote.organisation_id == world.board.organisation_id and vote.date >= DAYS[1]
    return by_board and _stands(vote.clause, day)


def _gives(vote, day):
    if vote.outcome not in ("approved", "approved with conditions"):
        return False
    if vote.clause is None:
        return vote.outcome == "approved"
    conditions = vote.clause.conditions.filter(struck_out="")
    settled = all(one.state in ("met", "waived") and one.end <= day for one in conditions)
    has_any = vote.outcome == "approved" or conditions.exists()
    return _stands(vote.clause, day) and settled and has_any


def _stands(clause, day):
    decision = clause.decision
    later = decision.superseded_by.filter(struck_out="", date__lte=day)
    calls = decision.call_ins.filter(struck_out="", date__lte=day)
    return not later.exists() and not calls.exists() and decision.date <= day


ON = st.sampled_from(["1", "1", "2", "proposal"])
BESIDES = st.one_of(
    acts("decide", st.integers(0, 1), st.sampled_from(DAYS[:2]), st.just("approved"),
         ON, st.booleans()),
    acts("decide", COUNCIL, st.sampled_from((*DAYS, TO_COME)), OUTCOME, ON, st.booleans()),
    acts("case", A_DAY, st.none()),
    acts("asks_for_a_case"),
    acts("settle", st.sampled_from(["met", "failed", "waived"]), A_DAY),
    acts("waive", A_DAY),
    acts("supersede", st.booleans(), A_DAY),
    acts("called_in", st.booleans(), A_DAY),
    acts("in_force", A_DAY),
)  # fmt: skip
# What most often makes a difference, by those who may.
DECIDES = st.one_of(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["live", "model"]), A_DAY, st.booleans()),
    st.tuples(st.just(1), st.just("in_force"), A_DAY),
    st.tuples(
        st.just(0), st.just("settle"), st.sampled_from(["met", "met", "failed", "waived"]), A_DAY
    ),
    st.tuples(st.just(0), st.sampled_from(["supersede", "called_in"]), st.booleans(), A_DAY),
    st.tuples(
        st.just(0), st.just("decide"), st.integers(0, 1), A_DAY,
        st.sampled_from(["withdrawn", "approved"]), st.just("1"), st.just(False),
    ),
)  # fmt: skip
EVERY_ACT = st.one_of(DECIDES, DECIDES, ACTS, BESIDES)
AGREED = [
    (0, "case", DAYS[0]),
    (0, "decide", 0, DAYS[0], "approved", "1", False),
    (0, "decide", 1, DAYS[0], "approved with conditions", "1", True),
    (0, "settle", "met", DAYS[1]),
]
BEGUN = [
    [],
    [*AGREED[:-1], (0, "settle", "met", DAYS[2])],
    [*AGREED, (1, "live", DAYS[2], False)],
    [*AGREED, (1, "in_force", DAYS[2])],
]


@pytest.fixture
def register():
    return Register()


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    begun=st.sampled_from(BEGUN),
    some=st.lists(EVERY_ACT, min_size=4, max_size=8),
)
def test_no_act_leaves_anything_in_effect_with_an_unmet_gate(register, begun, some):
    try:
        with transaction.atomic():
            for one in [*begun, *some]:
                if register.act(*one):
                    told = [unmet(register, *what) for what in in_effect()]
                    assert not any(told), (one, told)
            raise Undone
    except Undone:
        pass


class Undone(Exception):
    """Ends an example: nothing of it stays for the next."""


def test_the_acts_of_these_people_do_bring_things_into_effect(register):
    """Or the test above would prove nothing."""
    assert all(register.act(*one) for one in AGREED)
    assert not register.act(1, "live", DAYS[0], False)  # the condition was not met yet
    assert register.act(1, "live", DAYS[1], False)
    assert register.act(1, "in_force", DAYS[2])
    for one in (
        (2, "decide", 0, DAYS[0], "withdrawn", "1", False),
        (0, "supersede", False, DAYS[0]),
        (2, "called_in", False, DAYS[0]),
        (0, "role", 2, DAYS[0]),
        (0, "gate", DAYS[1]),
    ):
        assert not register.act(*one), one
    assert register.act(0, "waive", DAYS[1])
    assert register.act(2, "decide", 0, DAYS[0], "withdrawn", "1", False)
    assert [unmet(register, *what) for what in in_effect()] == ["", ""]
