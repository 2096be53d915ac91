"""Over random acts of random people nothing is ever in effect with an unmet gate."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.models import Approval, Gate
from decisions.operations import record_approval
from programmes.choices import GrantRole
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from tests.admin.conftest import person_with
from tests.factories import GateFactory, OrganisationFactory, RoleFactory, WorkstreamFactory
from workstreams.models import Arrangement, Stage, WorkstreamRole

pytestmark = pytest.mark.django_db

DAYS = ("2015-01-01", "2015-02-01", "2015-03-01", "2015-04-01")


class World:
    """One workstream of two councils behind a gate, and people who may do more or less."""

    def __init__(self):
        with recording(user=None, reason="Test"):
            self.workstream = WorkstreamFactory(ref="A1")
            self.councils = [OrganisationFactory() for _ in range(3)]
            for council in self.councils[:2]:
                self.role(council, "2010-01-01")
            self.gate("2010-01-01")
        partnership = self.workstream.programme.partnership
        self.people = [
            None,
            person_with(GrantRole.MANAGER, partnership),
            *(person_with(GrantRole.CLERK, council) for council in self.councils),
            person_with(GrantRole.MEMBER, partnership),
        ]

    # What may be done

    def gate(self, day, *_):
        GateFactory(programme=self.workstream.programme, start=day)

    def role(self, council, day, *_):
        RoleFactory(
            workstream=self.workstream, organisation=council, kind="participant", start=day,
            spell=1 + WorkstreamRole.objects.filter(organisation=council).count(),
        )  # fmt: skip

    def vote(self, council, day, outcome):
        gate = Gate.objects.order_by("-pk").first()
        vote = {"gate": gate, "workstream": self.workstream, "organisation": council}
        number = 1 + Approval.objects.filter(**vote).count()
        record_approval(record=Approval(**vote, outcome=outcome, date=day, number=number))

    def live(self, day, saved_by_hand):
        spell = 1 + Stage.objects.count()
        stage = Stage(workstream=self.workstream, stage="live", start=day, spell=spell)
        stage.save() if saved_by_hand else keep(record=stage)

    def model(self, day, saved_by_hand):
        model = Arrangement(workstream=self.workstream, model="company", start=day)
        model.standing, model.spell = "in force", 1 + Arrangement.objects.count()
        model.save() if saved_by_hand else keep(record=model)

    def gone(self, kind, last):
        rows = kind.objects.not_struck_out().order_by("-pk" if last else "pk")
        strike_out(record=rows[0], reason="A mistake.")

    def moved(self, kind, day):
        record = kind.objects.not_struck_out().order_by("pk")[0]
        setattr(record, "date" if kind is Approval else "start", day)
        keep(record=record)

    def left(self, council, day):
        role = WorkstreamRole.objects.filter(organisation=council)[0]
        role.end = day
        keep(record=role)

    def act(self, who, name, *given):
        """One act of somebody: it stands or it is refused, and then nothing of it is kept."""
        given = [self.councils[one] if type(one) is int else one for one in given]
        try:
            with transaction.atomic(), recording(user=self.people[who], reason="Test"):
                getattr(self, name)(*given)
        except (ValidationError, PermissionDenied, IndexError):
            return False
        return True


def unmet(record):
    """What is not met on the day something took effect: worked out anew, and by no shared code."""
    day = datetime.date.fromisoformat(record.start)
    roles = WorkstreamRole.objects.filter(workstream=record.workstream, struck_out="")
    councils = {r.organisation_id for r in roles if r.start <= str(day) <= (r.end or "9")}
    for gate in Gate.objects.filter(struck_out="", start__lte=str(day)):
        votes = gate.approvals.filter(struck_out="", date__lte=str(day)).order_by("date", "number")
        last = {vote.organisation_id: vote.outcome for vote in votes}
        asked = councils | {one for one in last if one not in _left_by(record, day)}
        if not asked or any(last.get(one) != "approved" for one in asked):
            return f"{gate} of {gate.start}: {last}, asked {asked}"
    return ""


def _left_by(record, day):
    roles = WorkstreamRole.objects.filter(workstream=record.workstream, struck_out="")
    return {role.organisation_id for role in roles if role.end and role.end < str(day)}


COUNCIL, DAY = st.integers(0, 2), st.sampled_from(DAYS)
OUTCOME = st.sampled_from(["approved", "approved", "approved", "refused", "deferred", "withdrawn"])
KIND = st.sampled_from([Approval, WorkstreamRole, Gate, Stage])
BY = st.integers(0, 5)


def acts(name, *given):
    return st.tuples(BY, st.just(name), *given)


ACTS = st.one_of(
    acts("vote", st.integers(0, 1), st.sampled_from(DAYS[:2]), OUTCOME),
    acts("vote", COUNCIL, DAY, OUTCOME),
    acts("live", DAY, st.booleans()),
    acts("model", DAY, st.booleans()),
    acts("gone", KIND, st.booleans()),
    acts("moved", KIND, DAY),
    acts("role", COUNCIL, DAY),
    acts("left", COUNCIL, DAY),
    acts("gate", DAY),
)
AGREED = [(0, "vote", 0, DAYS[0], "approved"), (0, "vote", 1, DAYS[0], "approved")]


class _Undo(Exception):
    """Ends an example: nothing of it stays for the next."""


@pytest.fixture
def world():
    return World()


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(agreed=st.booleans(), some=st.lists(ACTS, min_size=3, max_size=9))
def test_nothing_is_ever_in_effect_with_an_unmet_gate(world, agreed, some):
    try:
        with transaction.atomic():
            for one in [*(AGREED if agreed else ()), *some]:
                world.act(*one)
                in_effect = [
                    *Stage.objects.filter(struck_out="", stage="live"),
                    *Arrangement.objects.filter(struck_out="", standing="in force"),
                ]
                assert [told for record in in_effect if (told := unmet(record))] == []
            raise _Undo
    except _Undo:
        pass


def test_acts_of_these_people_do_bring_things_into_effect(world):
    """Or the test above would prove nothing."""
    assert not world.act(1, "live", DAYS[2], False)
    assert all(world.act(*one) for one in AGREED)
    assert world.act(1, "live", DAYS[2], False)
    assert not world.act(2, "gone", Approval, True)
    assert not world.act(1, "gate", DAYS[1])
    assert world.act(1, "gate", DAYS[3])
