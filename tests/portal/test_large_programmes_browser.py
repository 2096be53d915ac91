"""A page of a large programme in a real browser: accessible, narrow enough, without JavaScript."""

import pytest
from playwright.sync_api import expect

from sharedsvc.core.history import recording
from sharedsvc.portal.position import choice as position_choice
from tests.factories import GateFactory, ProgrammeFactory, RoleFactory, WorkstreamFactory
from tests.portal.test_browser import PATIENCE, at, faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]


@pytest.fixture
def address(db, monkeypatch, live_server) -> str:
    """The page of a programme of three, where one is many."""
    monkeypatch.setattr(position_choice, "LARGE", 1)
    monkeypatch.setattr(position_choice, "PER_PAGE", 2)
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(code="p")
        GateFactory(programme=programme)
        for number in range(1, 4):
            # Words are looked for in the reference too, and "2" may stand in any other.
            job = {"title": f"Job {number}", "ref": f"J{number}"}
            RoleFactory(workstream=WorkstreamFactory(programme=programme, **job))
    return at(live_server, "/programmes/p/")


def test_a_page_of_a_large_programme(page, address):
    assert faults(page, address) == {}


def test_it_is_filtered_and_paged_without_javascript(new_context, address):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("rowheader", name="Job 3")).to_be_visible()
    page.get_by_text("Filter this list").click()
    page.get_by_label("Words in title or reference").fill("job 2")
    page.get_by_role("form", name="Filter this list").get_by_role("button", name="Show").click()
    expect(page.get_by_role("rowheader", name="Job 2")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Job 1")).to_have_count(0)
