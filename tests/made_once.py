"""What many tests start from: made once, and copied for the next test that asks for it.

To make records by the register's own operations takes a hundred times as long as to write their
rows. What is copied is rows, and whatever was returned with them as it was then: no test sees what
another did to either. Tests of the making itself make.

What is `shared` is made by one worker for all, where TESTS_SHARED names a folder, one for each run
and database (.ci/test). Worlds of factories are not: the numbers in their names would begin again
in another worker.
"""

import hashlib
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from programmes.models import Organisation
from sharedsvc.accounts.models import User
from sharedsvc.core.models import SearchEntry

SHARED = "TESTS_SHARED"
REGISTER = ("programmes", "workstreams", "decisions")
AT_ONCE = 500
Made = TypeVar("Made")


@dataclass(frozen=True)
class Table:
    """The rows of a model's table as the database gives them."""

    model: type[models.Model]
    rows: list[tuple]


@dataclass(frozen=True)
class Kept:
    """A register, and what its maker returned."""

    tables: list[Table]
    returned: bytes

    @property
    def has_people(self) -> bool:
        return any(table.model is User for table in self.tables)


_kept: dict[Any, Kept] = {}


def made_once(make: Callable[..., Made], *given: Any, shared: bool = False) -> Made:
    """What `make` returns when it is given this, with the records it made in an empty register.

    Copies what an earlier test made; where something is there already, makes anew.
    What search knows is written when a recording ends: where it matters, `make` begins and ends it.
    """
    if Organisation.objects.exists():
        return make(*given)
    key, before = (make.__module__, make.__qualname__, given), User.objects.count()
    kept = _kept_of(key, shared)
    if kept and not (before and kept.has_people):
        return _put_back(kept)
    made = make(*given)
    if not before or User.objects.count() == before:
        _keep(key, Kept(_filled(with_people=not before), pickle.dumps(made)), shared)
    return made


def rows_made(make: Callable[..., Any], *given: Any) -> int:
    """How many rows that was; 0 where it was never kept."""
    kept = _kept.get((make.__module__, make.__qualname__, given))
    return sum(len(table.rows) for table in kept.tables) if kept else 0


def _kept_of(key: Any, shared: bool) -> Kept | None:
    """What this worker kept; what is shared, also another."""
    if shared and key not in _kept and (file := _shared_file(key)) and file.exists():
        _kept[key] = pickle.loads(file.read_bytes())
    return _kept.get(key)


def _keep(key: Any, kept: Kept, shared: bool) -> None:
    """Two that make the same at once write the same: the later takes the place of the other."""
    _kept[key] = kept
    if shared and (file := _shared_file(key)):
        written = file.with_suffix(f".{os.getpid()}")
        written.write_bytes(pickle.dumps(kept))
        written.replace(file)


def _shared_file(key: Any) -> Path | None:
    """Where workers share this; None where they do not."""
    folder = os.environ.get(SHARED)
    return Path(folder, hashlib.sha256(repr(key).encode()).hexdigest()) if folder else None


def _models() -> list[type[models.Model]]:
    """Those of the register with their histories, and what search knows of them."""
    own = [
        model
        for app in REGISTER
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed and not model._meta.proxy
    ]
    return [*own, SearchEntry]


def _filled(with_people: bool) -> list[Table]:
    people = [User] if with_people else []
    return [table for table in map(_read, [*_models(), *people]) if table.rows]


def _columns(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(quote(field.column) for field in model._meta.concrete_fields)


def _read(model: type[models.Model]) -> Table:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {table}")
        return Table(model, [tuple(map(_kept_value, row)) for row in cursor.fetchall()])


def _kept_value(value: Any) -> Any:
    """PostgreSQL gives bytes as a view of its answer, which cannot be kept."""
    return bytes(value) if isinstance(value, memoryview) else value


def _put_back(kept: Kept) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:  # keys are checked at its end
        for table in kept.tables:
            _insert(cursor, table)
        filled = [table.model for table in kept.tables]
        numbers = connection.ops.sequence_reset_sql(no_style(), filled)
        if numbers:
            cursor.execute("; ".join(text.rstrip("; ") for text in numbers))
    return pickle.loads(kept.returned)


def _insert(cursor: Any, table: Table) -> None:
    name = connection.ops.quote_name(table.model._meta.db_table)
    places = f"({', '.join(['%s'] * len(table.model._meta.concrete_fields))})"
    step = min(AT_ONCE, 30_000 // len(table.model._meta.concrete_fields))
    for start in range(0, len(table.rows), step):
        rows = table.rows[start : start + step]
        insert = f"INSERT INTO {name} ({_columns(table.model)}) VALUES "
        cursor.execute(
            insert + ", ".join([places] * len(rows)), [value for row in rows for value in row]
        )
