"""Milestones, stages and lineage on a day: tables of cases, and that the database agrees."""

import datetime
from types import SimpleNamespace

import pytest

from sharedsvc.core.certainty import in_force_on
from tests.factories import MilestoneFactory, ProgrammeFactory, WorkstreamFactory
from workstreams.lifecycle import own_routes, place_in_phase, shared_stage
from workstreams.lineage import that_go_forward, went_into_another
from workstreams.milestones import Progress, is_open, is_overdue, next_due, progress_of
from workstreams.models import Lineage, Milestone, Workstream

DAY = datetime.date(2010, 2, 18)
FIRST, LAST = datetime.date.min, datetime.date.max


def on(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)


def milestone(done="", words="", bounds=(FIRST, LAST), due="2010-03-12"):
    """A milestone with what says when it was done, and on which day it is due."""
    known = on(due) if due else LAST
    return SimpleNamespace(
        done=done,
        done_words=words,
        done_earliest=bounds[0],
        done_latest=bounds[1],
        due=due,
        due_latest=known,
    )


MONTH = (on("2010-02-01"), on("2010-02-28"))
CASES = {
    "nothing recorded": (milestone(), Progress.TO_DO),
    "done before": (milestone("2010-02-17", bounds=(on("2010-02-17"),) * 2), Progress.DONE),
    "done on the day": (milestone("2010-02-18", bounds=(DAY, DAY)), Progress.DONE),
    "done later": (milestone("2010-02-19", bounds=(on("2010-02-19"),) * 2), Progress.TO_DO),
    "done in the month": (milestone("2010-02", bounds=MONTH), Progress.PERHAPS_DONE),
    "done, in words": (milestone(words="once the director was in post"), Progress.PERHAPS_DONE),
}


@pytest.mark.parametrize("case", CASES)
def test_where_a_milestone_stands_on_a_day(case):
    found, progress = CASES[case]

    assert progress_of(found, DAY) is progress
    assert is_open(found, DAY) == (progress is not Progress.DONE)


@pytest.mark.parametrize(
    ("due", "done", "overdue"),
    [
        ("2010-02-17", {}, True),
        ("2010-02-18", {}, False),
        ("", {}, False),
        ("2010-02-17", {"words": "when it could be"}, False),
        ("2010-02-17", {"done": "2010-03-01", "bounds": (on("2010-03-01"),) * 2}, True),
    ],
)
def test_what_is_recorded_as_done_by_the_day_is_never_called_overdue(due, done, overdue):
    assert is_overdue(milestone(due=due, **done), DAY) == overdue


def test_next_are_those_that_are_left_and_due_first():
    done = milestone("2010-02-17", bounds=(on("2010-02-17"),) * 2, due="2010-02-17")
    first, second, later = (milestone(due=f"2010-03-{day}") for day in (12, 12, 13))

    assert next_due([later, first, done, second], DAY) == (first, second)
    assert next_due([done], DAY) == ()


@pytest.mark.parametrize("recorded_as", [{}, {"done": "2010-02-17"}, {"done": "2010-02-19"},
    {"done": "2010-02"}, {"done_words": "once the director was in post"}])  # fmt: skip
def test_the_database_finds_those_that_are_open(recorded, recorded_as):
    found = MilestoneFactory(**recorded_as)
    found.refresh_from_db()

    assert Milestone.objects.open(DAY).exists() == is_open(found, DAY)


def stage(name, since="2010-01-15", certainty="surely", owner=None, priority=None):
    return SimpleNamespace(
        stage=name,
        start_latest=on(since),
        certainty=certainty,
        owner_id=owner,
        priority=priority,
    )


IDENTIFIED = stage("identified", "2009-06-01")
CASE = stage("developing the business case", priority=3)
FURTHER = stage("approved")
ROUTE = stage("pursued by another route", owner=7)
MAYBE_LIVE = stage("live", "2010-02-01", "possibly")


@pytest.mark.once
def test_what_surely_led_to_a_workstream_of_the_phase_goes_forward():
    def led(predecessor, successor, certainty="surely"):
        return SimpleNamespace(
            predecessor_id=predecessor, successor_id=successor, certainty=certainty
        )

    links = [led(1, 10), led(2, 11), led(3, 10, "possibly"), led(4, 10)]

    assert that_go_forward([10], links) == {10, 1, 4}


@pytest.mark.parametrize(
    ("stages", "shared"),
    [
        ([], None),
        ([IDENTIFIED, CASE], CASE),
        ([CASE, IDENTIFIED], CASE),
        ([FURTHER, CASE], FURTHER),
        ([IDENTIFIED, ROUTE], IDENTIFIED),
        ([ROUTE], None),
        ([IDENTIFIED, MAYBE_LIVE], IDENTIFIED),
    ],
)
def test_the_shared_stage_began_last_or_is_the_furthest(stages, shared):
    assert shared_stage(stages) is shared


def test_own_routes_and_the_place_in_a_phase():
    later = stage("implementing", "2010-02-01", priority=1)

    assert own_routes([IDENTIFIED, ROUTE]) == (ROUTE,)
    assert place_in_phase([later, CASE, IDENTIFIED]) is later
    assert place_in_phase([IDENTIFIED, stage("live", certainty="possibly", priority=1)]) is None


@pytest.mark.parametrize(
    ("kind", "date", "gone"),
    [
        ("merged", "2010-01-15", True),
        ("replaced", "2010-01-15", True),
        ("split", "2010-01-15", False),
        ("renamed", "2010-01-15", False),
        ("merged", "2010-02", False),
        ("merged", "2010-03-01", False),
    ],
)
def test_what_surely_went_into_another_has_no_row_of_its_own(recorded, kind, date, gone):
    """The rule and the database's form of it agree."""
    programme = ProgrammeFactory()
    old, new = (WorkstreamFactory(programme=programme) for _ in range(2))
    link = Lineage(predecessor=old, successor=new, kind=kind, date=date)
    link.save()
    links = Lineage.objects.as_at(DAY).filter(predecessor=old)
    left = Workstream.objects.not_merged(DAY, None).filter(pk=old.pk)

    assert went_into_another(links) == gone
    assert left.exists() != gone


@pytest.mark.parametrize(
    ("bounds", "certainty"),
    [
        (("2010-01-01", "2010-01-01", "2010-12-31", "2010-12-31"), "surely"),
        (("2010-01-01", "2010-12-31", "2011-12-31", "2011-12-31"), "possibly"),
        (("2010-01-01", "2010-01-01", "2010-02-01", "2010-12-31"), "possibly"),
        (("2010-02-19", "2010-02-19", "2010-12-31", "2010-12-31"), ""),
        (("2009-01-01", "2009-01-01", "2010-02-17", "2010-02-17"), ""),
    ],
)
def test_the_bounds_of_its_dates_say_whether_a_record_is_in_force(bounds, certainty):
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    record = SimpleNamespace(**dict(zip(names, map(on, bounds), strict=True)))

    assert in_force_on(record, DAY) == certainty
