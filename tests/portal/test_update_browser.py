"""Officers at work in a real browser: in a minute, several at once, two at once; axe and widths."""

import pytest
from playwright.sync_api import expect

from tests.portal.test_browser import FOCUSED, PATIENCE, at, faults_here
from tests.portal.updating import (
    PASSWORD,
    SAID,
    browser_of,
    in_words,
    post,
    said_before,
    updates_of,
    world,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]
GRID = "/my-workstreams/update/"


@pytest.fixture(autouse=True)
def patient():
    """Saving takes longer on a busy machine than Playwright waits by itself."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def here(db):
    found = world(3)
    found.ann.set_password(PASSWORD)
    found.ann.save()
    said_before(found.workstream)
    return found


@pytest.fixture
def anns(page, live_server, here):
    """Ann's browser, signed in."""
    enter(page, live_server, here.ann)
    page.set_default_timeout(PATIENCE)
    return page


def enter(page, live_server, user) -> None:
    value = browser_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


@pytest.fixture
def asked(page):
    """The pages that were asked for and answered, redirects left out."""
    found: list[str] = []

    def note(response) -> None:
        is_page = response.request.resource_type == "document"
        if is_page and not 300 <= response.status < 400:
            found.append(f"{response.request.method} {response.url}")

    page.on("response", note)
    return found


def sign_in(page, live_server, here) -> None:
    """From the sign-in page to the workstream, as its “Sign in” leads there."""
    back = here.workstream.get_absolute_url()
    page.goto(at(live_server, f"/accounts/login/?next={back}"))
    page.get_by_label("E-mail address").fill(here.ann.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def update(page) -> None:
    """Fill the form in, and save."""
    page.get_by_role("radio", name="Amber").check()
    page.get_by_label("What has happened").fill(SAID["narrative"])
    page.get_by_label("Now expected").fill(in_words(21))
    page.get_by_label("If it moves, why").fill("The depot floods.")
    page.get_by_role("button", name="Save update").click()


def test_from_the_sign_in_to_the_confirmation_in_four_requests(page, live_server, here, asked):
    sign_in(page, live_server, here)
    page.get_by_role("link", name="Update this workstream").click()
    update(page)
    saved = page.get_by_role("alert", name="Update saved")
    expect(saved).to_contain_text("From Green → to Amber")
    expect(saved).to_contain_text(in_words(21))
    assert len(asked) == 4, asked
    page.get_by_role("button", name="Undo this update").click()
    expect(page.get_by_role("alert", name="Done")).to_contain_text("The history keeps it.")
    assert [bool(u.struck_out) for u in updates_of(here.workstream)] == [False, True]


def test_the_same_without_javascript(new_context, live_server, here):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page, live_server, here)
    page.get_by_role("link", name="Update this workstream").click()
    page.get_by_role("button", name="Save update").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose how it is going")
    update(page)
    expect(page.get_by_role("alert", name="Update saved")).to_be_visible()
    page.get_by_role("button", name="Undo this update").click()
    expect(page.get_by_role("alert", name="Done")).to_be_visible()


NAMED = "document.activeElement.name || document.activeElement.innerText"


def tab_to(page, words: str) -> None:
    """Press Tab until the focus is on the field with this name, or the button with these words."""
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append((page.evaluate(NAMED) or "").strip())
        if words in (reached[-1], page.evaluate(FOCUSED)):
            return
    raise AssertionError(f"“{words}” is not among {reached}")


def test_by_keyboard_alone(anns, live_server, here):
    anns.goto(at(live_server, here.workstream.get_absolute_url()))
    tab_to(anns, "Update this workstream")
    anns.keyboard.press("Enter")
    expect(anns.get_by_role("heading", level=1)).to_contain_text("Update as at")
    tab_to(anns, "rating")
    anns.keyboard.press("ArrowDown")  # from the first to the second
    tab_to(anns, "narrative")
    anns.keyboard.type(SAID["narrative"])
    tab_to(anns, "Save update")
    anns.keyboard.press("Enter")
    expect(anns.get_by_role("alert", name="Update saved")).to_be_visible()
    assert updates_of(here.workstream)[-1].rating == "amber"


def test_no_change_is_one_click(anns, live_server, here):
    anns.goto(at(live_server, here.address))
    anns.get_by_role("button", name=f"No change since {in_words(-10)}").click()
    expect(anns.get_by_role("alert", name="Update saved")).to_contain_text("No change since")


def collide(page, live_server, here) -> None:
    """Ann opens and fills in the form; Ben saves; Ann saves."""
    page.goto(at(live_server, here.address))
    page.get_by_role("radio", name="Amber").check()
    page.get_by_label("What has happened").fill(SAID["narrative"])
    theirs = {"rating": "red", "narrative": "It burned down.", "next_steps": "It is rebuilt."}
    assert post(browser_of(here.ben), here.address, **theirs).status_code == 302
    page.get_by_role("button", name="Save update").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two versions. Nothing is lost")


def choose(page) -> None:
    group = {
        name: page.get_by_role("group", name=name)
        for name in ("How is it going", "What has happened", "What comes next")
    }
    group["How is it going"].get_by_label("Yours").check()
    group["What has happened"].get_by_label("Saved already by Ben Roy").check()
    group["What comes next"].get_by_label("Saved already by Ben Roy").check()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_role("alert", name="Update saved")).to_be_visible()


def test_two_officers_collide_and_the_second_chooses(anns, live_server, here):
    collide(anns, live_server, here)
    expect(anns.get_by_role("main")).to_contain_text(SAID["narrative"])
    expect(anns.get_by_role("main")).to_contain_text("It burned down.")
    choose(anns)
    said = [(u.rating, u.narrative) for u in updates_of(here.workstream)[1:]]
    assert said == [("red", "It burned down."), ("amber", "It burned down.")]


def test_they_collide_without_javascript(new_context, live_server, here):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    enter(page, live_server, here.ann)
    collide(page, live_server, here)
    choose(page)


def fill_in_several(page, here) -> None:
    """One sound row, one with two problems."""
    one, two, _ = here.workstreams
    row = page.get_by_role("row").filter(has_text=one.title)
    row.get_by_label("Green").check()
    row.get_by_label("What has happened, in a sentence").fill("Signed.")
    row = page.get_by_role("row").filter(has_text=two.title)
    row.get_by_label("Red").check()
    row.get_by_label("Now expected").fill("31 June 2030")
    page.get_by_role("button", name="Save", exact=True).click()


def save_several(page, here) -> None:
    fill_in_several(page, here)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Service 2: Red needs a sentence: say what is stuck.")
    expect(alert).to_contain_text("Service 2: “31 June 2030” is not a date: June has 30 days.")
    row = page.get_by_role("row").filter(has_text="Service 2")
    row.get_by_label("What has happened, in a sentence").fill("The lorry is late.")
    row.get_by_label("Now expected").fill("30 June 2090")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("alert", name="Done")).to_contain_text("2 updates saved")
    assert [len(updates_of(w)) for w in here.workstreams] == [2, 1, 0]


def test_several_are_updated_together(anns, live_server, here):
    anns.goto(at(live_server, GRID))
    save_several(anns, here)


def test_several_without_javascript(new_context, live_server, here):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    enter(page, live_server, here.ann)
    page.goto(at(live_server, GRID))
    save_several(page, here)


HIGHEST = {1280: 4_000, 320: 8_000}


@pytest.mark.once
@pytest.mark.parametrize("width", HIGHEST)
def test_every_page_of_updates_is_accessible_and_fits(anns, live_server, here, width):
    anns.set_viewport_size({"width": width, "height": 800})
    found = {}

    def look(name: str) -> None:
        wrong = faults_here(anns)
        if wrong or anns.evaluate("document.documentElement.scrollHeight") > HIGHEST[width]:
            found[name] = wrong

    anns.goto(at(live_server, here.address))
    look("form")
    anns.get_by_role("button", name="Save update").click()
    look("form with errors")
    anns.get_by_label("What has happened").fill("Begun.")
    anns.get_by_role("button", name="Save draft").click()
    look("draft")
    anns.get_by_role("button", name="Delete the draft").click()
    collide(anns, live_server, here)
    look("two versions")
    anns.get_by_role("button", name="Save what I chose").click()
    look("two versions, none chosen")
    choose(anns)
    look("saved")
    anns.goto(at(live_server, f"{here.address}3/undo/"))
    look("undo")
    anns.goto(at(live_server, GRID))
    look("grid")
    fill_in_several(anns, here)
    look("grid with errors")
    anns.context.clear_cookies(name="sessionid")
    anns.get_by_role("button", name="Save all").click()
    look("signing in again")
    assert found == {}
