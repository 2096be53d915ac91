"""A clerk records Inverclyde's decision, a second person confirms it, a correction supersedes it.

In a real browser: with scripts and without, and by keyboard alone.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from decisions.models import CallIn, Clause, Condition, Decision, Seal
from programmes.choices import GrantRole
from programmes.models import Body, Grant, Organisation, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from tests.browser import violations
from tests.factories import ClauseFactory, DecisionFactory, UserFactory
from tests.portal.test_browser import PATIENCE, at
from workstreams.models import WorkstreamRole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

REPORT = "/reports/inverclyde-2010-02-18/"
RECORD = f"{REPORT}record/"
NEW = (
    "agree that one officer each be named by 31 March 2010 to take part in the structures for the "
    "waste and social transport work streams"
)


@pytest.fixture
def clerks(clyde_valley):
    """Two clerks of Inverclyde."""
    council = Organisation.objects.get(code="IVC")
    return [_clerk(council, name) for name in ("Ann Lee", "Bea Mann")]


def _clerk(council, name):
    user = UserFactory(name=name, is_staff=True)
    own = {"organisation": council, "start": "2009-01-01"}
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=user, role=GrantRole.CLERK, **own))
    return user


def page_of(new_context, live_server, user, **options):
    context = new_context(**options)
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def clause(page, number):
    return page.locator("section.clause").nth("abcd".index(number))


@pytest.mark.parametrize("scripts", [True, False])
def test_four_recommendations_one_amended_confirmed_sealed_and_corrected(
    new_context, live_server, clerks, scripts
):
    ann, bea = (
        page_of(new_context, live_server, who, java_script_enabled=scripts) for who in clerks
    )
    ann.goto(at(live_server, REPORT))
    ann.get_by_role("link", name="Record what was decided").click()
    second = clause(ann, "b")
    second.get_by_label("Amended").check()
    second.get_by_label("What was decided").fill(NEW)
    second.get_by_label("Who acts").fill("Corporate Directors")
    second.get_by_label("By when").fill("31 March 2010")
    second.get_by_label("Inverclyde: Participant of An Integrated Waste").nth(0).check()
    clause(ann, "d").get_by_label("Verb").select_option(label="Report back")
    ann.get_by_role("button", name="All the others as recommended").click()
    expect(clause(ann, "a").get_by_label("As recommended")).to_be_checked()
    expect(clause(ann, "b").locator("del").first).to_contain_text("relevant officers")
    expect(clause(ann, "b").locator("ins").first).to_contain_text("one officer each")
    expect(ann.get_by_role("table", name="What will move")).to_contain_text("Confirmed")
    ann.get_by_role("button", name="Record what was decided").click()
    expect(ann.locator(".govuk-error-summary")).to_contain_text("Fill in “Why it is entered”")
    ann.get_by_label("Why it is entered").fill("From the minute")
    ann.get_by_role("button", name="Record what was decided").click()
    expect(ann.get_by_text("A second person of Inverclyde Council confirms it")).to_be_visible()

    decision = Decision.objects.get(title__startswith="Clyde Valley")
    assert [c.outcome for c in decision.clauses.order_by("order")] == [
        "as recommended", "amended", "as recommended", "as recommended",
    ]  # fmt: skip
    part = WorkstreamRole.objects.get(workstream__ref="waste", organisation__code="IVC")
    assert part.standing == "proposed"
    expect(ann.get_by_role("link", name="Confirm it")).to_have_count(0)

    bea.goto(at(live_server, kinds.address(decision)))
    bea.get_by_role("link", name="Confirm it").click()
    bea.get_by_label("Reason").fill("Compared with the minute")
    bea.get_by_role("button", name="Confirm").click()
    expect(bea.get_by_text("What was decided still matches its seal")).to_be_visible()
    part.refresh_from_db()
    assert part.standing == "confirmed"

    amended = Clause.objects.get(decision=decision, number="b")
    bea.goto(at(live_server, f"/admin/decisions/clause/{amended.pk}/change/"))
    expect(bea.get_by_text("This decision was confirmed and sealed").first).to_be_visible()
    expect(bea.locator("[name=text]")).to_have_count(0)
    assert refused_in_admin(bea, amended)

    bea.goto(at(live_server, kinds.address(decision)))
    bea.get_by_role("link", name="Record a correction").click()
    clause(bea, "b").get_by_label("What was decided").fill(NEW.replace("31 March", "30 April"))
    bea.get_by_label("Why it corrects").fill("The minute gives 30 April.")
    bea.get_by_label("Why it is entered").fill("From the minute")
    bea.get_by_role("button", name="Record what was decided").click()
    expect(bea.get_by_text("A second person of Inverclyde Council confirms it")).to_be_visible()
    bea.goto(at(live_server, kinds.address(decision)))
    expect(bea.get_by_text("Replaced by “Clyde Valley").first).to_be_visible()
    correction = Decision.objects.get(supersedes=decision)
    ann.goto(at(live_server, kinds.address(correction)))
    ann.get_by_role("link", name="Confirm it").click()
    ann.get_by_label("Reason").fill("Compared with the minute")
    ann.get_by_role("button", name="Confirm").click()
    expect(ann.get_by_text("What was decided still matches its seal")).to_be_visible()
    expect(ann.get_by_text("Takes the place of “Clyde Valley").first).to_be_visible()
    assert [seal.decision for seal in Seal.objects.order_by("number")] == [decision, correction]
    call_command("verify_decisions", stdout=StringIO())


def refused_in_admin(page, clause):
    """Whether the admin refuses what a form of its own would send, and nothing changes."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    sent = {"csrfmiddlewaretoken": token, "text": "Something else", "reason": "To change it"}
    answer = page.request.post(page.url, form=sent, headers={"Referer": page.url})
    before = clause.text
    clause.refresh_from_db()
    return "<title>Error: " in answer.text() and clause.text == before


def tab_to(page, locator):
    """Press Tab until the element has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if locator.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("it is never reached")


def test_by_keyboard_alone(new_context, live_server, clerks):
    page = page_of(new_context, live_server, clerks[0], java_script_enabled=True)
    page.goto(at(live_server, RECORD))
    tab_to(page, page.get_by_role("button", name="All the others as recommended"))
    page.keyboard.press("Enter")
    tab_to(page, clause(page, "b").get_by_label("As recommended"))
    page.keyboard.press("ArrowRight")
    tab_to(page, clause(page, "b").get_by_label("What was decided"))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(NEW)
    tab_to(page, clause(page, "d").get_by_label("Verb"))
    page.keyboard.type("Report")
    tab_to(page, page.get_by_label("Why it is entered"))
    page.keyboard.type("From the minute")
    tab_to(page, page.get_by_role("button", name="Record what was decided"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("What was decided is recorded.")).to_be_visible()
    assert Clause.objects.get(number="b", outcome="amended").text == NEW

    decision = Decision.objects.latest("pk")
    second = page_of(new_context, live_server, clerks[1], java_script_enabled=True)
    second.goto(at(live_server, kinds.address(decision)))
    tab_to(second, second.get_by_role("link", name="Confirm it"))
    second.keyboard.press("Enter")
    tab_to(second, second.get_by_label("Reason"))
    second.keyboard.type("Compared with the minute")
    tab_to(second, second.get_by_role("button", name="Confirm"))
    second.keyboard.press("Enter")
    expect(second.get_by_text("What was decided still matches its seal")).to_be_visible()

    tab_to(second, second.get_by_role("link", name="Record a correction"))
    second.keyboard.press("Enter")
    tab_to(second, clause(second, "b").get_by_label("What was decided"))
    second.keyboard.press("Control+a")
    second.keyboard.insert_text(NEW.replace("31 March", "30 April"))
    tab_to(second, second.get_by_label("Why it corrects"))
    second.keyboard.type("The minute gives 30 April.")
    tab_to(second, second.get_by_label("Why it is entered"))
    second.keyboard.type("From the minute")
    tab_to(second, second.get_by_role("button", name="Record what was decided"))
    second.keyboard.press("Enter")
    expect(second.get_by_text("What was decided is recorded.")).to_be_visible()
    assert Decision.objects.get(supersedes=decision).remarks == "The minute gives 30 April."


def test_the_page_is_accessible_and_fits_with_errors_too(new_context, live_server, clerks):
    page = page_of(new_context, live_server, clerks[0], java_script_enabled=True)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(at(live_server, RECORD))
        page.get_by_role("button", name="Record what was decided").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert violations(page) == {}
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0


def test_actions_and_call_ins_are_accessible_and_fit(new_context, live_server, clerks):
    with recording(user=None, reason="Test"):
        body = Body.objects.filter(organisation__code="IVC").order_by("pk")[0]
        of_it = {"programme": Programme.objects.get(), "organisation": body.organisation}
        clause = ClauseFactory(decision=DecisionFactory(body=body, **of_it), who_acts="Director")
        call = {"date": "2010-02-20", "called_by": "Five members", "grounds": "Cost."}
        keep(record=CallIn(decision=clause.decision, **call))
        condition = keep(record=Condition(clause=clause, number="1", text="A loan."))
    listed = f"/bodies/{body.code}/carried-out/"
    call_ins = f"/programmes/clyde-valley/decisions/{clause.decision.code}/call-in/"
    page = page_of(new_context, live_server, clerks[0], java_script_enabled=True)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settle = f"/conditions/{condition.pk}/settle/"
        for address in (listed, f"{listed}{clause.pk}/", call_ins, f"{call_ins}1/", settle):
            assert page.goto(at(live_server, address)).status == 200
            assert violations(page) == {}
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wide) <= 0
