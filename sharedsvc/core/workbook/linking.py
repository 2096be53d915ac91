"""The links that a workbook says, written when every record exists: sources and subjects."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sharedsvc.core.portions import portions
from sharedsvc.core.saving import in_halves
from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Draft
from sharedsvc.core.workbook.outcome import ImportOutcome, Write
from sharedsvc.core.workbook.register import Register


class WaitingLinks:
    """The link columns that wait to be written, by part and column."""

    def __init__(self, draft: Draft, register: Register, outcome: ImportOutcome) -> None:
        self.draft, self.register, self.outcome = draft, register, outcome
        self._waiting: dict[tuple[str, SheetColumn], list[Write]] = defaultdict(list)

    def wait_for(self, write: Write) -> None:
        """Have the links of a written record follow when every record exists."""
        for column in write.links:
            self._waiting[write.entry.part.name, column].append(write)

    def write(self) -> None:
        """Write the links of each column, for all records of a part together."""
        for (_, column), writes in self._waiting.items():
            for some in portions(write for write in writes if self._can_be_linked(write, column)):
                self._link_some(column, some)

    def _can_be_linked(self, write: Write, column: SheetColumn) -> bool:
        targets = column.targets(write.entry.values[column.name])
        return not any(self.draft.entries[t].failed for t in targets if t in self.draft.entries)

    def _link_some(self, column: Any, writes: list[Write]) -> None:
        def together(some: Sequence[Write]) -> None:
            column.save_links_of_many([self._linked(write, column) for write in some])

        def alone(write: Write) -> None:
            column.save_links(*self._linked(write, column))

        for write, error in in_halves(writes, together, alone):
            if error:
                self.outcome.refuse(write.entry, column.name, error)

    def _linked(self, write: Write, column: SheetColumn) -> tuple[Any, Any]:
        """A record, and what it is to be linked to."""
        value = write.entry.values[column.name]
        if not write.is_new:
            value = column.in_full(value, write.record, self.register)
        return write.record, column.resolve(value, self.register)
