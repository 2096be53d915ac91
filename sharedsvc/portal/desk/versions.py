"""The versions of a draft: every save, who made it, and what it changed in which place."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from decisions.models import Recommendation, Report, ReportItem
from programmes.history.words import who_is
from sharedsvc.core.field_words import heading_of
from sharedsvc.portal.deciding.wording import MarkedRun, changes

MOST = 50  # of the latest versions that are told
TOLD: dict[Any, tuple[str, ...]] = {
    Report: ("title", "date", "number", "by", "contact", "contact_post", "section_order"),
    ReportItem: ("text", "answer", "hidden", "note"),
    Recommendation: ("number", "verb", "text", "body", "meeting"),
}


@dataclass(frozen=True)
class PlaceChanged:
    """What a save changed in a place: added, taken out, or from what to what."""

    place: str
    what: str
    runs: tuple[MarkedRun, ...] = ()


@dataclass
class DraftVersion:
    """One save: its number, when and by whom, and what it changed."""

    at: datetime.datetime
    who: str
    why: str
    number: int = 0
    changed: list[PlaceChanged] = field(default_factory=list)


def versions_of(report: Report, user: Any) -> tuple[list[DraftVersion], int]:
    """The latest versions of a draft, newest first, as far as the user may see; and how many."""
    found: dict[tuple[datetime.datetime, Any], DraftVersion] = {}
    for model in TOLD:
        before: dict[int, Any] = {}
        for row in _rows(model, report, user):
            told = _version_of(found, row)
            told.changed += _changed(model, before.get(row.id), row)
            before[row.id] = row
    ordered = sorted(found.values(), key=lambda one: one.at)
    for number, one in enumerate(ordered, start=1):
        one.number = number
    return ordered[::-1][:MOST], len(ordered)


def _rows(model: Any, report: Report, user: Any) -> Iterable[Any]:
    which = {"id": report.pk} if model is Report else {"report": report.pk}
    rows = model.objects.versions_visible_to(user).filter(**which)
    return rows.select_related("history_user").order_by("history_id")


def _version_of(found: dict[Any, DraftVersion], row: Any) -> DraftVersion:
    """What was saved together bears one moment (`saving.save`)."""
    moment = row.history_date
    key = (moment, row.history_user_id)
    if key not in found:
        why = row.history_change_reason or ""
        found[key] = DraftVersion(moment, who_is(row.history_user), why)
    return found[key]


def _changed(model: Any, before: Any, row: Any) -> Iterator[PlaceChanged]:
    place = _place(model, row)
    if before is None:
        yield PlaceChanged(place, "written", tuple(_said(row)))
    elif row.struck_out and not before.struck_out:
        yield PlaceChanged(place, "taken out", tuple(_said(row)))
    else:
        yield from _fields(model, place, before, row)


def _fields(model: Any, place: str, before: Any, row: Any) -> Iterator[PlaceChanged]:
    for name in TOLD[model]:
        old, new = (_value(one, name) for one in (before, row))
        if old != new:
            heading = heading_of(model._meta.get_field(name)).lower()
            yield PlaceChanged(place, heading, tuple(changes(old, new)))


def _place(model: Any, row: Any) -> str:
    if model is Report:
        return "Header"
    if model is Recommendation:
        return f"Recommendation {row.number}"
    return f"{row.section}: {row.get_block_display().lower()}"


def _said(row: Any) -> Iterator[MarkedRun]:
    text = getattr(row, "text", "") or getattr(row, "title", "")
    if text:
        yield MarkedRun("same", text)


def _value(row: Any, name: str) -> str:
    column = row._meta.get_field(name)
    value = getattr(row, column.attname)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.is_relation:
        return str(getattr(row, name)) if value else "none"
    return str(value)
