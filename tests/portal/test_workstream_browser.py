"""A workstream's page in a real browser: how long it is, what stands near its top, its drawing."""

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.portal.conftest import REPORT_DAYS
from tests.programmes_loaded import load_programmes

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

# Of each programme the workstream of which most is known.
LONGEST = {
    "cheshire": "A1a",
    "chorley": "financial-services",
    "clackmannanshire-stirling": "social-services",
    "clyde-valley": "waste",
    "gloucester": "back-office",
}
WIDTHS = (320, 1280)
MOST = {320: 8000, 1280: 5000}
HEIGHT = "document.documentElement.scrollHeight"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"
# What the boxes beside the position let run over their edge.
OUTSIDE = """[...document.querySelectorAll('.clash, .panel')]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => box.innerText)"""


def address(live_server, code: str) -> str:
    day = REPORT_DAYS[code]
    return f"{live_server.url}/programmes/{code}/workstreams/{LONGEST[code]}/?as_at={day}"


def test_no_page_of_a_workstream_is_too_long_or_wide_and_axe_finds_nothing(page, live_server):
    load_programmes(*REPORT_DAYS)
    for code in LONGEST:
        page.goto(address(live_server, code))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(HEIGHT) <= MOST[width], (code, width)
            assert page.evaluate(TOO_WIDE) <= 0, (code, width)
            assert page.evaluate(OUTSIDE) == [], (code, width)
            assert violations(page) == {}, (code, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_latest_update_stands_near_the_top(page, live_server, width):
    load_programmes("clyde-valley")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address(live_server, "clyde-valley"))
    update, position = (page.locator(f"#{id}").bounding_box() for id in ("update", "position"))

    assert update["y"] < 800  # a screen
    if width == 320:
        assert update["y"] < position["y"]
    else:
        assert update["x"] > position["x"] and update["y"] < position["y"] + 20


@pytest.mark.parametrize(("width", "drawn"), [(320, "narrow"), (1280, "wide")])
def test_one_drawing_is_seen_with_the_table_below(page, live_server, width, drawn):
    load_programmes("clyde-valley")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address(live_server, "clyde-valley"))

    for shape in ("wide", "narrow"):
        svg = page.locator(f"svg.times.{shape}")
        expect(svg).to_be_visible() if shape == drawn else expect(svg).to_be_hidden()
    seen = page.locator(f"svg.times.{drawn}")
    table = page.get_by_role("table", name="Roles in time")
    assert seen.bounding_box()["y"] < table.bounding_box()["y"]
    for label in seen.locator("text").all():
        box = label.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
