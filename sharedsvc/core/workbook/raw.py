"""Cells, rows and sheets as a file gives them, before anything is made of them."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from sharedsvc.core.texts import show_unseen, unseen_in, with_one_line_end

LONGEST_CELL = 32_767
LARGEST_FILE = 256 * 1024 * 1024
MOST_COLUMNS = 16_384  # as many as a spreadsheet has
STEP = 5_000
# What reading a damaged .xlsx file raises, beside openpyxl's own.
DAMAGED = (
    zipfile.BadZipFile,
    SyntaxError,  # of which XML's parse error is one
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,  # encrypted or nested too deep
    EOFError,
    OSError,
    zlib.error,
    struct.error,
)

TellProgress = Callable[[str], None]


def silent(said: str) -> None:
    """Progress that nobody follows."""


class NotAWorkbook(ValueError):
    """The path is no workbook that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, and what makes the text doubtful if anything does.

    `number` and `date` tell that the spreadsheet holds no text here; `form` is how it shows a
    number, where that is not simply its digits.
    """

    text: str = ""
    number: bool = False
    date: bool = False
    form: str = ""
    doubt: str = ""


BLANK = Cell()


@dataclass(slots=True)
class RawRow:
    """A row with its number as the spreadsheet shows it."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a sheet as such, where, whatever its cells mean."""

    row: int | None
    column: str
    expected: str


@dataclass
class RawSheet:
    """A sheet as found: headings in order, and rows."""

    name: str
    headings: list[str]
    rows: list[RawRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def tidy(text: str) -> str:
    """Text with one kind of line end, without the blanks around it."""
    return with_one_line_end(text).strip()


def text_cell(text: str) -> Cell:
    """The cell of a text; a character that nobody sees puts it in doubt."""
    if not text:
        return BLANK
    unseen = unseen_in(text)
    return (
        Cell(show_unseen(text), doubt=f"text with {unseen}; take it out") if unseen else Cell(text)
    )


def sheet_key(name: str) -> str:
    """What names of one sheet have in common: case, spaces and hyphens make no other."""
    return " ".join(name.replace("-", " ").lower().split())


def refuse_doubles(names: Iterable[tuple[str, str]], where: str) -> None:
    """Refuse two that would be one sheet; each is (how it is named to people, its sheet's name).

    Raises NotAWorkbook that names them all.
    """
    found: dict[str, list[str]] = {}
    for shown, name in names:
        found.setdefault(sheet_key(name), []).append(shown)
    doubles = [several for several in found.values() if len(several) > 1]
    if doubles:
        said = "; ".join(" and ".join(several) for several in doubles)
        raise NotAWorkbook(f"{where} the same sheet twice: {said}. Keep one of them.")


class Meter(Protocol):
    """Counts what a workbook holds while it is read. Raises NotAWorkbook for too much."""

    sheet: str

    def line(self, places: int) -> None:
        """Count a line with so many places, blank or not. Raises NotAWorkbook."""

    def row(self, places: int) -> None:
        """Count a row that holds anything. Raises NotAWorkbook."""


def gather(
    name: str,
    lines: Iterable[tuple[int, list[Cell]]],
    measure: Meter,
    progress: TellProgress = silent,
    *,
    headed: bool = True,
) -> RawSheet | None:
    """A sheet of numbered lines, the first of them its headings; None where there are no lines.

    One that is not `headed` has its columns' letters for headings, and its first line is a row.
    Blank lines are passed over. Raises NotAWorkbook for more than can be taken in.
    """
    sheet, measure.sheet = None, name
    for number, line in lines:
        measure.line(len(line))
        if sheet is None:
            sheet = RawSheet(name, _headings(line) if headed and number == 1 else [])
        if not headed:
            sheet.headings += map(letter_of, range(len(sheet.headings), len(line)))
        is_row = number > 1 or not headed
        if is_row and any(cell is not BLANK and (cell.text or cell.doubt) for cell in line):
            measure.row(max(len(line), len(sheet.headings)))
            sheet.rows.append(RawRow(number, _by_heading(sheet.headings, line)))
            if len(sheet.rows) % STEP == 0:
                progress(f"{name}: {len(sheet.rows):,} rows read …")
    return sheet


def letter_of(place: int) -> str:
    """How a spreadsheet names a column, by its place from 0: A to Z, then AA."""
    above, last = divmod(place, 26)
    return (letter_of(above - 1) if above else "") + chr(ord("A") + last)


def _headings(line: list[Cell]) -> list[str]:
    headings = [cell.text for cell in line]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _by_heading(headings: list[str], line: list[Cell]) -> dict[str, Cell]:
    cells = dict(zip(headings, line, strict=False))
    for place, cell in enumerate(line[len(headings) :], start=len(headings) + 1):
        if cell.text or cell.doubt:
            cells[f"column {place}"] = cell
    return cells
