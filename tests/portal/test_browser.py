"""The commonest journeys in a real browser: with a mouse, without JavaScript, by keyboard alone."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from playwright.sync_api import expect

from decisions.models import BusinessCase, Report
from programmes.choices import GrantRole
from programmes.models import Grant, Membership, Organisation, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.project_list.forms import A_LIST
from sharedsvc.portal.workbook.uploads import keep_upload
from tests.browser import violations
from tests.factories import SharingFactory, UserFactory
from tests.portal.conftest import AS_AT, PROGRAMME, REPORT_DAYS
from tests.programmes_loaded import load_programmes
from workstreams.models import Workstream

pytestmark = [
    pytest.mark.once,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

PATIENCE = 20_000  # milliseconds
NAME = "Review of Joint Working and Shared Services"
BACK_OFFICE = "Developing an Approach to the Back Office"
REPORT = "/reports/inverclyde-2010-02-18/"
HISTORY = "/workstreams/clyde-valley/back-office/history/"
NEW_YEAR = re.compile(r"\?as_at=2010-01-01$")
PAGES = [
    "/",
    "/programmes/",
    f"{PROGRAMME}{AS_AT}",
    PROGRAMME,
    f"{PROGRAMME}?as_at=2010-01-01",
    f"{PROGRAMME}?as_at=2009-01-01",
    f"{PROGRAMME}?as_at=31+April+2010",
    "/records/",
    f"{PROGRAMME}workstreams/back-office/{AS_AT}",
    f"{PROGRAMME}workstreams/roads/{AS_AT}",
    f"{PROGRAMME}workstreams/back-office/gates/ivc-full-business-case/{AS_AT}",
    f"{HISTORY}{AS_AT}",
    "/reports/",
    REPORT,
    "/search/",
    "/search/?q=lead+authority",
    "/search/?q=lead+authority&kind=milestones&as_at=2010-02-18",
    "/search/?q=roads+zebra",
    "/search/?q=Inverclide",
    f"{REPORT}history/",
    "/how-it-works/",
    "/seals/",
    "/bodies/inverclyde-council/carried-out/",
    "/rankings/compare/",
    "/accessibility/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/nowhere/",
]
SIGNED_IN = [
    "/people-and-rights/",
    "/redaction/",
    "/sharing/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    f"{PROGRAMME}workstreams/back-office/",
    f"{PROGRAMME}workstreams/back-office/update/",
    f"{PROGRAMME}project-list/",
    "/my-workstreams/update/",
]


@pytest.fixture
def complaints(page) -> list[str]:
    """What the console complains of: a policy broken, a file missing, a script failing.

    The icon is left out: whether the browser asks for it depends on what it kept from before.
    """
    found: list[str] = []

    def note(said) -> None:
        address = said.location["url"]
        if said.type == "error" and not address.endswith(("/favicon.ico", "/nowhere/")):
            found.append(f"{said.text} {address}")

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def at(live_server, address: str) -> str:
    return f"{live_server.url}{address}"


def no_lead_is_recorded(page) -> None:
    """Of none of the ten workstreams: told once above the table, which has no such column."""
    expect(page.get_by_text("For all 10: rating not reported; no lead")).to_be_visible()
    table = page.get_by_role("table", name="Workstreams")
    expect(table.get_by_role("row")).to_have_count(11)
    expect(table.locator("td[data-label=Leads]")).to_have_count(0)


def walk(page, live_server) -> None:
    """Home → programme → back office → report → programme as at 1 January 2010."""
    page.goto(at(live_server, "/"))
    page.get_by_role("main").get_by_role("link", name=NAME, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)

    page.get_by_role("table", name="Workstreams").get_by_role("link", name=BACK_OFFICE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(BACK_OFFICE)
    leads = page.locator("dl.pairs > div", has=page.locator("dt", has_text="Joint leads"))
    expect(leads.locator("dd > div")).to_contain_text(["East Renfrewshire", "Inverclyde"])
    expect(leads.locator("dd > div")).to_have_count(2)

    page.get_by_role("link", name="report IC/01/10/PW/MMcK").click()
    expect(page).to_have_url(at(live_server, REPORT))
    expect(page.get_by_role("heading", name="What is asked")).to_be_visible()

    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name=NAME).click()
    expect(page).to_have_url(at(live_server, f"{PROGRAMME}{AS_AT}"))
    page.get_by_label("Change to").fill("1 January 2010")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(NEW_YEAR)
    no_lead_is_recorded(page)


def test_the_walk(page, live_server, clyde_valley, complaints):
    page.set_default_timeout(PATIENCE)
    walk(page, live_server)

    assert complaints == []


def test_the_walk_without_javascript(new_context, live_server, clyde_valley):
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    walk(page, live_server)


FOCUSED = "(document.activeElement.innerText || document.activeElement.id).trim()"


def tab_to(page, words: str) -> None:
    """Press Tab until the focus is on the link, button or field with these words (or this id)."""
    reached = []
    for _ in range(150):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        if reached[-1] == words:
            return
    raise AssertionError(f"“{words}” is not among {reached}")


def test_the_walk_by_keyboard(page, live_server, clyde_valley, complaints):
    page.set_default_timeout(PATIENCE)
    page.goto(at(live_server, "/"))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to main content"
    page.keyboard.press("Enter")
    for words, heading in ((NAME, NAME), (BACK_OFFICE, BACK_OFFICE)):
        tab_to(page, words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)

    tab_to(page, "report IC/01/10/PW/MMcK")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(live_server, REPORT))
    tab_to(page, NAME)
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(live_server, f"{PROGRAMME}{AS_AT}"))
    tab_to(page, "as_at")
    page.keyboard.press("Control+a")
    page.keyboard.type("1 January 2010")
    page.keyboard.press("Enter")
    expect(page).to_have_url(NEW_YEAR)

    no_lead_is_recorded(page)
    assert complaints == []


UNSEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle === "none" && style.boxShadow === "none"
        && style.backgroundColor === "rgba(0, 0, 0, 0)";
}"""


def test_the_focus_is_always_seen(page, live_server, clyde_valley):
    page.goto(at(live_server, f"{PROGRAMME}{AS_AT}"))
    unseen, reached = set(), set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
        if page.evaluate(UNSEEN):
            unseen.add(page.evaluate(FOCUSED))

    assert BACK_OFFICE in reached
    assert unseen == set()


WIDTHS = (320, 1280)  # 320 px are also what 1280 px come to at 400 % zoom
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_is_accessible_and_fits(page, live_server, clyde_valley, complaints):
    assert {a: f for a in PAGES if (f := faults(page, at(live_server, a)))} == {}
    assert complaints == []


def test_a_confirmed_decision_and_its_chain_are_accessible_and_fit(page, live_server, clyde_valley):
    call_command("confirm_decisions", "clyde-valley", "ivc-2009-12-15", "--reason=Compared")
    decisions = "/decisions/clyde-valley"
    pages = ["/seals/", f"{decisions}/ivc-2009-12-15/", f"{decisions}/ivc-2009-03/"]

    assert {a: f for a in pages if (f := faults(page, at(live_server, a)))} == {}


def test_every_programme_is_accessible_and_fits(page, live_server, five_programmes):
    assert {a: f for a in five_programmes if (f := faults(page, at(live_server, a)))} == {}


@pytest.mark.parametrize("part", [0, 1])
def test_the_pages_of_every_kind_are_accessible_and_fit(page, live_server, of_every_kind, part):
    assert {a: f for a in of_every_kind[part::2] if (f := faults(page, at(live_server, a)))} == {}


def test_every_list_fits_as_a_table(page, live_server, five_programmes):
    """From 1024 px a list is a table: its longest words and paragraphs must find room."""
    lists = [f"/{kind.key}/" for kind in kinds if kind.listed]

    assert {a: w for a in lists if (w := too_wide(page, at(live_server, a)))} == {}


def too_wide(page, address: str) -> dict[int, int]:
    """By width, how far the page is too wide."""
    page.goto(address)
    return {width: by for width in (1024, 1280) if (by := too_wide_at(page, width))}


def too_wide_at(page, width: int) -> int:
    """How far the page that is open is too wide at this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return max(0, page.evaluate(TOO_WIDE))


def test_every_address_is_walked_with_axe():
    """An address that is no record's own has its example among PAGES; a new one must be added."""
    names = {pattern.name for room in ROOMS for pattern in get_resolver(room).url_patterns}
    shown = {match.url_name for a in (*PAGES, *SIGNED_IN) if (match := _match(a))}

    assert names - shown - WALKED_APART - NOT_OFFERED == set()


ROOMS = (
    *("sharedsvc.portal.urls", "sharedsvc.portal.desk.urls", "decisions.urls"),
    "allauth.account.urls",
)
# Of every kind, of every programme, the end of a role, the start and end of sharing; an update
# taken back (test_update_browser); rankings and scores (test_rankings_browser).
WALKED_APART = {
    *("record_list", "record", "history", "version"),
    *("proposals", "background", "rankings", "end_grant", "enter_ranking"),
    *("start_sharing", "end_sharing", "undo_update", "follow_body", "part"),
    *("scores", "enter_scores", "working", "change_scores"),
    *(
        "seal_chain",
        "case_document",
        "report_file",
    ),  # files, or the way to where the chain is listed
    "upload_case_document",
    *("record_decision", "new_decision", "correct_decision"),  # test_recording_browser
    *("new", "write", "publish", "offer", "versions"),  # test_desk_browser
    *("report_action", "settle_condition", "enter_call_in", "settle_call_in"),
    "match_project_list",  # with pages behind the sign-in: it needs an upload
}
NOT_OFFERED = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_set_password",
    "account_confirm_login_code",
}


def test_what_is_not_offered_is_not_there(client, db):
    names = NOT_OFFERED - {"account_confirm_email"}
    assert {client.get(reverse(name)).status_code for name in names} == {404}


def test_pages_behind_the_sign_in_are_accessible_and_fit(
    page, live_server, clyde_valley, settings, tmp_path
):
    settings.UPLOADS_ROOT = tmp_path
    with recording(user=None, reason="Test"):
        given = keep(
            record=Grant(
                user=UserFactory(name="Ann Lee"),
                role=GrantRole.CLERK,
                organisation=Organisation.objects.get(code="IVC"),
                start="2009-01-01",
            )
        )
        member = Membership.objects.filter(partnership__code="cvcpp").first()
        pair = {"partnership": member.partnership, "organisation": member.organisation}
        shared = SharingFactory(**pair)
        of = Programme.objects.get(code="clyde-valley")
        case = BusinessCase(programme=of, code="fbc", title="Full case", stage="full")
        keep(record=case)
    client = Client()
    clerk = UserFactory(is_superuser=True)
    client.force_login(clerk)
    brought = SimpleUploadedFile(
        "list.csv", b"Project,RAG,Update,Budget\nBack office,Red,Late.,1\n"
    )
    token = keep_upload(clerk, brought, A_LIST)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    other = Membership.objects.exclude(organisation=member.organisation).first()
    addresses = [
        *SIGNED_IN,
        f"/people-and-rights/{given.pk}/end/",
        f"/sharing/{other.organisation_id}/{other.partnership_id}/start/",
        f"/sharing/{shared.pk}/end/",
        f"/business-cases/{of.code}/{case.code}/",
        f"/business-cases/{of.code}/{case.code}/document/upload/",
        f"{PROGRAMME}project-list/{token}/",
    ]

    assert {a: f for a in addresses if (f := faults(page, at(live_server, a)))} == {}
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("button", name="Write 1 row")).to_be_visible()
    assert faults_here(page) == {}
    page.goto(at(live_server, "/redaction/"))
    page.get_by_label("The personal detail, as it stands in the texts").fill("Inverclyde Council")
    page.get_by_role("button", name="Look where it stands").click()
    expect(page.get_by_role("button", name="Take it out for good")).to_be_visible()
    assert faults_here(page) == {}


def _match(address: str):
    try:
        return resolve(urlsplit(address).path)
    except Resolver404:
        return None


WITH_HISTORY = {"workstreams", "rankings", "proposals", "documents"}  # one template for all kinds


@pytest.fixture
def of_every_kind(db) -> list[str]:
    """Loads the five programmes; each kind's list, and its longest record with its history."""
    load_programmes(*REPORT_DAYS)
    addresses = [
        "/records/",
        "/organisations/IVC/leads/",
        f"/organisations/IVC/gates-waiting/{AS_AT}",
    ]
    for kind in kinds:
        if kind.listed:
            addresses.append(f"/{kind.key}/?ended=yes&q=a")
        records = [r for r in kind.shaped(kind.model.objects.all()) if kinds.of(r) is kind]
        if records:
            record = max(records, key=lambda found: len(str(found)))
            addresses.append(kind.address(record))
        if records and kind.key in WITH_HISTORY:
            version = record.history.earliest()
            history = kind.history_address(record)
            addresses += [history, f"{history}{version.history_id}/"]
    return addresses


@pytest.mark.parametrize("width", WIDTHS)
def test_long_changes_and_the_record_as_it_stood(page, live_server, clyde_valley, width):
    """Of 2,000 characters only what changed is shown; from there to the record as it stood."""
    long = " ".join(f"Sentence {n} of the scope of the back office." for n in range(45))
    stream = Workstream.objects.get(ref="back-office")
    with recording(user=None, reason="Test"):
        for scope in (long, long.replace("Sentence 20", "Paragraph twenty")):
            stream.scope = scope
            keep(record=stream)
    address = at(live_server, HISTORY)

    assert faults(page, address) == {}
    page.set_viewport_size({"width": width, "height": 800})
    latest = page.get_by_role("table").locator("tbody tr").first
    expect(latest.locator("ins")).to_have_text("Added: Paragraph twenty")
    assert len(latest.inner_text()) < 500
    latest.get_by_role("link", name="As it stood").click()
    expect(page.get_by_text("As recorded from")).to_be_visible()
    assert faults(page, page.url) == {}


def faults(page, address: str) -> dict[int, tuple]:
    """By width, what axe finds with everything opened, and how far the page is too wide.

    A page is fetched once for all widths: it has no script that minds them.
    """
    page.goto(address)
    return faults_here(page)


def faults_here(page) -> tuple | None:
    """The same of the page that is shown: one that answers a form has no address."""
    page.wait_for_load_state()  # with its styles: a click waits only for the answer to begin
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = {width: (too_wide_at(page, width), violations(page)) for width in WIDTHS}
    return {width: wrong for width, wrong in found.items() if any(wrong)}


@pytest.fixture
def five_programmes(db) -> list[str]:
    """Loads the five programmes; gives the addresses of their pages and reports."""
    load_programmes(*REPORT_DAYS)
    pages = [
        f"/programmes/{code}/{page}?as_at={day}"
        for code, day in REPORT_DAYS.items()
        for page in ("", "proposals/", "background/", "rankings/", "scores/")
    ]
    return [*pages, *(report.get_absolute_url() for report in Report.objects.all())]
