"""Statements that PostgreSQL plans once for each connection.

For one that reads some rows by indexes, planning takes PostgreSQL several times as long as
answering. After some times it has one plan for all values: so it must be one that is good for
whatever it is told, as where rows are found by keys. Source: PostgreSQL manual, “PREPARE”.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_numbers = count(1)


class Plan:
    """A statement with places `$1`, `$2`…, and what PostgreSQL calls their types, where needed.

    `constants` stand in the statement itself, as `%s`: they are the same each time.
    """

    def __init__(
        self, statement: str, types: Sequence[str] = (), constants: Sequence[Any] = ()
    ) -> None:
        self.statement, self.constants = statement, constants
        self.types = f" ({', '.join(types)})" if types else ""
        self._names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # by connection

    @contextmanager
    def sent(self, to: Any, values: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
        """What is to be sent to a connection of Django's within: one statement each time.

        The first time it is also planned. It is known by its name once that was answered.
        """
        to.ensure_connection()
        server = to.connection
        known = self._names.get(server)
        name = known or f"planned_{next(_numbers)}"
        asked = f"EXECUTE {name}{_in_brackets(len(values))}"
        if known:
            yield asked, [*values]
            return
        yield (
            f"PREPARE {name}{self.types} AS {self.statement}; {asked}",
            [*self.constants, *values],
        )
        self._names[server] = name


def _in_brackets(values: int) -> str:
    return f" ({', '.join(['%s'] * values)})" if values else ""


class PlannedOnce:
    """A statement of our own with named values; `types` are what PostgreSQL calls theirs."""

    def __init__(self, statement: str, **types: str) -> None:
        self.statement, self.names = statement, [*types]
        places = {value: f"${place}" for place, value in enumerate(types, start=1)}
        self.plan = Plan(statement % places, [*types.values()])

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; in one statement the first time, too."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            return list(cursor.fetchall())

    def do(self, **values: Any) -> None:
        """The same of what gives no rows."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)

    def _execute(self, cursor: Any, values: dict[str, Any]) -> None:
        if connection.vendor == "postgresql":
            with self.plan.sent(connection, [values[name] for name in self.names]) as said:
                cursor.execute(*said)
        else:
            cursor.execute(self.statement, values)
