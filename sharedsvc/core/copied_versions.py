"""A version of a record is its row as it stands in the database: copied there, not sent again."""

import datetime
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from sharedsvc.core.planned import PlannedOnce
from sharedsvc.core.portions import portions

ABOUT = ("history_date", "history_user", "history_change_reason", "history_type")


class Written(NamedTuple):
    """When, by whom, why and how records were written ("+" added, "~" changed)."""

    at: datetime.datetime
    by: int | None
    reason: str
    how: str


def copy_versions(model: Any, pks: Sequence[int], written: Written) -> None:
    """Write a version of each of these records, in the order of their ids."""
    fields = [model.history.model._meta.get_field(name) for name in ABOUT]
    told = [f.get_db_prep_save(one, connection) for f, one in zip(fields, written, strict=True)]
    if len(pks) == 1:
        _of_one(model, connection.vendor).do(**dict(zip(ABOUT, told, strict=True)), record=pks[0])
        return
    for some in portions(pks):
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                _copying(model, ["%s"] * len(ABOUT), f"IN ({marks}) ORDER BY id"), [*told, *some]
            )


@cache
def _of_one(model: Any, vendor: str) -> PlannedOnce:
    versions = model.history.model._meta
    types = {name: versions.get_field(name).db_type(connection) for name in ABOUT}
    statement = _copying(model, [f"%({name})s" for name in ABOUT], "= %(record)s")
    return PlannedOnce(statement, **types, record=model._meta.pk.rel_db_type(connection))


def _copying(model: Any, about: Iterable[str], which: str) -> str:
    versions = model.history.model
    columns = _names(field.column for field in versions.tracked_fields)
    noted = _names(versions._meta.get_field(name).column for name in ABOUT)
    return (
        f"INSERT INTO {_names([versions._meta.db_table])} ({columns}, {noted}) "
        f"SELECT {columns}, {', '.join(about)} FROM {_names([model._meta.db_table])} "
        f"WHERE id {which}"
    )


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))
