"""Which entries of a workbook refer to which: what nothing has is noted, the rest put in order."""

from functools import partial

from sharedsvc.core.workbook.columns import Target, nearest
from sharedsvc.core.workbook.drafting import Draft, Entry
from sharedsvc.core.workbook.ordering import in_order
from sharedsvc.core.workbook.outcome import ImportOutcome
from sharedsvc.core.workbook.register import Register
from sharedsvc.core.workbook.suggestions import Suggestions

MOST_IN_CIRCLE = 10


class References:
    """The references of a draft's entries, to one another and into the register."""

    def __init__(self, draft: Draft, register: Register, outcome: ImportOutcome) -> None:
        self.draft, self.register, self.outcome = draft, register, outcome
        self._suggestions = Suggestions(self._valid_codes)
        self._programme = next(
            (e for e in self.draft.entries.values() if e.part.name == "programme"), None
        )

    def check(self) -> None:
        """Note each reference to what neither the workbook nor the register has."""
        for entry in self.draft.entries.values():
            for column, (part, code) in entry.targets:
                if (part, code) in self.draft.entries:
                    continue
                if part not in self.draft.registry.parts:
                    self.outcome.note(
                        entry,
                        column.name,
                        f"there is no sheet “{part}”",
                        partial(nearest, part, self.draft.registry.parts),
                    )
                elif self._may_be_looked_up(part) and code not in self.register.records(part):
                    self.outcome.note(
                        entry,
                        column.name,
                        f"no such code among {part}: “{code}”",
                        partial(self._suggestions.nearest, part, code),
                    )

    def _may_be_looked_up(self, part: str) -> bool:
        """Without a programme nothing of one can be found: that is no further problem."""
        is_needed = self.draft.registry.parts[part].needs_programme
        return not is_needed or self._programme is not None

    def _valid_codes(self, part: str) -> set[str]:
        """The codes that a part has in the register or in the workbook."""
        return {
            *self.register.records(part),
            *(code for name, code in self.draft.entries if name == part),
        }

    def in_order(self) -> list[Entry]:
        """The entries, each after those it refers to; those in a circle are noted."""
        graph = {
            target: [
                needed
                for column, needed in entry.targets
                if not column.is_link
                and needed in self.draft.entries
                and not (needed == target and getattr(column, "may_be_itself", False))
            ]
            for target, entry in self.draft.entries.items()
        }
        for target, entry in self.draft.entries.items():
            if self._programme and entry.part.needs_programme and entry is not self._programme:
                graph[target].append(self._programme.target)
        order, circles = in_order(graph)
        for circle in circles:
            self._note_circle(circle)
        return [self.draft.entries[target] for target in order]

    def _note_circle(self, targets: list[Target]) -> None:
        circle = [self.draft.entries[target] for target in targets]
        codes = [entry.code for entry in [*circle, circle[0]]]
        if len(codes) > MOST_IN_CIRCLE:
            codes[MOST_IN_CIRCLE - 1 : -1] = ["…"]
        for entry in circle:
            expected = f"these refer to one another in a circle: {' → '.join(codes)}"
            self.outcome.note(entry, entry.part.key[0].name, expected)

    def needs_what_failed(self, entry: Entry) -> bool:
        """Whether an entry refers to one that was not taken."""
        needed = [
            self.draft.entries.get(target) for column, target in entry.targets if not column.is_link
        ]
        if entry.part.needs_programme:
            needed.append(self._programme)
        return any(other is not None and other.failed for other in needed)
