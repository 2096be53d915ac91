"""A ranking entered, compared and tried out in a real browser, with scripts and without."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import (
    CriterionFactory,
    MembershipFactory,
    OrganisationFactory,
    ScoringFactory,
    UserFactory,
)
from tests.portal.test_browser import PATIENCE, at, faults, faults_here
from workstreams.models import RankingEntry
from workstreams.operations import score_workstreams

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]

TEN = (
    "waste", "roads", "social-transport", "health-social-care", "property-hubs", "back-office",
    "fleet", "charging", "economic-strategy", "workforce",
)  # fmt: skip
ENTER = "/programmes/clyde-valley/rankings/new/"


@pytest.fixture
def clerk(clyde_valley):
    """The clerk of a made-up council that is a member of the partnership."""
    with recording(user=None, reason="Test"):
        council = OrganisationFactory(name="Aldermere", code="ALD")
        MembershipFactory(
            partnership=clyde_valley.partnership, organisation=council, start="2009-01-01"
        )
        user = UserFactory(name="Ann Lee")
        own = {"organisation": council, "start": "2009-01-01"}
        keep(record=Grant(user=user, role=GrantRole.CLERK, **own))
    return user


@pytest.fixture
def manager(clyde_valley, clerk):
    """The clerk, who also manages the partnership and may enter rankings of both."""
    own = {"organisation": clyde_valley.partnership, "start": "2009-01-01"}
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=clerk, role=GrantRole.MANAGER, **own))
    return clerk


def signed_in(context, live_server, user) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_manager_enters_a_ranking_compares_it_and_sends_a_what_if(
    new_context, live_server, manager, scripts
):
    context = new_context(java_script_enabled=scripts)
    signed_in(context, live_server, manager)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)

    page.goto(at(live_server, "/programmes/clyde-valley/"))
    page.get_by_role("link", name="Rankings compared").click()
    page.get_by_role("link", name="Enter a ranking").click()
    page.get_by_label("Whose", exact=True).select_option(label="Aldermere")
    page.get_by_label("Adopted", exact=True).fill("20 January 2010")
    page.get_by_label("Why it is entered").fill("From the minutes")
    for rank, ref in enumerate(TEN, start=1):
        page.locator(f"[name=rank-{ref}]").fill(str(rank))
    page.get_by_role("button", name="Move Shared Roads Maintenance down").click()
    expect(page.locator("[name=rank-roads]")).to_have_value("3")
    page.get_by_role("button", name="Record the ranking").last.click()
    expect(page.get_by_text("Ranking of Aldermere, 20 January 2010 is recorded.")).to_be_visible()

    row = page.get_by_role("row", name="Shared Roads Maintenance")
    expect(row.first).to_contain_text("▼ 5 places lower there")
    entered = RankingEntry.objects.count()
    page.get_by_text("What if?", exact=True).click()
    page.get_by_label("Change a rank of").select_option(label="Aldermere, 20 January 2010")
    page.locator("#what").select_option(label="Shared Roads Maintenance")
    page.get_by_label("To rank").fill("8")
    page.get_by_role("button", name="Show what if").click()
    changed = "Aldermere, 20 January 2010: Shared Roads Maintenance at rank 8."
    expect(page.get_by_text(changed)).to_be_visible()
    assert RankingEntry.objects.count() == entered

    colleague = new_context(java_script_enabled=scripts).new_page()
    colleague.goto(page.url)
    expect(colleague.get_by_text(changed)).to_be_visible()
    same = [one.get_by_role("table", name="The same in a table") for one in (page, colleague)]
    assert same[0].inner_text() == same[1].inner_text()


def test_the_form_is_accessible_and_fits(page, live_server, clerk):
    signed_in(page.context, live_server, clerk)

    assert faults(page, at(live_server, ENTER)) == {}


@pytest.fixture
def criteria(clyde_valley):
    """Two criteria of different scales."""
    with recording(user=None, reason="Test"):
        return [
            CriterionFactory(programme=clyde_valley, text="Savings", weight=70, order=1),
            CriterionFactory(
                programme=clyde_valley, text="Speed", weight=30, order=2, lowest=0, highest=10
            ),
        ]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_clerk_scores_completes_and_tries_other_weights(
    new_context, live_server, clerk, criteria, scripts
):
    context = new_context(java_script_enabled=scripts)
    signed_in(context, live_server, clerk)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)

    page.goto(at(live_server, "/programmes/clyde-valley/rankings/"))
    page.get_by_role("link", name="Scores against criteria").click()
    page.get_by_role("link", name="Enter scores").click()
    page.get_by_label("Given", exact=True).fill("20 January 2010")
    page.get_by_label("Who scored").fill("Heads of service")
    page.get_by_label("Why it is entered").fill("From the workshop")
    page.get_by_label("Shared Roads Maintenance: Savings").fill("9")
    page.get_by_label("Shared Roads Maintenance: Speed").fill("7")
    page.get_by_label("A Common Charging Framework: Savings").fill("2")
    page.get_by_role("button", name="Record the scores").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("“Savings” is scored from 1 to 5: 9 is not on that scale.")
    expect(page.get_by_label("Shared Roads Maintenance: Speed")).to_have_value("7")
    assert not scripts or faults_here(page) == {}
    page.get_by_label("Shared Roads Maintenance: Savings").fill("4")
    page.get_by_role("button", name="Record the scores").click()
    expect(page.get_by_text("Scores of Aldermere, 20 January 2010 are recorded.")).to_be_visible()

    page.get_by_role("link", name="Working of Aldermere, 20 January 2010").click()
    row = page.get_by_role("row", name="A Common Charging Framework").first
    expect(row).to_contain_text("Not placed: no score for Speed")
    page.get_by_role("link", name="Complete or correct").click()
    page.get_by_label("A Common Charging Framework: Speed").fill("10")
    page.get_by_label("Why it is entered").fill("Completed")
    page.get_by_role("button", name="Record the scores").click()
    expect(page.get_by_text("Shared Roads Maintenance stands highest.")).to_be_visible()
    page.get_by_label("Weight of Savings").fill("10")
    page.get_by_role("button", name="Show what if").click()
    said = "A Common Charging Framework stands highest by the weights tried."
    expect(page.get_by_text(said)).to_be_visible()

    colleague = new_context(java_script_enabled=scripts).new_page()
    colleague.goto(page.url)
    expect(colleague.get_by_text(said)).to_be_visible()


def test_the_pages_of_scores_are_accessible_and_fit(page, live_server, clerk, criteria):
    with recording(user=None, reason="Test"):
        programme = criteria[0].programme
        council = OrganisationFactory(name="Brackenford", code="BRA")
        scoring = ScoringFactory(programme=programme, by=council, code="bra")
        workstreams = programme.workstreams.all()[:9]
        values = {(c, w): n % 5 + 1 for n, w in enumerate(workstreams) for c in criteria}
        score_workstreams(scoring=scoring, values=values)
        own = ScoringFactory(programme=programme, by=Organisation.objects.get(code="ALD"), code="a")
        score_workstreams(scoring=own, values=dict(list(values.items())[:7]))
    signed_in(page.context, live_server, clerk)

    here = "/programmes/clyde-valley/scores/"
    for address in (here, f"{here}new/", f"{here}bra/", f"{here}a/change/"):
        assert faults(page, at(live_server, address)) == {}, address
