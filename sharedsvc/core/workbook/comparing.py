"""What a row of a workbook says otherwise than its record, and why it may not say it."""

from typing import Any

from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Entry
from sharedsvc.core.workbook.outcome import Differences, ImportOutcome
from sharedsvc.core.workbook.raw import Cell
from sharedsvc.core.workbook.register import NamesWithheld, Register
from sharedsvc.core.workbook.sheets import Doubt

WITHHELD = "what the register holds here is withheld from you and stays: leave the cell blank"


class EntriesCompared:
    """Compares entries with what the register holds; what may not be said is noted."""

    def __init__(self, register: Register, outcome: ImportOutcome) -> None:
        self.register, self.outcome = register, outcome

    def compared(self, entry: Entry, record: Any) -> tuple[list[SheetColumn], Differences]:
        """The columns that are taken of an entry, and what differs in them from its record."""
        columns = self.columns_to_take(entry, record)
        old = self._old_texts(entry, record, columns)
        columns = [column for column in columns if column.name in old]
        values = {c: c.in_full(entry.values[c.name], record, self.register) for c in columns}
        return columns, self.differences(values, old)

    def columns_to_take(self, entry: Entry, record: Any) -> list[SheetColumn]:
        """The columns that say something of a record that is there already.

        A shared record is not the programme's own: where a workbook is silent on it, what is known
        of it from elsewhere stays.
        """
        columns = entry.columns
        if entry.part.is_own(record, self.register.programme):
            return columns
        return [
            column
            for column in columns
            if column.is_said_by_silence or entry.cells.get(column.name, Cell()).text
        ]

    def is_another(self, entry: Entry, record: Any) -> bool:
        """Note where the record with an entry's code cannot be the one that is meant."""
        for column in entry.columns:
            expected = column.refusal(entry.values[column.name], record, self.register)
            if expected:
                self.outcome.note(entry, column.name, expected)
        return entry.failed

    def cannot_be_new(self, entry: Entry) -> bool:
        """Note where an entry may not become a new record."""
        return self._lacks_columns(entry) or self._is_left_out(entry)

    def _is_left_out(self, entry: Entry) -> bool:
        """Point out a row that names what this register does not hold; it is not taken in."""
        for column in entry.columns:
            expected = column.left_out(entry.values[column.name], self.register)
            if expected:
                entry.failed = True
                self.outcome.point_out(entry, column.name, Doubt(expected, grave=False))
        return entry.failed

    def _lacks_columns(self, entry: Entry) -> bool:
        """Note the columns that a new record cannot do without."""
        columns = [c for c in entry.part.columns if c.required and c.name not in entry.values]
        for column in columns:
            self.outcome.note(entry, column.name, column.blank_problem)
        return bool(columns)

    def _old_texts(self, entry: Entry, record: Any, columns: list[SheetColumn]) -> dict[str, str]:
        """What each column says of a record.

        One that names what the importer may not see is left out, and stays as it is: to fill it in
        otherwise is noted.
        """
        found = {}
        for column in columns:
            try:
                found[column.name] = column.text(column.get(record, self.register))
            except NamesWithheld:
                if entry.cells.get(column.name, Cell()).text:
                    self.outcome.note(entry, column.name, WITHHELD)
        return found

    @staticmethod
    def differences(values: dict[SheetColumn, Any], old: dict[str, str]) -> Differences:
        """Of each column whose text differs: its name, the old text and the new."""
        said = [(c.name, old.get(c.name, ""), c.text(value)) for c, value in values.items()]
        return tuple(one for one in said if one[1] != one[2])
