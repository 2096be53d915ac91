"""The programme's page, the workstream's and the lists say the same of a workstream on a day."""

import pytest
from django.test import Client

from tests.factories import (
    MilestoneFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Page, Site
from workstreams.models import Lineage

pytestmark = pytest.mark.usefixtures("recorded")

DAY = "?as_at=2010-02-18"


@pytest.fixture
def workstream():
    return WorkstreamFactory(ref="A1")


def programme_page(workstream) -> Page:
    return Site(Client()).get(f"/programmes/{workstream.programme.code}/{DAY}")


def own_page(workstream) -> Page:
    return Site(Client()).get(f"{workstream.get_absolute_url()}{DAY}")


def next_milestone(page: Page) -> str:
    facts = page.main.one("dl", cls="facts").all("div")
    return next(
        pair.one("dd").text() for pair in facts if pair.one("dt").text() == "next milestone"
    )


def test_a_milestone_done_later_is_next_on_both_pages(workstream):
    MilestoneFactory(
        programme=workstream.programme, workstream=workstream, title="Set out", done="2010-03-01"
    )

    assert next_milestone(own_page(workstream)) == "12 March 2010"
    (row,) = programme_page(workstream).table("workstreams")
    assert row["Next milestone"].text() == "12 March 2010 Set out"


def test_what_is_done_on_a_day_that_only_words_tell_may_be_done_and_is_not_overdue(workstream):
    words = "once the director was in post"
    MilestoneFactory(
        programme=workstream.programme,
        workstream=workstream,
        title="Set out",
        due="2010-02-01",
        done_words=words,
    )

    (row,) = programme_page(workstream).table("workstreams")
    assert row["Next milestone"].text() == "1 February 2010 (about: may already be done) Set out"
    own = own_page(workstream)
    assert next_milestone(own) == "1 February 2010 (about: may already be done)"
    assert own.table("milestones")[0]["Done"].text() == words


def test_who_only_may_lead_is_marked_so_on_both_pages_and_in_the_list(workstream):
    role = RoleFactory(workstream=workstream, start="2010")

    (row,) = programme_page(workstream).table("workstreams")
    assert f"{role.organisation.label} (about)" in row["Lead and standing"].text()
    assert "Not certain" in own_page(workstream).below("position")[0].text()
    listed = Site(Client()).get(f"/workstreams/{DAY}").table("list")
    assert f"{role.organisation.label} (about)" in [row["Leads"].text() for row in listed]


def test_what_was_replaced_is_counted_nowhere_as_its_own(workstream):
    other = WorkstreamFactory(programme=workstream.programme)
    Lineage(predecessor=workstream, successor=other, kind="replaced", date="2010-01-15").save()

    (row,) = programme_page(workstream).table("workstreams")
    assert row["Workstream"].one("a").text() == other.title
    home = Site(Client()).get(f"/programmes/{DAY}").main
    told = [td.text() for td in home.all("td") if td.attributes.get("data-label") == "How far"]
    assert told == ["1 workstream: none have a firm lead or host, none run"]
