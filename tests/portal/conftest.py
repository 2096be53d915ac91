"""The site as a visitor reads it. Its pages are fetched once: tests of them need no database."""

from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from programmes.models import Programme
from tests.portal.pages import Site
from tests.programmes_loaded import load_programmes

PROGRAMME = "/programmes/clyde-valley/"
AS_AT = "?as_at=2010-02-18"


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    """Every page of Clyde Valley that a visitor can reach, today and as at the report's date."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = _clyde_valley()
        found.crawl("/", f"/{AS_AT}")
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="session")
def positions(django_db_setup, django_db_blocker):
    """The position page by date, the report's and two before it, and the background page."""
    days = ("2010-02-18", "2010-01-01", "2009-01-01")
    with django_db_blocker.unblock(), transaction.atomic():
        found = _clyde_valley()
        pages = {day: found.get(f"{PROGRAMME}?as_at={day}") for day in days}
        pages["background"] = found.get(f"{PROGRAMME}background/{AS_AT}")
        transaction.set_rollback(True)
    return pages


def _clyde_valley():
    load_programmes("clyde-valley")
    return Site(Client())


@pytest.fixture(scope="session")
def position(positions):
    """The position page as at the report's date."""
    return positions["2010-02-18"]


REPORT_DAYS = {
    "cheshire": "2009-03-05",
    "chorley": "2006-11-09",
    "clackmannanshire-stirling": "2014-06-26",
    "clyde-valley": "2010-02-18",
    "gloucester": "2015-06-17",
}


@pytest.fixture(scope="session")
def programme_pages(django_db_setup, django_db_blocker):
    """The pages of each programme on its report’s day, with the lists they lead to; its report."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*REPORT_DAYS)
        pages = {code: list(_pages_of(code, day)) for code, day in REPORT_DAYS.items()}
        transaction.set_rollback(True)
    return pages


def _pages_of(code, day):
    found, programme = Site(Client()), Programme.objects.get(code=code)
    yield found.get(f"/programmes/{code}/?as_at={day}")
    for page in ("proposals/", "background/"):
        shown = found.get(f"/programmes/{code}/{page}?as_at={day}")
        yield shown
        for address in lists_of(shown):
            yield from _whole_list(found, address)
    for ref in programme.workstreams.values_list("ref", flat=True):
        yield found.get(f"/programmes/{code}/workstreams/{ref}/?as_at={day}")
    for report in programme.reports.all():
        yield found.get(report.get_absolute_url())


def lists_of(page):
    """The lists of which the page shows nothing, or only the beginning."""
    links = [link for link in page.main.all("a") if "?programme=" in link.attributes["href"]]
    return sorted({link.attributes["href"] for link in links})


def _whole_list(found, address):
    """A list, page by page."""
    while address:
        page = found.get(address)
        yield page
        following = [a for a in page.main.all("a") if a.attributes.get("rel") == "next"]
        address = urljoin(address, following[0].attributes["href"]) if following else ""
