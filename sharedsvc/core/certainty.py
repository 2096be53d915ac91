"""How sure it is that something is so on a day, told by the bounds of its dates. No database."""

import datetime
from typing import Any

from sharedsvc.core.dates import day_in_words

SURELY = "surely"
POSSIBLY = "possibly"


def in_force_on(record: Any, day: datetime.date) -> str:
    """Whether a record with a start and an end is SURELY or POSSIBLY in force; otherwise "".

    The bounds of its dates decide (domain.md, "Dates as they are known"). The database asks the
    same by `DatedQuerySet.as_at`.
    """
    return within(
        day,
        (record.start_earliest, record.start_latest),
        (record.end_earliest, record.end_latest),
    )


Limits = tuple[datetime.date, datetime.date]


def within(day: datetime.date, start: Limits, end: Limits) -> str:
    """The same, told by the earliest and latest days of the start and of the end."""
    if start[1] <= day <= end[0]:
        return SURELY
    return POSSIBLY if start[0] <= day <= end[1] else ""


def possibly_in_words(day: datetime.date, *, happens: bool = False) -> str:
    """What is said beside what only may be so on a day, or may have happened by it."""
    asked = f"have been by {day_in_words(day)}" if happens else f"be so on {day_in_words(day)}"
    return f"May, or may not, {asked}"
