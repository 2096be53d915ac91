"""Who answers for how many workstreams, and for which nobody does."""

import pytest

from tests.portal.pages import Page, read
from tests.programmes_loaded import load_programmes

pytestmark = pytest.mark.django_db

BOLTON = "Bolton Metropolitan Borough Council"


def page_of(client, code: str, address: str) -> Page:
    load_programmes(code)
    answer = client.get(address)
    return Page(address, answer.status_code, read(answer.content.decode()), [])


@pytest.fixture
def chorley(client):
    """Who still helps Chorley years later is not known."""
    return page_of(client, "chorley", "/programmes/chorley/?as_at=2010-01-01")


def test_totals_count_every_workstream_and_apart_who_only_may_answer_for_it(chorley):
    (totals,) = chorley.main.all("table", cls="totals")
    assert [[cell.text() for cell in row.all("th", "td")] for row in totals.all("tr")] == [
        ["Class", "Services", BOLTON, "Dates open", "Not recorded"],
        ["Interim", "1", f"none {BOLTON}", "1", "none"],
        ["Trial", "1", f"none {BOLTON}", "1", "none"],
        ["Not stated", "2", f"1 {BOLTON}", "none", "1"],
        ["All", "4", f"1 {BOLTON}", "2", "1"],
    ]


def test_a_workstream_names_its_parts(chorley):
    titles = [row["Workstream"].text() for row in chorley.table("workstreams")]
    assert (
        "Financial Services Parts: Accountancy and Audit Services, Exchequer Services, "
        "Property Services, Procurement"
    ) in titles


def test_what_is_only_possible_says_when_it_starts(chorley):
    (stockport,) = [
        d.text() for d in chorley.main.all("div", cls="small") if "Stockport" in d.text()
    ]
    assert "start: by 9 November 2006; end: until the new Director" in stockport


def test_what_went_into_another_lacks_nobody(client):
    found = page_of(client, "clyde-valley", "/workstreams/?without=lead")
    rows = found.main.all("tbody")[0].all("tr")
    assert [row.one("th").all("a")[0].text() for row in rows] == [
        "Shared Roads Maintenance",
        "Joint Workforce Planning",
    ]
