"""On a phone no page but lists and reports is longer than 8,000 px; the rest has lists."""

import pytest

from programmes.models import Document, Person
from tests.portal.conftest import REPORT_DAYS
from tests.programmes_loaded import load_programmes

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

LONGEST = 8_000
OF_PROGRAMMES = [
    f"/programmes/{code}/{page}/?as_at={day}"
    for code, day in REPORT_DAYS.items()
    for page in ("proposals", "background")
]
# The longest of each sort before pages were parted, and what is long by its nature.
OF_RECORDS = [
    "/programmes/clyde-valley/rankings/?as_at=2010-02-18",
    "/organisations/IVC/?as_at=2010-02-18",
    "/organisations/CLK/?as_at=2014-06-26",
    "/organisations/GLO/?as_at=2015-06-17",
    "/partnerships/cvcpp/?as_at=2010-02-18",
    "/partnerships/cheshire-sharing/?as_at=2009-03-05",
    "/proposals/clackmannanshire-stirling/full-lead-authority/?as_at=2014-06-26",
    "/options/clackmannanshire-stirling/lead-authority/",
    "/bodies/cvcpp-board/",
    "/bodies/clackmannanshire-council/",
    "/reviews/clackmannanshire-stirling/taking-stock-2013/",
    "/decisions/clyde-valley/ivc-2009-12-15/",
    "/meetings/cvcpp-2010-01-15/?as_at=2010-02-18",
    "/programmes/clackmannanshire-stirling/workstreams/education/?as_at=2014-06-26",
    "/workstreams/clyde-valley/back-office/history/",
    "/how-it-works/",
    "/records/",
    "/",
]


def test_no_page_is_longer_than_8000_px_on_a_phone(page, live_server, db):
    load_programmes(*REPORT_DAYS)
    page.set_viewport_size({"width": 320, "height": 640})
    found = {address: height(page, live_server, address) for address in addresses()}

    assert {address: high for address, high in found.items() if high > LONGEST} == {}


def addresses() -> list[str]:
    documents = [f"/documents/{code}/" for code in Document.objects.values_list("code", flat=True)]
    people = [f"/people/{code}/" for code in Person.objects.values_list("code", flat=True)]
    return [*OF_PROGRAMMES, *OF_RECORDS, *documents, *people]


def height(page, live_server, address: str) -> int:
    answer = page.goto(f"{live_server.url}{address}")
    assert answer.status == 200, address
    return page.evaluate("document.documentElement.scrollHeight")
