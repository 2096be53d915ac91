"""Workstreams by rows, lists by columns: ranks, moves, and what became of each workstream."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedsvc.core.prose import list_in_words
from sharedsvc.portal.rankings.comparison import Comparison, Item
from sharedsvc.portal.rankings.records import Listed
from sharedsvc.portal.rankings.slope import far_from, places
from workstreams.choices import LifecycleStage, LineageKind
from workstreams.ranking.ballots import places_in
from workstreams.rows import WorkstreamRow

LAST = 10_000
DROPPED = (
    LifecycleStage.NOT_TAKEN_FORWARD,
    LifecycleStage.REMOVAL_PROPOSED,
    LifecycleStage.ENDED,
)


@dataclass(frozen=True)
class MatrixCell:
    """What one list says of one workstream."""

    listed: Listed
    rank: int | None
    selected: bool
    lower: int | None
    far: bool
    changed: bool

    @property
    def move(self) -> str:
        """Where the others' list puts it, seen from this one."""
        said = places(self.lower)
        return f"{said} there" if self.lower else said

    @property
    def own_move(self) -> str:
        """Where this list puts it, seen from the one it is measured by."""
        return places(None if self.lower is None else -self.lower)

    @property
    def arrow(self) -> str:
        """Which way it moved: the first sign of the move in words."""
        return self.own_move[:1]

    @property
    def compact(self) -> SafeString:
        """The cell in as little room as can be."""
        if self.rank is None:
            shown, spoken = ("✓", "Selected") if self.selected else ("–", "Not named")
            return format_html(
                '<span aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}</span>',
                shown,
                spoken,
            )
        if not self.far:
            return format_html("{}", self.rank)
        return format_html(
            '<span class="in">{}<i aria-hidden="true">{}</i></span>'
            '<span class="govuk-visually-hidden"> {}</span>',
            self.rank,
            self.arrow,
            self.own_move,
        )

    @property
    def is_named(self) -> bool:
        """Whether the list names it at all."""
        return self.selected or self.rank is not None


@dataclass(frozen=True)
class MatrixRow:
    """One workstream across all lists."""

    item: Item
    rank: int | None
    cells: tuple[MatrixCell, ...]
    place: str  # in the phase, or what it went into
    in_first: bool

    @property
    def is_named(self) -> bool:
        """Whether any list names it."""
        return any(cell.is_named for cell in self.cells)

    @property
    def named(self) -> list[MatrixCell]:
        """The lists that name it."""
        return [cell for cell in self.cells if cell.is_named]

    @property
    def ranks(self) -> list[int]:
        """The ranks that it is given, the highest first."""
        return sorted(cell.rank for cell in self.cells if cell.rank is not None)

    @property
    def middle(self) -> str:
        """The median of its ranks: half are as high or higher, half as low or lower."""
        from statistics import median  # which no other page needs

        return f"{median(self.ranks):g}" if self.ranks else ""


class Matrix:
    """The chosen lists side by side, measured by one of them or by the shared order."""

    def __init__(self, found: Comparison) -> None:
        self.found, self.records = found, found.records
        self.lists, self.against = found.lists, found.against

    @property
    def far(self) -> int:
        """By how many places a rank must differ to be marked."""
        return max(far_from(len(self.found.items)), 2)

    @cached_property
    def base_ranks(self) -> dict[int, int | None]:
        """The ranks that others are compared with: one list's, else the order by Borda."""
        if self.against:
            return self.found.ranks(self.against)
        return dict(places_in(self.found.main.borda.order)) if self.found.main else {}

    @cached_property
    def rows(self) -> list[MatrixRow]:
        """Every workstream that a list names, in the order of the list they are measured by."""
        ranks = [(one, self.found.ranks(one)) for one in self.lists]
        recorded = [self.found.ranks(one, what_if=False) for one in self.lists]
        rows = [
            MatrixRow(
                item,
                self.base_ranks.get(n),
                tuple(
                    self._cell(one, n, of, was)
                    for (one, of), was in zip(ranks, recorded, strict=True)
                ),
                self.place(item),
                (self.base_ranks.get(n) or LAST) <= self.found.choice.first,
            )
            for n, item in enumerate(self.found.items)
        ]
        return sorted(rows, key=lambda row: (row.rank or LAST, row.item.title))

    def _cell(
        self, one: Listed, n: int, ranks: dict[int, int | None], was: dict[int, int | None]
    ) -> MatrixCell:
        rank, base = ranks.get(n), self.base_ranks.get(n)
        lower = None if rank is None or base is None else base - rank
        return MatrixCell(
            one,
            rank,
            n in ranks and not one.is_ranked,
            lower,
            lower is not None and abs(lower) >= self.far,
            ranks.get(n) != was.get(n),
        )

    def place(self, item: Item) -> str:
        """Where it stands in the phase, or what became of it."""
        row = self.records.rows.get(item.pk)
        if row is None:
            return "Not among the workstreams on this day"
        if row.phase:
            return _priority(row)
        if len(row.led_to) > 1:
            return _split(row.led_to)
        for link in row.led_to:
            return self._went_on(link, item)
        if row.stage and row.stage.stage in DROPPED:
            return _stage(row)
        if self.records.phase_title:
            return f"Not in {self.records.phase_title}"
        return _stage(row)

    def _went_on(self, link: Any, item: Item) -> str:
        """What it went into, that one's place, and the ranks of what else went into it."""
        whole = self.records.rows.get(link.successor_id)
        others = [
            self.base_ranks.get(self.found.number[pk])
            for pk, into in self.records.went_into.items()
            if into == link.successor_id and pk != item.pk and pk in self.found.number
        ]
        ranks = " and ".join(str(rank) for rank in others if rank is not None)
        place = f"{_priority(whole)}{f', with rank {ranks}' if ranks else ''}: " if whole else ""
        return f"{place}{link.kind} into {link.successor_title}"

    @property
    def has_merged(self) -> bool:
        """Whether any list names what has gone into another."""
        named = {entry.workstream_id for one in self.records.listed for entry in one.entries}
        return any(pk in named for pk in self.records.went_into)


def _split(links: Any) -> str:
    """All that one workstream led to."""
    into = list_in_words(link.successor_title for link in links)
    return f"{LineageKind(links[0].kind).label} into {into}"


def _priority(row: WorkstreamRow) -> str:
    phase = row.phase
    return f"{phase.phase_title} priority {phase.priority}" if phase else _stage(row)


def _stage(row: WorkstreamRow) -> str:
    return row.stage.word if row.stage else ""


def in_file(cell: MatrixCell) -> str:
    """A cell as text for a file."""
    return "selected" if cell.selected else str(cell.rank or "")
