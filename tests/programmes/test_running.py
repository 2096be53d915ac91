"""Whether a programme runs on a day: a table of cases, without a database."""

import datetime
from types import SimpleNamespace

import pytest

from programmes.running import Course, running_on
from sharedsvc.core.dates import LATEST, bounds

DAY = datetime.date(2010, 2, 18)


def day(text):
    return datetime.date.fromisoformat(text)


def programme(start="2009-01-01", end="", partnership_end=""):
    begins = bounds(start)
    return SimpleNamespace(
        start_earliest=begins.earliest,
        start_latest=begins.latest,
        end_latest=bounds(end).latest if end else LATEST,
        partnership=SimpleNamespace(end_latest=bounds(partnership_end).latest),
    )


@pytest.mark.parametrize(
    ("dates", "recorded", "course", "last"),
    [
        ({}, "2010-02-01", Course.RUNNING, "2010-02-01"),
        ({"start": "2001"}, "2005-02-18", Course.RUNNING, "2005-02-18"),  # five years to the day
        ({"start": "2001"}, "2005-02-17", Course.SILENT, "2005-02-17"),
        ({"start": "2001"}, None, Course.SILENT, "2001-12-31"),
        ({"start": "2008"}, None, Course.RUNNING, "2008-12-31"),  # begun, and new to the register
        ({"start": "2001"}, "2000-06-30", Course.SILENT, "2001-12-31"),
        ({"start": "../2010-03-01"}, None, Course.RUNNING, None),  # nothing tells since when
        ({"start": "2010-02-19"}, None, Course.TO_COME, None),
        ({"start": "2010-03"}, "2009-12-01", Course.TO_COME, None),
        ({"start": "2010"}, None, Course.RUNNING, None),  # it may have begun
        ({"end": "2010-02-17"}, "2010-01-15", Course.ENDED, "2010-01-15"),
        ({"end": "2010-02-18"}, "2010-01-15", Course.RUNNING, "2010-01-15"),
        ({"end": "2010"}, "2010-01-15", Course.RUNNING, "2010-01-15"),  # it may not have ended
        ({"end": "2009"}, "2010-01-15", Course.ENDED, "2009-12-31"),  # told of after its end
        ({"partnership_end": "2009-11"}, "2009-06-01", Course.ENDED, "2009-06-01"),
        ({"end": "2009-12-31", "partnership_end": "2009-11-30"}, None, Course.ENDED, "2009-01-01"),
        ({"start": "2001", "end": "2003"}, "2002-01-01", Course.ENDED, "2002-01-01"),
    ],
)
def test_a_programme_that_ended_or_fell_silent_does_not_run(dates, recorded, course, last):
    found = running_on(programme(**dates), recorded and day(recorded), DAY)

    assert (found.course, found.last) == (course, last and day(last))


@pytest.mark.parametrize(
    ("dates", "recorded", "words"),
    [
        ({}, "2010-02-01", ""),
        ({"start": "2001"}, "2004-12-31", "silent since 2004"),
        ({"end": "2009"}, None, "ended"),
    ],
)
def test_what_a_page_says_of_it(dates, recorded, words):
    assert running_on(programme(**dates), recorded and day(recorded), DAY).words == words
