"""A workbook as it was known on a day: the one filter, over the rows of its sheets.

A row is *known by* the day of the earliest document that it cites; of a document known to the
month or the year, its last day. A row that cites no document with a date may have been known
always. Of a row that was known, what came later is taken out, as nobody could have typed it: later
documents, the days after the cut on which something ended, was done or moved, what is said of
these, and names of rows that were not known. A column that has dated values says the newest known.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sharedsvc.core.dates import bounds, read_date
from sharedsvc.core.workbook.raw import BLANK, Cell, RawRow, RawSheet
from sharedsvc.core.workbook.sheets import Part, Sheet, registry

ALWAYS = datetime.date.min
DATED_VALUES = "dated values"
WHY_EARLY = "why before its gates"
# Which columns came with a day, and so were not filled in before it.
CAME_WITH = {
    "end": ("end", "end as stated", "how it ended", "evidence", "settlement"),
    "done": ("done", "done as stated"),
    "forecast known": ("forecast", "forecast known", "why it moved"),
}
Days = dict[str, datetime.date]
Codes = set[tuple[str, str]]


def known_by(row: RawRow, documents: Days) -> datetime.date:
    """The day by which a row was known; ALWAYS where no document with a date is cited."""
    days = [documents[code] for code, _ in _cited(row) if code in documents]
    return min(days, default=ALWAYS)


def days_of_documents(sheets: Iterable[RawSheet]) -> Days:
    """The last day of each document that has a date, by its code."""
    rows = [row for sheet in sheets if sheet.name == "documents" for row in sheet.rows]
    dated = {text(row, "code"): text(row, "date") for row in rows}
    return {code: _bounds(date).latest for code, date in dated.items() if date}


def first_day(sheets: Iterable[RawSheet]) -> datetime.date:
    """The day by which the programme itself was known."""
    sheets = list(sheets)
    [row] = next(sheet.rows for sheet in sheets if sheet.name == "programme")
    return known_by(row, days_of_documents(sheets))


def cut(sheets: Iterable[RawSheet], day: datetime.date) -> list[RawSheet]:
    """The workbook as it was known on the day; sheets of which nothing was known are left out."""
    sheets = list(sheets)
    known = _Known(day, days_of_documents(sheets))
    kept = [replace(sheet, rows=[*known.rows(sheet)]) for sheet in sheets]
    unknown = _codes(sheets) - _codes(kept)
    _name_who_ran_it(kept, sheets, unknown)
    for sheet in kept:
        _take_out(sheet, unknown)
    _say_the_newest(kept)
    _say_nothing_of_what_is_not_in_force(kept)
    return [sheet for sheet in kept if sheet.rows]


def text(row: RawRow, column: str) -> str:
    """What stands in a row under a heading."""
    return row.cells.get(column, BLANK).text


@dataclass(frozen=True)
class _Known:
    """What was known on a day, given the days of the documents."""

    day: datetime.date
    documents: Days

    def rows(self, sheet: RawSheet) -> Iterator[RawRow]:
        for row in sheet.rows:
            if known_by(row, self.documents) <= self.day:
                later = {c for c, _ in _cited(row) if self.documents.get(c, self.day) > self.day}
                yield self._without(row, later) if later else RawRow(row.number, dict(row.cells))

    def _without(self, row: RawRow, later: set[str]) -> RawRow:
        blank = {
            name
            for column, names in CAME_WITH.items()
            if text(row, column) and _bounds(text(row, column)).earliest > self.day
            for name in names
        }
        cells = {name: BLANK if name in blank else cell for name, cell in row.cells.items()}
        for name in filter(_is_sources, cells):
            parts = [f"{c} {rest}" for c, rest in _parts(cells[name].text) if c not in later]
            cells[name] = Cell("; ".join(parts))
        return RawRow(row.number, cells)


def _bounds(typed: str):
    return bounds(read_date(typed))


def _is_sources(column: str) -> bool:
    return column == "sources" or column.endswith(" sources")


def _cited(row: RawRow) -> Iterator[tuple[str, str]]:
    """Each document that a row cites, with its paragraphs."""
    for column, cell in row.cells.items():
        if _is_sources(column):
            yield from _parts(cell.text)


def _parts(sources: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(str.strip, sources.split(";"))):
        code, _, paragraphs = part.partition(" ")
        yield code, paragraphs


def _declared(sheet: RawSheet) -> Sheet:
    [found] = [one for one in registry.sheets if one.name == sheet.name]
    return found


def _code(part: Part, row: RawRow) -> str:
    """The code of a row; "" where it says nothing of the part."""
    texts = [text(row, column.name) for column in part.key]
    values = {
        c.name: c.parse(t) for c, t in zip(part.key, texts, strict=True) if t or not c.required
    }
    return part.code_from(values) if len(values) == len(part.key) else ""


def _codes(sheets: Iterable[RawSheet]) -> Codes:
    return {
        (part.name, _code(part, row))
        for sheet in sheets
        for part in _declared(sheet).parts
        for row in sheet.rows
    }


def _name_who_ran_it(kept: list[RawSheet], sheets: list[RawSheet], unknown: Codes) -> None:
    """A programme is run by the newest of its partnerships; before that by the one it followed."""
    rows = [row for sheet in sheets if sheet.name == "successions" for row in sheet.rows]
    before = {text(row, "successor"): row.cells["organisation"] for row in rows}
    [programme] = next(sheet.rows for sheet in kept if sheet.name == "programme")
    while ("organisations", text(programme, "partnership")) in unknown:
        programme.cells["partnership"] = before[text(programme, "partnership")]


def _take_out(sheet: RawSheet, unknown: Codes) -> None:
    """Leave out the names of rows that were not known."""
    for column in _declared(sheet).columns:
        for row in sheet.rows:
            typed = text(row, column.name)
            if typed and set(column.targets(column.parse(typed))) & unknown:
                row.cells[column.name] = Cell("; ".join(_others(column, typed, unknown)))


def _others(column, typed: str, unknown: Codes) -> Iterator[str]:
    for piece in filter(None, map(str.strip, typed.split(";"))):
        if not set(column.targets(column.parse(piece))) & unknown:
            yield piece


def _say_the_newest(sheets: list[RawSheet]) -> None:
    """A column whose values are dated holds the newest of those that were known."""
    by_name = {sheet.name: sheet for sheet in sheets}
    values = by_name.get(DATED_VALUES)
    rows = sorted(values.rows, key=_since) if values else []
    newest = {(text(row, "record"), text(row, "field")): text(row, "value") for row in rows}
    for (record, field), value in newest.items():
        name, _, code = record.partition(":")
        for row in by_name[name].rows:
            if code in [_code(part, row) for part in _declared(by_name[name]).parts]:
                row.cells[field] = Cell(value)
                break


def _say_nothing_of_what_is_not_in_force(sheets: list[RawSheet]) -> None:
    """Why a proposal took effect before its gates nobody could say while it had not."""
    for sheet in sheets:
        for row in sheet.rows if sheet.name == "proposals" else ():
            if text(row, "standing") not in ("in force", "ended") and WHY_EARLY in row.cells:
                row.cells[WHY_EARLY] = BLANK


def _since(row: RawRow) -> datetime.date:
    return _bounds(text(row, "from")).latest if text(row, "from") else ALWAYS
