"""The tests keep one day: their clock begins at nine in the morning and goes on from there.

Tests and what they test ask for the date thousands of times. A suite that began before midnight
would otherwise end on another day than it began, and tests would fail that have no fault. It is
the day of today, or the one that TESTS_DAY names (`TESTS_DAY=2028-02-29 make test`); processes
started later keep it too.
"""

import datetime
import os
from zoneinfo import ZoneInfo

import time_machine

DAY = "TESTS_DAY"
LONDON = ZoneInfo("Europe/London")
MORNING = datetime.time(9)


def moment_of(day: str) -> datetime.datetime:
    """Nine in the morning in London of a day (ISO), as UTC; raises ValueError for no day."""
    morning = datetime.datetime.combine(datetime.date.fromisoformat(day), MORNING, LONDON)
    return morning.astimezone(datetime.UTC)


def keep_the_day() -> None:
    """Set this process's clock to the morning of the day of the tests; it goes on from there."""
    day = os.environ.setdefault(DAY, datetime.datetime.now(LONDON).date().isoformat())
    time_machine.travel(moment_of(day), tick=True).start()
