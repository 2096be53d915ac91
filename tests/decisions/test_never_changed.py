"""Whatever is tried in whatever order: no confirmed decision ever changes, every chain verifies."""

import contextlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.models import Chain, Clause, Condition, Decision, Seal
from decisions.operations import confirm
from decisions.sealing.reading import rows_of
from decisions.sealing.verifying import verify
from programmes.choices import GrantRole
from programmes.models import Citation
from programmes.operations import bring_back, cite, keep, strike_out
from sharedsvc.core.history import recording
from tests.admin.conftest import person_with
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)

REFUSALS = (ValidationError, PermissionDenied, IntegrityError)


class Register:
    """A council with two clerks, and others who have no right; decisions drawn by their place."""

    def __init__(self):
        with recording(user=None, reason="Test"):
            self.programme = ProgrammeFactory()
            self.document = DocumentFactory(programme=self.programme)
            self.council = OrganisationFactory()
            MembershipFactory(partnership=self.programme.partnership, organisation=self.council)
        self.actors = [
            *(person_with(GrantRole.CLERK, self.council) for _ in range(2)),
            person_with(GrantRole.OFFICER, self.council),
            UserFactory(is_superuser=True),
            None,
        ]
        self.sealed = {}

    def one(self, model, place):
        found = list(model.objects.order_by("pk"))
        return found[place % len(found)] if found else None

    def record(self, place):
        decision = DecisionFactory(programme=self.programme, organisation=self.council)
        ClauseFactory(decision=decision)

    def add_clause(self, place):
        ClauseFactory(decision=self.one(Decision, place), number=f"{place}")

    def add_condition(self, place):
        keep(record=Condition(clause=self.one(Clause, place), number=f"{place}", text="If."))

    def reword(self, place):
        clause = self.one(Clause, place)
        clause.text = f"Reworded {place}"
        keep(record=clause)

    def meet(self, place):
        condition = self.one(Condition, place)
        condition.state, condition.evidence = "met", f"Paper {place}"
        keep(record=condition)

    def reword_condition(self, place):
        condition = self.one(Condition, place)
        condition.text = f"Reworded {place}"
        keep(record=condition)

    def source(self, place):
        cite(record=self.one(Decision, place), citations=[(self.document, f"{place}", False)])

    def strike_decision(self, place):
        strike_out(record=self.one(Decision, place), reason="A slip")

    def strike_clause(self, place):
        strike_out(record=self.one(Clause, place), reason="A slip")

    def strike_source(self, place):
        strike_out(record=self.one(Citation, place), reason="A slip")

    def bring_back_clause(self, place):
        bring_back(record=self.one(Clause, place), reason="No slip")

    def confirm(self, place):
        confirm(record=self.one(Decision, place))

    def correct(self, place):
        earlier = self.one(Decision, place)
        later = DecisionFactory(
            programme=self.programme, organisation=self.council, supersedes=earlier
        )
        ClauseFactory(decision=later)

    def act(self, name, actor, place):
        recorded = recording(user=self.actors[actor], reason=f"{name} {place}")
        with contextlib.suppress(*REFUSALS, AttributeError), transaction.atomic(), recorded:
            getattr(self, name)(place)
        self.check()

    def check(self):
        """What was sealed reads as it did when it was; nobody confirmed what they wrote."""
        for seal in Seal.objects.exclude(pk__in=self.sealed):
            rows = rows_of([seal.decision_id])[seal.decision_id]
            self.sealed[seal.pk] = [(row.key, row.says) for row in rows]
            writers = {version["history_user_id"] for row in rows for version in row.versions}
            assert seal.by_id is None or seal.by_id not in writers
        for seal in Seal.objects.all():
            rows = rows_of([seal.decision_id])[seal.decision_id]
            assert [(row.key, row.says) for row in rows] == self.sealed[seal.pk]
        assert [verify(chain) for chain in Chain.objects.all()] == [None] * Chain.objects.count()


ACTS = [
    *("record", "add_clause", "add_condition", "reword", "meet", "reword_condition", "source"),
    *("strike_decision", "strike_clause", "strike_source", "bring_back_clause", "confirm"),
    *("confirm", "correct"),
]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 30)), max_size=14
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_no_confirmed_decision_changes_and_every_chain_verifies(steps):
    with transaction.atomic():
        register = Register()
        register.act("record", 0, 0)
        register.act("confirm", 1, 0)
        assert len(register.sealed) == 1
        for name, actor, place in steps:
            register.act(name, actor, place)
        transaction.set_rollback(True)
