"""What things are called: a name is known from a day on, as a state is (`core.dated`)."""

from functools import cache
from typing import Any

from sharedsvc.core.dated import DatedCharField


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
