"""Decisions as pages list them: with what became of them, and what may not be taken yet apart."""

import datetime
from collections.abc import Iterable
from typing import Any

from sharedsvc.core.kinds import kinds

Decided = list[tuple[Any, list[Any]]]


def tell(records: Iterable[Any], user: Any, day: datetime.date) -> list[Any]:
    """The records, each with what must be said beside its name on the day (`told`)."""
    records = list(records)
    told = kinds.told(records, user, day)
    for record in records:
        record.told = told.get(record.reference, ())
    return records


def told_apart(decisions: Decided, user: Any, day: datetime.date) -> tuple[Decided, Decided]:
    """Decisions with their clauses: those surely taken by the day, and those that may have been.

    A clause says only what its decision does not.
    """
    tell((one for decision, clauses in decisions for one in (decision, *clauses)), user, day)
    for decision, clauses in decisions:
        for clause in clauses:
            clause.told = tuple(words for words in clause.told if words not in decision.told)
    surely = [one for one in decisions if one[0].date_latest <= day]
    return surely, [one for one in decisions if one[0].date_latest > day]
