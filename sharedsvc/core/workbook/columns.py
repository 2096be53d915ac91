"""What a column of the workbook holds: cell text → value → record, and back."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any, Protocol, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from sharedsvc.core.dates import (
    NotADate,
    date_as_written,
    day_in_words,
    other_reading,
    read_date,
)
from sharedsvc.core.field_words import heading_of, help_of

Target = tuple[str, str]
SERIAL_BEGAN = datetime.date(1899, 12, 30)


class CellProblem(ValueError):
    """A cell that cannot be taken: what was expected, and the nearest valid value if any.

    The latter takes time to find: it is looked for where it is asked for.
    """

    def __init__(self, expected: str, near: Callable[[], str] = str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.near = near


class Directory(Protocol):
    """Finds records by the name of their part and their code, and the code of a record."""

    def record(self, part: str, code: str) -> Any:
        """The record of a part with this code. Raises KeyError."""

    def code(self, record: models.Model) -> str:
        """The code of a record. Raises NamesWithheld for one that may not be seen."""

    def code_by_id(self, part: str, pk: int) -> str:
        """The code of a record by its key; "#12" for one that is not there."""

    def target(self, record_type: str, record_id: int) -> Target | None:
        """Part and code of a record known by its type and key, or None."""


def nearest(value: str, valid: Iterable[str]) -> str:
    """The valid value most like this one, or ""; never this one itself, which was just refused."""
    by_lower = {option.lower(): option for option in valid if option != value}
    found = get_close_matches(value.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column of text. `default` is what a blank cell means; it is written as a blank cell.

    What it does not say itself (help, limit, choices and which of them is the default) is that of
    the field that it fills in.
    """

    name: str
    field: str = ""
    help: str = ""
    example: str = ""
    required: bool = False
    why_required: str = ""
    default: Any = ""
    limit: int | None = None
    one_line: bool = False

    type_name = "text"
    takes_numbers = False
    takes_dates = False
    is_link = False
    is_said_by_silence = False  # a sheet without the column says what a blank cell says

    @property
    def attribute(self) -> str:
        """The attribute of the record where its value stands."""
        return self.field or self.name.replace(" ", "_").replace("-", "_")

    def of(self, model: type[models.Model]) -> Self:
        """With what the field that it fills in says of itself; as it is where there is none."""
        try:
            field = model._meta.get_field(self.attribute)
        except FieldDoesNotExist:
            return self
        return replace(self, **self.said_by(field)) if field.concrete else self

    def said_by(self, field: Any) -> dict[str, Any]:
        """What a field says; its name, where it has no help and is called otherwise here."""
        told = help_of(field)
        if not told and heading_of(field).lower() != self.name:
            told = f"On pages: “{heading_of(field)}”."
        one_line = not isinstance(field, models.TextField)
        return {"help": self.help or told, "limit": field.max_length, "one_line": one_line}

    @property
    def values(self) -> list[str]:
        """The words of which a cell holds one; none where it holds what is no such list."""
        return []

    @property
    def allowed(self) -> str:
        """The allowed values in words, for the documentation; "" where any text will do."""
        return ", ".join(self.values)

    def parse(self, text: str) -> Any:
        """The value that a cell's text stands for, without looking anything up.

        Raises CellProblem.
        """
        if not text:
            if self.required:
                raise CellProblem(self.blank_problem)
            return self.default
        return self.parse_filled(text)

    @property
    def blank_problem(self) -> str:
        """What to say where a required cell is blank."""
        why = f": {self.why_required}" if self.why_required else ""
        return f"{self.name} must be filled in{why}"

    def parse_filled(self, text: str) -> Any:
        """The value of a cell that is not blank. Raises CellProblem.

        Of a field of one line a line break is a blank, as its form takes it.
        """
        text = re.sub(r"\s*\n\s*", " ", text) if self.one_line else text
        if self.limit and len(text) > self.limit:
            raise CellProblem(f"at most {self.limit} characters; this has {len(text)}")
        return text

    def text(self, value: Any) -> str:
        """The cell's text for a value: blank for the default."""
        return "" if value is None or value == self.default else str(value)

    def targets(self, value: Any) -> list[Target]:
        """The records (part, code) that a value refers to."""
        return []

    def resolve(self, value: Any, directory: Directory) -> Any:
        """The value to set on the record."""
        return value

    def get(self, record: Any, directory: Directory) -> Any:
        """The value as `parse` would give it, read from a record."""
        return getattr(record, self.attribute)

    def value_at(self, version: Any, directory: Directory) -> Any:
        """The same, read from a version in the history, without a statement for each."""
        return getattr(version, self.attribute)

    def refusal(self, value: Any, record: Any, directory: Directory) -> str:
        """Why a record that is there cannot be what the workbook says it is; "" where it can."""
        return ""

    def is_cut_short(self, record: Any, directory: Directory) -> bool:
        """Whether what a workbook can say of a record is so little that it would say otherwise."""
        return False

    def read_otherwise(self, text: str) -> str:
        """How else a cell's text may be read, and how that is written; "" where it is clear."""
        return ""

    def left_out(self, value: Any, directory: Directory) -> str:
        """Why a new row cannot be taken in though nothing is wrong with it; "" where it can."""
        return ""

    def in_full(self, value: Any, record: Any, directory: Directory) -> Any:
        """What a record that is there is to hold where a workbook gives this value: mostly that."""
        return value

    def set(self, record: Any, resolved: Any) -> None:
        """Put the resolved value on the record."""
        setattr(record, self.attribute, resolved)

    def save_links(self, record: Any, resolved: Any) -> None:
        """For link columns: write the rows that hang on the saved record."""


@dataclass(frozen=True, kw_only=True)
class Code(SheetColumn):
    """A code that people say: letters, digits and hyphens."""

    type_name = "code"
    required: bool = True

    @property
    def allowed(self) -> str:
        """The characters that a code is made of."""
        return "letters, digits, hyphens and underscores"

    def parse_filled(self, text: str) -> str:
        """The code as it stands. Raises CellProblem."""
        if not re.fullmatch(r"[\w-]+", text, re.ASCII):
            raise CellProblem("a code of letters, digits and hyphens, without spaces")
        return text


@dataclass(frozen=True, kw_only=True)
class Number(SheetColumn):
    """A whole number."""

    type_name = "whole number"
    takes_numbers = True
    default: Any = None
    highest: int = 32767  # what a small column holds

    def parse_filled(self, text: str) -> int:
        """A whole number from 0 to the highest that its column holds. Raises CellProblem."""
        if not re.fullmatch(r"\d{1,9}", text):
            raise CellProblem("a whole number")
        number = int(text)
        if number > self.highest:
            raise CellProblem(f"a whole number up to {self.highest}")
        return number


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(SheetColumn):
    """A number with at most two decimals."""

    type_name = "number"
    takes_numbers = True
    default: Any = None

    @property
    def allowed(self) -> str:
        """How such a number is written."""
        return "3, 3.5, 3.25"

    def parse_filled(self, text: str) -> Decimal:
        """A number with at most two decimals. Raises CellProblem."""
        if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text, re.ASCII):
            raise CellProblem("a number with at most two decimals, as 3.5")
        return Decimal(text)

    def text(self, value: Any) -> str:
        """Without trailing noughts."""
        return "" if value is None else f"{value.normalize():f}"


@dataclass(frozen=True, kw_only=True)
class YesNo(SheetColumn):
    """Yes or no; blank is no."""

    type_name = "yes or no"
    default: Any = False

    @property
    def values(self) -> list[str]:
        """The two words."""
        return ["yes", "no"]

    def parse_filled(self, text: str) -> bool:
        """True for yes. Raises CellProblem."""
        if text.lower() not in self.values:
            raise CellProblem("yes or no")
        return text.lower() == "yes"

    def text(self, value: Any) -> str:
        """A word, or blank for what blank means."""
        return "" if value == self.default else ("yes" if value else "no")


@dataclass(frozen=True, kw_only=True)
class OneOf(SheetColumn):
    """One of a list of words."""

    choices: tuple[tuple[str, str], ...] = ()

    type_name = "one of a list"

    def said_by(self, field: Any) -> dict[str, Any]:
        """With the words to choose from; without a word, what a new record has."""
        chosen = field.default if field.has_default() and not self.required else self.default
        return super().said_by(field) | {"choices": tuple(field.choices), "default": chosen}

    @property
    def values(self) -> list[str]:
        """The values of the list."""
        return [value for value, _ in self.choices]

    def parse_filled(self, text: str) -> str:
        """The value for itself or its label, in whatever case. Raises CellProblem."""
        by_lower = {value.lower(): value for value in self.values}
        by_lower |= {label.lower(): value for value, label in self.choices}
        if text.lower() not in by_lower:
            near = partial(nearest, text, self.values)
            raise CellProblem(f"one of: {self.allowed}", near)
        return by_lower[text.lower()]


@dataclass(frozen=True, kw_only=True)
class DateAsKnown(SheetColumn):
    """A date as known: a day, a month, a year, a season, "by 18 February 2010"."""

    needs_day: bool = False

    takes_numbers = True  # years
    takes_dates = True

    @property
    def type_name(self) -> str:  # type: ignore[override]
        """Whether a day is needed."""
        return "day" if self.needs_day else "date as known"

    @property
    def allowed(self) -> str:
        """How dates are written."""
        if self.needs_day:
            return "15 January 2010 or 2010-01-15"
        return (
            "15 January 2010, January 2010, 2010, summer 2013, 2006/07, Q3 2006/07, "
            "by 18 February 2010, about March 2009, unknown, or the same in ISO 8601-2 (2010-01-15)"
        )

    def parse_filled(self, text: str) -> str:
        """The date as EDTF text (ISO 8601-2). Raises CellProblem."""
        try:
            date = read_date(text)
        except NotADate as error:
            hint = f"; words that name no date go under “{self.name} as stated”"
            said = f"{error}{hint if text[:1].isalpha() else ''}"
            raise CellProblem(_serial_day(text) or said) from error
        if self.needs_day and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date, re.ASCII):
            raise CellProblem("a day is needed here, as 15 January 2010")
        return date

    def text(self, value: Any) -> str:
        """As it is stored, or in words where that could be read otherwise."""
        return date_as_written(super().text(value))

    def read_otherwise(self, text: str) -> str:
        """A month that could be a financial year."""
        return other_reading(text)


def _serial_day(text: str) -> str:
    """What a number means where a spreadsheet counts the days of its dates; "" if it is none."""
    if not re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text, re.ASCII):
        return ""
    day = SERIAL_BEGAN + datetime.timedelta(days=int(text[:5]))
    return (
        f"{text} is how a spreadsheet counts days: {day_in_words(day)}, if it counts from 1900. "
        "Format the cell as a date, or type the date as text"
    )
