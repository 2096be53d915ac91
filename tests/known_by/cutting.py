"""A workbook as it was known on a day: the one filter, over the rows of its sheets.

A row is *known by* the day of the earliest document that it cites; of a document known to the
month or the year, its last day. A row that cites no document with a date may have been known
always. What a row's later documents say is taken out of it: the documents themselves, and with
them the days after the cut in columns that tell how something ended.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sharedsvc.core.dates import NotADate, bounds, read_date
from sharedsvc.core.workbook.raw import BLANK, Cell, RawRow, RawSheet

ALWAYS = datetime.date.min
ENDINGS = ("end", "done", "forecast", "forecast known")
Days = dict[str, datetime.date]


def days_of_documents(sheets: Iterable[RawSheet]) -> Days:
    """The day of each document that has one, by its code."""
    rows = [row for sheet in sheets if sheet.name == "documents" for row in sheet.rows]
    dated = {text(row, "code"): text(row, "date") for row in rows}
    return {code: last_day(date) for code, date in dated.items() if date}


def known_by(row: RawRow, documents: Days) -> datetime.date:
    """The day by which a row was known; ALWAYS where no document with a date is cited."""
    days = [documents[code] for code, _ in _cited(row) if code in documents]
    return min(days, default=ALWAYS)


def cut(sheets: Iterable[RawSheet], day: datetime.date) -> list[RawSheet]:
    """The workbook as it was known on the day; sheets of which nothing was known are left out."""
    sheets = list(sheets)
    documents = days_of_documents(sheets)
    kept = [
        replace(
            sheet,
            rows=[
                _as_known(row, documents, day)
                for row in sheet.rows
                if known_by(row, documents) <= day
            ],
        )
        for sheet in sheets
    ]
    return [sheet for sheet in kept if sheet.rows]


def first_day(sheets: Iterable[RawSheet]) -> datetime.date:
    """The day by which the programme itself was known."""
    sheets = list(sheets)
    [row] = next(sheet.rows for sheet in sheets if sheet.name == "programme")
    return known_by(row, days_of_documents(sheets))


def text(row: RawRow, column: str) -> str:
    """What stands in a row under a heading."""
    return row.cells.get(column, BLANK).text


def last_day(typed: str) -> datetime.date:
    """The last day that a date as known allows."""
    return bounds(read_date(typed)).latest


def _cited(row: RawRow) -> Iterator[tuple[str, str]]:
    """Each document that a row cites, with its paragraphs."""
    for column, cell in row.cells.items():
        if column == "sources" or column.endswith(" sources"):
            yield from _parts(cell.text)


def _parts(sources: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(str.strip, sources.split(";"))):
        code, _, paragraphs = part.partition(" ")
        yield code, paragraphs


def _as_known(row: RawRow, documents: Days, day: datetime.date) -> RawRow:
    later = {code for code, _ in _cited(row) if documents.get(code, day) > day}
    if not later:
        return row
    cells = {name: _without(name, cell, later, day) for name, cell in row.cells.items()}
    return RawRow(row.number, cells)


def _without(column: str, cell: Cell, later: set[str], day: datetime.date) -> Cell:
    if column == "sources" or column.endswith(" sources"):
        kept = [f"{code} {rest}".strip() for code, rest in _parts(cell.text) if code not in later]
        return Cell("; ".join(kept))
    return BLANK if column in ENDINGS and _is_after(cell.text, day) else cell


def _is_after(typed: str, day: datetime.date) -> bool:
    try:
        return bool(typed) and bounds(read_date(typed)).earliest > day
    except NotADate:
        return False
