"""All that a position says of one workstream: a frozen value, read by every page and file."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sharedsvc.core.certainty import POSSIBLY
from workstreams.answering import Answering, answering
from workstreams.lifecycle import own_routes, place_in_phase, shared_stage, title_in_use
from workstreams.lineage import went_into_another
from workstreams.milestones import Progress, is_overdue, next_due, progress_of
from workstreams.rows.lines import (
    Evidence,
    LineageLine,
    RankLine,
    RoleLine,
    StageLine,
    StatusLine,
    WorkstreamLine,
)
from workstreams.rows.reading import Records

UNRANKED = 10_000


@dataclass(frozen=True)
class WorkstreamRow:
    """What is known of one workstream on a day.

    `ranks` are its own, `parts_ranks` those of the workstreams that went into it. `parts`, `status`
    and `milestones` are there once the row is shown (`shown`).
    """

    workstream: WorkstreamLine
    day: datetime.date
    partnerships: Collection[int]
    get_absolute_url: str
    roles: tuple[RoleLine, ...] = ()
    stages: tuple[StageLine, ...] = ()
    ranks: tuple[RankLine, ...] = ()
    parts_ranks: tuple[RankLine, ...] = ()
    came_from: tuple[LineageLine, ...] = ()
    led_to: tuple[LineageLine, ...] = ()
    parts: tuple[WorkstreamLine, ...] = ()
    status: StatusLine | None = None
    milestones: tuple[Any, ...] = ()

    @property
    def pk(self) -> int:
        """The workstream's key."""
        return self.workstream.pk

    @cached_property
    def answering(self) -> Answering:
        """Who answers for it, worked out from its roles."""
        return answering(self.roles)

    @cached_property
    def stage(self) -> StageLine | None:
        """The stage that all share."""
        return shared_stage(self.stages)

    @cached_property
    def own_routes(self) -> tuple[StageLine, ...]:
        """Where single councils stand by themselves."""
        return own_routes(self.stages)

    @cached_property
    def phase(self) -> StageLine | None:
        """The place in a phase, if there is one with a priority."""
        return place_in_phase(self.stages)

    @cached_property
    def title(self) -> str:
        """The title now in use."""
        return title_in_use(self)

    @cached_property
    def partnership_ranks(self) -> tuple[RankLine, ...]:
        """Its place in the partnership's ranking; of a merged one the places of its parts.

        Only what was surely adopted by the day gives a rank.
        """
        both = (*self.ranks, *self.parts_ranks)
        return tuple(rank for rank in both if rank.by in self.partnerships and rank.is_sure)

    @cached_property
    def rank_text(self) -> str:
        """The partnership's ranks, separated by commas; "" for none."""
        return ", ".join(str(rank.rank) for rank in self.partnership_ranks if rank.rank)

    @property
    def in_rankings(self) -> int:
        """How many places it has in rankings, whoever ranked."""
        return len(self.ranks)

    @property
    def own_ranks(self) -> int:
        """How many places it has itself in the partnership's rankings."""
        own = (rank for rank in self.ranks if rank.by in self.partnerships and rank.is_sure)
        return sum(1 for rank in own if rank.rank)

    @property
    def sort_key(self) -> tuple[int, int, str]:
        """By best rank, those without last; then by place and reference."""
        ranks = [rank.rank for rank in self.partnership_ranks if rank.rank]
        return min(ranks, default=UNRANKED), self.workstream.order, self.workstream.ref

    @property
    def ranked_as(self) -> list[RankLine]:
        """Ranks whose title was another than the one in use."""
        return [rank for rank in self.partnership_ranks if rank.title and rank.title != self.title]

    @cached_property
    def next_milestones(self) -> tuple[Any, ...]:
        """The milestones due on the next due date."""
        return next_due(self.milestones, self.day)

    @property
    def next_milestone(self) -> Any | None:
        """The milestone that is due next; None without."""
        return self.next_milestones[0] if self.next_milestones else None

    @property
    def overdue(self) -> bool:
        """The next milestone's last possible day has gone, and it is not recorded as done."""
        first = self.next_milestone
        return bool(first and is_overdue(first, self.day))

    @property
    def next_doubts(self) -> list[str]:
        """What is not sure of the next milestone."""
        first = self.next_milestone
        if first is None:
            return []
        perhaps_done = progress_of(first, self.day) is Progress.PERHAPS_DONE
        doubts = {
            "may already be set": first.certainty == POSSIBLY,
            "may already be done": perhaps_done,
        }
        return [words for words, doubted in doubts.items() if doubted]

    @cached_property
    def went_into_another(self) -> bool:
        """Whether it was merged, split or replaced by then."""
        return went_into_another(self.led_to)

    @property
    def lines(self) -> list[Any]:
        """All the records that it tells of."""
        hanging = (*self.stages, *self.ranks, *self.came_from, *self.led_to, *self.roles)
        every = (self.workstream, *hanging, *self.parts_ranks, *self.milestones)
        return [*every, *([self.status] if self.status else [])]

    def shown(self, evidence: Evidence, **details: Any) -> "WorkstreamRow":
        """The row as it is shown: with `parts`, `status` and `milestones`, and its evidence."""
        own = ("roles", "stages", "ranks", "parts_ranks", "came_from", "led_to")
        found: dict[str, Any] = {name: evidence.beside(getattr(self, name)) for name in own}
        (workstream,) = evidence.beside([self.workstream])
        if details.get("status"):
            (details["status"],) = evidence.beside([details["status"]])
        return replace(self, workstream=workstream, **found, **details)


def workstream_rows(
    lines: Iterable[WorkstreamLine],
    records: Records,
    day: datetime.date,
    partnerships: Collection[int],
    address: Callable[[str], str],
) -> list[WorkstreamRow]:
    """A row for each workstream; `address` tells the address of a reference."""
    return [
        WorkstreamRow(
            workstream=line,
            day=day,
            partnerships=partnerships,
            get_absolute_url=address(line.ref),
            roles=records.roles.get(line.pk, ()),
            stages=records.stages.get(line.pk, ()),
            ranks=records.ranks.get(line.pk, ()),
            parts_ranks=_ranks_of_parts(line.pk, records),
            came_from=records.came_from.get(line.pk, ()),
            led_to=records.led_to.get(line.pk, ()),
        )
        for line in lines
    ]


def _ranks_of_parts(pk: int, records: Records) -> tuple[RankLine, ...]:
    """The places of what went into it, the highest first."""
    links = records.came_from.get(pk, ())
    found = [rank for link in links for rank in records.ranks.get(link.predecessor_id, ())]
    return tuple(sorted(found, key=lambda place: place.rank or UNRANKED))
