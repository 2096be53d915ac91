"""Pytest plugin: a statement that was built once is the one that would be built anew.

Compared is its text with its values, the first times that each is asked with values of one kind
(none, one, several; of which type) on such a day, in each process; in files that ask for
`statements_compared` each time. No statement more is sent.
"""

import datetime
from collections import Counter
from collections.abc import Hashable, Iterator, Sized
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection

from sharedsvc.core.prepared import Prepared, sent
from sharedsvc.core.reading_day import reading

AT_FIRST = 2
SEVERAL = 2
_asked: Counter[Hashable] = Counter()
_always: list[bool] = []
_never: list[bool] = []


def difference(prepared: Prepared, values: dict[str, Any]) -> tuple[Any, Any] | None:
    """What is asked and what would be, where they differ."""
    anew = prepared.build(**values).query.get_compiler(connection=connection).as_sql()
    pair = [_plain(*one) for one in (prepared.built(values).told(values), anew)]
    return None if pair[0] == pair[1] else (pair[0], pair[1])


def _plain(sql: str, parameters: Any) -> tuple[str, list[Any]]:
    return sql.replace("(%s)", "%s"), [sent(parameter, connection) for parameter in parameters]


def asking(prepared: Prepared, values: dict[str, Any]) -> Hashable:
    """What is asked, with values of which kinds, on such a day."""
    kinds = tuple(sorted((name, kind_of(value)) for name, value in values.items()))
    return statement(prepared), kinds, kind_of_day()


def statement(prepared: Prepared) -> Hashable:
    """What builds it, and in which shape: the same where it was forgotten and is built again."""
    build: Any = prepared.build
    build = getattr(getattr(build, "__self__", None), "build", build)  # of all readers
    return (build.func, build.args) if isinstance(build, partial) else build


def kind_of(value: Any) -> str:
    """By what a statement may differ that must not: kept is the text of one of them."""
    if value is None or isinstance(value, bool):
        return str(value)
    size = min(len(value), SEVERAL) if isinstance(value, Sized) else ""
    return f"{type(value).__name__} {size}"


def kind_of_day() -> str:
    page = reading()
    if page is None:
        return "no page"
    return "today" if page.day == datetime.date.today() else "another day"


@pytest.fixture(autouse=True, scope="session")
def compared_with_what_is_built_anew() -> Iterator[None]:
    def ask(self: Prepared, **values: Any) -> list[Any]:
        rows = usual(self, **values)
        if _never:
            return rows
        this = asking(self, values)
        _asked[this] += 1
        if _always or _asked[this] <= AT_FIRST:
            assert difference(self, values) is None
        return rows

    usual = Prepared.__call__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "__call__", ask)
        yield


@contextmanager
def not_compared() -> Iterator[None]:
    """Within, nothing is built but what the register builds."""
    _never.append(True)
    yield
    _never.pop()


@pytest.fixture
def statements_compared() -> Iterator[None]:
    _always.append(True)
    yield
    _always.pop()
