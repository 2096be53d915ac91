"""A register that other processes can open too."""

import os
import sqlite3

import pytest
from django.db import connection


@pytest.fixture
def elsewhere(tmp_path, transactional_db):
    """The address of an empty register that other processes can open, and a way to ask it."""
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"]
        name = connection.settings_dict["NAME"]
        yield f"{url.rsplit('/', 1)[0]}/{name}", _ask_here
        return
    path = tmp_path / "register.sqlite3"
    file = sqlite3.connect(path)
    connection.ensure_connection()
    connection.connection.backup(file)
    yield f"sqlite:///{path}", lambda text: file.execute(text).fetchone()[0]
    file.close()


def _ask_here(text: str):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]
