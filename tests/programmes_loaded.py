"""The five programmes in the tests' register: taken in once by each worker, copied from then on.

An import checks every row and writes it by its operation, which takes seconds; tests of what pages
say need only its rows. Tests of importing itself import.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction

from programmes.models import Organisation
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.planner import tell_planner
from sharedsvc.portal.workbook import import_workbook

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
REGISTER = ("programmes", "workstreams", "decisions")
AT_ONCE = 500


@dataclass(frozen=True)
class Table:
    """The rows of a model's table as the database gives them."""

    model: type[models.Model]
    rows: list[tuple]


_kept: dict[tuple[str, ...], list[Table]] = {}


def load_programmes(*codes: str) -> None:
    """Put these programmes into the register, as their workbooks hold them.

    Copies what an earlier test of this worker took in, in whatever order, if nothing else is there.
    """
    codes = tuple(sorted(codes))
    if Organisation.objects.exists():
        take_in(codes)
    elif codes in _kept:
        _put_back(_kept[codes])
    else:
        take_in(codes)
        _kept[codes] = [table for table in map(_read, _models()) if table.rows]


def take_in(codes: Iterable[str]) -> None:
    """Import these programmes one after the other; they must be sound."""
    for code in codes:
        outcome = import_workbook(FIXTURES / code, user=None, reason="Test")
        assert outcome.problems == []


def _models() -> list[type[models.Model]]:
    """Those of the register with their histories, and what search knows of them."""
    own = [
        model
        for app in REGISTER
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed and not model._meta.proxy
    ]
    return [*own, SearchEntry]


def _columns(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(quote(field.column) for field in model._meta.concrete_fields)


def _read(model: type[models.Model]) -> Table:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {table}")
        return Table(model, cursor.fetchall())


def _put_back(tables: list[Table]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:  # keys are checked at its end
        for table in tables:
            _insert(cursor, table)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    tell_planner(sum(len(table.rows) for table in tables))


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
