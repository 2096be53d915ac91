"""What is told before its day, or has none, stands on pages from its first source on."""

import datetime

import pytest
from django.test import Client

from programmes.models import Conflict, Meeting, Person, Reading
from programmes.operations import cite, keep
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    MeetingFactory,
    ProgrammeFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")
DAY = datetime.date


@pytest.fixture
def programme():
    return ProgrammeFactory()


def stated(record, programme, day):
    """The record, stated by a document of that day."""
    document = DocumentFactory(programme=programme, date=day)
    cite(record=record, citations=[(document, "1.1", False)], programme=programme)
    return record


def meeting(programme, day):
    body = BodyFactory(organisation=programme.partnership, name="Board")
    return MeetingFactory(body=body, date=day, purpose="To say who leads")


def position(programme, day):
    return Site(Client()).get(f"/programmes/{programme.code}/?as_at={day}").main.text(cites=False)


def listed(kind, day):
    page = Site(Client()).get(f"/{kind}/?as_at={day}")
    return page.main.text(cites=False)


def test_a_meeting_that_was_announced_is_to_come(programme):
    stated(meeting(programme, "2010-03-12"), programme, "2010-02-18")

    assert "To say who leads 12 March 2010 To come" in position(programme, "2010-02-18")
    assert "To say who leads" in listed("meetings", "2010-02-18")


def test_a_meeting_is_not_there_before_it_was_announced(programme):
    stated(meeting(programme, "2010-03-12"), programme, "2010-02-18")

    assert "To say who leads" not in position(programme, "2010-02-17")
    assert "To say who leads" not in listed("meetings", "2010-02-17")


def test_a_meeting_of_a_later_year_is_not_there(programme):
    stated(meeting(programme, "2014-03-12"), programme, "2014-02-18")

    assert "To say who leads" not in position(programme, "2010-02-18")


def test_a_meeting_stands_from_its_own_day_whenever_it_was_first_stated(programme):
    stated(meeting(programme, "2010-03-12"), programme, "2012-01-01")

    assert "To say who leads 12 March 2010" in position(programme, "2010-03-12")
    assert "To say who leads" not in position(programme, "2010-03-11")


def test_a_meeting_that_somebody_entered_is_to_come_from_that_day(programme):
    today = datetime.date.today()
    later = today + datetime.timedelta(days=14)
    yesterday = today - datetime.timedelta(days=1)
    met = meeting(programme, later.isoformat())

    assert met in Meeting.objects.known_on(today)
    assert met not in Meeting.objects.known_on(yesterday)
    assert met in Meeting.objects.known_on(later)


def test_a_partnership_next_meets_when_it_was_announced(programme):
    stated(meeting(programme, "2010-03-12"), programme, "2010-02-18")
    pages = [
        Site(Client()).get(f"/programmes/?as_at={day}") for day in ("2010-02-17", "2010-02-18")
    ]

    assert ["12 March 2010" in page.main.text() for page in pages] == [False, True]


def conflict(programme, *days, start=""):
    """A conflict whose readings are of these days."""
    found = keep(
        record=Conflict(programme=programme, code="who", question="Who is to lead?", start=start)
    )
    for number, day in enumerate(days, start=1):
        reading = Reading(conflict=found, number=number, statement=f"Reading {number}.")
        stated(keep(record=reading), programme, day)
    return found


def test_a_conflict_stands_from_its_first_source_on(programme):
    conflict(programme, "2010-02-18", "2010-03-12")

    pages = {day: position(programme, day) for day in ("2010-02-17", "2010-02-18", "2010-03-12")}

    assert "Who is to lead?" not in pages["2010-02-17"]
    assert "Who is to lead?" in pages["2010-02-18"]
    assert "Reading 2." not in pages["2010-02-18"]
    assert "Reading 2." in pages["2010-03-12"]
    assert "Who is to lead?" not in listed("conflicts", "2010-02-17")


def test_a_conflict_of_a_later_year_is_not_there(programme):
    conflict(programme, "2014-02-18", start="2014-02-18")

    assert "Who is to lead?" not in position(programme, "2010-02-18")


def test_a_document_of_a_later_year_is_not_listed(programme):
    DocumentFactory(programme=programme, title="Report of 2014", date="2014-02-18")
    promised = DocumentFactory(programme=programme, title="Report promised", date="2014-05-01")
    stated(promised, programme, "2010-02-18")
    page = Site(Client()).get(f"/programmes/{programme.code}/background/?as_at=2010-02-18")

    assert "Report of 2014" not in page.main.text(cites=False)
    assert "Report promised" in page.main.text(cites=False)


def test_a_person_whom_a_later_document_names_first_is_not_listed(programme):
    person = keep(record=Person(code="paul", name="Paul Wallace"))
    stated(person, programme, "2010-02-18")

    assert "Paul Wallace" not in listed("people", "2010-02-17")
    assert "Paul Wallace" in listed("people", "2010-02-18")


def test_the_page_of_what_nobody_knew_of_yet_says_so(programme):
    met = stated(meeting(programme, "2010-03-12"), programme, "2010-02-18")
    pages = [
        Site(Client()).get(f"/meetings/{met.code}/?as_at={day}").main.text()
        for day in ("2010-02-17", "2010-02-18")
    ]

    assert ["No source knew of it by" in page for page in pages] == [True, False]
