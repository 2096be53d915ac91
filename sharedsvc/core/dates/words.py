"""How a date as known reads in English."""

import calendar
import datetime
import re
from functools import lru_cache

from sharedsvc.core.dates.extent import ISO_DAY, ISO_MONTH, LATEST, OPEN, SEASONS, UNKNOWN


def start_in_words(latest: datetime.date) -> str:
    """How a start reads that no source states: by the day when the fact was known, if it is."""
    return "not stated" if latest == LATEST else in_words(f"../{latest}")


@lru_cache(maxsize=4096)
def in_words(edtf: str) -> str:
    """How a date as known reads in English: "15 January 2010", "by 18 February 2010", "2006/07"."""
    if edtf in ("", UNKNOWN):
        return "unknown" if edtf else ""
    if "/" not in edtf:
        return _one_in_words(edtf)
    first, last = edtf.split("/", 1)
    if first in ("", OPEN):
        return f"by {_one_in_words(last)}"
    if last in ("", OPEN):
        return f"on or after {_one_in_words(first)}"
    if first.endswith("-04-01") and last == f"{int(first[:4]) + 1}-03-31":
        return f"financial year {first[:4]}/{last[2:4]}"
    return f"{_one_in_words(first)} to {_one_in_words(last)}"


@lru_cache(maxsize=4096)
def edge_in_words(edtf: str) -> str:
    """How a start or an end reads: one day, within which bounds it is known to be.

    Where a span reads "December 2014 to 15 June 2015", what began then did not end with it.
    """
    words = in_words(edtf)
    return f"between {words.replace(' to ', ' and ')}" if " to " in words else words


def since_in_words(edtf: str) -> str:
    """How a start reads in a sentence: "from March 2009", "by 18 February 2010"."""
    words = edge_in_words(edtf)
    if words.startswith("between "):
        return f"from some time {words}"
    return words if words.startswith(("by ", "on or after ")) else f"from {words}"


@lru_cache(maxsize=4096)
def stated_in_words(edtf: str, words: str, *, edge: bool = False) -> str:
    """How a date reads that is stated as a date, in the source's words, or both; "" for neither.

    Where the source's words hold the date, it is said once. An `edge` is a start or an end.
    """
    known = edge_in_words(edtf) if edge else in_words(edtf)
    if not (known and words):
        return known or words
    said_there = re.search(rf"(?<![\w/]){re.escape(known)}(?![\w/])", words, re.I)
    return words if said_there else f"{known} (“{words}”)"


def _one_in_words(edtf: str) -> str:
    if edtf[-1] in "~?%":
        return f"about {_one_in_words(edtf.rstrip('~?%'))}"
    if ISO_DAY.fullmatch(edtf):
        return day_in_words(datetime.date.fromisoformat(edtf))
    match = ISO_MONTH.fullmatch(edtf)
    if not match:
        return edtf
    month = int(match["month"])
    seasons = {number: name for name, number in SEASONS.items()}
    return f"{seasons.get(month) or calendar.month_name[month]} {match['year']}"


def day_in_words(day: datetime.date) -> str:
    """A day as people write it: "15 January 2010"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def how_long(days: int) -> str:
    """A time of so many days, as people say it: "3 days", "4 months", "16 years"."""
    for unit, length, least in (("year", 365.25, 730), ("month", 30.44, 61), ("day", 1, 0)):
        if days >= least:
            number = int(days / length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 days"
