"""What of a decision is sealed: its rows in the tables, and the columns that stand apart.

One place for the canonical form and for the triggers. A new column of these tables is sealed unless
it is named here; it must be blank for what was sealed before (None, "" and False are left out of
the form), and a sealed column is neither renamed nor dropped.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from decisions.models import Clause, Condition, Decision
from decisions.models.particulars import ACTION_COLUMNS, DATES_OF_TAKING
from programmes.models import Citation, Subject
from sharedsvc.core.dates import EARLIEST, LATEST

# Who may see a record stands apart from what it says, and so does what became of a condition.
OPENNESS = ("visibility", "owner_id", "opened", "audience")
FOLLOW_UP = (
    *("state", "settled_by", "evidence", "progress", "remarks"),
    *("start", "start_words", "start_earliest", "start_latest"),
    *("end", "end_words", "end_earliest", "end_latest"),
)


# Dates that were added after the first seals: the bounds of one that is not stated are left out of
# the form, as blank columns are.
LATER_DATES = (*DATES_OF_TAKING, "deferred_until", "act_by")
OPEN_BOUNDS = {f"{name}_earliest": EARLIEST for name in LATER_DATES} | {
    f"{name}_latest": LATEST for name in LATER_DATES
}


def is_blank(name: str, value: Any) -> bool:
    """Whether a column says nothing, and so stands in no seal."""
    return value is None or value == "" or value is False or OPEN_BOUNDS.get(name) == value


@dataclass(frozen=True)
class SealedKind:
    """A kind of row that is sealed with its decision.

    `decision_of` is SQL for the key of the decision of a row that is called `{row}`.
    """

    name: str
    model: Any
    decision_of: str
    apart: tuple[str, ...] = OPENNESS

    @property
    def table(self) -> str:
        """The table of its rows."""
        return str(self.model._meta.db_table)

    @property
    def table_of_versions(self) -> str:
        """The table of their versions."""
        return str(self.model.history.model._meta.db_table)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that are sealed, in the order of the model; the key stands by itself."""
        return tuple(field.attname for field in self._fields)

    @cached_property
    def texts(self) -> frozenset[str]:
        """Those of them that hold words of people's own: each enters by a salted hash."""
        return frozenset(field.attname for field in self._fields if _is_text(field))

    @property
    def _fields(self) -> list[Any]:
        fields = self.model._meta.concrete_fields
        return [f for f in fields if not f.primary_key and f.attname not in self.apart]


def _is_text(field: Any) -> bool:
    """Words of people's own: neither a choice of a list nor what the register itself writes."""
    is_words = isinstance(field, models.CharField | models.TextField)
    return is_words and field.editable and not field.choices


def redactable(model: Any) -> tuple[str, ...]:
    """The columns of a model out of which personal details may be taken: words, and no dates."""
    dates = getattr(model, "known_dates", ())
    fields = model._meta.concrete_fields
    return tuple(f.attname for f in fields if _is_text(f) and f.attname not in dates)


LINK = (
    "CASE {row}.record_type WHEN 'decisions.decision' THEN {row}.record_id "
    "WHEN 'decisions.clause' THEN "
    "(SELECT decision_id FROM decisions_clause WHERE id = {row}.record_id) END"
)
DECISIONS = SealedKind("decision", Decision, "{row}.id")
CLAUSES = SealedKind("clause", Clause, "{row}.decision_id", (*OPENNESS, *ACTION_COLUMNS))
CONDITIONS = SealedKind(
    "condition",
    Condition,
    "(SELECT decision_id FROM decisions_clause WHERE id = {row}.clause_id)",
    (*OPENNESS, *FOLLOW_UP),
)
SUBJECTS = SealedKind("subject", Subject, LINK)
SOURCES = SealedKind("source", Citation, LINK)
KINDS = (DECISIONS, CLAUSES, CONDITIONS, SUBJECTS, SOURCES)
