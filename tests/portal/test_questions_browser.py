"""Five of the forty questions in a real browser: mouse, keyboard alone, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import Page, is_said, passages, read
from tests.portal.test_browser import PATIENCE, at, tab_to
from tests.portal.test_questions import QUESTIONS
from tests.programmes_loaded import load_programmes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

BY_MOUSE = ("IC-Q1", "CE-Q1", "CS-Q4")
BY_KEYBOARD = "CS-Q1"
WITHOUT_JAVASCRIPT = "CE-Q4"


@pytest.fixture
def programmes(db):
    """The five programmes; the questions are about three of them."""
    load_programmes(*REPORT_DAYS)


def follow(page, live_server, step: dict) -> None:
    """Take a step with the mouse: a link of the page by its words."""
    page.get_by_role("link", name=step["follow"], exact=True).first.click()
    expect(page).to_have_url(at(live_server, step["to"]))


def is_answered(page, code: str) -> bool:
    found = Page(page.url, 200, read(page.content()), [])
    return is_said(QUESTIONS[code]["expected"], passages(found))


def ask(page, live_server, code: str) -> None:
    page.goto(at(live_server, "/"))
    for step in QUESTIONS[code]["path"]:
        follow(page, live_server, step)


def test_by_mouse(page, live_server, programmes):
    page.set_default_timeout(PATIENCE)
    answered = {}
    for code in BY_MOUSE:
        ask(page, live_server, code)
        answered[code] = is_answered(page, code)

    assert answered == dict.fromkeys(BY_MOUSE, True)


def test_without_javascript(new_context, live_server, programmes):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    ask(page, live_server, WITHOUT_JAVASCRIPT)

    assert is_answered(page, WITHOUT_JAVASCRIPT)


def test_by_keyboard_alone(page, live_server, programmes):
    page.set_default_timeout(PATIENCE)
    page.goto(at(live_server, "/"))
    for step in QUESTIONS[BY_KEYBOARD]["path"]:
        tab_to(page, step["follow"])
        page.keyboard.press("Enter")
        expect(page).to_have_url(at(live_server, step["to"]))

    assert is_answered(page, BY_KEYBOARD)


def test_one_can_search_and_filter_by_keyboard_alone(page, live_server, programmes):
    page.set_default_timeout(PATIENCE)
    page.goto(at(live_server, "/"))
    page.keyboard.press("Tab")
    page.get_by_role("searchbox", name="Search the register").focus()
    page.keyboard.type("Taking Stock")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Taking Stock")

    page.goto(at(live_server, "/workstreams/"))
    tab_to(page, "Filter this list")
    page.keyboard.press("Enter")
    page.get_by_label("Words").focus()
    page.keyboard.type("libraries")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1)
