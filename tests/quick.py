"""Pytest plugin: what every test pays for and none is about.

A line of the log for each of some ten thousand pages, looking for circles of objects among all
that the tests keep, which grows with each file, memory mapped anew for calls that lie deep, and
SQLite reading the same statements again: a page closes its connection, the tests keep theirs.
"""

import gc
import logging

import pytest
from _pytest import runner
from django.db import connections

from sharedsvc.core.deep_calls import with_room

REQUESTS = logging.getLogger("django_structlog")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded stays; look for circles after 20,000 new objects, not after 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    database = connections.settings["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("OPTIONS", {})["cached_statements"] = 2_000  # not 128


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest runs a test, with room for all that it calls."""
    return with_room(runner.pytest_runtest_protocol)(item, nextitem)


@pytest.fixture(autouse=True, scope="session")
def requests_not_logged() -> None:
    """Tests of the log (`requests_logged`) have the lines written."""
    REQUESTS.setLevel(logging.WARNING)


@pytest.fixture
def requests_logged():
    REQUESTS.setLevel(logging.INFO)
    yield
    REQUESTS.setLevel(logging.WARNING)
