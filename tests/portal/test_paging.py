"""Long lists: counted as far as needed, read from the nearer end, each page reachable."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharedsvc.core.saving import create_many
from sharedsvc.portal.records import listing as record_list
from sharedsvc.portal.records import paging
from tests.factories import ProgrammeFactory
from tests.portal.pages import read
from workstreams.models import Workstream

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def page(client, monkeypatch):
    """The list of 25 workstreams in pages of 4, of which 10 are counted and 6 skipped whole."""
    monkeypatch.setattr(record_list, "PER_PAGE", 4)
    monkeypatch.setattr(paging, "COUNTED", 10)
    monkeypatch.setattr(paging, "DEEP", 6)
    programme = ProgrammeFactory()
    create_many(
        [
            Workstream(programme=programme, ref=f"A{n}", title=f"Service {n:02}", start="2009")
            for n in range(25)
        ]
    )

    def shown(**query):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get("/workstreams/", {"sort": "title", **query})
        shown.statements = [one["sql"] for one in captured]
        return read(answer.content.decode()).one("main")

    return shown


def titles(main):
    return [int(row.all("th")[0].text()[-2:]) for row in main.one("tbody").all("tr")]


def said(main):
    """What the list says of its length, and of the page."""
    count = main.one("p", cls="tools").one("strong").text()
    return count, [item.text() for item in main.one("nav", cls="pages").all("li")]


def test_a_long_list_says_that_there_is_more_and_leads_to_its_last_page(page):
    main = page()
    assert titles(main) == [0, 1, 2, 3]
    assert said(main) == (
        "More than 10 workstreams",
        ["Page 1 of more than 3", "Next page", "Last page"],
    )
    last = page(page="last")
    assert titles(last) == [24]
    assert said(last) == ("25 workstreams", ["Previous page", "Page 7 of 7"])


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("2", [4, 5, 6, 7]),
        ("3", [8, 9, 10, 11]),
        ("4", [12, 13, 14, 15]),
        ("5", [16, 17, 18, 19]),
        ("6", [20, 21, 22, 23]),
        ("7", [24]),
        ("8", [24]),
        ("99999999999", [24]),
        ("0", [0, 1, 2, 3]),
        ("-5", [0, 1, 2, 3]),
        ("second", [0, 1, 2, 3]),
    ],
)
def test_each_page_is_reachable_and_what_is_no_page_is_the_nearest(page, number, found):
    assert titles(page(page=number)) == found


def test_a_far_page_skips_no_more_rows_than_lie_behind_it(page):
    page(page="6")
    skipped = [int(n) for sql in page.statements for n in re.findall(r"OFFSET (\d+)", sql)]

    assert skipped == [1]


def test_a_deep_page_skips_keys_and_not_whole_rows(page):
    page(page="4")
    (skipping,) = [sql for sql in page.statements if re.search(r"OFFSET \d+", sql)]

    assert re.match(r'SELECT "workstreams_workstream"\."id" AS "pk" FROM', skipping)


def test_what_had_ended_is_counted_by_its_end_alone(page):
    page()
    own_end = r'"workstreams_workstream"."end_latest" < '
    (ended,) = [sql for sql in page.statements if re.search(own_end, sql)]

    assert "COUNT(*)" in ended
    assert " NOT (" not in ended
