"""Pytest plugin: a statement that was built once is the one that would be built anew.

Compared is its text with its values, for the first times that each is asked in a run, and in files
that ask for `statements_compared` each time. No statement more is sent.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from sharedsvc.core.prepared import Built, Prepared, sent

AT_FIRST = 10
_asked: Counter[int] = Counter()
_always: list[bool] = []
_never: list[bool] = []


def difference(prepared: Prepared, values: dict[str, Any]) -> tuple[Any, Any] | None:
    """What is asked and what would be, where they differ."""
    built = Built.of(prepared.build, values)
    anew = prepared.build(**values).query.get_compiler(connection=connection).as_sql()
    asked = prepared.built(values)
    pair = [_plain(*one) for one in (asked.told(values), built.told(values), anew)]
    return None if pair[0] == pair[1] == pair[2] else (pair[0], pair[2])


def _plain(sql: str, parameters: Any) -> tuple[str, list[Any]]:
    return sql.replace("(%s)", "%s"), [sent(parameter, connection) for parameter in parameters]


@pytest.fixture(autouse=True, scope="session")
def compared_with_what_is_built_anew() -> Iterator[None]:
    def ask(self: Prepared, **values: Any) -> list[Any]:
        rows = usual(self, **values)
        _asked[id(self)] += 1
        if _never:
            return rows
        if _always or _asked[id(self)] <= AT_FIRST:
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
