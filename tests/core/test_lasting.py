"""What people were told is saved outlives a power failure."""

import pytest
from django.db import connection

from sharedsvc.core.checks import acknowledged_is_kept

pytestmark = pytest.mark.django_db


def test_sqlite_writes_to_the_disk_before_it_says_so():
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL


@pytest.mark.parametrize(("value", "warned"), [("off", 1), ("on", 0), ("remote_apply", 0)])
def test_the_check_warns_where_postgresql_does_not(value, warned):
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {value}")
    said = [one.msg for one in acknowledged_is_kept(["default"])]
    assert said.count("PostgreSQL's synchronous_commit is off.") == warned
