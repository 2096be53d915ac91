"""A workbook as read: its entries, cell by cell, and every problem found on the way."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sharedsvc.core.workbook.columns import CellProblem, SheetColumn, Target, nearest
from sharedsvc.core.workbook.raw import LONGEST_CELL, Cell, RawRow, RawSheet, sheet_key
from sharedsvc.core.workbook.sheets import EXAMPLE, Part, Registry, Sheet

EMPTIED = "(blank)"  # makes a value blank where a blank cell would leave it
MOST_PROBLEMS = 500  # as many as anybody mends before trying again; the rest is counted
LONGEST_SHOWN = 300  # characters of what stands in a cell


@dataclass(frozen=True)
class Problem:
    """Why a workbook was not taken: where, what stood there, what was expected."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        place = f"{self.sheet}" + (f", row {self.row}" if self.row else "")
        place += f", column “{self.column}”" if self.column else ""
        found = f": “{self.value}”" if self.value else ""
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else ""
        return f"{place}{found}: {self.expected}.{hint}"


class Problems(list[Problem]):
    """The first problems of a workbook, and how many more there are."""

    more = 0

    @property
    def is_full(self) -> bool:
        """Whether further ones are only counted."""
        return len(self) >= MOST_PROBLEMS

    @property
    def total(self) -> int:
        """All of them, listed or counted."""
        return len(self) + self.more

    def lines(self) -> list[str]:
        """Each as a line, with one for those that are only counted."""
        rest = [f"… and {self.more:,} more."] if self.more else []
        return [*map(str, self), *rest]

    def append(self, problem: Problem) -> None:
        """Add a problem; beyond the first ones only its number."""
        if self.is_full:
            self.more += 1
        else:
            super().append(problem)

    def note(
        self,
        sheet: str,
        row: int | None,
        column: str,
        value: str,
        expected: str,
        near: Callable[[], str] = str,
    ) -> None:
        """Add what is wrong in a place; what is nearest is looked for only where it is shown."""
        if self.is_full:
            self.more += 1
            return
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        self.append(Problem(sheet, row, column, shown, expected, near()))


@dataclass(frozen=True, kw_only=True)
class OfEntry:
    """What is told of an entry, or asked, and where that stands in the workbook."""

    sheet: str
    part: str
    row: int
    code: str

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        return f"{self.part}, row {self.row}: {self.code}"

    @staticmethod
    def fingerprint_of(*said: Any) -> str:
        """Stands for what was said alone: an answer is to just that."""
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Entry:
    """One record as a row gives it."""

    sheet: Sheet
    part: Part
    row: int
    code: str
    values: dict[str, Any]
    cells: dict[str, Cell]
    failed: bool = False

    @property
    def target(self) -> Target:
        """Part and code, by which other entries refer to it."""
        return self.part.name, self.code

    @property
    def place(self) -> dict[str, Any]:
        """Where it stands, for what is told of it."""
        names = {"sheet": self.sheet.name, "part": self.part.name}
        return {**names, "row": self.row, "code": self.code}

    @property
    def columns(self) -> list[SheetColumn]:
        """The columns of its part of which it says something."""
        return [column for column in self.part.all_columns if column.name in self.values]

    @property
    def targets(self) -> list[tuple[SheetColumn, Target]]:
        """What it refers to, and by which of its columns."""
        return [
            (column, target)
            for column in self.columns
            for target in column.targets(self.values[column.name])
        ]


class Draft:
    """The entries of a workbook, read cell by cell, and every problem found on the way."""

    def __init__(self, raw_sheets: Iterable[RawSheet], registry: Registry) -> None:
        self.registry = registry
        self.problems = Problems()
        self.entries: dict[Target, Entry] = {}
        by_name = {sheet_key(sheet.name): sheet for sheet in registry.sheets}
        for raw in raw_sheets:
            sheet = by_name.get(sheet_key(raw.name))
            if sheet is None:
                near = partial(nearest, raw.name, by_name)
                self.problems.note(raw.name, None, "", "", "there is no such sheet", near)
                continue
            for remark in raw.remarks:
                self.problems.note(sheet.name, remark.row, remark.column, "", remark.expected)
            if self._headings_fit(sheet, raw):
                self._read_rows(sheet, raw)

    def _headings_fit(self, sheet: Sheet, raw: RawSheet) -> bool:
        known = [column.name for column in sheet.columns]
        given = raw.headings
        raw.headings = [" ".join(heading.lower().split()) for heading in given]
        if raw.headings != given:
            new = dict(zip(given, raw.headings, strict=True))
            for row in raw.rows:
                row.cells = {new.get(name, name): cell for name, cell in row.cells.items()}
        before = self.problems.total
        for heading, times in Counter(raw.headings).items():
            if heading not in known:
                near = partial(nearest, heading, known)
                self.problems.note(sheet.name, 1, heading, "", "there is no such column", near)
            elif times > 1:
                self.problems.note(sheet.name, 1, heading, "", "the column stands there twice")
        for column in sheet.parts[0].key:
            if column.required and column.name not in raw.headings:
                self.problems.note(sheet.name, 1, column.name, "", "this column is missing")
        return self.problems.total == before

    def _read_rows(self, sheet: Sheet, raw: RawSheet) -> None:
        headings = frozenset(raw.headings)
        for row in raw.rows:
            if self._is_example(raw, row):
                continue
            for name in [name for name in row.cells if name not in headings]:
                self.problems.note(
                    sheet.name, row.number, name, row.cells[name].text, "this cell has no heading"
                )
            for part in sheet.parts:
                self._read_part(sheet, part, row)

    @staticmethod
    def _is_example(raw: RawSheet, row: RawRow) -> bool:
        """The template's example rows are passed over."""
        return row.cells.get(raw.headings[0], Cell()).text.startswith(EXAMPLE)

    def _read_part(self, sheet: Sheet, part: Part, row: RawRow) -> None:
        main = part is sheet.parts[0]
        own = part.columns if main else self._own_columns(sheet, part)
        filled = any(self._cell(row, column).text for column in own)
        if not main and not filled:
            return
        key = self._read_columns(sheet, part.key, row)
        if key is None:
            return
        target = (part.name, part.code_from(key))
        if target in self.entries:
            if filled or not main or len(sheet.parts) == 1:
                self._second_row(sheet, part, row, self.entries[target])
            return
        present = [c for c in part.columns if c.name in row.cells or c.is_said_by_silence]
        values = self._read_columns(sheet, present, row)
        entry = Entry(sheet, part, row.number, target[1], {**key, **(values or {})}, row.cells)
        entry.failed = values is None
        self.entries[target] = entry

    @staticmethod
    def _own_columns(sheet: Sheet, part: Part) -> list[SheetColumn]:
        shared = {column.name for column in sheet.parts[0].all_columns}
        return [column for column in part.all_columns if column.name not in shared]

    @staticmethod
    def _cell(row: RawRow, column: SheetColumn) -> Cell:
        return row.cells.get(column.name, Cell())

    def _second_row(self, sheet: Sheet, part: Part, row: RawRow, first: Entry) -> None:
        main = part is sheet.parts[0]
        what = "its particulars stand" if main and len(sheet.parts) > 1 else "it stands"
        expected = f"{what} in row {first.row} already"
        self.problems.note(sheet.name, row.number, part.key[-1].name, first.code, expected)

    def _read_columns(
        self, sheet: Sheet, columns: Iterable[SheetColumn], row: RawRow
    ) -> dict[str, Any] | None:
        values, sound = {}, True
        for column in columns:
            cell = self._cell(row, column)
            try:
                values[column.name] = read_cell(column, cell)
            except CellProblem as problem:
                sound = False
                where = sheet.name, row.number, column.name
                self.problems.note(*where, cell.text, problem.expected, problem.near)
        return values if sound else None


def read_cell(column: SheetColumn, cell: Cell) -> Any:
    """The value of a cell. Raises CellProblem, also where the spreadsheet leaves it in doubt."""
    doubt = f"this is {cell.doubt}" if cell.doubt else _wrong_type(column, cell)
    if doubt:
        raise CellProblem(doubt)
    if len(cell.text) > LONGEST_CELL:
        raise CellProblem(
            f"at most {LONGEST_CELL} characters, as many as a spreadsheet's cell holds"
        )
    return column.parse("" if cell.text == EMPTIED else cell.text)


def _wrong_type(column: SheetColumn, cell: Cell) -> str:
    """Why a number or date cell does not say what was typed; "" where it does."""
    if cell.date and not column.takes_dates:
        return "the spreadsheet made a date of this: format the cell as text and type it again"
    if cell.number and not column.takes_numbers:
        if "." in cell.text:
            return (
                f"a number in a text column: {cell.text} or {cell.text}0? Format the cell as text"
            )
        if cell.form:
            return (
                f"a number that is shown in another form ({cell.form}): format the cell as text "
                "and type what it is to say"
            )
    return ""
