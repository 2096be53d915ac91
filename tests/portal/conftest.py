"""The site as a visitor reads it. Its pages are fetched once: tests of them need no database."""

import pytest
from django.db import transaction
from django.test import Client, override_settings

from sharedsvc.portal.workbook import import_workbook
from tests.conftest import FIXTURES
from tests.portal.pages import Site

PROGRAMME = "/programmes/clyde-valley/"
AS_AT = "?as_at=2010-02-18"


@pytest.fixture(scope="session", autouse=True)
def static_root(tmp_path_factory):
    """WhiteNoise warns of a missing folder of collected files, and warnings are errors."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker, static_root):
    """Every page of Clyde Valley that a visitor can reach, today and as at the report's date."""
    with django_db_blocker.unblock(), transaction.atomic():
        outcome = import_workbook(FIXTURES / "clyde-valley", user=None, reason="Test")
        assert outcome.problems == []
        found = Site(Client())
        found.crawl("/", f"/{AS_AT}")
        for day in ("2010-01-01", "2009-01-01"):
            found.get(f"{PROGRAMME}?as_at={day}")
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="session")
def position(site):
    """The position page as at the report's date."""
    return site.get(f"{PROGRAMME}{AS_AT}")
