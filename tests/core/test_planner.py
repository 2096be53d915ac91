"""What PostgreSQL's planner knows after a bulk load."""

import pytest
from django.db import connection

from sharedsvc.core.planner import MANY, tell_planner


@pytest.fixture
def asked(db, monkeypatch):
    """What is said to the database, as PostgreSQL."""
    said = []

    def note(execute, sql, *rest):
        return said.append(sql) if sql.startswith("ANALYZE") else execute(sql, *rest)

    monkeypatch.setattr(connection, "vendor", "postgresql")
    with connection.execute_wrapper(note):
        yield said


def test_many_rows_have_the_statistics_gathered(asked):
    tell_planner(MANY)

    assert ["programmes_citation" in sql for sql in asked] == [True]


def test_few_rows_change_nothing(asked):
    tell_planner(MANY - 1)

    assert asked == []


def test_after_an_import_the_planner_knows_how_many_rows_there_are(clyde_valley):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL keeps such statistics")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'programmes_citation'")
        assert cursor.fetchone()[0] > 100
