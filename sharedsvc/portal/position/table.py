"""The table of a programme's workstreams: its groups, and only the columns that hold something."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sharedsvc.core.prose import list_in_words
from sharedsvc.portal.position.totals import CLASSES
from workstreams.answering import is_named
from workstreams.choices import DurationClass
from workstreams.lifecycle import phase_of
from workstreams.rows import WorkstreamRow

PlacedRow = tuple[WorkstreamRow, tuple[Any, ...]]
MANY = 12  # who are named with one standing, from where it is said once
NO_PHASE = "Not in a phase"


@dataclass(frozen=True)
class RowGroup:
    """Rows under one heading ("" for none); `lifted` where nobody answers for them."""

    title: str
    rows: tuple[PlacedRow, ...]
    lifted: bool = False

    @cached_property
    def duration(self) -> str:
        """The duration class of all that are lifted out, if they share one that is stated."""
        classes = {row.workstream.duration_class for row, _ in self.rows}
        (one,) = classes if self.lifted and len(classes) == 1 else [DurationClass.NOT_STATED]
        return "" if one == DurationClass.NOT_STATED else DurationClass(one).label.lower()

    @property
    def heading(self) -> str:
        """The title, the class that all share, and how many there are."""
        return f"{self.title}{f', all {self.duration}' if self.duration else ''} ({len(self.rows)})"

    @property
    def classes_beside(self) -> bool:
        """Each of those that are lifted out says its class, unless the heading does."""
        return self.lifted and not self.duration


@dataclass(frozen=True)
class WorkstreamTable:
    """The rows as they are shown.

    `whole`: in groups, and those that nobody answers for lifted out, unless they are most. A page
    of a large programme stays in its order, and names its gates beside each.
    """

    placed: tuple[PlacedRow, ...]
    totals: Any
    whole: bool

    @cached_property
    def rows(self) -> tuple[WorkstreamRow, ...]:
        """The rows without their gates."""
        return tuple(row for row, _ in self.placed)

    @cached_property
    def groups(self) -> tuple[RowGroup, ...]:
        """The groups in which there is something."""
        if not self.whole:
            return (RowGroup("", self.placed),)
        lifted = [one for one in self.placed if one[0].answering.is_nobodys]
        if 2 * len(lifted) > len(self.placed):  # the rule, not the exception
            lifted = []
        rest = [one for one in self.placed if not (lifted and one[0].answering.is_nobodys)]
        word = self.totals.principal_word
        first = [RowGroup(f"No {word} recorded", tuple(lifted), lifted=True)] if lifted else []
        return (*first, *self._grouped(rest, headed=bool(lifted)))

    def _grouped(self, placed: Sequence[PlacedRow], *, headed: bool) -> list[RowGroup]:
        """By duration class where any is stated, else by phase where there is one."""
        if self.has_classes:
            keys = [(one.value, _class_title(one)) for one in CLASSES]
            return _by(placed, lambda row: row.workstream.duration_class, keys)
        phases = dict.fromkeys(_phase(row) for row, _ in placed)
        if any(phases):
            keys = [*((title, f"In {title}") for title in phases if title), ("", NO_PHASE)]
            return _by(placed, _phase, keys)
        return [RowGroup("With one recorded" if headed else "", tuple(placed))]

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
        """Whether any row has a rank: else the column is left out."""
        return any(row.rank_text for row in self.rows)

    @property
    def has_references(self) -> bool:
        """Whether any row has a reference that is printed."""
        return any(row.workstream.printed_ref for row in self.rows)

    @property
    def has_remarks(self) -> bool:
        """Remarks of the source beside its references: of a list that was printed."""
        return self.has_references and any(row.workstream.remarks for row in self.rows)

    @property
    def priority(self) -> str:
        """The phase whose priorities are shown."""
        return phase_of(self.rows)

    @property
    def has_principals(self) -> bool:
        """Whether anybody answers for any row."""
        return any(_answers(row) for row in self.rows)

    @property
    def has_roles(self) -> bool:
        """Whether any row has a role."""
        return any(row.roles for row in self.rows)

    @property
    def has_stages(self) -> bool:
        """Not where the line above says the stage of all, or of all but a few."""
        return not self.usual_stage or any(row.own_routes for row in self.rows)

    @cached_property
    def usual_stage(self) -> str:
        """The stage of all, or of at least nine in ten: the others say theirs under their names."""
        words = Counter(_stage(row) for row in self.rows)
        word, number = words.most_common(1)[0]
        return word if 10 * number >= 9 * len(self.rows) else ""

    @cached_property
    def usual_standing(self) -> str:
        """The standing of everybody who is named as answering, where there are many."""
        named = [r for row in self.rows for r in row.answering.principals if is_named(r)]
        standings = {role.standing for role in named}
        return standings.pop() if len(standings) == 1 and len(named) > MANY else ""

    @cached_property
    def usual_milestones(self) -> tuple[str, ...]:
        """The titles of the next milestones, where they are the same wherever there are any."""
        titles = [
            tuple(one.title for one in row.next_milestones)
            for row in self.rows
            if row.next_milestones
        ]
        return titles[0] if len(titles) > 1 and len(set(titles)) == 1 else ()

    @property
    def has_ratings(self) -> bool:
        """Whether any row was rated."""
        return any(row.status and row.status.rating for row in self.rows)

    @property
    def has_gates(self) -> bool:
        """Beside each only on a page of a large programme: of others the matrix says them."""
        return not self.whole and any(cells for _, cells in self.placed)

    @property
    def has_milestones(self) -> bool:
        """Whether any row has a milestone to come."""
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
        without = {
            f"no {self.totals.principal_word}": self.has_principals,
            "no milestone": self.has_milestones,
            "no gate": any(cells for _, cells in self.placed),
        }
        said = [
            *([self._stages_in_words] if not self.has_stages else []),
            *([] if self.has_ratings else ["rating not reported"]),
            *([f"{list_in_words(missing)} recorded"] if (missing := _missing(without)) else []),
        ]
        if len(self.rows) < 2:
            return ""
        number = {2: "both"}.get(len(self.rows), f"all {len(self.rows)}")
        whom = number if self.whole else "all that are shown"
        sentences = [f"For {whom}: {'; '.join(said)}." if said else "", *self._also_said]
        return " ".join(one for one in sentences if one)

    @property
    def _stages_in_words(self) -> str:
        alike = all(_stage(row) == self.usual_stage for row in self.rows)
        return f"stage {self.usual_stage.lower()}{'' if alike else ', unless another is named'}"

    @property
    def _also_said(self) -> Iterator[str]:
        """What is true of those that have it, and is left out of their rows; gaps in priorities."""
        placed = (row.phase.priority for row in self.rows if row.phase)
        numbers = with_gaps(number for number in placed if number is not None)
        if self.whole and numbers:
            yield f"{self.priority} priorities: {numbers}."
        if self.usual_standing:
            yield f"Every {self.totals.principal_word} named is {self.usual_standing}."
        if self.usual_milestones:
            titles = "; ".join(self.usual_milestones)
            yield f"Next milestone, where a date is named: {titles}."


def with_gaps(numbers: Iterable[int]) -> str:
    """Numbers that are not without a gap, as runs: "1 to 5, 7, 9"; "" where there is no gap."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = (f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return ", ".join(told) if len(runs) > 1 else ""


def _missing(without: dict[str, bool]) -> list[str]:
    return [words for words, found in without.items() if not found]


def _stage(row: WorkstreamRow) -> str:
    """Where it stands, as a word; "" where more is to be said of it."""
    if row.stage and row.stage.since:
        return ""
    return row.stage.word if row.stage else "Not stated"


def _phase(row: WorkstreamRow) -> str:
    """The phase in which it has a priority; "" where there is none."""
    return phase_of([row])


def _answers(row: WorkstreamRow) -> bool:
    """Somebody answers for it or may, or it is said why nobody does."""
    return bool(row.answering.principals) or row.answering.somebody_may


def _class_title(one: Any) -> str:
    return "Class not stated" if one == DurationClass.NOT_STATED else str(one.label)


def _by(
    placed: Iterable[PlacedRow],
    key: Callable[[WorkstreamRow], Any],
    keys: Iterable[tuple[Any, str]],
) -> list[RowGroup]:
    """The rows by their key, in the order of the keys, without those that have none."""
    found: dict[Any, list[PlacedRow]] = {}
    for one in placed:
        found.setdefault(key(one[0]), []).append(one)
    return [RowGroup(title, tuple(found[value])) for value, title in keys if value in found]
