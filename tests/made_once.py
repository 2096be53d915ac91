"""What many tests start from: made once by each worker, and copied for the next that asks for it.

To make records by the register's own operations takes a hundred times as long as to write their
rows. What is copied is rows, and whatever was returned with them as it was then: no test sees what
another did to either. Tests of the making itself make.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from programmes.models import Organisation
from sharedsvc.accounts.models import User
from sharedsvc.core.models import SearchEntry

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


def made_once(make: Callable[..., Made], *given: Any) -> Made:
    """What `make` returns when it is given this, with the records it made in an empty register.

    Copies what an earlier test of this worker made; where something is there already, makes anew.
    What search knows is written when a recording ends: where it matters, `make` begins and ends it.
    """
    if Organisation.objects.exists():
        return make(*given)
    key, before = (make.__module__, make.__qualname__, given), User.objects.count()
    if key in _kept and not (before and _kept[key].has_people):
        return _put_back(_kept[key])
    made = make(*given)
    if not before or User.objects.count() == before:
        _kept[key] = Kept(_filled(with_people=not before), pickle.dumps(made))
    return made


def rows_made(make: Callable[..., Any], *given: Any) -> int:
    """How many rows that was; 0 where it was never kept."""
    kept = _kept.get((make.__module__, make.__qualname__, given))
    return sum(len(table.rows) for table in kept.tables) if kept else 0


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
        return Table(model, cursor.fetchall())


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
