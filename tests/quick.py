"""Pytest plugin: what every test pays for and none is about.

A line of the log for each of some ten thousand pages, and looking for circles of objects among all
that the tests keep, which grows with each file.
"""

import gc
import logging

import pytest

REQUESTS = logging.getLogger("django_structlog")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded stays; look for circles after 20,000 new objects, not after 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def requests_not_logged() -> None:
    """Tests of the log (`requests_logged`) have the lines written."""
    REQUESTS.setLevel(logging.WARNING)


@pytest.fixture
def requests_logged():
    REQUESTS.setLevel(logging.INFO)
    yield
    REQUESTS.setLevel(logging.WARNING)
