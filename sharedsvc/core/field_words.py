"""What a field of a model is called, and how it is explained, wherever it stands."""

from typing import Any

from django.utils.text import capfirst

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


def as_in(model: Any, name: str) -> dict[str, Any]:
    """Label and limit of a form's field that fills in a model's."""
    field = model._meta.get_field(name)
    return {"label": heading_of(field), "max_length": field.max_length}


def help_of(field: Any) -> str:
    """What forms and the workbook say of it; "" where its name says it all."""
    return str(field.help_text) or SHARED.get(field.name, "")
