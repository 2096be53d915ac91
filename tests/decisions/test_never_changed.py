"""Whatever is tried in whatever order: no confirmed decision ever changes, every chain verifies.

Only a redaction takes something out of one: what it names, and nothing else.
"""

import contextlib
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.choices import PersonalDetail
from decisions.models import Chain, Clause, Condition, Decision, Redaction, Seal
from decisions.operations import confirm, publish_decision
from decisions.redacting.doing import redact
from decisions.redacting.texts import Detail
from decisions.sealing.reading import rows_of
from decisions.sealing.verifying import verify
from programmes.choices import GrantRole, Visibility
from programmes.models import Citation
from programmes.operations import bring_back, cite, keep, strike_out
from sharedsvc.core.history import Unrecorded, recording
from tests.admin.conftest import person_with
from tests.decisions.sealing import sql
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)

REFUSALS = (ValidationError, PermissionDenied, IntegrityError, Unrecorded)


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
            person_with(GrantRole.ADMINISTRATOR, self.council),
        ]
        self.sealed = {}

    def one(self, rows, place):
        """One of the rows, or of all of a model; None where there is none."""
        rows = getattr(rows, "objects", rows)
        found = list(rows.order_by("pk"))
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

    def publish(self, place):
        publish_decision(record=self.one(Decision, place))

    def withhold(self, place):
        decision = self.one(Decision, place)
        decision.visibility, decision.owner = Visibility.OWNER, self.council
        keep(record=decision)

    def delete_by_orm(self, place):
        clause = self.one(Clause.objects.filter(decision__seal__isnull=False), place)
        QuerySet(Clause).filter(pk=clause.pk).delete()
        pytest.fail("A clause of a confirmed decision could be deleted.")

    def change_by_orm(self, place):
        clause = self.one(Clause.objects.filter(decision__seal__isnull=False), place)
        QuerySet(Clause).filter(pk=clause.pk).update(text="Rewritten")
        pytest.fail("A clause of a confirmed decision could be changed.")

    def delete_by_sql(self, place):
        sql("DELETE FROM decisions_seal WHERE id = %s", self.one(Seal, place).pk)
        pytest.fail("A seal could be deleted.")

    def change_by_sql(self, place):
        table = ("decisions_clause", "decisions_historicalclause")[place % 2]
        decision = self.one(Decision.objects.filter(seal__isnull=False), place).pk
        if sql(f"UPDATE {table} SET text = 'Rewritten' WHERE decision_id = %s", decision):
            pytest.fail("A clause of a confirmed decision could be changed.")

    def redact(self, place):
        """A word out of a clause or a condition, confirmed or not."""
        record = self.one((Clause, Condition)[place % 2], place // 2)
        detail = Detail(record.text.split()[0], datetime.date.today())
        key = f"{record._meta.label_lower}:{record.pk}:text"
        redact(detail=detail, kind=PersonalDetail.OTHER, chosen=[key])
        for rows in self.sealed.values():
            for kind, says in rows:
                if kind == f"{record._meta.model_name} {record.pk}":
                    says["text"] = detail.out_of(says["text"])

    def act(self, name, actor, place):
        recorded = recording(user=self.actors[actor], reason=f"{name} {place}")
        with contextlib.suppress(*REFUSALS, AttributeError), transaction.atomic(), recorded:
            getattr(self, name)(place)
        self.check()

    def check(self):
        """What was sealed reads as it did when it was; nobody confirmed what they wrote."""
        for seal in Seal.objects.exclude(pk__in=self.sealed):
            rows = rows_of([seal.of])[seal.of]
            self.sealed[seal.pk] = [(row.key, row.says) for row in rows]
            writers = {version["history_user_id"] for row in rows for version in row.versions}
            assert seal.by_id is None or seal.decision is None or seal.by_id not in writers
        for seal in Seal.objects.all():
            rows = rows_of([seal.of])[seal.of]
            assert [(row.key, row.says) for row in rows] == self.sealed[seal.pk]
        assert not Redaction.objects.filter(is_open=True).exists()
        assert [verify(chain) for chain in Chain.objects.all()] == [None] * Chain.objects.count()


ACTS = [
    *("record", "add_clause", "add_condition", "reword", "meet", "reword_condition", "source"),
    *("strike_decision", "strike_clause", "strike_source", "bring_back_clause", "confirm"),
    *("confirm", "correct", "publish", "withhold", "redact", "redact"),
    *("delete_by_orm", "change_by_orm", "delete_by_sql", "change_by_sql"),
]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 30)), max_size=14
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, redacted=st.booleans())
def test_no_confirmed_decision_changes_and_every_chain_verifies(steps, redacted):
    with transaction.atomic():
        register = Register()
        register.act("record", 0, 0)
        register.act("confirm", 1, 0)
        assert len(register.sealed) == 1
        if redacted:
            register.act("redact", 5, 0)
            assert len(register.sealed) == 2
        for name, actor, place in steps:
            register.act(name, actor, place)
        transaction.set_rollback(True)
