"""A programme's page tells when its milestones are expected by now, as it was known on the day."""

import pytest
from django.test import Client

from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import MilestoneFactory, WorkstreamFactory
from tests.portal.pages import Page, Site
from workstreams.models import StatusUpdate
from workstreams.operations import post_update

pytestmark = pytest.mark.django_db
DUE = "2012-05-31"


@pytest.fixture
def milestone():
    """One that is due on 31 May 2012, and since 1 March is expected on 30 June, then in autumn."""
    with recording(user=None, reason="Test"):
        stream = WorkstreamFactory(programme__code="p", start="2009-01-01")
        found = MilestoneFactory(
            programme=stream.programme, workstream=stream, title="Depot ready", due=DUE
        )
    for day, forecast in (("2012-03-01", "2012-06-30"), ("2012-04-01", "2012-23")):
        found.forecast, found.forecast_why = forecast, "Floods."
        update = StatusUpdate(workstream=stream, date=day, narrative="The depot floods.")
        with recording(user=None, reason=f"Update of {day}"):
            post_update(record=update, milestones=[found])
    return found


def at(day: str) -> Page:
    return Site(Client()).get(f"/programmes/p/?as_at={day}")


EXPECTED = {
    "2012-02-01": "",
    "2012-03-15": "now expected 30 June 2012",
    "2012-05-01": "now expected autumn 2012",
}


@pytest.mark.parametrize(("day", "words"), EXPECTED.items(), ids=EXPECTED)
def test_it_says_what_was_expected_on_the_day(milestone, day, words):
    page = at(day)
    (row,) = page.table("asked")
    (listed,) = page.table("workstreams")

    assert row["When"].text() == ", ".join(filter(None, ("31 May 2012", words)))
    told = f"Depot ready: {words}" if words else "Depot ready"
    assert listed["Next milestone"].text() == f"31 May 2012 {told}"
    assert page.main.text().count("now expected") == 2 * bool(words)


def test_of_several_each_says_its_own(milestone):
    with recording(user=None, reason="Test"):
        other = {"programme": milestone.programme, "workstream": milestone.workstream}
        keep(record=MilestoneFactory.build(**other, code="two", title="Keys", due=DUE))
    page = at("2012-05-01")

    assert "; now expected autumn 2012" in page.main.text()


def test_the_file_says_it_too(milestone):
    file = b"".join(Client().get("/programmes/p/?as_at=2012-05-01&format=csv")).decode()

    assert "Depot ready (now expected autumn 2012)" in file
