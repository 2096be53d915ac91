"""Dates as they are known: ISO 8601-2 (EDTF) text, its bounds, and how it reads in English.

A committee report may give a day, a month, a season, a financial year, "by 18 February 2010", or
nothing at all. The text is kept; the first and last day it allows are worked out once, on write,
and every question about time is asked of those two days (domain.md, "Dates as they are known").
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

EARLIEST = datetime.date.min
LATEST = datetime.date.max
UNKNOWN = "XXXX"
OPEN = ".."

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_UK_DAY = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})",
    re.I,
)
_UK_MONTH = re.compile(rf"{_MONTH},?[\s-]+(?:of\s+)?(?P<year>\d{{4}})", re.I)
_UK_NUMBERS = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4}|\d{2})")
_UK_SEASON = re.compile(
    r"(?P<season>spring|summer|autumn|winter),?\s+(?:of\s+)?(?P<year>\d{4})", re.I
)
_FINANCIAL_YEAR = re.compile(
    r"(?:financial year\s+)?(?P<first>\d{4})/(?P<second>\d{2}|\d{4})", re.I
)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_PREFIX = re.compile(
    r"(?P<word>before|after|by|on or before|on or after|about|around|circa|c\.)\s+(?P<rest>.+)",
    re.I,
)
_RANGE = re.compile(
    r"(?:from\s+|between\s+)?(?P<first>.+?)\s+(?:to|until|and|–)\s+(?P<last>.+)", re.I
)


class NotADate(ValueError):
    """What was typed cannot be read as a date; the message says why, in plain English."""


@dataclass(frozen=True)
class Bounds:
    """The first and the last day that a date as known can mean, both inclusive."""

    earliest: datetime.date
    latest: datetime.date


def read_date(text: str) -> str:
    """Turn a date as people write it into EDTF text.

    Takes UK forms ("15 January 2010", "18/02/10", "December 2010", "summer 2013", "2006/07",
    "by 18 February 2010", "about March 2009", "November 2013 to January 2014", "unknown") and
    EDTF itself. Returns "" for blank. Raises NotADate.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    for reader in _READERS:
        edtf = reader(text)
        if edtf is not None:
            return edtf
    return _read_edtf(text)


def _read_word(text: str) -> str | None:
    return {"unknown": UNKNOWN, "not known": UNKNOWN, UNKNOWN.lower(): UNKNOWN}.get(text.lower())


def _read_day(text: str) -> str | None:
    match = _UK_DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)
    if not match:
        return None
    month = match["month"]
    return _day(
        int(match["year"]), MONTHS.get(month.lower()) or int(month), int(match["day"]), text
    )


def _read_numbers(text: str) -> str | None:
    match = _UK_NUMBERS.fullmatch(text)
    if not match:
        return None
    year = int(match["year"])
    return _day(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]), text)


def _day(year: int, month: int, day: int, typed: str) -> str:
    if not 1 <= month <= 12:
        raise NotADate(f"“{typed}” is not a date: there is no month {month}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NotADate(f"“{typed}” is not a date: {calendar.month_name[month]} has {last} days")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _read_month(text: str) -> str | None:
    match = _UK_MONTH.fullmatch(text)
    return f"{match['year']}-{MONTHS[match['month'].lower()]:02d}" if match else None


def _read_season(text: str) -> str | None:
    match = _UK_SEASON.fullmatch(text)
    return f"{match['year']}-{SEASONS[match['season'].lower()]}" if match else None


def _read_financial_year(text: str) -> str | None:
    match = _FINANCIAL_YEAR.fullmatch(text)
    if not match:
        return None
    first, second = int(match["first"]), match["second"]
    if int(second) != (first + 1 if len(second) == 4 else (first + 1) % 100):
        if len(second) == 4:
            return None
        raise NotADate(
            f"“{text}” is not a financial year: expected {first}/{(first + 1) % 100:02d}"
        )
    if len(second) == 4 and not text.lower().startswith("financial"):
        return None
    return f"{first}-04-01/{first + 1}-03-31"


def _read_prefixed(text: str) -> str | None:
    match = _PREFIX.fullmatch(text)
    if not match:
        return None
    word, known = match["word"].lower(), read_date(match["rest"])
    if word in {"about", "around", "circa", "c."}:
        return "/".join(
            part if part == OPEN else f"{part.rstrip('~')}~" for part in known.split("/")
        )
    limits = bounds(known)
    one_day = datetime.timedelta(days=1)
    return {
        "by": lambda: f"../{limits.latest}",
        "on or before": lambda: f"../{limits.latest}",
        "before": lambda: f"../{limits.earliest - one_day}",
        "on or after": lambda: f"{limits.earliest}/..",
        "after": lambda: f"{limits.latest + one_day}/..",
    }[word]()


def _read_range(text: str) -> str | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    return _checked(f"{read_date(match['first'])}/{read_date(match['last'])}", text)


_READERS = (
    _read_word,
    _read_day,
    _read_numbers,
    _read_month,
    _read_season,
    _read_financial_year,
    _read_prefixed,
    _read_range,
)


def _read_edtf(text: str) -> str:
    candidate = re.sub(r"\s*/\s*", "/", text)
    if not re.fullmatch(r"[\d./~?%X-]+", candidate) or not re.search(r"\d", candidate):
        raise NotADate(f"“{text}” is not a date; write it as 15 January 2010, January 2010 or 2010")
    for part in candidate.split("/"):
        plain = part.rstrip("~?%")
        if _ISO_DAY.fullmatch(plain):
            _read_day(plain)
    return _checked(candidate, text)


def _checked(edtf: str, typed: str) -> str:
    limits = bounds(edtf)
    if limits.latest < limits.earliest:
        raise NotADate(f"“{typed}” ends before it begins")
    return edtf


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> Bounds:
    """The first and last day that an EDTF text allows. Raises NotADate.

    An open or unknown side has no bound (EARLIEST, LATEST). "About" (~ or ?) widens by one unit of
    its precision on either side, as the edtf library does.
    """
    if edtf in ("", UNKNOWN):
        return Bounds(EARLIEST, LATEST)
    if "/" not in edtf:
        return _bounds_of_one(edtf)
    first, last = edtf.split("/", 1)
    return Bounds(
        EARLIEST if first in ("", OPEN) else _bounds_of_one(first).earliest,
        LATEST if last in ("", OPEN) else _bounds_of_one(last).latest,
    )


def _bounds_of_one(edtf: str) -> Bounds:
    season = re.fullmatch(r"(\d{4})-(2[1-4])", edtf)
    if season:
        return _season_bounds(int(season[1]), int(season[2]))
    try:
        parsed = parse_edtf(edtf)
        return Bounds(_as_date(parsed.lower_fuzzy()), _as_date(parsed.upper_fuzzy()))
    except (EDTFParseException, ValueError, AttributeError, OverflowError) as error:
        raise NotADate(
            f"“{edtf}” is not a date; write it as 15 January 2010, January 2010 or 2010"
        ) from error


def _season_bounds(year: int, season: int) -> Bounds:
    first = SEASON_STARTS[season]
    last_year, last = (year + 1, 2) if season == 24 else (year, first + 2)
    return Bounds(
        datetime.date(year, first, 1),
        datetime.date(last_year, last, calendar.monthrange(last_year, last)[1]),
    )


def _as_date(moment) -> datetime.date:  # type: ignore[no-untyped-def]
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


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


def _one_in_words(edtf: str) -> str:
    if edtf[-1] in "~?%":
        return f"about {_one_in_words(edtf.rstrip('~?%'))}"
    if _ISO_DAY.fullmatch(edtf):
        return day_in_words(datetime.date.fromisoformat(edtf))
    match = _ISO_MONTH.fullmatch(edtf)
    if not match:
        return edtf
    month = int(match["month"])
    seasons = {number: name for name, number in SEASONS.items()}
    return f"{seasons.get(month) or calendar.month_name[month]} {match['year']}"


def day_in_words(day: datetime.date) -> str:
    """A day as people write it: "15 January 2010"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
