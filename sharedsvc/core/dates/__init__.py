"""Dates as they are known: ISO 8601-2 (EDTF) text, its bounds, and how it reads in English.

A committee report may give a day, a month, a season, a financial year, "by 18 February 2010", or
nothing at all. The text is kept; the first and last day it allows are worked out once, on write,
and every question about time is asked of those two days (domain.md, "Dates as they are known").
"""

from sharedsvc.core.dates.extent import EARLIEST, LATEST, UNKNOWN, Bounds, NotADate, bounds
from sharedsvc.core.dates.reading import date_as_written, other_reading, read_date, read_one_day
from sharedsvc.core.dates.words import (
    day_in_words,
    edge_in_words,
    how_long,
    in_words,
    since_in_words,
    start_in_words,
    stated_in_words,
)

__all__ = [
    "EARLIEST",
    "LATEST",
    "UNKNOWN",
    "Bounds",
    "NotADate",
    "bounds",
    "date_as_written",
    "day_in_words",
    "edge_in_words",
    "how_long",
    "in_words",
    "other_reading",
    "read_date",
    "read_one_day",
    "since_in_words",
    "start_in_words",
    "stated_in_words",
]
