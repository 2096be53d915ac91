"""Reads what is sealed of decisions from the tables and their history, many decisions at once."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from decisions.models import Clause, Decision
from decisions.sealing.sealed import CLAUSES, CONDITIONS, DECISIONS, KINDS, SealedKind
from sharedsvc.core.reference import label_of
from sharedsvc.core.versions import locked

VERSION = (
    *("history_id", "history_date", "history_type", "history_user_id"),
    "history_change_reason",
)
REASON = "history_change_reason"
DECISION, CLAUSE = label_of(Decision), label_of(Clause)


@dataclass
class SealedRow:
    """A row that is sealed: its columns, and those of each of its versions, oldest first."""

    kind: SealedKind
    pk: int
    says: dict[str, Any]
    versions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What it is known by within its decision: "clause 7"."""
        return f"{self.kind.name} {self.pk}"


SealedRows = list[SealedRow]


def rows_of(decisions: Collection[int]) -> dict[int, SealedRows]:
    """The rows of each of these decisions that are not struck out, in one order.

    A fixed number of statements, whatever the number of decisions.
    """
    found: dict[int, SealedRows] = defaultdict(list)
    clauses: dict[int, int] = {}
    for kind in KINDS:
        rows = {}
        for row, decision in _read(kind, decisions, clauses):
            found[decision].append(row)
            rows[row.pk] = row
            if kind is CLAUSES:
                clauses[row.pk] = decision
        _read_versions(kind, rows)
    return found


def lock_rows(decision: int) -> None:
    """Lock a decision and all that is sealed with it, so that nobody changes or adds to it.

    The decision's own row first and wholly, so that whoever adds to it waits.
    """
    whole = Decision._base_manager.filter(pk=decision).order_by("pk")
    list(whole.select_for_update(of=("self",)).values_list("pk"))
    clauses = dict.fromkeys(
        Clause._base_manager.filter(decision=decision).values_list("pk", flat=True), decision
    )
    for kind in KINDS[1:]:
        rows = kind.model._base_manager.filter(_of(kind, [decision], clauses))
        list(locked(rows.order_by("pk")).values_list("pk"))


def _of(kind: SealedKind, decisions: Collection[int], clauses: Collection[int]) -> Q:
    """The condition on the rows of a kind that belong to these decisions and clauses."""
    if kind is DECISIONS:
        return Q(pk__among=decisions)
    if kind is CLAUSES:
        return Q(decision__among=decisions)
    if kind is CONDITIONS:
        return Q(clause__among=clauses)
    of_decisions = Q(record_type=DECISION, record_id__among=decisions)
    return of_decisions | Q(record_type=CLAUSE, record_id__among=clauses)


def _read(
    kind: SealedKind, decisions: Collection[int], clauses: dict[int, int]
) -> Iterator[tuple[SealedRow, int]]:
    """The rows of a kind, each with the key of its decision."""
    rows: Any = QuerySet(kind.model).filter(_of(kind, decisions, list(clauses)), struck_out="")
    for pk, *values in rows.order_by("pk").values_list("pk", *kind.columns):
        row = SealedRow(kind, pk, dict(zip(kind.columns, values, strict=True)))
        yield row, _decision_of(row, clauses)


def _decision_of(row: SealedRow, clauses: dict[int, int]) -> int:
    if row.kind is DECISIONS:
        return row.pk
    if row.kind is CLAUSES:
        return int(row.says["decision_id"])
    if row.kind is CONDITIONS:
        return clauses[row.says["clause_id"]]
    of = int(row.says["record_id"])
    return of if row.says["record_type"] == DECISION else clauses[of]


def _read_versions(kind: SealedKind, rows: dict[int, SealedRow]) -> None:
    if not rows:
        return
    names = ("id", *VERSION, *kind.columns)
    versions: Any = QuerySet(kind.model.history.model).filter(id__among=list(rows))
    for values in versions.order_by("id", "history_id").values_list(*names):
        version = dict(zip(names, values, strict=True))
        rows[version.pop("id")].versions.append(version)


def writers_of(rows: Iterable[SealedRow]) -> frozenset[int]:
    """The keys of all people who wrote any version of these rows."""
    users = (version["history_user_id"] for row in rows for version in row.versions)
    return frozenset(user for user in users if user is not None)


def state_of(rows: Iterable[SealedRow]) -> str:
    """What tells these rows, as they stand, from any that somebody has written since."""
    versions = (
        f"{row.key}: {row.versions[-1]['history_id'] if row.versions else 0}" for row in rows
    )
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()
