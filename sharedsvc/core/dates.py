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

from dateutil.relativedelta import relativedelta

EARLIEST = datetime.date.min
LATEST = datetime.date.max
UNKNOWN = "XXXX"
OPEN = ".."
LONGEST, SHOWN = 60, 40
HOW = "write it as 15 January 2010, January 2010 or 2010"
HOW_A_DAY = "write it as 15 January 2010 or 15/1/2010"
ABOUT = frozenset({"about", "around", "circa", "c."})

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_WEEKDAY = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_UK_DAY = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})",
    re.I | re.A,
)
_UK_MONTH = re.compile(rf"{_MONTH},?[\s-]+(?:of\s+)?(?P<year>\d{{4}})", re.I | re.A)
_UK_NUMBERS = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4}|\d{2})", re.A)
_UK_SEASON = re.compile(
    r"(?P<season>spring|summer|autumn|winter),?\s+(?:of\s+)?(?P<year>\d{4})", re.I
)
_FINANCIAL_YEAR = re.compile(
    r"(?:financial year\s+)?(?P<first>\d{4})/(?P<second>\d{2}|\d{4})", re.I
)
_QUARTER = re.compile(
    r"(?:Q|quarter\s+)(?P<quarter>[1-4]),?\s+(?:of\s+)?(?P<year>\d{4}/(?:\d{2}|\d{4}))", re.I | re.A
)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.A)
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.A)
_EDTF_SEASON = re.compile(r"(\d{4})-(2[1-4])")
_ONE_EDTF = re.compile(
    r"(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4])|-(?:0[1-9]|1[0-2])-\d{2})?|\d{3}X|\d{2}XX|"
    r"(?!0000)\d{4}-XX|(?!0000)\d{4}-(?:0[1-9]|1[0-2])-XX",
    re.A,
)
_PREFIX = re.compile(
    r"(?P<word>before|after|by|on or before|on or after|about|around|circa|c\.)\s+(?P<rest>.+)",
    re.I | re.A,
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
    "Q3 2006/07", "by 18 February 2010", "about March 2009", "November 2013 to January 2014",
    "unknown") and EDTF itself. Returns "" for blank. Raises NotADate.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise _not_a_date(text)
    if text.lower() in {"", "unknown", "not known", UNKNOWN.lower()}:
        return UNKNOWN if text else ""
    try:
        found = _read_prefixed(text) or _read_range(text) or _read_one(text) or _read_interval(text)
        bounds(found)
    except (OverflowError, ValueError) as error:
        if isinstance(error, NotADate):
            raise
        raise _not_a_date(text) from error
    return found


def _not_a_date(text: str) -> NotADate:
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return NotADate(f"“{shown}” is not a date; {HOW}")


def _read_one(text: str) -> str | None:
    """A single date, in a UK form or as EDTF: no "by", no range. None if it is neither."""
    for reader in (
        _read_day,
        _read_numbers,
        _read_month,
        _read_season,
        _read_financial_year,
        _read_quarter,
    ):
        edtf = reader(text)
        if edtf is not None:
            return edtf
    plain = text.rstrip("~?%").upper()
    return text.upper() if _ONE_EDTF.fullmatch(plain) and len(text) - len(plain) <= 1 else None


def _read_day(text: str) -> str | None:
    match = _UK_DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)
    if not match:
        return None
    month = match["month"]
    found = _day(
        int(match["year"]), MONTHS.get(month.lower()) or int(month), int(match["day"]), text
    )
    _refuse_another_weekday(match.groupdict().get("weekday"), found, text)
    return found


def _refuse_another_weekday(typed: str | None, day: str, text: str) -> None:
    """Raise NotADate where the weekday and the day disagree: one of them is wrong."""
    weekday = calendar.day_name[datetime.date.fromisoformat(day).weekday()]
    if typed and not weekday.lower().startswith(typed[:3].lower()):
        raise NotADate(
            f"“{text}” contradicts itself: {day_in_words(datetime.date.fromisoformat(day))} is a "
            f"{weekday}. Write the day that is right, or leave the weekday out"
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
    if year < 1:
        raise _not_a_date(typed)
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
    if len(second) == 4 and not text.lower().startswith("financial"):
        if int(second) == first + 1:
            raise NotADate(
                f"“{text}” is the financial year {first}/{second[2:]}, or the years {first} to "
                f"{second}: write the one that is meant"
            )
        return None
    if int(second) != (first + 1 if len(second) == 4 else (first + 1) % 100):
        raise NotADate(
            f"“{text}” is not a financial year: expected {first}/{(first + 1) % 100:02d}"
        )
    return f"{first}-04-01/{first + 1}-03-31"


def other_reading(text: str) -> str:
    """How else a date that was typed may be read, in words; "" where it is clear.

    2009-10 is October 2009 by ISO 8601, and the financial year to a treasurer.
    """
    match = _ISO_MONTH.fullmatch(text.strip())
    if not match or int(match["month"]) != (int(match["year"]) + 1) % 100:
        return ""
    if not 1 <= int(match["month"]) <= 12:
        return ""
    financial = f"{match['year']}/{match['month']}"
    return f"read as {in_words(match[0])}; the financial year is written {financial}"


def date_as_written(edtf: str) -> str:
    """A date as known as a file or form holds it: EDTF text, or words where that has two readings.

    2009/2010 in EDTF is two whole years.
    """
    match = _FINANCIAL_YEAR.fullmatch(edtf)
    if match and len(match["second"]) == 4 and int(match["second"]) == int(match["first"]) + 1:
        return f"{match['first']} to {match['second']}"
    return edtf


def _read_quarter(text: str) -> str | None:
    """A quarter of a financial year, as its months: Q1 2006/07 is April to June 2006."""
    match = _QUARTER.fullmatch(text)
    year = match and _read_financial_year(f"financial year {match['year']}")
    if not match or not year:
        return None
    begun, quarter = int(year[:4]), int(match["quarter"])
    started, first = (begun, 3 * quarter + 1) if quarter < 4 else (begun + 1, 1)
    return f"{started}-{first:02d}/{started}-{first + 2:02d}"


def _read_prefixed(text: str) -> str | None:
    match = _PREFIX.fullmatch(text)
    if not match:
        return None
    word, known = match["word"].lower(), _read_one(match["rest"])
    if known is None:
        raise _not_a_date(text)
    if word in ABOUT:
        return "/".join(f"{part.rstrip('~')}~" for part in known.split("/"))
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
    first, last = _read_one(match["first"]), _read_one(match["last"])
    if not first or not last or "/" in first + last:
        raise _not_a_date(text)
    return _in_order(f"{first}/{last}", text)


def _read_interval(text: str) -> str:
    """An EDTF interval; either side may be open (..) or left out."""
    sides = [side.strip() for side in text.split("/")]
    if len(sides) != 2 or not any(side.strip(".") for side in sides):
        raise _not_a_date(text)
    read = [side if side in ("", OPEN) else _read_one(side) for side in sides]
    if any(side is None or "/" in side for side in read):
        raise _not_a_date(text)
    return _in_order(f"{read[0]}/{read[1]}", text)


def _in_order(edtf: str, typed: str) -> str:
    limits = bounds(edtf)
    if limits.latest < limits.earliest:
        raise NotADate(f"“{typed}” ends before it begins")
    return edtf


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> Bounds:
    """The first and last day that an EDTF text allows. Raises NotADate.

    An open or unknown side has no bound (EARLIEST, LATEST). "About" (~ or ?) widens by one unit of
    its precision on either side: a day, a month, a season of three months, a year.
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


def read_one_day(text: str) -> datetime.date:
    """The day that a text is, as people write it. Raises NotADate, also for more than one day."""
    try:
        limits = bounds(read_date(text))
    except NotADate as error:
        raise NotADate(str(error).replace(HOW, HOW_A_DAY)) from error
    if limits.earliest != limits.latest:
        raise NotADate(f"“{text}” is not one day; {HOW_A_DAY}")
    return limits.earliest


def _bounds_of_one(edtf: str) -> Bounds:
    plain = edtf.rstrip("~?%")
    if not _ONE_EDTF.fullmatch(plain):
        raise _not_a_date(edtf)
    try:
        limits = _strict_bounds(plain)
    except (ValueError, OverflowError) as error:
        raise _not_a_date(edtf) from error
    return limits if plain == edtf else _widened(limits, plain)


def _strict_bounds(edtf: str) -> Bounds:
    season = _EDTF_SEASON.fullmatch(edtf)
    if season:
        return _season_bounds(int(season[1]), int(season[2]))
    return _unspecified_bounds(edtf) if "X" in edtf else _calendar_bounds(edtf)


def _calendar_bounds(edtf: str) -> Bounds:
    """Of a year, a month or a day, without the parser, which takes thousands of times as long."""
    year, *finer = (int(part) for part in edtf.split("-"))
    if len(finer) == 2:
        day = datetime.date(year, *finer)
        return Bounds(day, day)
    first, last = finer * 2 or (1, 12)
    return Bounds(
        datetime.date(year, first, 1),
        datetime.date(year, last, calendar.monthrange(year, last)[1]),
    )


def _unspecified_bounds(edtf: str) -> Bounds:
    """Of a date with digits that nobody knows ("201X"). Raises ValueError."""
    from edtf import EDTFParseException, parse_edtf  # seldom needed, and slow to load

    try:
        parsed = parse_edtf(edtf)
        return Bounds(_as_date(parsed.lower_strict()), _as_date(parsed.upper_strict()))
    except (EDTFParseException, AttributeError) as error:
        raise ValueError(edtf) from error


def _widened(limits: Bounds, edtf: str) -> Bounds:
    if _ISO_DAY.fullmatch(edtf):
        unit = relativedelta(days=1)
    elif _EDTF_SEASON.fullmatch(edtf):
        unit = relativedelta(months=3)
    elif _ISO_MONTH.fullmatch(edtf):
        unit = relativedelta(months=1)
    else:
        unit = relativedelta(years=1)
    latest = limits.latest + datetime.timedelta(days=1) + unit - datetime.timedelta(days=1)
    return Bounds(limits.earliest - unit, latest)


def _season_bounds(year: int, season: int) -> Bounds:
    first = SEASON_STARTS[season]
    last_year, last = (year + 1, 2) if season == 24 else (year, first + 2)
    return Bounds(
        datetime.date(year, first, 1),
        datetime.date(last_year, last, calendar.monthrange(last_year, last)[1]),
    )


def _as_date(moment) -> datetime.date:  # type: ignore[no-untyped-def]
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


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


def how_long(days: int) -> str:
    """A time of so many days, as people say it: "3 days", "4 months", "16 years"."""
    for unit, length, least in (("year", 365.25, 730), ("month", 30.44, 61), ("day", 1, 0)):
        if days >= least:
            number = int(days / length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "0 days"
