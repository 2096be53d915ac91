"""A kept connection is asked whether it answers only where the other end has said something."""

import pytest
from django.db import connection, connections

from sharedsvc.core.answering import is_silent, trust_silent_connections

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of a server"),
]


@pytest.fixture
def kept():
    """Another connection of ours, as a worker keeps one."""
    another = connections.create_connection("default")
    another.ensure_connection()
    yield another
    another.close()


def test_one_that_the_server_closed_is_not_taken_for_answering(kept):
    assert is_silent(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.connection.get_backend_pid()])
    assert not is_silent(kept)


def test_one_that_is_closed_is_none(kept):
    kept.close()
    assert not is_silent(kept)


def test_a_silent_one_is_not_asked_again(monkeypatch):
    mine = connections["default"]
    mine.ensure_connection()
    monkeypatch.setattr(mine, "health_check_done", False)

    trust_silent_connections()

    assert mine.health_check_done
