"""Statements of our own that PostgreSQL plans once for each connection.

For one that is asked at every request and reads a few rows by indexes, planning takes PostgreSQL
several times as long as answering. Source: PostgreSQL manual, “PREPARE”.
"""

from collections.abc import Mapping
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_numbers = count(1)


class PlannedOnce:
    """A statement with named values; `types` are what PostgreSQL calls theirs."""

    def __init__(self, statement: str, **types: str) -> None:
        self.statement = statement
        self.types = types
        self._names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # by connection

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; in one statement the first time, too."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._execute(cursor, connection.connection, values)
            else:
                cursor.execute(self.statement, values)
            return list(cursor.fetchall())

    def _execute(self, cursor: Any, server: Any, values: Mapping[str, Any]) -> None:
        known = self._names.get(server)
        name = known or f"planned_{next(_numbers)}"
        asked = f"EXECUTE {name} ({', '.join(['%s'] * len(self.types))})"
        if known is None:
            places = {value: f"${place}" for place, value in enumerate(self.types, start=1)}
            types = ", ".join(self.types.values())
            asked = f"PREPARE {name} ({types}) AS {self.statement % places}; {asked}"
        cursor.execute(asked, [values[value] for value in self.types])
        self._names[server] = name
