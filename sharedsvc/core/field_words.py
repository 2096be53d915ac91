"""What a field of a model is called, and how it is explained, wherever it stands."""

import datetime
from typing import Any

from django.utils.text import capfirst

from sharedsvc.core.dates import day_in_words

# Of fields that many records have alike; what a field says of itself goes before.
SHARED = {
    "code": "What addresses and the workbook know the record by.",
    "number": "As it is numbered in the source.",
    "order": "Place in lists: 1 comes first.",
    "spell": "2 where the same comes a second time, for instance a member who left and came back.",
}


def field_at(model: Any, path: str) -> Any:
    """The field of a model at the end of a lookup. Raises FieldDoesNotExist."""
    *steps, name = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(name)


def heading_of(field: Any) -> str:
    """What lists, pages, forms and files call it: its verbose name, with a capital."""
    return capfirst(str(field.verbose_name))


def is_wording(field: Any) -> bool:
    """Whether a field of a record is the wording of a date as known, which is read with it."""
    date, _, rest = field.name.rpartition("_")
    return rest == "words" and date in field.model.known_dates


def said_in(record: Any, field: Any) -> str:
    """How what a record, or a version of one, says in a field reads: a choice by its label, a date
    as known with its wording, a day, yes or no, or the text itself; "" for nothing.

    Not for links, which read as whoever reads may know the other record.
    """
    if field.name in field.model.known_dates:
        return str(record.date_in_words(field.name))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    return _plainly(getattr(record, field.name))


def _plainly(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return day_in_words(value)
    return str(value)


def yes_or_no(value: bool) -> str:
    """How what is so or not so reads."""
    return "Yes" if value else "No"


def as_in(model: Any, name: str) -> dict[str, Any]:
    """Label and limit of a form's field that fills in a model's."""
    field = model._meta.get_field(name)
    return {"label": heading_of(field), "max_length": field.max_length}


def help_of(field: Any) -> str:
    """What forms and the workbook say of it; "" where its name says it all."""
    return str(field.help_text) or SHARED.get(field.name, "")
