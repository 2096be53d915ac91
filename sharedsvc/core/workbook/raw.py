"""Cells, rows and sheets as a file gives them, before anything is made of them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767
LARGEST_FILE = 256 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 16_384  # as many as a spreadsheet has
STEP = 5_000

Progress = Callable[[str], None]


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
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_cell(text: str) -> Cell:
    """The cell of a text; control characters put it in doubt."""
    if not text:
        return BLANK
    if CONTROL.search(text):
        return Cell(CONTROL.sub("�", text), doubt="text with a control character; take it out")
    return Cell(text)


def gather(
    name: str, lines: Iterable[tuple[int, list[Cell]]], progress: Progress = silent
) -> RawSheet | None:
    """A sheet of numbered lines, the first of them its headings; None where there are no lines.

    Blank lines are passed over. Raises NotAWorkbook for more rows than anybody can look through.
    """
    sheet = None
    for number, line in lines:
        if sheet is None:
            sheet = RawSheet(name, _headings(line) if number == 1 else [])
        if number > 1 and any(cell is not BLANK and (cell.text or cell.doubt) for cell in line):
            if len(sheet.rows) == MOST_ROWS:
                raise NotAWorkbook(
                    f"{name}: more than {MOST_ROWS:,} rows. Divide the sheet among workbooks."
                )
            sheet.rows.append(RawRow(number, _by_heading(sheet.headings, line)))
            if len(sheet.rows) % STEP == 0:
                progress(f"{name}: {len(sheet.rows):,} rows read …")
    return sheet


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
