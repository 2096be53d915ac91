"""The table of a programme's workstreams: its groups, and only the columns that hold something."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sharedsvc.portal.position_totals import CLASSES
from workstreams.choices import DurationClass
from workstreams.rows import WorkstreamRow

Placed = tuple[WorkstreamRow, tuple[Any, ...]]
NO_PHASE = "Not in a phase"


@dataclass(frozen=True)
class Group:
    """Rows under one heading ("" for none); `lifted` where nobody answers for them."""

    title: str
    rows: tuple[Placed, ...]
    lifted: bool = False

    @property
    def stage(self) -> str:
        """The stage that all share, where it says no more than a word; "" otherwise."""
        words = {_stage(row) for row, _ in self.rows}
        return words.pop() if len(words) == 1 else ""

    @property
    def heading(self) -> str:
        """The title, and how many there are."""
        return f"{self.title} ({len(self.rows)})"

    @property
    def heading_with_stage(self) -> str:
        """The same with the stage that all share."""
        return f"{self.title}, {self.stage[0].lower()}{self.stage[1:]} ({len(self.rows)})"


@dataclass(frozen=True)
class WorkstreamTable:
    """The rows as they are shown.

    `whole`: in groups, and those that nobody answers for lifted out, unless they are most. A page
    of a large programme stays in its order, and names its gates beside each.
    """

    placed: tuple[Placed, ...]
    totals: Any
    whole: bool

    @cached_property
    def rows(self) -> tuple[WorkstreamRow, ...]:
        return tuple(row for row, _ in self.placed)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups in which there is something."""
        if not self.whole:
            return (Group("", self.placed),)
        lifted = [one for one in self.placed if one[0].answering.is_nobodys]
        if 2 * len(lifted) > len(self.placed):  # the rule, not the exception
            lifted = []
        rest = [one for one in self.placed if not (lifted and one[0].answering.is_nobodys)]
        word = self.totals.principal_word
        first = [Group(f"No {word} recorded", tuple(lifted), lifted=True)] if lifted else []
        return (*first, *self._grouped(rest, headed=bool(lifted)))

    def _grouped(self, placed: Sequence[Placed], *, headed: bool) -> list[Group]:
        """By duration class where any is stated, else by phase where there is one."""
        if self.has_classes:
            keys = [(one.value, _class_title(one)) for one in CLASSES]
            return _by(placed, lambda row: row.workstream.duration_class, keys)
        phases = list(dict.fromkeys(row.phase.phase_title for row, _ in placed if row.phase))
        if phases:
            keys = [*((title, f"In {title}") for title in phases), ("", NO_PHASE)]
            return _by(placed, lambda row: row.phase.phase_title if row.phase else "", keys)
        return [Group("With one recorded" if headed else "", tuple(placed))]

    @cached_property
    def has_classes(self) -> bool:
        """Duration classes head the groups: not where there are almost as many as rows."""
        classes = {row.workstream.duration_class for row in self.rows}
        return classes != {DurationClass.NOT_STATED} and 2 * len(classes) <= len(self.rows)

    @property
    def classes_beside(self) -> bool:
        """They stand beside the rows instead."""
        return not (self.whole and self.has_classes)

    # Which columns hold something

    @property
    def has_ranks(self) -> bool:
        return any(row.rank_text for row in self.rows)

    @property
    def has_references(self) -> bool:
        return any(row.workstream.printed_ref for row in self.rows)

    @property
    def has_remarks(self) -> bool:
        """Remarks of the source beside its references: of a list that was printed."""
        return self.has_references and any(row.workstream.remarks for row in self.rows)

    @property
    def priority(self) -> str:
        """The phase whose priorities are shown."""
        return next((row.phase.phase_title or "" for row in self.rows if row.phase), "")

    @property
    def has_principals(self) -> bool:
        return any(_answers(row) for row in self.rows)

    @property
    def has_roles(self) -> bool:
        return any(row.roles for row in self.rows)

    @cached_property
    def has_stages(self) -> bool:
        """Not where the headings, or the line above, say the stage of all."""
        told = self.common_stage or all(group.stage and group.title for group in self.groups)
        return not told or any(row.own_routes for row in self.rows)

    @property
    def stages_in_headings(self) -> bool:
        """The headings say the stage of their rows, which is another in each."""
        return not self.has_stages and not self.common_stage

    @cached_property
    def common_stage(self) -> str:
        """The stage that all share."""
        words = {_stage(row) for row in self.rows}
        return words.pop() if len(words) == 1 else ""

    @property
    def has_ratings(self) -> bool:
        return any(row.status and row.status.rating for row in self.rows)

    @property
    def has_gates(self) -> bool:
        """Beside each only on a page of a large programme: of others the matrix says them."""
        return not self.whole and any(cells for _, cells in self.placed)

    @property
    def has_milestones(self) -> bool:
        return any(row.next_milestone for row in self.rows)

    @property
    def width(self) -> int:
        """How many columns there are."""
        shown = (
            *(self.has_ranks, self.has_references, self.priority, self.has_roles),
            *(self.has_stages, self.has_ratings, self.has_gates, self.has_milestones),
            self.has_remarks,
        )
        return 1 + sum(map(bool, shown))

    @property
    def said_once(self) -> str:
        """What is the same for all rows that are shown, and what is recorded of none."""
        stage = self.common_stage
        without = {
            f"no {self.totals.principal_word}": self.has_principals,
            "no milestone": self.has_milestones,
            "no gate": any(cells for _, cells in self.placed),
        }
        said = [
            *([f"stage {stage.lower()}"] if stage and not self.has_stages else []),
            *([] if self.has_ratings else ["rating not reported"]),
            *([f"{_listed(missing)} recorded"] if (missing := _missing(without)) else []),
        ]
        if len(self.rows) < 2 or not said:
            return ""
        return (
            f"For all {'that are shown' if not self.whole else len(self.rows)}: {'; '.join(said)}."
        )


def _missing(without: dict[str, bool]) -> list[str]:
    return [words for words, found in without.items() if not found]


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _stage(row: WorkstreamRow) -> str:
    """Where it stands, as a word; "" where more is to be said of it."""
    if row.own_routes or (row.stage and row.stage.since):
        return ""
    return row.stage.word if row.stage else "Not stated"


def _answers(row: WorkstreamRow) -> bool:
    """Somebody answers for it or may, or it is said why nobody does."""
    return bool(row.answering.principals) or row.answering.somebody_may


def _class_title(one: Any) -> str:
    return "Class not stated" if one == DurationClass.NOT_STATED else str(one.label)


def _by(
    placed: Iterable[Placed],
    key: Callable[[WorkstreamRow], Any],
    keys: Iterable[tuple[Any, str]],
) -> list[Group]:
    """The rows by their key, in the order of the keys, without those that have none."""
    found: dict[Any, list[Placed]] = {}
    for one in placed:
        found.setdefault(key(one[0]), []).append(one)
    return [Group(title, tuple(found[value])) for value, title in keys if value in found]
