"""Records read light: only to be shown, by the thousand.

Django makes a record ready to be saved, field by field, and reads anew for each row what many rows
have in common. Within `reading_light` a record is no more than the values that stand in its
columns; it answers as any other, but is not to be saved.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.base import ModelState

from sharedsvc.core.portions import portions

_is_light: ContextVar[bool] = ContextVar("reading light", default=False)


@contextmanager
def reading_light() -> Iterator[None]:
    """Have every governed record within read light; not across a `yield`."""
    token = _is_light.set(True)
    try:
        yield
    finally:
        _is_light.reset(token)


def is_reading_light() -> bool:
    """Whether records are being read only to be shown."""
    return _is_light.get()


def light(model: Any, db: str | None, names: Iterable[str], values: Iterable[Any]) -> Any:
    """A record of these values and nothing else."""
    record = model.__new__(model)
    state = ModelState()
    state.db, state.adding = db, False
    record.__dict__.update(zip(names, values, strict=True), _state=state)
    return record


@contextmanager
def without_looking_for_circles() -> Iterator[None]:
    """Have Python not go through all that the server holds for each few hundred rows.

    What is read light refers to nothing that refers to it: it is gone as soon as it was shown.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


class LightReader:
    """Reads the rows of a query in batches, each with the records that it is joined to.

    One statement reads them all, and of what they are joined to only what such a record is called
    (its `told_by`); what many rows name is made once. Whatever else is asked is looked up then.
    Of the records themselves only the columns `own` are read, if they are given.
    """

    def __init__(self, joins: Iterable[str], own: Iterable[str] = ()) -> None:
        steps = (path.split("__") for path in joins)
        prefixes = ("__".join(s[:n]) for s in steps for n in range(1, len(s) + 1))
        self.joins = list(dict.fromkeys(prefixes))
        self.own = tuple(own)

    def batches(self, rows: QuerySet, size: int) -> Iterator[list[Any]]:
        """The rows, so many at once."""
        paths, made = self._plan(rows)
        stream = rows.select_related(None).values_list(*paths).iterator(chunk_size=size)
        yield from map(made, portions(stream, size))

    def read(self, rows: QuerySet) -> list[Any]:
        """All rows at once."""
        paths, made = self._plan(rows)
        return made(list(rows.select_related(None).values_list(*paths)))

    def _plan(self, rows: QuerySet) -> tuple[list[str], Callable[[list[tuple]], list[Any]]]:
        """What is read of each row, and what makes records of such rows."""
        model: Any = rows.model
        own = [*(self.own or _shown(model)), *rows.query.annotation_select]
        joined = [_Join(model, path) for path in self.joins]

        def made(some: list[tuple]) -> list[Any]:
            records = [light(model, rows.db, own, row[: len(own)]) for row in some]
            place, found = len(own), {"": records}
            for join in joined:
                found[join.path] = join.attach(found[join.before], some, place, rows.db)
                place += len(join.paths)
            return records

        return [*own, *(path for join in joined for path in join.paths)], made


class _Join:
    """A foreign key that a path ends with, and the records that it leads to."""

    def __init__(self, model: Any, path: str) -> None:
        self.path, self.before = path, path.rpartition("__")[0]
        for step in path.split("__"):
            self.field = model._meta.get_field(step)
            model = self.field.related_model
        self.model, self.key = model, model._meta.pk.attname
        self.names = [name for name in _told(model) if name != self.key]
        self.paths = [f"{path}__{name}" for name in self.names]
        self.known: dict[int | None, Any] = {}

    def attach(self, records: list[Any], rows: list[tuple], place: int, db: str) -> list[Any]:
        """Let each record know the one that it names; returns these, or None."""
        names, end = [self.key, *self.names], place + len(self.names)
        attname, cached, known = self.field.attname, self.field.name, self.known
        known.clear()
        found: list[Any] = []
        for record, row in zip(records, rows, strict=True):
            key = None if record is None else record.__dict__[attname]
            other = known.get(key)
            if other is None and key is not None:
                other = known[key] = light(self.model, db, names, (key, *row[place:end]))
            if record is not None:
                record._state.fields_cache[cached] = other
            found.append(other)
        return found


@cache
def _shown(model: Any) -> tuple[str, ...]:
    """The columns of which a list may show anything.

    Not when a record was opened, nor the bounds of its dates; but of a start and of an end the last
    day, which are shown where the source does not say when it was.
    """
    bounds = [f"{name}_{end}" for name in model.known_dates for end in ("earliest", "latest")]
    hidden = {"opened", *bounds} - {"start_latest", "end_latest"}
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in hidden)


@cache
def _told(model: Any) -> tuple[str, ...]:
    """The columns of a joined record: what it is called, when it ended, by which it leads on."""
    if not model.told_by:
        return _shown(model)
    links = [field.attname for field in model._meta.concrete_fields if field.is_relation]
    ends = ["end_latest"] if "end" in model.known_dates else []
    return (model._meta.pk.attname, *model.told_by, *ends, *links)
