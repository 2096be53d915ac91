"""What a spreadsheet shows in a cell that holds no text: no finer than it is shown, or in doubt."""

import datetime
import re
from typing import Any

from sharedsvc.core.workbook.raw import Cell

MOST_DIGITS = 10**15
PLAIN_FORMS = frozenset({"", "general", "@", "0", "#", "#,##0"})
IN_FORM = re.compile(r"\[[^\]]*\]|\"([^\"]*)\"|\\(.)|[_*].")  # conditions, words, signs, blanks
JOINING = frozenset({"", "of", "the"})


def cell_of(value: Any, kind: str, form: str) -> Cell:
    """The cell of a value of openpyxl's kind ("e" is an error) in a number format."""
    if kind == "e":
        return Cell(str(value), doubt="a spreadsheet error; type the value")
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, form)
    if isinstance(value, datetime.time | datetime.timedelta):
        return Cell(str(value), doubt="a time of day; type it as text")
    return _number(value, form)


def _number(value: float, form: str) -> Cell:
    if abs(value) >= MOST_DIGITS:
        return Cell(
            _in_powers(value), number=True, doubt="a number too long for a spreadsheet to keep"
        )
    text = str(int(value)) if float(value).is_integer() else repr(value)
    words = _words_in(form)
    if words:
        doubt = f"a number that is shown with words (“{words}”); type as text what is meant"
        return Cell(text, number=True, doubt=doubt)
    return Cell(text, number=True, form="" if form.lower() in PLAIN_FORMS else form)


def _words_in(form: str) -> str:
    """The words that a format puts beside a number or a date; "" where there are none.

    Signs, such as that of a currency, are none, nor what only joins ("3 of June").
    """
    said = " ".join((words or sign or "") for words, sign in IN_FORM.findall(form))
    words = re.findall(r"[^\W\d_]+", said)
    return " ".join(words) if {word.lower() for word in words} - JOINING else ""


def _in_powers(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:
        return f"{str(value)[:20]}…"


def _date(value: datetime.datetime | datetime.date, form: str) -> Cell:
    """A date, no finer than it is shown."""
    shown, words = IN_FORM.sub("", form.lower()), _words_in(form)
    if words:
        doubt = f"a date that is shown with words (“{words}”); type as text what is meant"
        return Cell(f"{value:%Y-%m-%d}", date=True, doubt=doubt)
    if "h" in shown:
        doubt = "a date with a time of day; type the date alone"
        return Cell(f"{value:%Y-%m-%d}", date=True, doubt=doubt)
    if "y" not in shown:
        doubt = "a date that is shown without its year; type it as text, with the year"
        return Cell(f"{value:%Y-%m-%d}", date=True, doubt=doubt)
    if "d" in shown:
        return Cell(f"{value:%Y-%m-%d}", date=True)
    return Cell(f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}", date=True)
