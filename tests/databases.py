"""Pytest plugin: what runs on the second database, and how it is emptied.

``make test`` leaves out what is marked ``once`` on PostgreSQL. A test that asks no database is
marked so here; the others say it themselves (tests/test_both_databases.py holds them to the rule).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

# A fixture that opens the database for a whole file asks for `django_db_setup`.
ASKING = {"db", "django_db_setup", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks no database, so that it runs once; what differs all the same says `both`."""
    for item in items:
        if not asks_a_database(item) and not item.get_closest_marker("both"):
            item.add_marker("once")


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test, or a fixture of it, may ask the database."""
    names = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not ASKING.isdisjoint(names)


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
