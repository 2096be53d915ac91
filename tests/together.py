"""Several people at once: threads with connections of their own, and a database they share."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

PATIENCE = 0.3  # seconds, of those who find the database locked: enough to see that they wait
LONG = 60  # seconds after which a test gives up


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What these return, begun together, each in a thread; raises the first of their exceptions."""
    together, found = threading.Barrier(len(acts)), [None] * len(acts)
    failed: list[BaseException] = []

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(LONG)
            found[place] = act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    if failed:
        raise failed[0]
    return found


@contextmanager
def _database(**changed: Any) -> Iterator[None]:
    """Connect to another database, or otherwise, from now on."""
    usual, settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**settings, **changed}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = usual, settings


@contextmanager
def shared_database(folder: Any, patience: float | None = None) -> Iterator[None]:
    """A database that threads share: on SQLite a file, which locks otherwise than memory does."""
    changed: dict[str, Any] = {}
    options = dict(connections.settings["default"].get("OPTIONS", {}))
    if connection.vendor == "sqlite":
        changed["NAME"] = str(folder / "register.sqlite3")
        connection.ensure_connection()
        file = sqlite3.connect(changed["NAME"])
        connection.connection.backup(file)
        file.close()
    if patience is not None:
        name = "timeout" if connection.vendor == "sqlite" else "options"
        milliseconds = f"-c lock_timeout={int(patience * 1000)}ms"
        options[name] = patience if connection.vendor == "sqlite" else milliseconds
    with _database(OPTIONS=options, **changed):
        yield


@pytest.fixture
def together(tmp_path, transactional_db):
    """A database for several at once, who wait as long as in a page."""
    with shared_database(tmp_path):
        yield


@pytest.fixture
def impatient(tmp_path, transactional_db):
    """The same, for those who shall find it locked and not wait long."""
    with shared_database(tmp_path, PATIENCE):
        yield


@contextmanager
def held(*statements: str) -> Iterator[None]:
    """Somebody else is in the middle of a transaction that writes."""
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if other.vendor == "sqlite" else "BEGIN")
            for statement in statements:
                cursor.execute(statement)
        yield
    finally:
        other.close()
