"""Pytest plugin: what runs on the second database, and how it is emptied.

``make test`` leaves out what is marked ``once`` on PostgreSQL. A test that asks no database is
marked so here, and what asks only what others ask (tests/asked_elsewhere.txt), unless BOTH=all is
in the environment; the others say it themselves (tests/test_both_databases.py holds them to the
rule).
"""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

# What asks PostgreSQL nothing that others do not ask: written by .ci/asked_elsewhere.
ELSEWHERE = Path(__file__).with_name("asked_elsewhere.txt")

# A fixture that opens the database for a whole file asks for `django_db_setup`.
REAL = {"transactional_db", "live_server"}  # transactions
ASKING = {"db", "django_db_setup", *REAL}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks no database, so that it runs once; what differs all the same says `both`."""
    elsewhere = set() if os.environ.get("BOTH") == "all" else listed()
    for item in items:
        asks = asks_a_database(item) and function_of(item.nodeid) not in elsewhere
        if not asks and not item.get_closest_marker("both"):
            item.add_marker("once")


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test, or a fixture of it, may ask the database."""
    names = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not ASKING.isdisjoint(names)


def has_real_transactions(item: pytest.Item) -> bool:
    """Whether what a test writes is committed, so that others may see it and wait for it."""
    mark = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(mark and mark.kwargs.get("transaction")) or not REAL.isdisjoint(names)


@cache
def function_of(test: str) -> str:
    """The function of a test as tests are listed: file, below tests/, and name."""
    return re.sub(r"\[.*", "", test, flags=re.DOTALL).removeprefix("tests/")


def listed() -> set[str]:
    """The tests that ask nothing of PostgreSQL that others do not ask."""
    lines = ELSEWHERE.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


@pytest.fixture(autouse=True, scope="session")
def emptied_quickly() -> Iterator[None]:
    """After a test whose transactions are real, delete from the few tables that have rows.

    PostgreSQL's TRUNCATE makes each of some hundred tables and their indexes anew, which takes a
    second or two. Foreign keys are checked when the transaction ends: the order does not matter.
    """
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", _deletions)
        yield


def _deletions(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    names = [self.quote_name(table) for table in tables]
    if not names:
        return []
    filled = " UNION ALL ".join(
        f"SELECT {at} WHERE EXISTS (SELECT FROM {name})" for at, name in enumerate(names)
    )
    with self.connection.cursor() as cursor:
        cursor.execute(filled)
        return [f"DELETE FROM {names[at]}" for (at,) in cursor.fetchall()]
