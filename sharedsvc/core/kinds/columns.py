"""What is said of a record, column by column: its heading, and how it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial, partialmethod
from inspect import getattr_static
from operator import attrgetter
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Case, F, Q, When

from sharedsvc.core.field_words import field_at, heading_of, yes_or_no
from sharedsvc.core.states import State

NOT_STATED = "not stated"
OF_KIND = "what a record of the kind is"
Read = str | Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing that is said of a record: its heading, and how it is read.

    What has no heading of its own is called as the model's field is that it says: the one of its
    name, or that at the end of its `path`.
    `read` is a dotted path or a function. It gives a text, another record (shown as a link if the
    reader may see it), a State, a list of these, or nothing, which reads as `blank` says.
    One that is `brought` by the kind's `prepare`, which fetches for the reader, says nothing of the
    record's own, and its records need not be looked up again. One that is shown `only_if_said` is
    left out of a record's page where it would say nothing.
    """

    name: str
    heading: str = ""
    read: Read
    path: str = ""
    states: Mapping[str, State] | None = None
    blank: str = "not stated"
    sort: tuple[str, ...] = ()
    numeric: bool = False
    brought: bool = False
    only_if_said: bool = False

    def headed(self, model: Any) -> Self:
        """With the name of the model's field, where it has no heading of its own.

        Raises FieldDoesNotExist where it says no field of the model.
        """
        found = self.heading or heading_of(field_at(model, self.path or self.name))
        return replace(self, heading=found)

    def sorting(self, model: Any, user: Any) -> dict[str, Any]:
        """What a list of a model's records is sorted by, and how each is worked out.

        What stands in records that the reader may not see counts as nothing. A name that is not a
        field's own is to be given to the query.
        """
        seen = {path: _as_seen(model, path, user) for path in self.sort}
        return {
            path if value is path else f"sort_{self.name}_{number}": value
            for number, (path, value) in enumerate(seen.items())
        }

    @cached_property
    def _reader(self) -> Callable[[Any], Any]:
        """How a record is read, worked out once."""
        if callable(self.read):
            return self.read
        if self.read.startswith("get_") and self.read.endswith("_display"):
            return partial(_in_words, self.read)
        return partial(follow, path=self.read)

    def value(self, record: Any) -> Any:
        """What stands here for a record."""
        return self._as_state(self._reader(record))

    def _as_state(self, value: Any) -> Any:
        if self.states is not None and value is not None:
            return self.states.get(value) or value
        return value

    def getter(self, model: type[models.Model]) -> Callable[[Any], Any]:
        """What gives the same for records of a model; made once for thousands of them."""
        read = self.read if callable(self.read) else _follower(model, self.read)
        if self.states is None:
            return read
        return lambda record: self._as_state(read(record))


def _as_seen(model: Any, path: str, user: Any) -> Any:
    """The path; where it leads through what need not be seen, its value as far as that is seen."""
    seen, steps = Q(), path.split("__")
    for number, step in enumerate(steps[:-1], start=1):
        other = model._meta.get_field(step).related_model
        if step not in model.seen_through:
            visible = other._meta.concrete_model.objects.visible_to(user)
            seen &= Q(**{f"{'__'.join(steps[:number])}__in": visible.values("pk")})
        model = other
    return Case(When(seen, then=F(path))) if seen else path


def follow(record: Any, path: str) -> Any:
    """The value at the end of a dotted path; None where a step has nothing."""
    for step in path.split("."):
        if record is None:
            return None
        try:
            record = getattr(record, step)
        except ObjectDoesNotExist:  # of a record that is only being made
            return None
        if callable(record):
            record = record()
    return record


def _follower(model: type[models.Model], path: str) -> Callable[[Any], Any]:
    """`follow` along one path, as far as it can be worked out beforehand."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    chosen = path.removeprefix("get_").removesuffix("_display")
    if path in fields and not fields[path].is_relation:
        return attrgetter(path)
    if path == f"get_{chosen}_display" and chosen in fields:
        words, value_of = dict(fields[chosen].flatchoices), attrgetter(chosen)
        return lambda record: words.get(value_of(record), value_of(record))
    return lambda record: follow(record, path)


def _in_words(method: str, record: Any) -> Any:
    """What `get_…_display` says, without listing all choices anew for each record."""
    field = method.removeprefix("get_").removesuffix("_display")
    model: Any = type(record)
    words = _words_of(model, method, field)
    return (
        getattr(record, method)()
        if words is None
        else words.get(getattr(record, field), getattr(record, field))
    )


@cache
def _words_of(model: Any, method: str, field: str) -> dict[Any, str] | None:
    """The words of a field's choices; None where the model has a method of its own."""
    if not isinstance(getattr_static(model, method), partialmethod):
        return None
    return {value: str(word) for value, word in model._meta.get_field(field).flatchoices}


def text(name: str, *, read: Read = "", blank: str = "not stated") -> Column:
    """A text of the record's own, which the list can be sorted by."""
    return Column(name=name, read=read or name, blank=blank, sort=(name,))


def naming(name: str) -> Column:
    """The text that a record is called by; its heading is what the kind's records are called."""
    return replace(text(name), heading=OF_KIND)


def number(name: str, *, blank: str = "none") -> Column:
    """A number of the record's own."""
    return Column(name=name, read=name, blank=blank, sort=(name,), numeric=True)


def flag(name: str) -> Column:
    """What is so or not so."""
    return Column(name=name, read=lambda record: yes_or_no(getattr(record, name)))


def choice(name: str) -> Column:
    """One of a list of words."""
    return Column(name=name, read=f"get_{name}_display", sort=(name,))


def if_said(column: Column) -> Column:
    """The same, left out of a record's page where it would say nothing."""
    return replace(column, only_if_said=True)


def state(name: str, states: Mapping[str, State]) -> Column:
    """A state with its shape."""
    return Column(name=name, read=name, states=states, sort=(name,))


def date(name: str) -> Column:
    """A date as known, in words; sorted by its first possible day."""

    def in_words(record: Any) -> str | None:
        words = record.date_in_words(name)
        return None if words == NOT_STATED else words

    return Column(name=name, read=in_words, sort=(f"{name}_earliest",))


def link(name: str, by: str = "", *, blank: str = "not stated") -> Column:
    """Another record, sorted by its field `by`."""
    path = name.replace(".", "__")
    sort = (f"{path}__{by}",) if by else ()
    return Column(name=name.replace(".", "_"), read=name, path=path, blank=blank, sort=sort)


FROM_TO = (date("start"), date("end"))
