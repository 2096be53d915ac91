"""Records read light: only to be shown, by the thousand.

Django makes a record ready to be saved, field by field, and reads anew for each row what many rows
have in common. Within `reading_light` a record is no more than the values that stand in its
columns; it answers as any other, but is not to be saved.
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.base import ModelState

MOST_KNOWN = 10_000  # joined records of a kind, before they are forgotten and read anew

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


@cache
def _never_shown(model: Any) -> tuple[str, ...]:
    """The columns that no list shows: when a record was opened, and the bounds of its dates.

    Of a start the last day is shown, where the source does not say when it was.
    """
    bounds = [f"{name}_{end}" for name in model.known_dates for end in ("earliest", "latest")]
    fields = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in ("opened", *bounds) if name in fields and name != "start_latest")


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

    What rows are joined to is read once, however many rows name it: a statement for each join and
    batch that names something new.
    """

    def __init__(self, joins: Iterable[str]) -> None:
        self.joins = [path.split("__") for path in joins]
        self._known: dict[Any, dict[int, Any]] = defaultdict(dict)

    def batches(self, rows: QuerySet, size: int) -> Iterator[list[Any]]:
        """The rows, so many at once."""
        model: Any = rows.model
        stream = rows.select_related(None).defer(*_never_shown(model)).iterator(chunk_size=size)
        while True:
            with reading_light():
                records = list(islice(stream, size))
                for steps in self.joins:
                    self._join(records, steps)
            if not records:
                return
            yield records

    def _join(self, records: list[Any], steps: list[str]) -> None:
        for step in steps:
            if records:
                records = self._joined(records, type(records[0])._meta.get_field(step))

    def _joined(self, records: list[Any], field: Any) -> list[Any]:
        """The records that a foreign key leads to, each once; those that name them know them."""
        known, keys = self._known[field.related_model], [r.__dict__[field.attname] for r in records]
        if len(known) > MOST_KNOWN:
            known.clear()
        unknown = {*keys} - known.keys() - {None}
        if unknown:
            others = field.related_model._base_manager
            known |= others.defer(*_never_shown(field.related_model)).in_bulk(unknown)
        for record, key in zip(records, keys, strict=True):
            record._state.fields_cache[field.name] = None if key is None else known[key]
        return [known[key] for key in {*keys} - {None}]
