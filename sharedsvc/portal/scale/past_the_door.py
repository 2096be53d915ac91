"""The one place that writes records past their guarded door, for made-up registers alone.

Whole programmes are written in a few statements: the rows, and beside them every version that they
are to have had. Nothing is validated and nobody's right is asked, so nothing but a generator whose
records a test holds against the rules may come here.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, reset_queries

AT_ONCE = 2000


@dataclass(frozen=True)
class SharedVersion:
    """A version that all the records written together have had.

    `texts` are the values that their columns had then, as SQL over the row with its parameters.
    """

    at: datetime.datetime
    reason: str
    kind: str = "~"
    texts: dict[str, tuple[str, Sequence[Any]]] = field(default_factory=dict)


def write(records: Iterable[Any], versions: Sequence[SharedVersion]) -> list[Any]:
    """Insert new records of one model, with these versions of each; returns them with their ids."""
    found = list(records)
    if not found:
        return found
    model: Any = type(found[0])._meta.concrete_model
    last = model.objects.aggregate(last=models.Max("pk"))["last"] or 0
    for record in found:
        record.opened = versions[0].at
        record.set_bounds()
    _work_out_audiences(found)
    models.QuerySet.bulk_create(model.objects.all(), found, batch_size=AT_ONCE)
    for version in versions:
        _write_version(model, last, version)
    reset_queries()  # where DEBUG is on, Django would keep every statement
    return found


def _work_out_audiences(records: list[Any]) -> None:
    """Where who may see a record is kept with it (not in older builds): before it is written."""
    before_writing = getattr(type(records[0]), "before_writing", None)
    if before_writing is not None:
        before_writing(records)


def _write_version(model: Any, last: int, version: SharedVersion) -> None:
    """Copy all rows after the `last` that was there before into the history."""
    history = model.history.model._meta
    quoted = connection.ops.quote_name
    copied = [f for f in history.concrete_fields if not f.name.startswith("history_")]
    names = [quoted(one.column) for one in copied]
    said = [version.texts.get(one.name, (quoted(one.column), ())) for one in copied]
    values = [sql for sql, _ in said]
    texts = [value for _, parameters in said for value in parameters]
    # Ordered, so that a later version has a higher number, and the same seed the same numbers.
    statement = (
        f"INSERT INTO {quoted(history.db_table)} ({', '.join(names)}, "
        "history_date, history_change_reason, history_type) "
        f"SELECT {', '.join(values)}, %s, %s, %s "
        f"FROM {quoted(model._meta.db_table)} WHERE id > %s ORDER BY id"
    )
    at = connection.ops.adapt_datetimefield_value(version.at)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*texts, at, version.reason, version.kind, last])
