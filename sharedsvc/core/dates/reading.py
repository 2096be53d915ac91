"""Dates as people write them, read as EDTF text."""

import calendar
import datetime
import re

from sharedsvc.core.dates.extent import (
    HOW,
    ISO_DAY,
    ISO_MONTH,
    ONE_EDTF,
    OPEN,
    SEASONS,
    UNKNOWN,
    NotADate,
    bounds,
    not_a_date,
)
from sharedsvc.core.dates.words import day_in_words, in_words

LONGEST = 60
HOW_A_DAY = "write it as 15 January 2010 or 15/1/2010"
ABOUT = frozenset({"about", "around", "circa", "c."})
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9

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
_PREFIX = re.compile(
    r"(?P<word>before|after|by|on or before|on or after|about|around|circa|c\.)\s+(?P<rest>.+)",
    re.I | re.A,
)
_RANGE = re.compile(
    r"(?:from\s+|between\s+)?(?P<first>.+?)\s+(?:to|until|and|–)\s+(?P<last>.+)", re.I
)


def read_date(text: str) -> str:
    """Turn a date as people write it into EDTF text.

    Takes UK forms ("15 January 2010", "18/02/10", "December 2010", "summer 2013", "2006/07",
    "Q3 2006/07", "by 18 February 2010", "about March 2009", "November 2013 to January 2014",
    "unknown") and EDTF itself. Returns "" for blank. Raises NotADate.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise not_a_date(text)
    if text.lower() in {"", "unknown", "not known", UNKNOWN.lower()}:
        return UNKNOWN if text else ""
    try:
        found = _read_prefixed(text) or _read_range(text) or _read_one(text) or _read_interval(text)
        bounds(found)
    except (OverflowError, ValueError) as error:
        if isinstance(error, NotADate):
            raise
        raise not_a_date(text) from error
    return found


def read_one_day(text: str) -> datetime.date:
    """The day that a text is, as people write it. Raises NotADate, also for more than one day."""
    try:
        limits = bounds(read_date(text))
    except NotADate as error:
        raise NotADate(str(error).replace(HOW, HOW_A_DAY)) from error
    if limits.earliest != limits.latest:
        raise NotADate(f"“{text}” is not one day; {HOW_A_DAY}")
    return limits.earliest


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
    return text.upper() if ONE_EDTF.fullmatch(plain) and len(text) - len(plain) <= 1 else None


def _read_day(text: str) -> str | None:
    match = _UK_DAY.fullmatch(text) or ISO_DAY.fullmatch(text)
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
        raise not_a_date(typed)
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
    match = ISO_MONTH.fullmatch(text.strip())
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
        raise not_a_date(text)
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
        raise not_a_date(text)
    return _in_order(f"{first}/{last}", text)


def _read_interval(text: str) -> str:
    """An EDTF interval; either side may be open (..) or left out."""
    sides = [side.strip() for side in text.split("/")]
    if len(sides) != 2 or not any(side.strip(".") for side in sides):
        raise not_a_date(text)
    read = [side if side in ("", OPEN) else _read_one(side) for side in sides]
    if any(side is None or "/" in side for side in read):
        raise not_a_date(text)
    return _in_order(f"{read[0]}/{read[1]}", text)


def _in_order(edtf: str, typed: str) -> str:
    limits = bounds(edtf)
    if limits.latest < limits.earliest:
        raise NotADate(f"“{typed}” ends before it begins")
    return edtf
