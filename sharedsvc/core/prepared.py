"""Statements that Django builds once for each process, and that are asked again with other values.

To build a statement takes Django several times as long as the database takes to answer it. Where a
page asks the same of every reader, only the values differ: the day, the audiences, some keys.
"""

import copy
import datetime
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.models import Expression


class Slot(Expression):
    """Stands for a value while a statement is built: `end__gte=Slot("day")`, `pk__among=…`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class Prepared:
    """A queryset by what it is told, built once with a slot for each of its values.

    `build` must make the same statement whatever it is told: it may hand its values to filters (a
    collection only to `among`), and may do nothing else with them.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._built: dict[str, Built] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows that the queryset gives for these values."""
        return self.built(values).rows(values)

    def built(self, names: Iterable[str]) -> "Built":
        """The statement, made where this process asks for the first time."""
        found = self._built.get(connection.vendor)
        if found is None:
            found = self._built[connection.vendor] = Built.of(self.build, names)
        return found


@dataclass(frozen=True)
class Built:
    """A statement with its slots, and what reads its rows."""

    queryset: Any
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, build: Callable[..., Any], names: Iterable[str]) -> "Built":
        queryset = build(**{name: Slot(name) for name in names})
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        return cls(queryset, compiler, sql, tuple(parameters))

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        compiler, asked = copy.copy(self.compiler), self.queryset.all()
        compiler.connection = connections[asked.db]  # each thread has its own
        said = self.told(values)
        compiler.as_sql = lambda *args, **kwargs: said
        asked.query.get_compiler = lambda *args, **kwargs: compiler
        return list(asked)

    def told(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters for these values."""
        known = {name: sent(value, connection) for name, value in values.items()}
        return self.sql, tuple(known[p.name] if isinstance(p, Slot) else p for p in self.parameters)


def sent(value: Any, to: Any) -> Any:
    """A value as the driver of a database takes it."""
    if isinstance(value, datetime.datetime):
        return to.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return to.ops.adapt_datefield_value(value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return [*value] if to.vendor == "postgresql" else json.dumps([*value])
    return value
