"""A project list as its owners keep it: which line holds the headings, and what stands below."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sharedsvc.core.search.words import words_of
from sharedsvc.core.workbook.files import read_list
from sharedsvc.core.workbook.raw import BLANK, NotAWorkbook, RawRow, RawSheet, Remark

HEADINGS_WITHIN = 10  # rows
FEWEST_HEADINGS = 2
MOST_ROWS = 300  # as many as are written while a page waits
SAMPLES = 3
LONGEST_HEADING = 300
NO_HEADINGS = (
    "None of the first ten rows looks like headings: one row must name the columns, such as "
    "Project, Lead and RAG."
)
NO_ROWS = "No row stands below the headings in row {}."
TOO_MANY = "The list has {} rows: at most {} are taken at once. Divide it."


def plain(text: str) -> str:
    """A heading or a name in plain words: case, accents and signs make no other."""
    return " ".join(word.plain for word in words_of(text))


@dataclass(frozen=True)
class ListedColumn:
    """A column of the list: its letter, its heading, and the first values below it."""

    letter: str
    heading: str
    samples: tuple[str, ...]

    @property
    def plain(self) -> str:
        """Its heading in plain words."""
        return plain(self.heading)[:LONGEST_HEADING]

    @property
    def called(self) -> str:
        """How it is called to people."""
        return self.heading or f"Column {self.letter}"


@dataclass(frozen=True)
class ProjectList:
    """The sheet that was read, its headings, rows and remarks; and which sheets were not read."""

    sheet: str
    others: tuple[str, ...]
    heading_row: int
    columns: tuple[ListedColumn, ...]
    rows: tuple[RawRow, ...]
    remarks: tuple[Remark, ...]


def read_project_list(path: Path, known: Collection[str]) -> ProjectList:
    """The list in an .xlsx or .csv file: of several sheets the one whose headings say most.

    `known` are headings in plain words that mean something. Raises NotAWorkbook.
    """
    sheets = read_list(path)
    if not sheets:
        raise NotAWorkbook("Nothing stands in the file.")
    found = [(sheet, _heading_row(sheet, known)) for sheet in sheets]
    sheet, row = max(found, key=lambda one: _weight(one[1], known))
    if row is None:
        raise NotAWorkbook(NO_HEADINGS)
    others = tuple(other.name for other in sheets if other is not sheet)
    return _list_of(sheet, row, others)


def _list_of(sheet: RawSheet, headings: RawRow, others: tuple[str, ...]) -> ProjectList:
    rows = [row for row in sheet.rows if row.number > headings.number]
    if not rows:
        raise NotAWorkbook(NO_ROWS.format(headings.number))
    if len(rows) > MOST_ROWS:
        raise NotAWorkbook(TOO_MANY.format(len(rows), MOST_ROWS))
    columns = [_column(letter, headings, rows) for letter in sheet.headings]
    return ProjectList(
        sheet=sheet.name,
        others=others,
        heading_row=headings.number,
        columns=tuple(one for one in columns if one.heading or one.samples),
        rows=tuple(rows),
        remarks=tuple(r for r in sheet.remarks if r.row is None or r.row >= headings.number),
    )


def _column(letter: str, headings: RawRow, rows: Sequence[RawRow]) -> ListedColumn:
    values = (row.cells.get(letter, BLANK).text for row in rows)
    heading = " ".join(headings.cells.get(letter, BLANK).text.split())
    return ListedColumn(letter, heading, tuple([text for text in values if text][:SAMPLES]))


def _heading_row(sheet: RawSheet, known: Collection[str]) -> RawRow | None:
    """Of the first rows the one that says most; None where none can be headings."""
    first = [row for row in sheet.rows if row.number <= HEADINGS_WITHIN]
    able = [row for row in first if len(_words_in(row)) >= FEWEST_HEADINGS]
    return max(able, key=lambda row: _weight(row, known), default=None)


def _weight(row: RawRow | None, known: Collection[str]) -> tuple[int, int]:
    """How many headings of a row are known, and how many there are."""
    words = _words_in(row) if row else []
    return sum(plain(text) in known for text in words), len(words)


def _words_in(row: RawRow) -> list[str]:
    cells = row.cells.values()
    texts = [cell.text for cell in cells if not (cell.number or cell.date)]
    return [text for text in texts if any(mark.isalpha() for mark in text)]
