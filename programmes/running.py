"""Whether a programme runs on a day, as far as is recorded: the one reading. No database.

A programme that has ended, or of which nothing was recorded within the five years before the day,
is never shown as if it ran that day (issue 10). What is recorded of it:
`portal.programmes.running`.
"""

import datetime
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from sharedsvc.core.dates import EARLIEST

YEARS_OF_SILENCE = 5


class Course(Enum):
    """Where a programme stands in time."""

    TO_COME = "not begun"
    RUNNING = "running"
    ENDED = "ended"
    SILENT = "silent"


@dataclass(frozen=True)
class Running:
    """Whether a programme runs on a day.

    `last` is the last day of which something is recorded: to be looked at where it runs no more.
    """

    course: Course
    last: datetime.date | None = None

    @property
    def runs(self) -> bool:
        """Whether it runs on the day."""
        return self.course is Course.RUNNING

    @property
    def is_over(self) -> bool:
        """It has ended, or nothing has been recorded of it for long."""
        return self.course in (Course.ENDED, Course.SILENT)

    @property
    def words(self) -> str:
        """How a page says that it runs no more: "silent since 2010"."""
        if self.course is Course.ENDED:
            return "ended"
        return (
            f"silent since {self.last.year}" if self.course is Course.SILENT and self.last else ""
        )


@lru_cache(maxsize=4096)
def silent_before(day: datetime.date) -> datetime.date:
    """The first day of the years before a day in which something must be recorded."""
    if day.year - EARLIEST.year < YEARS_OF_SILENCE:
        return EARLIEST
    return day - relativedelta(years=YEARS_OF_SILENCE)


def running_on(programme: Any, recorded: datetime.date | None, day: datetime.date) -> Running:
    """Whether a programme runs on a day, of which something was last recorded on `recorded`.

    Its own end counts, or its partnership's; of one that is known in part its last possible day. It
    begins on the first day that its start allows. Where nothing dated is recorded, the day counts
    by which its start was known; without that nothing tells that it is silent.
    """
    if programme.start_earliest > day:
        return Running(Course.TO_COME)
    last = _last(programme, recorded, day)
    end = min(programme.end_latest, programme.partnership.end_latest)
    if end < day:
        return Running(Course.ENDED, min(end, last) if last else end)
    if last and last < silent_before(day):
        return Running(Course.SILENT, last)
    return Running(Course.RUNNING, last)


def _last(programme: Any, recorded: Any, day: datetime.date) -> datetime.date | None:
    begun = programme.start_latest
    known = [one for one in (recorded, begun) if one and EARLIEST < one <= day]
    return max(known, default=None)
