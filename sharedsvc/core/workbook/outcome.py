"""What an import writes of each entry, and what came of it all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Entry, OfEntry, Problems
from sharedsvc.core.workbook.overlaps import Overlap
from sharedsvc.core.workbook.raw import Cell
from sharedsvc.core.workbook.sheets import Doubt

Differences = tuple[tuple[str, str, str], ...]  # of each column: name, old text, new text


@dataclass(frozen=True, kw_only=True)
class EntryChange(OfEntry):
    """What becomes of one entry: added, or changed with each column's old and new text."""

    columns: Differences = ()


@dataclass(frozen=True, kw_only=True)
class OtherName(OfEntry):
    """What the register calls something, and what the workbook does, column by column."""

    columns: Differences

    @property
    def fingerprint(self) -> str:
        """Stands for this question alone."""
        return self.fingerprint_of(self.part, self.code, self.columns)

    @property
    def names(self) -> str:
        """From what to what."""
        return "; ".join(
            f"{column} “{was}” in the register, “{new}” in the workbook"
            for column, was, new in self.columns
        )

    def __str__(self) -> str:
        return f"{self.where}, {self.names}: renamed from when, or corrected?"


@dataclass
class ImportOutcome:
    """What an import did, or would do. Nothing was written unless `written` says so.

    Doubts are pointed out and keep nothing out. `names` are all other names that were asked about,
    `unanswered` those of which nobody said whether they are new or corrected.
    """

    problems: Problems = field(default_factory=Problems)
    doubts: Problems = field(default_factory=Problems)
    added: list[EntryChange] = field(default_factory=list)
    changed: list[EntryChange] = field(default_factory=list)
    left: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    names: list[OtherName] = field(default_factory=list)
    unanswered: list[OtherName] = field(default_factory=list)
    written: bool = False

    def note(self, entry: Entry, column: str, expected: str, near: Callable[[], str] = str) -> None:
        """Note what is wrong with an entry, which thereby has failed."""
        entry.failed = True
        value = entry.cells.get(column, Cell()).text
        self.problems.note(entry.sheet.name, entry.row, column, value, expected, near)

    def point_out(self, entry: Entry, column: str, doubt: Doubt) -> None:
        """Note a grave doubt about an entry as a problem; another keeps nothing out."""
        if doubt.grave:
            self.note(entry, column, doubt.text)
        else:
            value = entry.cells.get(column, Cell()).text
            self.doubts.note(entry.sheet.name, entry.row, column, value, doubt.text)

    def refuse(self, entry: Entry, column: str, error: Exception) -> None:
        """Note why an entry was refused when it was to be written."""
        if isinstance(error, ValidationError):
            self._note_invalid(entry, error)
        else:
            self.note(entry, column, str(error).rstrip("."))

    def _note_invalid(self, entry: Entry, error: ValidationError) -> None:
        names = {column.attribute: column.name for column in entry.part.all_columns}
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.note(entry, names.get(name, ""), message.rstrip("."))


@dataclass(frozen=True, eq=False)
class Write:
    """An entry that differs from its record, or that has none yet; what is to be written of it."""

    entry: Entry
    record: Any
    is_new: bool
    columns: list[SheetColumn]
    differing: Differences

    @property
    def names(self) -> frozenset[str]:
        """The columns that differ."""
        return frozenset(name for name, _, _ in self.differing)

    def without(self, names: Collection[str]) -> "Write":
        """The same without these columns."""
        return replace(
            self,
            columns=[column for column in self.columns if column.name not in names],
            differing=tuple(one for one in self.differing if one[0] not in names),
        )

    @property
    def plain(self) -> list[SheetColumn]:
        """The columns that stand on the record."""
        return [column for column in self.columns if not column.is_link]

    @property
    def links(self) -> list[SheetColumn]:
        """The link columns to write."""
        names = self.names
        return [c for c in self.columns if c.is_link and (self.is_new or c.name in names)]

    @property
    def of_itself(self) -> list[SheetColumn]:
        """The columns that name the record itself."""
        own, values = self.entry.target, self.entry.values
        return [column for column in self.plain if own in column.targets(values[column.name])]
