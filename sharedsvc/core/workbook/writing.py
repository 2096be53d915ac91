"""Writing .xlsx files: openpyxl makes the book, its rows are written into it as text.

openpyxl takes some 20 µs for a cell and holds each; here a row goes into the file as it comes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from sharedsvc.core.workbook.escapes import as_kept
from sharedsvc.core.workbook.raw import LONGEST_CELL, NotAWorkbook

SheetTable = tuple[str, list[str], Iterable[list[str]]]  # a sheet's name, its headings and rows

CELL = '<c r="{}{}" s="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
END_OF_ROWS = b"</sheetData>"
DIMENSION = re.compile(rb"<dimension [^>]*/>")  # of the headings alone; readers do without


def write_xlsx(
    path: Path | BinaryIO,
    sheets: Iterable[SheetTable],
    finish: Callable[[Workbook], None] = lambda book: None,
) -> None:
    """Write (sheet name, headings, rows) as one .xlsx file; every cell is text.

    `finish` may add to the file what is no sheet. Nothing is written until all rows were read.
    Raises NotAWorkbook for a text that is longer than such a file can hold.
    """
    sheets, whole = list(sheets), BytesIO()
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    styles = [_add_sheet(book, name, headings) for name, headings, _ in sheets]
    finish(book)
    members = {
        f"xl/worksheets/sheet{number}.xml": _rows(name, rows, style)
        for number, ((name, _, rows), style) in enumerate(zip(sheets, styles, strict=True), start=1)
    }
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive, ZipFile(_saved(book)) as empty:
        for name in empty.namelist():
            with archive.open(name, "w") as member:
                member.writelines(_filled(empty.read(name), members.get(name)))
    if isinstance(path, Path):
        path.write_bytes(whole.getbuffer())
    else:
        path.write(whole.getbuffer())


def _add_sheet(book: Workbook, name: str, headings: list[str]) -> int:
    """Add a sheet with nothing but headings; returns the number of the style of its other cells."""
    worksheet: Any = book.create_sheet(name)
    worksheet.append(headings)
    worksheet.freeze_panes = "A2"
    style = 0
    for cell in worksheet[1]:
        as_text(cell)
        style = cell.style_id
        cell.font = Font(bold=True)
        worksheet.column_dimensions[cell.column_letter].width = 22
    return style


def _saved(book: Workbook) -> BytesIO:
    stream = BytesIO()
    book.save(stream)
    return stream


def _filled(member: bytes, rows: Iterator[bytes] | None) -> Iterator[bytes]:
    """A member of the file; with further rows, where it is a sheet."""
    if rows is None:
        yield member
        return
    before, end, after = DIMENSION.sub(b"", member).partition(END_OF_ROWS)
    yield before
    yield from rows
    yield end + after


def _rows(sheet: str, rows: Iterable[list[str]], style: int) -> Iterator[bytes]:
    letters: list[str] = []
    for number, row in enumerate(rows, start=2):
        while len(letters) < len(row):
            letters.append(get_column_letter(len(letters) + 1))
        cells = [
            CELL.format(letter, number, style, escape(_sound(text, sheet)))
            for letter, text in zip(letters, row, strict=False)
            if text
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _sound(text: str, sheet: str) -> str:
    """The text as such a file keeps it, if it can."""
    if len(text) > LONGEST_CELL:
        raise NotAWorkbook(
            f"A text on the sheet {sheet} is too long for .xlsx: export a folder instead."
        )
    if ILLEGAL_CHARACTERS_RE.search(text):
        raise IllegalCharacterError(f"{text} cannot be used in worksheets.")
    return as_kept(text)


def as_text(cell: Any) -> None:
    """Make a cell hold text, whatever the text begins with."""
    if isinstance(cell.value, str) and cell.value:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
