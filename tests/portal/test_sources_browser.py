"""Where facts come from, in a real browser: opened by mouse and keyboard, and in print."""

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.portal.conftest import AS_AT, PROGRAMME

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections", "clyde_valley"),
]

BACK_OFFICE = f"{PROGRAMME}workstreams/back-office/{AS_AT}"
CONTROLS = "details.src > summary"
SEEN = "nodes => nodes.map(node => node.checkVisibility())"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize("address", [f"{PROGRAMME}{AS_AT}", BACK_OFFICE])
def test_a_page_has_one_control_a_fact_and_no_run_of_marks(page, live_server, address):
    page.goto(f"{live_server.url}{address}")
    runs = page.locator("a.cite + a.cite")

    assert page.locator(CONTROLS).count() > 3
    assert [run.inner_text() for run in runs.all()] == []


def test_a_control_opens_by_keyboard_and_by_mouse_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{BACK_OFFICE}")
    first, second = page.locator("details.src").all()[:2]

    expect(first.locator("p")).not_to_be_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator("p")).to_be_visible()
    second.locator("summary").click()
    second.get_by_role("link").first.click()
    expect(page.locator("#sources + details tr[id]").first).to_be_visible()
    context.close()


def test_in_print_every_source_is_a_note(page, live_server):
    page.goto(f"{live_server.url}{BACK_OFFICE}")
    notes = page.locator("details.src > p")

    assert set(notes.evaluate_all(SEEN)) == {False}
    page.emulate_media(media="print")
    assert set(notes.evaluate_all(SEEN)) == {True}
    assert set(page.locator(CONTROLS).evaluate_all(SEEN)) == {False}


@pytest.mark.parametrize("width", [320, 1280])
def test_opened_sources_do_not_widen_a_page(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{BACK_OFFICE}")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert page.evaluate(TOO_WIDE) <= 0
    assert violations(page) == {}
