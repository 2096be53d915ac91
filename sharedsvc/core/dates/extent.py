"""What a date as known allows: the first and the last day of an EDTF text (ISO 8601-2)."""

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
SHOWN = 40
HOW = "write it as 15 January 2010, January 2010 or 2010"

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}

ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.A)
ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.A)
ONE_EDTF = re.compile(
    r"(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4])|-(?:0[1-9]|1[0-2])-\d{2})?|\d{3}X|\d{2}XX|"
    r"(?!0000)\d{4}-XX|(?!0000)\d{4}-(?:0[1-9]|1[0-2])-XX",
    re.A,
)
_EDTF_SEASON = re.compile(r"(\d{4})-(2[1-4])")


class NotADate(ValueError):
    """What was typed cannot be read as a date; the message says why, in plain English."""


@dataclass(frozen=True)
class Bounds:
    """The first and the last day that a date as known can mean, both inclusive."""

    earliest: datetime.date
    latest: datetime.date


def not_a_date(text: str) -> NotADate:
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return NotADate(f"“{shown}” is not a date; {HOW}")


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


def _bounds_of_one(edtf: str) -> Bounds:
    plain = edtf.rstrip("~?%")
    if not ONE_EDTF.fullmatch(plain):
        raise not_a_date(edtf)
    try:
        limits = _strict_bounds(plain)
    except (ValueError, OverflowError) as error:
        raise not_a_date(edtf) from error
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
    if ISO_DAY.fullmatch(edtf):
        unit = relativedelta(days=1)
    elif _EDTF_SEASON.fullmatch(edtf):
        unit = relativedelta(months=3)
    elif ISO_MONTH.fullmatch(edtf):
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
