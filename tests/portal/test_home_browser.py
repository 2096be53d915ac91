"""Home in a real browser: members and officers at work; axe, widths and heights for each role."""

import pytest
from playwright.sync_api import expect

from programmes.models import Following
from tests.portal.home_world import home_world
from tests.portal.test_browser import FOCUSED, PATIENCE, at, faults_here
from tests.portal.test_update_browser import HIGHEST, enter, tab_to, update
from tests.portal.updating import PASSWORD
from tests.portal.updating import world as updates_world

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]
ASKED = "(a) agree"
TEXT = "that bins are shared with Brook"


@pytest.fixture(autouse=True)
def patient():
    """A busy machine takes longer than Playwright waits by itself."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def here(db):
    return home_world()


def find_what_is_asked(page, live_server) -> None:
    """Home names the next meeting and what it is asked; one link on is the ask, one the report."""
    page.goto(at(live_server, "/"))
    meetings = page.get_by_role("region", name="Next meetings")
    expect(meetings).to_contain_text("Cabinet, Avon")
    expect(meetings).to_contain_text(TEXT)
    meetings.get_by_role("link", name=ASKED).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TEXT)
    page.go_back()
    meetings.get_by_role("link", name="Cabinet, Avon").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cabinet")


def test_a_member_finds_what_the_next_meeting_is_asked(page, live_server, here):
    page.set_default_timeout(PATIENCE)
    enter(page, live_server, here.member)
    find_what_is_asked(page, live_server)


def test_the_same_without_javascript_and_a_body_is_followed(new_context, live_server, here):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    enter(page, live_server, here.member)
    find_what_is_asked(page, live_server)
    page.goto(at(live_server, "/bodies/dene-cabinet/"))
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("alert")).to_contain_text("You follow Dene Cabinet")
    page.goto(at(live_server, "/"))
    first = page.get_by_role("region", name="Next meetings").get_by_role("heading", level=3).first
    expect(first).to_have_text("Dene Cabinet")


def test_a_member_finds_it_by_keyboard_alone(page, live_server, here):
    page.set_default_timeout(PATIENCE)
    enter(page, live_server, here.member)
    page.goto(at(live_server, "/"))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, ASKED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TEXT)


def test_an_officer_goes_from_sign_in_by_home_to_the_confirmation(page, live_server, db):
    """In four requests: home is where sign-in lands, and each workstream has its button there."""
    here, asked = updates_world(2), []
    here.ann.set_password(PASSWORD)
    here.ann.save()

    def note(response) -> None:
        is_page = response.request.resource_type == "document"
        if is_page and not 300 <= response.status < 400:
            asked.append(f"{response.request.method} {response.url}")

    page.on("response", note)
    page.set_default_timeout(PATIENCE)
    page.goto(at(live_server, "/accounts/login/"))
    page.get_by_label("E-mail address").fill(here.ann.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your work")
    page.get_by_role("link", name="Update Service 1").click()
    update(page)
    expect(page.get_by_role("alert", name="Update saved")).to_be_visible()
    assert len(asked) <= 4, asked


ROLES = ("officer", "member", "clerk", "manager", "administrator")


@pytest.mark.parametrize("width", HIGHEST)
def test_home_is_accessible_and_fits_for_each_role(page, live_server, here, width):
    page.set_viewport_size({"width": width, "height": 800})
    Following.objects.create(user=here.member, body=here.elsewhere)
    found = {}

    def look(name: str, address: str = "/") -> None:
        page.goto(at(live_server, address))
        wrong = faults_here(page)
        page.set_viewport_size({"width": width, "height": 800})
        height = page.evaluate("document.documentElement.scrollHeight")
        if wrong or height > HIGHEST[width]:
            found[name] = (height, wrong)

    look("signed out")
    for name in ROLES:
        page.context.clear_cookies()
        enter(page, live_server, getattr(here, name))
        look(name)
        if name == "member":
            look("a body that is followed", "/bodies/dene-cabinet/")
    assert found == {}
