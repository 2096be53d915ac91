"""What an import writes of each entry, and what came of it all."""

from dataclasses import dataclass, field
from typing import Any

from sharedsvc.core.workbook.columns import Column
from sharedsvc.core.workbook.drafting import Entry, Problems
from sharedsvc.core.workbook.overlaps import Overlap

Differences = tuple[tuple[str, str, str], ...]  # of each column: name, old text, new text


@dataclass(frozen=True)
class Change:
    """What becomes of one entry: added, or changed with each column's old and new text."""

    sheet: str
    part: str
    code: str
    row: int
    columns: Differences = ()


@dataclass
class Outcome:
    """What an import did, or would do. Nothing was written unless `written` says so.

    Doubts are pointed out and keep nothing out.
    """

    problems: Problems = field(default_factory=Problems)
    doubts: Problems = field(default_factory=Problems)
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    left: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    written: bool = False


@dataclass(frozen=True, eq=False)
class Write:
    """An entry that differs from its record, or that has none yet; what is to be written of it."""

    entry: Entry
    record: Any
    is_new: bool
    columns: list[Column]
    differing: Differences

    @property
    def names(self) -> frozenset[str]:
        """The columns that differ."""
        return frozenset(name for name, _, _ in self.differing)

    @property
    def plain(self) -> list[Column]:
        """The columns that stand on the record."""
        return [column for column in self.columns if not column.is_link]

    @property
    def links(self) -> list[Column]:
        """The link columns to write."""
        names = self.names
        return [c for c in self.columns if c.is_link and (self.is_new or c.name in names)]

    @property
    def of_itself(self) -> list[Column]:
        """The columns that name the record itself."""
        own, values = self.entry.target, self.entry.values
        return [column for column in self.plain if own in column.targets(values[column.name])]
