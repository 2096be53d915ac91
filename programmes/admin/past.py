"""A record's history as one person may read it: who, when, from what to what, and why."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from sharedsvc.core.date_fields import date_as_typed
from sharedsvc.core.people import called

WITHHELD = "withheld"
KEPT = "What you typed is kept below, but not saved: look at it again, then save."
WORDS = {"+": "Added", "~": "Changed"}


@dataclass
class Version:
    """One version of a record: what was changed by whom, when and why."""

    history_id: int
    what: str
    who: str
    when: datetime.datetime
    why: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    hidden: bool = False

    def as_conflict(self) -> str:
        """What to tell somebody whose form was opened before."""
        if self.hidden:
            return f"Something that you may not see was changed since you opened this. {KEPT}"
        when = date_format(timezone.localtime(self.when), "j F Y, H:i")
        said = "; ".join(f"{name}: “{old}” → “{new}”" for name, old, new in self.changes)
        changes = f": {said}" if said else ""
        return (
            f"{self.who} changed this record on {when} since you opened it{changes} ({self.why}). "
            f"{KEPT}"
        )


def versions(record: Any, user: Any) -> list[Version]:
    """The versions of a record that a user may see, oldest first."""
    rows = type(record).history.filter(id=record.pk).select_related("history_user")
    rows = list(rows.order_by("history_date", "history_id"))
    named = _Names(rows, user)
    open_to_user = _open_versions(record, user)
    found: list[Version] = []
    before: Any = None
    for row in rows:
        if row.history_id not in open_to_user:
            before = None
            continue
        changes = named.changes(before, row) if before is not None else []
        what = "Struck out" if row.struck_out else WORDS.get(row.history_type, "Changed")
        reason = row.history_change_reason or ""
        found.append(
            Version(
                row.history_id, what, called(row.history_user), row.history_date, reason, changes
            )
        )
        before = row
    return found


def versions_since(record: Any, history_id: int, user: Any) -> list[Version]:
    """Those written after a version that the user was shown.

    Of one that the user may not see only that there is one: a form must not overwrite it unasked.
    """
    latest = type(record).history.filter(id=record.pk, history_id__gt=history_id)
    since = list(latest.order_by("history_id").values_list("history_id", "history_date"))
    if not since:
        return []
    told = {version.history_id: version for version in versions(record, user)}
    return [told.get(number) or _hidden_version(number, when) for number, when in since]


def _hidden_version(number: int, when: datetime.datetime) -> Version:
    return Version(number, what="", who="", when=when, why="", hidden=True)


def _open_versions(record: Any, user: Any) -> set[int]:
    """Those that were open to the user: what is open now may have been closed."""
    records = type(record)._meta.concrete_model._default_manager
    if not hasattr(records.all(), "versions_visible_to"):  # grants: seen, they are seen entirely
        return set(record.history.values_list("history_id", flat=True))
    open_ones = records.versions_visible_to(user).filter(id=record.pk)
    return set(open_ones.values_list("history_id", flat=True))


class _Names:
    """How the values of versions read; linked records are fetched once for each model."""

    def __init__(self, rows: list[Any], user: Any) -> None:
        self.user = user
        self._linked: dict[Any, set[int]] = defaultdict(set)
        self._names: dict[tuple[Any, int], str] = {}
        for row in rows:
            for column in _told(row):
                if column.is_relation and getattr(row, column.attname) is not None:
                    self._linked[column.related_model].add(getattr(row, column.attname))
        for model, pks in self._linked.items():
            for other in _visible(model, user).filter(pk__in=pks):
                self._names[(model, other.pk)] = str(other)

    def changes(self, before: Any, row: Any) -> list[tuple[str, str, str]]:
        """Label, old and new text of every field that differs."""
        return [
            (str(column.verbose_name), self._text(before, column), self._text(row, column))
            for column in _told(row)
            if getattr(before, column.attname) != getattr(row, column.attname)
        ]

    def _text(self, row: Any, column: Any) -> str:
        value = getattr(row, column.attname)
        if value in (None, ""):
            return "blank"
        if column.is_relation:
            return self._names.get((column.related_model, value), WITHHELD)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if column.name in row.instance_type.known_dates:
            return date_as_typed(value)
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _told(row: Any) -> list[models.Field]:
    """The fields whose changes are told: not those that are worked out."""
    return [f for f in row.instance_type._meta.concrete_fields if f.editable and not f.primary_key]


def _visible(model: Any, user: Any) -> Any:
    records = model._base_manager.all()
    return records.visible_to(user) if hasattr(records, "visible_to") else records
