"""Dates as known: what people write, its EDTF, its first and last day, and how it reads."""

import calendar
import datetime
import random
import subprocess
import sys
from functools import cache
from unittest import mock

import pytest
from edtf import EDTFParseException, parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sharedsvc.core import dates
from sharedsvc.core.dates import (
    EARLIEST,
    LATEST,
    Bounds,
    NotADate,
    bounds,
    date_as_written,
    day_in_words,
    extent,
    in_words,
    read_date,
    since_in_words,
    stated_in_words,
)

HOW = "write it as 15 January 2010, January 2010 or 2010"

READ = [
    # days
    ("15 January 2010", "2010-01-15"),
    ("15th January 2010", "2010-01-15"),
    ("1st of May 2010", "2010-05-01"),
    ("Friday 15 January 2010", "2010-01-15"),
    ("Fri, 15 Jan 2010", "2010-01-15"),
    ("15-Jan-2010", "2010-01-15"),
    ("15 JANUARY 2010", "2010-01-15"),
    ("  15   January  2010 ", "2010-01-15"),
    ("18/02/10", "2010-02-18"),
    ("18/2/2010", "2010-02-18"),
    ("18.02.2010", "2010-02-18"),
    ("3/4/2010", "2010-04-03"),
    ("29 February 2012", "2012-02-29"),
    ("2010-01-15", "2010-01-15"),
    # months, years, seasons
    ("December 2010", "2010-12"),
    ("Sept 2010", "2010-09"),
    ("January, 2010", "2010-01"),
    ("2010-12", "2010-12"),
    ("2010", "2010"),
    ("201X", "201X"),
    ("summer 2013", "2013-22"),
    ("Winter 2010", "2010-24"),
    # financial years
    ("2006/07", "2006-04-01/2007-03-31"),
    ("financial year 2006/07", "2006-04-01/2007-03-31"),
    ("Q1 2006/07", "2006-04/2006-06"),
    ("q3 2006/2007", "2006-10/2006-12"),
    ("Quarter 4 of 2006/07", "2007-01/2007-03"),
    ("by Q2 2006/07", "../2006-09-30"),
    ("financial year 2006/2007", "2006-04-01/2007-03-31"),
    ("1999/00", "1999-04-01/2000-03-31"),
    # before, after, about
    ("by 18 February 2010", "../2010-02-18"),
    ("on or before 18 February 2010", "../2010-02-18"),
    ("by March 2010", "../2010-03-31"),
    ("before 18 February 2010", "../2010-02-17"),
    ("before March 2010", "../2010-02-28"),
    ("after 31 December 2009", "2010-01-01/.."),
    ("on or after 1 April 2009", "2009-04-01/.."),
    ("about March 2009", "2009-03~"),
    ("circa 2009", "2009~"),
    ("c. 2009", "2009~"),
    ("about summer 2013", "2013-22~"),
    # intervals
    ("November 2013 to January 2014", "2013-11/2014-01"),
    ("from January 2010 until March 2010", "2010-01/2010-03"),
    ("between 2009 and 2010", "2009/2010"),
    ("1999/2001", "1999/2001"),
    ("2010-01-01/..", "2010-01-01/.."),
    ("2010-01-01 / 2010-02-01", "2010-01-01/2010-02-01"),
    # nothing known
    ("unknown", "XXXX"),
    ("Not known", "XXXX"),
    ("XXXX", "XXXX"),
    ("", ""),
    ("  \n ", ""),
]


@pytest.mark.parametrize(("typed", "edtf"), READ)
def test_what_people_write_is_read_as_edtf(typed, edtf):
    assert read_date(typed) == edtf


@pytest.mark.parametrize(("typed", "edtf"), READ)
def test_reading_edtf_as_it_is_written_changes_nothing(typed, edtf):
    assert read_date(date_as_written(edtf)) == edtf


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31 April 2010", "“31 April 2010” is not a date: April has 30 days"),
        ("30 February 2012", "“30 February 2012” is not a date: February has 29 days"),
        ("29 February 2009", "“29 February 2009” is not a date: February has 28 days"),
        ("0 May 2010", "“0 May 2010” is not a date: May has 31 days"),
        ("31/4/10", "“31/4/10” is not a date: April has 30 days"),
        ("1/13/2010", "“1/13/2010” is not a date: there is no month 13"),
        ("2010-13-01", "“2010-13-01” is not a date: there is no month 13"),
        ("2010-02-30", "“2010-02-30” is not a date: February has 28 days"),
        ("2010-02-31/2010-03-01", "“2010-02-31” is not a date: February has 28 days"),
        ("2010/12", "“2010/12” is not a financial year: expected 2010/11"),
        (
            "1999/2000",
            "“1999/2000” is the financial year 1999/00, or the years 1999 to 2000: write the one "
            "that is meant",
        ),
        ("1999/01", "“1999/01” is not a financial year: expected 1999/00"),
        ("March 2010 to January 2010", "“March 2010 to January 2010” ends before it begins"),
        ("2010-01-01/2009-01-01", "“2010-01-01/2009-01-01” ends before it begins"),
        ("soon", f"“soon” is not a date; {HOW}"),
        ("2009-1X", f"“2009-1X” is not a date; {HOW}"),
        ("0000", f"“0000” is not a date; {HOW}"),
        ("2010-13", f"“2010-13” is not a date; {HOW}"),
        ("2010-25", f"“2010-25” is not a date; {HOW}"),
        ("20100115", f"“20100115” is not a date; {HOW}"),
        ("..", f"“..” is not a date; {HOW}"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(typed, message):
    with pytest.raises(NotADate) as refusal:
        read_date(typed)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "typed",
    [
        "2010-33",
        "winter 9999",
        "summer 0000",
        "Q5 2006/07",
        "Q1 2006",
        "before 0001",
        "before unknown",
        "before by 2010",
        "after 9999",
        "after 9999-12-31",
        "1 January 0000",
        "²2 January 2010",
        "２０１０",
        "2010-01-01/2010-01-02/2010-01-03",
        "by " * 2000 + "2010",
        "2010 to " * 2000 + "2010",
        "1" * 5000,
        "2010-" * 2000,
        "by unknown",
    ],
    ids=lambda typed: typed[:40],
)
def test_odd_texts_are_refused_as_no_date(typed):
    """The last one would make up a day: by a day that nobody knows."""
    with pytest.raises(NotADate):
        read_date(typed)


def test_a_refusal_is_short_though_the_text_is_long():
    with pytest.raises(NotADate) as refusal:
        read_date("x" * 5000)
    assert len(str(refusal.value)) < 500


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2010-01-15", "2010-01-15", "2010-01-15"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2010", "2010-01-01", "2010-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2010-21", "2010-03-01", "2010-05-31"),
        ("2013-22", "2013-06-01", "2013-08-31"),
        ("2013-23", "2013-09-01", "2013-11-30"),
        ("2010-24", "2010-12-01", "2011-02-28"),
        ("2011-24", "2011-12-01", "2012-02-29"),
        ("2006-04-01/2007-03-31", "2006-04-01", "2007-03-31"),
        ("2013-11/2014-01", "2013-11-01", "2014-01-31"),
        ("2010-24/2011-21", "2010-12-01", "2011-05-31"),
        ("../2010-02-18", "0001-01-01", "2010-02-18"),
        ("/2010", "0001-01-01", "2010-12-31"),
        ("2010-01-01/..", "2010-01-01", "9999-12-31"),
        ("2010/", "2010-01-01", "9999-12-31"),
        ("XXXX", "0001-01-01", "9999-12-31"),
        ("", "0001-01-01", "9999-12-31"),
        # about: one unit of its precision wider on either side
        ("2009~", "2008-01-01", "2010-12-31"),
        ("2009?", "2008-01-01", "2010-12-31"),
        ("2009-03~", "2009-02-01", "2009-04-30"),
        ("2010-01-15~", "2010-01-14", "2010-01-16"),
        ("2013-22~", "2013-03-01", "2013-11-30"),
    ],
)
def test_the_first_and_last_day_that_a_date_can_mean(edtf, first, last):
    assert bounds(edtf) == Bounds(day(first), day(last))


def test_unknown_has_no_bounds():
    assert bounds("XXXX") == Bounds(EARLIEST, LATEST)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2010-01-15", "15 January 2010"),
        ("2010-05", "May 2010"),
        ("2010", "2010"),
        ("2013-22", "summer 2013"),
        ("2010-24", "winter 2010"),
        ("2006-04-01/2007-03-31", "financial year 2006/07"),
        ("1999-04-01/2000-03-31", "financial year 1999/00"),
        ("2006-04-01/2008-03-31", "1 April 2006 to 31 March 2008"),
        ("../2010-02-18", "by 18 February 2010"),
        ("2010-02-18/..", "on or after 18 February 2010"),
        ("2009-03~", "about March 2009"),
        ("2013-11/2014-01", "November 2013 to January 2014"),
        ("2009~/2010~", "about 2009 to about 2010"),
        ("XXXX", "unknown"),
        ("", ""),
    ],
)
def test_how_a_date_reads(edtf, words):
    assert in_words(edtf) == words


REAL_DAYS = st.dates(min_value=datetime.date(1000, 1, 1))


@given(REAL_DAYS)
@settings(deadline=None)
def test_every_day_is_read_back_from_its_english_form(real):
    assert read_date(day_in_words(real)) == real.isoformat()
    assert read_date(f"{calendar.day_name[real.weekday()]} {day_in_words(real)}") == f"{real}"
    assert read_date(f"{real.day}/{real.month}/{real.year}") == real.isoformat()


@given(REAL_DAYS)
@settings(deadline=None)
def test_the_bounds_of_a_day_are_that_day_and_it_reads_as_a_day(real):
    assert bounds(real.isoformat()) == Bounds(real, real)
    assert in_words(real.isoformat()) == day_in_words(real)


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(9990, 12, 31)))
@settings(deadline=None)
def test_before_and_after_leave_out_exactly_that_day(real):
    one_day = datetime.timedelta(days=1)
    assert bounds(read_date(f"before {day_in_words(real)}")).latest == real - one_day
    assert bounds(read_date(f"after {day_in_words(real)}")).earliest == real + one_day


PIECES = [
    *("by", "before", "after", "about", "from", "to", "and", "unknown", "winter", "January", "31"),
    *("0", "1", "13", "25", "0000", "0001", "2010", "9999", "201X", "XXXX", "XX"),
    *("-", "/", "..", ".", "~", "?", "%", " ", "١٥", "²", "–", "e", "y"),
]


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("2010-25")
@settings(deadline=None, max_examples=400)
def test_any_text_is_a_date_or_said_to_be_none(text):
    try:
        edtf = read_date(text)
    except NotADate:
        return
    assert read_date(date_as_written(edtf)) == edtf
    assert bounds(edtf).earliest <= bounds(edtf).latest
    assert in_words(edtf) == in_words(read_date(date_as_written(edtf)))


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2009-03", "from March 2009"),
        ("2009-03~", "from about March 2009"),
        ("../2010-02-18", "by 18 February 2010"),
        ("2010-02-18/..", "on or after 18 February 2010"),
        ("2014-12/2015-06-15", "from some time between December 2014 and 15 June 2015"),
        ("2006-04-01/2007-03-31", "from financial year 2006/07"),
    ],
)
def test_how_a_start_reads_in_a_sentence(edtf, words):
    assert since_in_words(edtf) == words


@pytest.mark.parametrize(
    ("edtf", "words", "edge", "read"),
    [
        ("2014-12/2015-06-15", "", True, "between December 2014 and 15 June 2015"),
        ("2014-12/2015-06-15", "", False, "December 2014 to 15 June 2015"),
        ("2010", "during 2010", True, "during 2010"),
        ("2015-06-15", "15 June 2015 (one) and 17 June 2015", False, None),
        (
            "2010-12",
            "agreed in December of 2010",
            True,
            "December 2010 (“agreed in December of 2010”)",
        ),
        ("2010", "2010/11", False, "2010 (“2010/11”)"),
        ("2015-06-05", "15 June 2015", False, "5 June 2015 (“15 June 2015”)"),
        ("", "in March", False, "in March"),
        ("", "", True, ""),
    ],
)
def test_a_date_is_said_once_and_what_began_then_has_not_ended(edtf, words, edge, read):
    assert stated_in_words(edtf, words, edge=edge) == (words if read is None else read)


@cache
def days_by_the_library(edtf: str) -> tuple[datetime.date, ...]:
    """The first and the last; none for what it does not read. It takes some milliseconds."""
    try:
        parsed = parse_edtf(edtf)
        limits = parsed.lower_strict(), parsed.upper_strict()
        return tuple(datetime.date(*moment[:3]) for moment in limits)
    except (EDTFParseException, AttributeError, ValueError):
        return ()


def bounds_by_the_library(edtf: str) -> Bounds:
    days = days_by_the_library(edtf)
    if not days:
        raise ValueError(edtf)
    return Bounds(*days)


def all_that_is_said_of(text: str) -> list:
    said = []
    for ask in (dates.read_date, dates.bounds.__wrapped__, dates.in_words):
        try:
            said.append(ask(text))
        except (ValueError, OverflowError, LookupError) as error:
            said.append((type(error), str(error)))
    return said


def plain_texts():
    years = (1, 100, 1900, 2000, 2009, 2012, 9998, 9999)
    for year in years:
        yield f"{year:04d}"
        yield from (f"{year:04d}-{month:02d}" for month in range(14))
        for month in (1, 2, 4, 12):
            yield from (f"{year:04d}-{month:02d}-{day:02d}" for day in (0, 1, 28, 29, 30, 31))
    yield from ("0000", "0000-01", "0000-01-01", "201X", "20XX", "2010-XX", "2010-02-XX")
    yield from ("2010-21", "2010-24", "2010-25", "9999-24", "2010-1", "10-01-01", "2010-001")


@pytest.mark.once
def test_days_months_and_years_are_read_as_the_library_reads_them():
    """Thousands of texts: with the library in its place the same bounds, words and refusals."""
    chosen, plain = random.Random(9), list(plain_texts())
    texts = [f"{text}{qualifier}" for text in plain for qualifier in ("", "~", "?", "%", "~?")]
    for shape in ("{}/{}", "{}/..", "../{}", "{}/", "/{}", "{} to {}", "by {}", "after {}"):
        texts += [shape.format(*chosen.choices(plain, k=2)) for _ in range(300)]
    ours = [all_that_is_said_of(text) for text in texts]
    with mock.patch.object(extent, "_calendar_bounds", bounds_by_the_library):
        dates.bounds.cache_clear()
        assert ours == [all_that_is_said_of(text) for text in texts]
    assert len(texts) > 3000


@pytest.mark.once
def test_a_day_is_read_without_loading_the_library():
    asked = "import sys; from sharedsvc.core.dates import bounds; bounds('2010-01-15/2010~'); "
    ran = subprocess.run([sys.executable, "-c", f"{asked}sys.exit('edtf' in sys.modules)"])
    assert ran.returncode == 0
