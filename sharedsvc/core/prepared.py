"""Statements that Django builds once for each process, and that are asked again with other values.

To build a statement takes Django several times as long as the database takes to answer it. Where a
page asks the same of every reader, only the values differ: the day, the audiences, some keys.
"""

import datetime
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, connections
from django.db.models import Expression
from django.db.transaction import TransactionManagementError

from sharedsvc.core.planned import Plan
from sharedsvc.core.read_rows import RowReader, converted, reader_of
from sharedsvc.core.reading_day import by_what_pages_differ, reading

MOST_DAYS = 4


class Slot(Expression):
    """Stands for a value while a statement is built: `end__gte=Slot("day")`, `pk__among=…`."""

    def __init__(self, name: str, how: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self.name, self.how = name, how

    def of(self, values: Mapping[str, Any]) -> Any:
        """What is sent in its place."""
        value = values[self.name]
        return sent(self.how(value) if self.how else value, connection)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def worked_out(value: Any, how: Callable[[Any], Any]) -> Any:
    """What `how` makes of a value, or a slot for it where the value is told later."""
    return Slot(value.name, how) if isinstance(value, Slot) else how(value)


class Prepared:
    """A queryset by what it is told, built once with a slot for each of its values.

    `build` must make the same statement whatever it is told: it may hand its values to filters (a
    collection only to `among`) and to `worked_out`, and may do nothing else with them. What is
    `planned` PostgreSQL plans once for each connection (`core.planned`), but as at other days.
    """

    _reads_days = _differs = False

    def __init__(self, build: Callable[..., Any], *, planned: bool = False) -> None:
        self.build, self.planned = build, planned
        self._built: dict[tuple[Any, ...], Built] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows that the queryset gives for these values."""
        return self.built(values).rows(values)

    def built(self, names: Iterable[str]) -> "Built":
        """The statement, made where this process asks for the first time.

        One that goes by the day of the page (`core.dated`) is another for each: few are kept.
        """
        page = reading()
        key: tuple[Any, ...] = (connection.vendor, page is None)
        found = self._built.get(key)
        if found is None and page is not None:
            found = self._built.get((*key, *self._day_of(page))) if self._reads_days else None
        return found or self._make(names, key, page)

    def _make(self, names: Iterable[str], key: tuple[Any, ...], page: Any) -> "Built":
        asked, differed = (page.asked, page.differed) if page is not None else (0, 0)
        made = Built.of(self.build, names)
        by_day = page is not None and page.asked > asked
        if self.planned and (not by_day or page.day == datetime.date.today()):
            made = replace(made, plan=PlanOfSlots.of(made.sql, made.parameters))
        if by_day:
            self._reads_days, self._differs = True, page.differed > differed
            key = (*key, *self._day_of(page))
            oldest, *others = (*self._built, key)  # a copy: another thread may add one
            if len(others) >= MOST_DAYS:
                self._built.pop(oldest, None)
        self._built[key] = made
        return made

    def _day_of(self, page: Any) -> tuple[Any, ...]:
        """By what a statement that goes by the day of the page differs from another page’s."""
        return (page.day, *(differ() for differ in by_what_pages_differ if self._differs))


@dataclass(frozen=True)
class Built:
    """A statement with its slots, and what reads its rows.

    What only making it needed is let go: its conditions and what they were made of would be most
    of what is kept (8 MB of a process that has shown each page).
    """

    db: str
    sql: str
    parameters: tuple[Any, ...]
    converters: Any  # what turns columns into values, which Django asks of each column each time
    locks: bool
    reader: RowReader
    plan: "PlanOfSlots | None" = None

    @classmethod
    def of(cls, build: Callable[..., Any], names: Iterable[str]) -> "Built":
        queryset = build(**{name: Slot(name) for name in names})
        made = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = made.as_sql()
        converters = made.get_converters([column for column, *_ in made.select])
        locks = queryset.query.select_for_update
        reader = reader_of(queryset, made)
        return cls(queryset.db, sql, tuple(parameters), converters, locks, reader)

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        connection = connections[self.db]  # each thread has its own
        if self.locks:
            _refuse_to_lock_outside(connection)
        if self.plan and connection.vendor == "postgresql":
            told = [slot.of(values) for slot in self.plan.slots]
            with self.plan.plan.sent(connection, told) as said:
                return self._read(connection, said)
        return self._read(connection, self.told(values))

    def _read(self, connection: Any, said: tuple[str, Sequence[Any]]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(*said)
            rows: Any = cursor.fetchall()
        if self.converters:
            rows = list(converted(rows, self.converters, connection))
        return self.reader(rows)

    def told(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters for these values."""
        return self.sql, tuple(p.of(values) if isinstance(p, Slot) else p for p in self.parameters)


@dataclass(frozen=True)
class PlanOfSlots:
    """A statement that is planned once, and the slots whose values are sent each time."""

    plan: Plan
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, sql: str, parameters: Iterable[Any]) -> "PlanOfSlots":
        """What stands in several places is sent once; what is no slot stays in the statement."""
        slots: dict[Any, Slot] = {}
        constants, following = list[Any](), iter(parameters)

        def place(mark: re.Match[str]) -> str:
            if mark.group() == "%%":
                return "%%"
            one = next(following)
            if not isinstance(one, Slot):
                constants.append(one)
                return "%s"
            slots.setdefault((one.name, one.how), one)
            return f"${[*slots].index((one.name, one.how)) + 1}"

        statement = re.sub("%%|%s", place, sql)
        return cls(Plan(statement, constants=constants), tuple(slots.values()))


def _refuse_to_lock_outside(connection: Any) -> None:
    """As Django does while it builds a statement: a lock would be gone at once."""
    if connection.features.has_select_for_update and connection.get_autocommit():
        raise TransactionManagementError("Rows are locked in a transaction only.")


def sent(value: Any, to: Any) -> Any:
    """A value as the driver of a database takes it."""
    if isinstance(value, datetime.datetime):
        return to.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return to.ops.adapt_datefield_value(value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return [*value] if to.vendor == "postgresql" else json.dumps([*value])
    return value
