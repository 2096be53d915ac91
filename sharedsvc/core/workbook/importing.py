"""From a workbook to records: all problems at once, all or nothing, twice changes nothing.

1. `Draft` reads every cell into a value and every row into an entry, noting problems.
2. References are looked up among the entries and in the register; entries are put in an order in
   which each comes after those it refers to.
3. In one transaction each entry is compared with its record and, if it differs, handed to its
   part's operation; links (sources, subjects) follow when every record exists.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from sharedsvc.core.workbook.columns import CellProblem, Column, Target, nearest
from sharedsvc.core.workbook.files import LISTS, LONGEST_CELL, Cell, RawRow, RawSheet
from sharedsvc.core.workbook.sheets import EXAMPLE, Part, Registry, Sheet


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


@dataclass(frozen=True)
class Change:
    """What becomes of one entry: added, or changed with each column's old and new text."""

    sheet: str
    part: str
    code: str
    row: int
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Outcome:
    """What an import did, or would do."""

    problems: list[Problem] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    left: int = 0


@dataclass
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
        return self.part.name, self.code


class Draft:
    """The entries of a workbook, read cell by cell, and every problem found on the way."""

    def __init__(self, raw_sheets: Iterable[RawSheet], registry: Registry) -> None:
        self.registry = registry
        self.problems: list[Problem] = []
        self.entries: dict[Target, Entry] = {}
        by_name = {sheet.name: sheet for sheet in registry.sheets}
        for raw in raw_sheets:
            sheet = by_name.get(raw.name.strip().lower())
            if raw.name == LISTS:
                continue
            if sheet is None:
                self._note(
                    raw.name, None, "", "", "there is no such sheet", nearest(raw.name, by_name)
                )
            elif self._headings_fit(sheet, raw):
                self._read_rows(sheet, raw)

    def _note(
        self, sheet: str, row: int | None, column: str, value: str, expected: str, near: str = ""
    ) -> None:
        self.problems.append(Problem(sheet, row, column, value, expected, near))

    def _headings_fit(self, sheet: Sheet, raw: RawSheet) -> bool:
        known = [column.name for column in sheet.columns]
        raw.headings = [heading.strip().lower() for heading in raw.headings]
        for row in raw.rows:
            row.cells = {name.strip().lower(): cell for name, cell in row.cells.items()}
        before = len(self.problems)
        for heading in dict.fromkeys(raw.headings):
            if heading not in known:
                self._note(
                    sheet.name, 1, heading, "", "there is no such column", nearest(heading, known)
                )
            elif raw.headings.count(heading) > 1:
                self._note(sheet.name, 1, heading, "", "the column stands there twice")
        for column in sheet.parts[0].key:
            if column.required and column.name not in raw.headings:
                self._note(sheet.name, 1, column.name, "", "this column is missing")
        return len(self.problems) == before

    def _read_rows(self, sheet: Sheet, raw: RawSheet) -> None:
        for row in raw.rows:
            if self._is_example(raw, row):
                continue
            beyond = [name for name in row.cells if name not in raw.headings]
            for name in beyond:
                self._note(
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
        present = [column for column in part.columns if column.name in row.cells]
        values = self._read_columns(sheet, present, row)
        entry = Entry(sheet, part, row.number, target[1], {**key, **(values or {})}, row.cells)
        entry.failed = values is None
        self.entries[target] = entry

    @staticmethod
    def _own_columns(sheet: Sheet, part: Part) -> list[Column]:
        shared = {column.name for column in sheet.parts[0].all_columns}
        return [column for column in part.all_columns if column.name not in shared]

    @staticmethod
    def _cell(row: RawRow, column: Column) -> Cell:
        return row.cells.get(column.name, Cell())

    def _second_row(self, sheet: Sheet, part: Part, row: RawRow, first: Entry) -> None:
        main = part is sheet.parts[0]
        what = "its particulars stand" if main and len(sheet.parts) > 1 else "it stands"
        self._note(
            sheet.name,
            row.number,
            part.key[-1].name,
            first.code,
            f"{what} in row {first.row} already",
        )

    def _read_columns(
        self, sheet: Sheet, columns: Iterable[Column], row: RawRow
    ) -> dict[str, Any] | None:
        values, sound = {}, True
        for column in columns:
            cell = self._cell(row, column)
            try:
                values[column.name] = read_cell(column, cell)
            except CellProblem as problem:
                sound = False
                self._note(
                    sheet.name,
                    row.number,
                    column.name,
                    cell.text,
                    problem.expected,
                    problem.nearest,
                )
        return values if sound else None


def read_cell(column: Column, cell: Cell) -> Any:
    """The value of a cell. Raises CellProblem, also where the spreadsheet leaves it in doubt."""
    if cell.doubt:
        raise CellProblem(f"this is {cell.doubt}")
    if cell.number and not column.takes_numbers and "." in cell.text:
        raise CellProblem(
            f"a number in a text column: {cell.text} or {cell.text}0? Format the cell as text"
        )
    if len(cell.text) > LONGEST_CELL:
        raise CellProblem(
            f"at most {LONGEST_CELL} characters, as many as a spreadsheet's cell holds"
        )
    return column.parse(cell.text)


class Register:
    """What the register holds already, by part and code; and what this import has added."""

    def __init__(self, registry: Registry, programme: Any) -> None:
        self.registry = registry
        self.programme = programme
        self.cache: dict[str, Any] = {}
        self._records: dict[str, dict[str, Any]] = {}
        self._by_reference: dict[tuple[str, int], Target] = {}
        self._codes: dict[tuple[str, int], str] = {}

    def records(self, part_name: str) -> dict[str, Any]:
        """Every record of a part by its code."""
        if part_name not in self._records:
            part = self.registry.parts[part_name]
            self._records[part_name] = {}
            if part.shared or self.programme is not None:
                for record in part.rows(self.programme):
                    code = self.code(record)
                    self._records[part_name][code] = record
                    self._by_reference[record.reference] = (part_name, code)
        return self._records[part_name]

    def record(self, part: str, code: str) -> Any:
        return self.records(part)[code]

    def target(self, record_type: str, record_id: int) -> Target | None:
        """The part and code of a record known by its type and id, or None."""
        for name, part in self.registry.parts.items():
            if part.model._meta.concrete_model._meta.label_lower == record_type:  # type: ignore[union-attr]
                self.records(name)
        return self._by_reference.get((record_type, record_id))

    def add(self, part: str, code: str, record: Any) -> None:
        """Let later entries find a record that was just saved."""
        self.records(part)[code] = record
        self._codes[(record._meta.label_lower, record.pk)] = code

    def code(self, record: models.Model) -> str:
        key = (record._meta.concrete_model._meta.label_lower, record.pk)  # type: ignore[union-attr]
        if key not in self._codes:
            part = self.registry.part_of(type(record))
            if part is None:
                raise LookupError(f"No sheet holds {record._meta.verbose_name_plural}.")
            self._codes[key] = part.code_of(record, self)
        return self._codes[key]


class _Rollback(Exception):
    """Ends a transaction whose work must not stay."""


@dataclass
class Importer:
    """Takes a draft into the register.

    `find_programme` gives the programme that the workbook is about, if it exists already;
    `known_by` gives, for an entry, the day by which a fact without a start is known.
    """

    draft: Draft
    programme: Any
    known_by: Callable[["Draft", Entry], Any]

    def __post_init__(self) -> None:
        self.register = Register(self.draft.registry, self.programme)
        self.outcome = Outcome(problems=self.draft.problems)
        self._links: list[tuple[Entry, Any, list[Column]]] = []

    def run(self, *, dry_run: bool) -> Outcome:
        """Do it, or (dry run, or problems) work out what would be done and leave no trace."""
        self._check_references()
        order = self._order()
        try:
            with transaction.atomic():
                for entry in order:
                    self._take(entry)
                for entry, record, columns in self._links:
                    self._link(entry, record, columns)
                if dry_run or self.outcome.problems:
                    raise _Rollback
        except _Rollback:
            pass
        return self.outcome

    def _note(self, entry: Entry, column: str, expected: str, near: str = "") -> None:
        entry.failed = True
        value = entry.cells.get(column, Cell()).text
        self.outcome.problems.append(
            Problem(entry.sheet.name, entry.row, column, value, expected, near)
        )

    def _columns(self, entry: Entry) -> list[Column]:
        return [column for column in entry.part.all_columns if column.name in entry.values]

    def _targets(self, entry: Entry) -> list[tuple[Column, Target]]:
        return [
            (column, target)
            for column in self._columns(entry)
            for target in column.targets(entry.values[column.name])
        ]

    def _check_references(self) -> None:
        for entry in self.draft.entries.values():
            for column, (part, code) in self._targets(entry):
                if (part, code) in self.draft.entries:
                    continue
                if part not in self.draft.registry.parts:
                    self._note(
                        entry,
                        column.name,
                        f"there is no sheet “{part}”",
                        nearest(part, self.draft.registry.parts),
                    )
                elif self._may_be_looked_up(part) and code not in self.register.records(part):
                    valid = {*self.register.records(part), *self._codes_of(part)}
                    self._note(
                        entry,
                        column.name,
                        f"no such code among {part}: “{code}”",
                        nearest(code, valid),
                    )

    def _may_be_looked_up(self, part: str) -> bool:
        """Without a programme nothing of one can be found: that is no further problem."""
        has_programme = any(name == "programme" for name, _ in self.draft.entries)
        return self.draft.registry.parts[part].shared or has_programme

    def check(self) -> Outcome:
        """Only what can be said without a programme: cells and references."""
        self._check_references()
        return self.outcome

    def _codes_of(self, part: str) -> list[str]:
        return [code for name, code in self.draft.entries if name == part]

    def _order(self) -> list[Entry]:
        graph = {
            target: [
                needed
                for column, needed in self._targets(entry)
                if not column.is_link
                and needed in self.draft.entries
                and not (needed == target and getattr(column, "may_be_itself", False))
            ]
            for target, entry in self.draft.entries.items()
        }
        programme = next((target for target in graph if target[0] == "programme"), None)
        for target, entry in self.draft.entries.items():
            if programme and not entry.part.shared and target != programme:
                graph[target].append(programme)
        while True:
            try:
                order = TopologicalSorter(graph).static_order()
                return [self.draft.entries[target] for target in order]
            except CycleError as error:
                self._note_circle(error.args[1][:-1])
                for target in error.args[1]:
                    graph[target] = []

    def _note_circle(self, targets: list[Target]) -> None:
        circle = [self.draft.entries[target] for target in targets]
        path = " → ".join(entry.code for entry in [*circle, circle[0]])
        for entry in circle:
            expected = f"these refer to one another in a circle: {path}"
            self._note(entry, entry.part.key[0].name, expected)

    def _take(self, entry: Entry) -> None:
        needed = [
            self.draft.entries.get(target)
            for column, target in self._targets(entry)
            if not column.is_link
        ]
        if not entry.part.shared:
            needed += [e for e in self.draft.entries.values() if e.part.name == "programme"]
        if entry.failed or any(other is not None and other.failed for other in needed):
            entry.failed = True
            return
        record, is_new = self._record_for(entry)
        columns = self._columns(entry)
        differing = self._differences(entry, record, columns, is_new)
        if not is_new and not differing:
            self.outcome.left += 1
        elif self._save(entry, record, columns):
            change = Change(entry.sheet.name, entry.part.name, entry.code, entry.row, differing)
            (self.outcome.added if is_new else self.outcome.changed).append(change)
            names = {name for name, _, _ in differing}
            links = [
                column for column in columns if column.is_link and (is_new or column.name in names)
            ]
            self._links.append((entry, record, links))
        if not entry.failed:
            self.register.add(entry.part.name, entry.code, record)
            if entry.part.name == "programme":
                self.register.programme = record

    def _record_for(self, entry: Entry) -> tuple[Any, bool]:
        found = self.register.records(entry.part.name).get(entry.code)
        if found is not None:
            return found, False
        return entry.part.model(**entry.part.start(self.register.programme)), True

    def _differences(
        self, entry: Entry, record: Any, columns: list[Column], is_new: bool
    ) -> tuple[tuple[str, str, str], ...]:
        differing = []
        for column in columns:
            new = column.text(entry.values[column.name])
            old = "" if is_new else column.text(column.get(record, self.register))
            if old != new:
                differing.append((column.name, old, new))
        return tuple(differing)

    def _save(self, entry: Entry, record: Any, columns: list[Column]) -> bool:
        plain = [column for column in columns if not column.is_link]
        of_itself = [c for c in plain if entry.target in c.targets(entry.values[c.name])]
        for column in plain:
            if column not in of_itself or record.pk:
                column.set(record, column.resolve(entry.values[column.name], self.register))
        if record.pk is None:
            record.known_by = self.known_by(self.draft, entry)
        try:
            is_new = record.pk is None
            entry.part.save(record=record)
            if is_new and of_itself:
                self._name_itself(entry, record, of_itself)
        except ValidationError as error:
            self._note_invalid(entry, error)
        return not entry.failed

    def _name_itself(self, entry: Entry, record: Any, columns: list[Column]) -> None:
        """Set what refers to the record itself, now that it is there: its own owner, say."""
        self.register.add(entry.part.name, entry.code, record)
        for column in columns:
            column.set(record, column.resolve(entry.values[column.name], self.register))
        entry.part.save(record=record)

    def _note_invalid(self, entry: Entry, error: ValidationError) -> None:
        names = {column.attribute: column.name for column in entry.part.all_columns}
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                self._note(entry, names.get(name, ""), message.rstrip("."))

    def _link(self, entry: Entry, record: Any, columns: list[Column]) -> None:
        for column in columns:
            targets = column.targets(entry.values[column.name])
            if any(self.draft.entries[t].failed for t in targets if t in self.draft.entries):
                continue
            try:
                column.save_links(record, column.resolve(entry.values[column.name], self.register))
            except ValidationError as error:
                self._note_invalid(entry, error)
