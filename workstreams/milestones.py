"""Where a milestone stands on a day: the one reading of its dates. No database.

Asked by the pages of programmes and workstreams; lists ask the database the same
(`MilestoneQuerySet.open`).
"""

import datetime
from collections.abc import Iterable
from enum import Enum
from typing import Any


class Progress(Enum):
    """Whether a milestone is done by a day, as far as its dates tell."""

    TO_DO = "to do"
    PERHAPS_DONE = "perhaps done"
    DONE = "done"


def progress_of(milestone: Any, day: datetime.date) -> Progress:
    """Where a milestone stands on a day.

    What is recorded as done later was still to do. Where only a month, or words alone, say when it
    was done, it may have been done by then.
    """
    if not (milestone.done or milestone.done_words) or milestone.done_earliest > day:
        return Progress.TO_DO
    return Progress.DONE if milestone.done_latest <= day else Progress.PERHAPS_DONE


def is_open(milestone: Any, day: datetime.date) -> bool:
    """It is not surely done by that day."""
    return progress_of(milestone, day) is not Progress.DONE


def is_overdue(milestone: Any, day: datetime.date) -> bool:
    """The last day on which it was due has gone, and it is not recorded as done by then."""
    gone = bool(milestone.due) and milestone.due_latest < day
    return gone and progress_of(milestone, day) is Progress.TO_DO


def next_due(milestones: Iterable[Any], day: datetime.date) -> tuple[Any, ...]:
    """The open milestones that are due next, on one day; the earliest though it has gone."""
    left = [milestone for milestone in milestones if is_open(milestone, day)]
    first = min((milestone.due_latest for milestone in left), default=None)
    return tuple(milestone for milestone in left if milestone.due_latest == first)


def done_in_words(milestone: Any) -> str:
    """When it was done, in the source's words or as a date; "" where that is not recorded."""
    if not (milestone.done or milestone.done_words):
        return ""
    return milestone.date_in_words("done")
