"""Nothing prints over anything else: the head of a page and the reports, on narrow screens too."""

from itertools import combinations

import pytest
from django.test import Client

from decisions.models import Report
from tests.factories import UserFactory
from tests.portal.conftest import REPORT_DAYS
from tests.programmes_loaded import load_programmes

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]
WIDTHS = (320, 375, 768, 1024, 1280)
ENTRIES = [
    "Home",
    "Programmes",
    "Reports",
    "Organisations",
    "Meetings",
    "All records",
    "Keep records",
    "People and rights",
    "Sharing",
]
HEAD = (
    ".top__name, .top__who > span, .top__who button, .top__nav a, "
    ".top__search input[type=search], .top__search button"
)
BOXES = """found => found.map(one => {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    return {name: one.textContent.trim() || one.name, left, top, right, bottom};
})"""
# The numbers of paragraphs, and every line of words that is not within them.
PRINTED = """() => {
    const numbers = [...document.querySelectorAll('.para > a:first-child, .para > .number')];
    const lines = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()];
    };
    const texts = [];
    const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode;
        if (node.textContent.trim() && !numbers.some((number) => number.contains(node)))
            for (const {left, top, right, bottom} of lines(node))
                texts.push({name: node.textContent.trim().slice(0, 40), left, top, right, bottom});
    }
    return [numbers.map((number) => {
        const {left, top, right, bottom} = number.getBoundingClientRect();
        return {name: number.textContent, left, top, right, bottom};
    }), texts];
}"""


def overlap(one: dict, other: dict) -> bool:
    """Whether two boxes share more than an edge; half a pixel is rounding."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 0.5 and down > 0.5


@pytest.fixture
def administrator(page, live_server, settings):
    """The browser of somebody who is offered every entry of the menu."""
    client = Client()
    client.force_login(UserFactory(name="Ann Administrator", is_superuser=True))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


@pytest.mark.parametrize("address", ["/", "/admin/"])
def test_menus_do_not_run_into_the_search_box(administrator, live_server, address):
    page, wrong = administrator, []
    page.goto(f"{live_server.url}{address}")
    assert page.locator(".top__nav a").all_inner_texts() == ENTRIES
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        boxes = page.locator(HEAD).evaluate_all(BOXES)
        pairs = combinations(boxes, 2)
        wrong += [f"{width}: {a['name']}, {b['name']}" for a, b in pairs if overlap(a, b)]
        wrong += [f"{width}: {a['name']} is cut off" for a in boxes if a["right"] > width]
    assert wrong == []


def test_no_number_of_a_paragraph_prints_over_words(page, live_server, db):
    load_programmes(*REPORT_DAYS)
    wrong, numbered = [], 0
    for report in Report.objects.all():
        page.goto(f"{live_server.url}{report.get_absolute_url()}")
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            numbers, texts = page.evaluate(PRINTED)
            numbered += len(numbers)
            wrong += [
                f"{report.code}, {width}: {number['name']} over {text['name']}"
                for number in numbers
                for text in texts
                if overlap(number, text)
            ]
    assert numbered > 100
    assert wrong == []
