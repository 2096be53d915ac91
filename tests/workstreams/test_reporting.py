"""When an update is overdue: tables of cases, without a database."""

import datetime
from types import SimpleNamespace

import pytest

from sharedsvc.core.dates import bounds
from workstreams.reporting import ReadingMeeting, Readings, due, is_expected, is_silent

TODAY = datetime.date(2010, 3, 15)


def day(text):
    return datetime.date.fromisoformat(text)


def readings(*dates):
    found = [bounds(date) for date in dates]
    return Readings(ReadingMeeting(b.earliest, b.latest, n, "Board") for n, b in enumerate(found))


@pytest.mark.parametrize(
    ("since", "meetings", "by", "late"),
    [
        ("2010-02-18", [], "2010-03-18", 0),
        ("2010-02-15", [], "2010-03-15", 0),  # due today
        ("2010-02-14", [], "2010-03-14", 1),
        ("2010-01-31", [], "2010-02-28", 15),
        ("2010-02-18", ["2010-03-12"], "2010-03-12", 3),  # the meeting should have read one
        ("2010-02-18", ["2010-03-12", "2010-03-01"], "2010-03-01", 14),  # the first of them
        ("2010-02-18", ["2010-02-18"], "2010-03-18", 0),  # that one did
        ("2010-02-18", ["2010-03-15"], "2010-03-15", 0),  # today's can still read one
        ("2010-02-18", ["2010-03"], "2010-03-18", 0),  # it may be at the month's end
        ("2010-02-18", ["2010-02"], "2010-03-18", 0),  # it may have been before
        ("2010-02-18", ["XXXX", "../2010-03-01"], "2010-03-18", 0),
        ("2010-03-12", ["2010-02-18"], "2010-04-12", 0),
        ("2009-11-02", ["2010-03-12"], "2009-12-02", 103),  # the month was over first
    ],
)
def test_an_update_is_due_after_a_month_or_when_a_meeting_reads_it(since, meetings, by, late):
    found = due(day(since), readings(*meetings))

    assert found.day == day(by)
    assert found.days_late(TODAY) == late
    assert (found.meeting is not None) == (by in meetings)


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([], True),
        (["developing the business case"], True),
        (["live"], True),
        (["removal proposed"], True),
        (["ended"], False),
        (["paused"], False),
        (["not in this phase"], False),
        (["pursued by another route"], False),
        (["not taken forward"], False),
    ],
)
def test_of_what_rests_no_update_is_expected(stages, expected):
    found = [
        SimpleNamespace(stage=stage, owner_id=None, certainty="surely", start_latest=TODAY)
        for stage in stages
    ]
    assert is_expected(SimpleNamespace(certainty="surely"), found) == expected


def test_of_what_only_may_have_begun_or_ended_none_is_expected():
    assert not is_expected(SimpleNamespace(certainty="possibly"), [])


def test_one_councils_own_route_does_not_let_it_rest():
    own = SimpleNamespace(
        stage="pursued by another route", owner_id=7, certainty="surely", start_latest=TODAY
    )
    assert is_expected(SimpleNamespace(certainty="surely"), [own])


@pytest.mark.parametrize(
    ("since", "silent"), [("2005-03-15", False), ("2005-03-14", True), ("2010-03-01", False)]
)
def test_what_was_silent_for_five_years_is_not_overdue(since, silent):
    assert is_silent(day(since), TODAY) == silent
