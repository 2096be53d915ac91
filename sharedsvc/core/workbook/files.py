"""Reading and writing workbook files: a folder of CSV, or one .xlsx. No meaning, only cells."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
LISTS = "lists"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767
DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    SyntaxError,  # of which XML's parse error is one
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    zlib.error,
)
LARGEST_UNPACKED = 512 * 1024 * 1024


class NotAWorkbook(ValueError):
    """The path is no workbook that can be read; the message says why."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its text, and what makes the text doubtful if anything does."""

    text: str = ""
    number: bool = False
    doubt: str = ""


@dataclass
class RawRow:
    """A row with its number as the spreadsheet shows it."""

    number: int
    cells: dict[str, Cell]


@dataclass
class RawSheet:
    """A sheet as found: headings in order, and rows."""

    name: str
    headings: list[str]
    rows: list[RawRow] = field(default_factory=list)


def read_workbook(path: Path) -> list[RawSheet]:
    """The sheets at a path: a folder of .csv files, one .csv file, or an .xlsx file.

    Raises NotAWorkbook.
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise NotAWorkbook(f"There is nothing at {path}.")
    if path.suffix.lower() == ".csv":
        return [_read_csv(path)]
    if path.suffix.lower() == ".xlsx":
        return _read_xlsx(path)
    raise NotAWorkbook(f"{path.name} is neither an .xlsx file nor a folder of .csv files.")


def _read_folder(path: Path) -> list[RawSheet]:
    files = sorted(f for f in path.iterdir() if f.suffix.lower() == ".csv" and f.is_file())
    if not files:
        raise NotAWorkbook(f"The folder {path} holds no .csv files.")
    return [_read_csv(file) for file in files]


def _read_csv(path: Path) -> RawSheet:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAWorkbook(
            f"{path.name} is not UTF-8 text: save it as “CSV UTF-8” and try again."
        ) from None
    if "\0" in text:
        raise NotAWorkbook(f"{path.name} is not a text file.")
    first_line = text.split("\n", 1)[0]
    separator = ";" if ";" in first_line and "," not in first_line else ","
    name = path.stem.replace("-", " ")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NotAWorkbook(f"{path.name} cannot be read as CSV: {error}.") from error
    if not lines:
        raise NotAWorkbook(f"{path.name} is empty: its first row must hold the headings.")
    table = [[_text_cell(_unguard(_tidy(text))) for text in line] for line in lines]
    return _sheet(name, table)


def _text_cell(text: str) -> Cell:
    if CONTROL.search(text):
        return Cell(CONTROL.sub("�", text), doubt="text with a control character; take it out")
    return Cell(text)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _unguard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def guard(text: str) -> str:
    """Text that a spreadsheet will not take for a formula; `read_workbook` takes the guard off."""
    return f"'{text}" if FORMULA_START.match(text) else text


def _sheet(name: str, table: list[list[Cell]]) -> RawSheet:
    headings = [cell.text for cell in table[0]] if table else []
    while headings and not headings[-1]:
        headings.pop()
    sheet = RawSheet(name, headings)
    for number, line in enumerate(table[1:], start=2):
        if any(cell.text or cell.doubt for cell in line):
            sheet.rows.append(RawRow(number, _by_heading(headings, line)))
    return sheet


def _by_heading(headings: list[str], line: list[Cell]) -> dict[str, Cell]:
    cells = dict(zip(headings, line, strict=False))
    for place, cell in enumerate(line[len(headings) :], start=len(headings) + 1):
        if cell.text or cell.doubt:
            cells[f"column {place}"] = cell
    return cells


def _read_xlsx(path: Path) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED:
                raise NotAWorkbook(f"{path.name} unpacks to more than 512 MB.")
        book = load_workbook(path, read_only=True, data_only=False)
        try:
            return list(_xlsx_sheets(book))
        finally:
            book.close()
    except NotAWorkbook:
        raise
    except DAMAGED as error:
        raise NotAWorkbook(f"{path.name} cannot be read as an .xlsx workbook.") from error


def _xlsx_sheets(book: Any) -> Iterator[RawSheet]:
    for worksheet in book.worksheets:
        worksheet.reset_dimensions()
        table = [[_xlsx_cell(cell) for cell in line] for line in worksheet.iter_rows()]
        if table:
            yield _sheet(worksheet.title, table)


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(str(value), doubt="a formula; type its value")
    if cell.data_type == "e":
        return Cell(str(value), doubt="a spreadsheet error; type the value")
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, datetime.datetime | datetime.date):
        return Cell(_date_as_shown(value, cell.number_format or ""))
    if isinstance(value, datetime.time | datetime.timedelta):
        return Cell(str(value), doubt="a time of day; type it as text")
    if isinstance(value, int | float):
        return Cell(f"{value:g}" if isinstance(value, float) else str(value), number=True)
    return _text_cell(_tidy(str(value)))


def _date_as_shown(value: datetime.datetime | datetime.date, number_format: str) -> str:
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", number_format.lower())
    if "d" in shown:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"


def write_folder(path: Path, sheets: list[tuple[str, list[str], list[list[str]]]]) -> None:
    """Write (file name, headings, rows) as CSV files into a folder, which is made if need be.

    Raises NotAWorkbook where the folder holds other sheets, which would be mixed with these.
    """
    path.mkdir(parents=True, exist_ok=True)
    names = {file_name for file_name, _, _ in sheets}
    others = sorted(f.name for f in path.glob("*.csv") if f.name not in names)
    if others:
        raise NotAWorkbook(f"{path} holds other sheets already ({', '.join(others)}).")
    for file_name, headings, rows in sheets:
        with (path / file_name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows([[guard(text) for text in row] for row in rows])


def write_xlsx(
    path: Path | BinaryIO,
    sheets: list[tuple[str, list[str], list[list[str]]]],
    finish: Callable[[Workbook], None] = lambda book: None,
) -> None:
    """Write (sheet name, headings, rows) as one .xlsx file; every cell is text.

    `finish` may add to the file what is no sheet.
    Raises NotAWorkbook for a text that is longer than such a file can hold.
    """
    for name, _, rows in sheets:
        if any(len(text) > LONGEST_CELL for row in rows for text in row):
            raise NotAWorkbook(
                f"A text on the sheet {name} is too long for .xlsx: export a folder instead."
            )
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, headings, rows in sheets:
        worksheet = book.create_sheet(name)
        for line in [headings, *rows]:
            worksheet.append(line)
        for line in worksheet.iter_rows():
            for cell in line:
                as_text(cell)
        worksheet.freeze_panes = "A2"
        for cell in worksheet[1]:
            cell.font = Font(bold=True)
            worksheet.column_dimensions[cell.column_letter].width = 22
    finish(book)
    book.save(path)


def as_text(cell: Any) -> None:
    """Make a cell hold text, whatever the text begins with."""
    if isinstance(cell.value, str) and cell.value:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
