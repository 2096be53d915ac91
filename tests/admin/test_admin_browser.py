"""The admin in a real browser, under the strict content security policy."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from decisions.models import GateTest, HouseSection, Report
from programmes.models import Person
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from tests.admin.conftest import address, signed_in
from tests.browser import violations
from tests.factories import (
    GateFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    ProgrammeFactory,
    ReportFactory,
    UserFactory,
    WorkstreamFactory,
)
from workstreams.models import WorkstreamRole

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]
KNOWN = Path(__file__).with_name("axe.json")
WIDTHS = (320, 1280)
# Behind the text, text, type, head of the page
LOOK = """() => {
    const page = getComputedStyle(document.body);
    const head = getComputedStyle(document.querySelector('header.top'));
    return [page.backgroundColor, page.color, page.fontFamily, head.backgroundColor].join(', ');
}"""


@pytest.fixture
def complaints(page):
    """What the console complains of: a policy broken, a script failing."""
    found = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def records(db):
    """A programme with a phase, a gate, a workstream and a council to choose."""
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(code="bins", title="Bins")
        gate = GateFactory(programme=programme)
        tested = GateFactory(programme=programme)
        keep(record=GateTest(gate=tested, number=1, text="Cheaper?"))
        WorkstreamFactory(programme=programme, title="Waste collection")
        OrganisationFactory(code="AVN", name="Avon Council")
        phase = PhaseFactory(programme=programme)
        mistake = PhaseFactory(programme=programme)
        strike_out(record=mistake, reason="Entered twice.")
        report = ReportFactory(programme=programme, published="")
        section = {"part": "section", "key": "purpose", "title": "Purpose"}
        keep(record=HouseSection(style=report.style, **section))
        found = {"phase": phase, "gate": gate, "tested": tested, "mistake": mistake}
        return {**found, "person": PersonFactory(), "report": report}


@pytest.fixture
def signed_in_page(page, live_server, records, settings, tmp_path):
    """A browser in which a system administrator is signed in."""
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    client = signed_in(UserFactory(name="Chief", is_superuser=True))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def pages_of(records):
    phase, gate = records["phase"], records["tested"]
    return {
        "index": "/admin/",
        "list": address(type(phase)),
        "add": address(WorkstreamRole, "add"),
        "change": address(type(gate), "change", gate.pk),
        "history": address(type(phase), "history", phase.pk),
        "strike out": address(type(phase), "strike_out", phase.pk),
        "struck out": "/admin/struck-out/",
        "bring back": address(type(phase), "bring_back", records["mistake"].pk),
        "another name": address(Person, "name", records["person"].pk),
        "publish": address(Report, "publish", records["report"].pk),
        "workbook": "/admin/workbook/",
    }


def test_no_page_breaks_the_policy(signed_in_page, live_server, records, complaints):
    for place in pages_of(records).values():
        signed_in_page.goto(live_server.url + place)
    assert complaints == []


def test_axe_finds_no_more_than_is_known(signed_in_page, live_server, records):
    """What axe finds in the admin is listed in axe.json, and may only shrink."""
    found = {}
    for name, place in pages_of(records).items():
        signed_in_page.goto(live_server.url + place)
        at_widths = []
        for width in WIDTHS:
            signed_in_page.set_viewport_size({"width": width, "height": 800})
            at_widths += violations(signed_in_page)
        found[name] = sorted(set(at_widths))
    assert found == json.loads(KNOWN.read_text())


def test_no_page_is_wider_than_a_narrow_screen(signed_in_page, live_server, records):
    wide = []
    signed_in_page.set_viewport_size({"width": 320, "height": 800})
    for name, place in pages_of(records).items():
        signed_in_page.goto(live_server.url + place)
        if signed_in_page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    assert wide == []


def test_every_page_has_the_colours_and_the_type_of_the_register_by_night_too(
    signed_in_page, live_server, records
):
    """The register has no dark pages: Django's sheet for the night is not asked for."""
    looks = set()
    signed_in_page.emulate_media(color_scheme="dark")
    for place in ("/", *pages_of(records).values()):
        signed_in_page.goto(live_server.url + place)
        looks.add(signed_in_page.evaluate(LOOK))
    assert looks == {"rgb(255, 255, 255), rgb(20, 37, 43), arial, sans-serif, rgb(11, 70, 80)"}


def test_a_role_is_added_with_autocomplete(signed_in_page, live_server, records, complaints):
    page = signed_in_page
    page.goto(live_server.url + address(WorkstreamRole, "add"))
    _choose(page, "workstream", "Waste", "Waste collection")
    _choose(page, "organisation", "Avon", "Avon Council")
    page.get_by_label("Role").select_option("lead")
    page.get_by_label("Standing").select_option("confirmed")
    page.get_by_label("Reason for the change").fill("From the minutes")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".success")).to_contain_text("was added successfully")
    assert complaints == []


def _choose(page, name, term, text):
    page.locator(f".field-{name} .select2-selection").click()
    page.locator(".select2-search__field").fill(term)
    page.locator(".select2-results__option", has_text=text).click()


def test_a_test_is_added_to_a_gate_and_a_workbook_is_previewed(
    signed_in_page, live_server, records, complaints, tmp_path
):
    page, gate = signed_in_page, records["gate"]
    page.goto(live_server.url + address(type(gate), "change", gate.pk))
    page.get_by_role("button", name="Add another Gate test").click()
    page.locator("[name=tests-0-number]").fill("1")
    page.locator("[name=tests-0-text]").fill("Better for people?")
    page.get_by_label("Reason for the change").fill("From the report")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".success")).to_contain_text("was changed successfully")
    assert gate.tests.get().text == "Better for people?"
    page.goto(f"{live_server.url}/admin/workbook/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="bins.xlsx").click()
    taken.value.save_as(tmp_path / "bins.xlsx")
    page.locator("[name=workbook]").set_input_files(tmp_path / "bins.xlsx")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("The register holds all of it already")).to_be_visible()
    assert complaints == []
