"""Decisions to confirm, and ways to write past the program."""

from contextlib import contextmanager

from django.db import connection

from decisions.models import Decision, Seal
from decisions.operations import confirm
from decisions.sealing.triggers import triggers
from programmes.models import Citation, Subject
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import ClauseFactory, DecisionFactory, DocumentFactory


def a_decision(*, clauses=2, **values) -> Decision:
    """A decision with some clauses, the first about the decision's programme; and a source."""
    decision = DecisionFactory(**values)
    document = DocumentFactory(programme=decision.programme)
    made = [ClauseFactory(decision=decision, number=str(n + 1), order=n) for n in range(clauses)]
    link = {"record_type": "decisions.clause", "record_id": made[0].pk}
    keep(record=Citation(**link, document=document, paragraph="2.1"))
    about = {"subject_type": "programmes.programme", "subject_id": decision.programme_id}
    keep(record=Subject(**link, **about))
    return decision


def confirmed(decision=None, *, user=None, **values) -> Seal:
    """The seal of a decision, confirmed by nobody in particular unless said otherwise."""
    decision = decision or a_decision(**values)
    with recording(user=user, reason="Compared with the minute"):
        return confirm(record=Decision.objects.get(pk=decision.pk))


@contextmanager
def unguarded():
    """As somebody writes who owns the database: without the triggers."""
    drop_triggers()
    yield
    triggers().make()


def drop_triggers():
    """PostgreSQL drops none of a table on which a constraint is still to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    triggers().remove()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
