"""The page of a programme in a real browser: short, whole, filtered and opened without a script."""

import pytest
from playwright.sync_api import expect

from tests.portal.conftest import AS_AT, PROGRAMME, REPORT_DAYS
from tests.portal.test_browser import PATIENCE, at
from tests.programmes_loaded import load_programmes

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

HIGHEST = {1280: 4_000, 320: 8_000}  # pixels, by width
WORKSTREAMS = {
    "cheshire": 43,
    "chorley": 4,
    "clackmannanshire-stirling": 2,
    "clyde-valley": 9,
    "gloucester": 8,
}
HEIGHT = "document.documentElement.scrollHeight"
SEEN = "rows => rows.filter(row => row.offsetHeight && row.offsetWidth).length"


@pytest.fixture
def five(db) -> list[tuple[str, str]]:
    """The five programmes are loaded; the code and address of each, then and today."""
    load_programmes(*REPORT_DAYS)
    return [
        (code, f"/programmes/{code}/{query}")
        for code, day in REPORT_DAYS.items()
        for query in (f"?as_at={day}", "")
    ]


def rows_of(page):
    return page.get_by_role("table", name="Workstreams").locator("tbody tr:not(.grp)")


def test_every_programme_is_short_with_the_row_of_every_workstream(page, live_server, five):
    too_high, seen = {}, {}
    for code, address in five:
        page.goto(at(live_server, address))
        for width, most in HIGHEST.items():
            page.set_viewport_size({"width": width, "height": 800})
            if (height := page.evaluate(HEIGHT)) > most:
                too_high[address, width] = height
            seen[code, address, width] = rows_of(page).evaluate_all(SEEN)

    assert too_high == {}
    assert {key: count for key, count in seen.items() if count != WORKSTREAMS[key[0]]} == {}


def test_without_javascript_the_table_is_narrowed_and_what_is_asked_opens(
    new_context, live_server, clyde_valley
):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(at(live_server, f"{PROGRAMME}{AS_AT}"))
    ask = page.get_by_role("link", name="(a) note")
    expect(ask).to_be_hidden()
    page.get_by_text("Read the four").click()
    expect(ask).to_be_visible()

    page.get_by_text("Filter this list").click()
    page.get_by_label("Missing").select_option(label="No lead recorded")
    page.get_by_role("form", name="Filter this list").get_by_role("button", name="Show").click()
    expect(rows_of(page)).to_have_count(2)
    expect(page.get_by_text("2 of 9 are shown: those that the choice leaves.")).to_be_visible()
    expect(page.get_by_role("link", name="CSV of these 2")).to_be_visible()
