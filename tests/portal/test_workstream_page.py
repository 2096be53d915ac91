"""A workstream's page: one sentence, the latest update, roles in time, earlier updates."""

import pytest
from django.test import Client

from tests.factories import RoleFactory, UserFactory, WorkstreamFactory
from tests.portal.pages import Page, Site
from tests.programmes_loaded import load_programmes
from workstreams.models import StatusUpdate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded")]

DAY = "?as_at=2010-02-18"
BACK_OFFICE = "/programmes/clyde-valley/workstreams/back-office/"
TOLD = {
    f"{BACK_OFFICE}{DAY}": "East Renfrewshire and Inverclyde jointly lead",
    f"{BACK_OFFICE}?as_at=2010-01-01": "Who leads is not recorded",
    f"/programmes/clyde-valley/workstreams/roads/{DAY}": "Who leads is not recorded",
}


def page_of(workstream, day: str = DAY, user=None) -> Page:
    client = Client()
    if user:
        client.force_login(user)
    return Site(client).get(f"{workstream.get_absolute_url()}{day}")


def standing(page: Page) -> str:
    return page.main.one("div", cls="answer").text()


def test_a_page_first_says_where_the_workstream_stands():
    load_programmes("clyde-valley")
    site = Site(Client())
    told = {address: standing(site.get(address)).partition(";")[0] for address in TOLD}

    assert told == TOLD
    assert standing(site.get(f"{BACK_OFFICE}{DAY}")).endswith(
        "by 12 March 2010; sources disagree about 3 questions, Inverclyde’s part among them."
    )


def test_what_runs_already_is_not_shown_as_ended():
    load_programmes("gloucester")
    words = Site(Client()).get("/stages/?as_at=2015-06-15&stage=live").main.text()

    assert "to 15 June 2015" not in words


def test_a_confirmed_provider_who_may_still_be_there_is_named():
    load_programmes("chorley")
    address = "/programmes/chorley/workstreams/senior-management-support/?as_at=2010-01-01"
    page = Site(Client()).get(address)

    assert standing(page).startswith("Stockport Council may still provide it;")
    assert "obody" not in page.below("position")[0].text()


def test_no_role_is_not_recorded():
    page = page_of(WorkstreamFactory(start="2009-01-01"))

    assert standing(page).startswith("Who leads is not recorded;")
    assert "Lead Not recorded" in page.below("position")[0].text()
    assert page.main.all("svg", cls="times") == []


def test_the_drawing_and_its_table_stand_together():
    workstream = WorkstreamFactory(start="2009-01-01")
    RoleFactory(workstream=workstream, start="2009-03-01", end="2009-12-31")
    role = RoleFactory(workstream=workstream, start="2010", standing="proposed")
    page = page_of(workstream)
    wide, narrow = page.main.all("svg", cls="times")

    for drawing in (wide, narrow):
        assert drawing.attributes["role"] == "img"
        assert drawing.one("title").children == ["Roles in time, as at 18 February 2010"]
        assert len(drawing.all("path", cls="times__bar")) == 3
    assert [row["Until"].text() for row in page.table("roles")] == ["31 December 2009", "Open"]
    assert role.organisation.label in page.table("roles")[1]["Who"].text()


def test_the_latest_update_stands_first_and_earlier_ones_in_a_table():
    workstream = WorkstreamFactory(start="2009-01-01")
    for number, day in enumerate(("2010-01-15", "2010-02-01"), start=1):
        told = {"narrative": f"Of {day}", "date": day, "rating": "amber", "number": number}
        StatusUpdate(workstream=workstream, **told).save()
    page = page_of(workstream)
    headings = [heading.attributes.get("id") for heading in page.main.all("h2")]

    assert headings.index("update") < headings.index("position")
    assert "Of 2010-02-01" in page.below("update")[0].text()
    assert [row["What has happened"].text() for row in page.table("updates")] == [
        "Of 2010-02-01",
        "Of 2010-01-15",
    ]
    assert "rated amber 1 February 2010" in standing(page)
    early = page_of(workstream, "?as_at=2010-01-20")
    assert "Of 2010-01-15" in early.below("update")[0].text()
    assert "updates" not in early.ids


def test_the_button_for_the_next_update_is_beside_the_latest_for_those_who_may():
    workstream = WorkstreamFactory(start="2009-01-01")
    words = "Update this workstream"

    assert words in page_of(workstream, user=UserFactory(is_superuser=True)).main.text()
    assert words not in page_of(workstream).main.text()
