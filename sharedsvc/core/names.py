"""What things are called: a name is known from a day on, as a state is (`core.dated`)."""

import datetime
from functools import cache
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, QuerySet

from sharedsvc.core.dated.fields import DatedCharField, dated_fields_of
from sharedsvc.core.dated.rows import Rows, later_rows
from sharedsvc.core.dates import in_words
from sharedsvc.core.querysets import JSONRows
from sharedsvc.core.reference import label_of

# What another name is: a new one from a day on, or the right one, as it was never called as before.
RENAMED, CORRECTED = "renamed", "corrected"
SINCE_WHEN = "Say since when it is called so. For example: 1 April 2022."
NOT_RENAMED = "A day is given only where it was renamed: choose that, or leave this blank."


class NameField(DatedCharField):
    """A name, or a title, by which people know a record: of each day that of its time.

    One that may be blank is blank on the days before the first that is known, where it changed:
    the whole name then stands for it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("blank"):
            kwargs["unknown"] = ""
        super().__init__(*args, **kwargs)


@cache
def name_fields_of(model: Any) -> tuple[str, ...]:
    """The fields by which a model's records are called, the name itself first."""
    return tuple(f.name for f in model._meta.concrete_fields if isinstance(f, NameField))


def name_field_of(record: Any) -> str:
    """The field of a record that is its name itself; "" where it has none."""
    return next(iter(name_fields_of(type(record)._meta.concrete_model)), "")


@cache
def states_of(model: Any) -> tuple[str, ...]:
    """The fields whose values have days and that are no names: what may change in between."""
    names = name_fields_of(model)
    return tuple(name for name in dated_fields_of(model) if name not in names)


def why_wrong_day(answer: str, since: str) -> str:
    """What is wrong with the day given beside an answer about a name; "" for nothing.

    A renaming takes a day, and nothing else does.
    """
    if answer == RENAMED:
        return "" if since else SINCE_WHEN
    return NOT_RENAMED if since else ""


def has_other_names() -> bool:
    """Whether on the day of the page something was called otherwise than it is."""
    return any(
        isinstance(apps.get_model(label)._meta.get_field(field), NameField)
        for label, field in later_rows()
    )


def with_names_in_time(rows: QuerySet) -> QuerySet:
    """Records with all that they are, were or will be called; in the same statement."""
    model: Any = rows.model._meta.concrete_model
    names = name_fields_of(model)
    if not names:
        return rows
    known = Rows.values.objects.that_hold().filter(
        record_type=label_of(model), record_id=OuterRef("pk"), field__in=names
    )
    told = {name: F(name) for name in ("field", "start", "start_latest")}
    rows_of = JSONRows(known.order_by("-start_latest", "pk"), id=F("pk"), name=F("value"), **told)
    return rows.annotate(name_rows=rows_of)


def names_in_time(record: Any) -> list[str]:
    """What a record of `with_names_in_time` is called at some time, the newest first."""
    return list(dict.fromkeys(row["name"] for row in getattr(record, "name_rows", ())))


def earlier_names(record: Any, day: datetime.date) -> list[tuple[str, str]]:
    """What a record of `with_names_in_time` was called before, each with when that changed.

    In words, the latest first; only what is known to have changed by the day.
    """
    itself = name_field_of(record)
    rows = [row for row in getattr(record, "name_rows", ()) if row["field"] == itself]
    known = [row for row in rows if row["start_latest"] <= day.isoformat()]
    return [
        (before["name"], in_words(after["start"]))
        for after, before in pairwise(known)
        if after["start"]
    ]
