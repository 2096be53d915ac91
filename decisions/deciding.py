"""Records what was decided, clause by clause, in one act; and confirms it with what it settles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.models import Clause, Condition, Decision, Delegation
from decisions.operations import record_clause, record_decision
from decisions.settling import refuse_what_is_not_its
from programmes.choices import SubjectRelation
from programmes.operations import cite, keep, set_subjects


@dataclass
class NewClause:
    """A clause that is to be recorded, with what hangs on it; `part_of` is a clause's number."""

    clause: Clause
    part_of: str = ""
    about: Sequence[Any] = ()
    settles: Sequence[Any] = ()
    conditions: Sequence[Condition] = ()
    delegations: Sequence[Delegation] = field(default_factory=list)


@transaction.atomic
def record_what_was_decided(
    *, decision: Decision, clauses: Sequence[NewClause], citations: Iterable[Any] = ()
) -> Decision:
    """Record a decision with its clauses, what they are about and settle, and its sources.

    Raises ValidationError, and nothing is recorded, where one of them is refused.
    """
    if not clauses:
        raise ValidationError("A decision has a clause at least: say what was decided.")
    record_decision(record=decision)
    by_number: dict[str, Clause] = {}
    for order, new in enumerate(clauses, start=1):
        new.clause.decision, new.clause.order = decision, order
        if new.part_of:
            new.clause.under = _whole(new, by_number)
        record_clause(record=new.clause)
        by_number[new.clause.number] = new.clause
        _record_what_hangs_on(new)
    cite(record=decision, citations=citations)
    return decision


def _whole(new: NewClause, by_number: dict[str, Clause]) -> Clause:
    if new.part_of not in by_number:
        raise ValidationError(f"There is no clause {new.part_of} before {new.clause.number}.")
    return by_number[new.part_of]


def _record_what_hangs_on(new: NewClause) -> None:
    set_subjects(record=new.clause, subjects=new.about)
    refuse_what_is_not_its(new.clause, new.settles)
    set_subjects(record=new.clause, subjects=new.settles, relation=SubjectRelation.SETTLES)
    for order, condition in enumerate(new.conditions, start=1):
        condition.clause, condition.order, condition.number = new.clause, order, str(order)
        keep(record=condition)
    for delegation in new.delegations:
        delegation.clause = new.clause
        keep(record=delegation)
