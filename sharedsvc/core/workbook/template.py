"""A workbook to start a new programme from: notes on headings, drop-down lists, example rows."""

from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.files import LISTS
from sharedsvc.core.workbook.sheets import EXAMPLE, Registry, Sheet
from sharedsvc.core.workbook.writing import as_text

ROWS = 1000


def write_template(path: Path | BinaryIO, registry: Registry) -> None:
    """Write the template as one .xlsx file: a tab for each sheet, headings, one example row each.

    The import passes over example rows: their first cell begins with "e.g.". Columns are formatted
    as text, so that 4.10 and dates stay as they are typed.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for sheet in registry.sheets:
        _add_sheet(book, sheet, lists)
    book.move_sheet(lists, offset=len(book.sheetnames))
    book.save(path)


def _add_sheet(book: Workbook, sheet: Sheet, lists: Any) -> None:
    worksheet = book.create_sheet(sheet.name)
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        heading = worksheet.cell(1, place, column.name)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E9F1F1")
        heading.comment = Comment(_note(column), "Register", width=320, height=160)
        example = worksheet.cell(2, place, _example(column, first=place == 1))
        example.font = Font(italic=True, color="4A5B62")
        as_text(example)
        worksheet.column_dimensions[letter].width = 22
        worksheet.column_dimensions[letter].number_format = "@"
        worksheet.column_dimensions[letter].alignment = Alignment(wrap_text=True, vertical="top")
        if words := column.values:
            _add_drop_down(worksheet, letter, _list_range(lists, column.name, words))
    worksheet.freeze_panes = "A2"


def _note(column: SheetColumn) -> str:
    needed = "Needed. " if column.required else ""
    allowed = f" Allowed: {column.allowed}." if column.allowed else ""
    return f"{needed}{column.help or column.type_name.capitalize()}{allowed}"


def _example(column: SheetColumn, *, first: bool) -> str:
    text = column.example or next(iter(column.values), "")
    return f"{EXAMPLE} {text}".strip() if first else text


def _list_range(lists: Any, name: str, words: list[str]) -> str:
    """Where the words of a drop-down list stand; each list in a column of the hidden tab."""
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, text in enumerate([name, *words], start=1):
        lists.cell(row, place, text)
    letter = get_column_letter(place)
    return f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"


def _add_drop_down(worksheet: Any, letter: str, source: str) -> None:
    validation = DataValidation(type="list", formula1=source, allow_blank=True)
    validation.error = "Choose one of the list."
    worksheet.add_data_validation(validation)
    validation.add(f"{letter}3:{letter}{ROWS}")
