"""By when a workstream is to be reported on: the one reading. No database.

No interval is recorded yet (issue 17 adds one): it is a month. A meeting that reads the workstream
before the month is over wants an update sooner. Whoever never reported counts from the day since
which they answer for it. Nothing is overdue of what rests, of what ended, or of what has been
silent for so long that nobody can be said to be waiting for it.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from programmes.running import silent_before
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.dates import EARLIEST, LATEST
from workstreams.choices import LifecycleStage
from workstreams.lifecycle import shared_stage

INTERVAL = relativedelta(months=1)
INTERVAL_IN_WORDS = "a month"
RESTS = (
    LifecycleStage.ENDED,
    LifecycleStage.PAUSED,
    LifecycleStage.NOT_IN_PHASE,
    LifecycleStage.ANOTHER_ROUTE,
    LifecycleStage.NOT_TAKEN_FORWARD,
)


@dataclass(frozen=True)
class ReadingMeeting:
    """A meeting that reads updates: the days between which it surely is, and whose it is."""

    earliest: datetime.date
    latest: datetime.date
    pk: int
    body: str


class Readings:
    """The meetings that read a workstream, by date; those whose day is not known tell nothing."""

    def __init__(self, meetings: Iterable[ReadingMeeting]) -> None:
        dated = {m for m in meetings if m.earliest > EARLIEST and m.latest < LATEST}
        self.dated: Sequence[ReadingMeeting] = sorted(
            dated, key=lambda m: (m.earliest, m.latest, m.pk)
        )

    def after(self, day: datetime.date) -> ReadingMeeting | None:
        """The first that is surely after that day."""
        place = bisect_right(self.dated, day, key=lambda m: m.earliest)
        return self.dated[place] if place < len(self.dated) else None


@dataclass(frozen=True)
class Due:
    """By which day an update is due; with the meeting that makes it due, where one does."""

    day: datetime.date
    meeting: ReadingMeeting | None = None

    def days_late(self, today: datetime.date) -> int:
        """For how many days it has been due; 0 where it is not, or is due today."""
        return max(0, (today - self.day).days)


def due(since: datetime.date, readings: Readings) -> Due:
    """By when what was last reported on that day is to be reported on again."""
    by = _after_the_interval(since)
    first = readings.after(since)
    return Due(first.latest, first) if first and first.latest < by else Due(by)


@lru_cache(maxsize=4096)
def _after_the_interval(since: datetime.date) -> datetime.date:
    return since + INTERVAL


def is_expected(workstream: Any, stages: Iterable[Any]) -> bool:
    """Whether anybody waits for an update: it surely stands today, and does not rest."""
    stage = shared_stage(stages)
    return workstream.certainty == SURELY and not (stage and stage.stage in RESTS)


def is_silent(since: datetime.date, today: datetime.date) -> bool:
    """Whether it was last reported on so long ago that nobody can be said to be waiting."""
    return since < silent_before(today)
