"""All that a position says of one workstream."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from decisions.gate_table import GateCell
from sharedsvc.core.dates import since_in_words
from sharedsvc.portal.children import Child, children
from workstreams.answering import Answering, answering
from workstreams.choices import LifecycleStage
from workstreams.lifecycle import RUNS, own_routes, place_in_phase, shared_stage
from workstreams.lineage import went_into_another
from workstreams.milestones import Progress, is_overdue, next_due, progress_of


@dataclass
class WorkstreamRow:
    """All that a position says of one workstream."""

    workstream: Any
    stages: list[Child]
    ranks: list[Child]
    came_from: list[Child]
    led_to: list[Child]
    parts: list[Child]
    status: Child | None
    day: datetime.date
    roles: list[Any] = field(default_factory=list)
    milestones: list[Any] = field(default_factory=list)
    gates: list[GateCell] = field(default_factory=list)

    @cached_property
    def answering(self) -> Answering:
        return answering(self.roles)

    @property
    def stage(self) -> Child | None:
        return shared_stage(self.stages)

    @property
    def stage_word(self) -> str:
        return LifecycleStage(self.stage.stage).label if self.stage else ""

    @property
    def stage_since(self) -> str:
        """From when a running service has run."""
        if self.stage is None or self.stage.stage not in RUNS:
            return ""
        return since_in_words(self.stage.start) if self.stage.start else ""

    @property
    def own_routes(self) -> list[Child]:
        for stage in self.stages:
            stage.word = LifecycleStage(stage.stage).label
        return list(own_routes(self.stages))

    @property
    def phase(self) -> Child | None:
        """The place in a phase, if there is one with a priority."""
        return place_in_phase(self.stages)

    @property
    def title(self) -> str:
        """The title now in use."""
        return (self.phase and self.phase.title) or self.workstream.title

    @property
    def partnership_ranks(self) -> list[Child]:
        """Its place in the partnership's ranking; of a merged one the places of its parts."""
        partnership = self.workstream.programme.partnership_id
        return [r for r in [*self.ranks, *self.parts_ranks] if r.by == partnership]

    @cached_property
    def parts_ranks(self) -> list[Child]:
        """The ranks of the workstreams that were merged into this one."""
        return [
            rank
            for link in self.came_from
            for rank in children("workstreams.rankingentry", link.ranks)
        ]

    @property
    def rank_text(self) -> str:
        return ", ".join(str(rank.rank) for rank in self.partnership_ranks if rank.rank)

    @property
    def sort_key(self) -> tuple:
        ranks = [rank.rank for rank in self.partnership_ranks if rank.rank]
        return (min(ranks, default=10_000), self.workstream.order, self.workstream.ref)

    @property
    def ranked_as(self) -> list[Child]:
        """Ranks whose title was another than the one in use."""
        return [rank for rank in self.partnership_ranks if rank.title and rank.title != self.title]

    @cached_property
    def next_milestones(self) -> tuple[Any, ...]:
        """The milestones due on the next due date."""
        return next_due(self.milestones, self.day)

    @property
    def next_milestone(self) -> Any | None:
        return self.next_milestones[0] if self.next_milestones else None

    @property
    def overdue(self) -> bool:
        """The next milestone's last possible day has gone, and it is not recorded as done."""
        first = self.next_milestone
        return bool(first and is_overdue(first, self.day))

    @property
    def perhaps_done(self) -> bool:
        """The next milestone may be done already."""
        first = self.next_milestone
        return bool(first and progress_of(first, self.day) is Progress.PERHAPS_DONE)

    @property
    def went_into_another(self) -> bool:
        return went_into_another(self.led_to)

    @property
    def records(self) -> list[Any]:
        own = [*self.stages, *self.ranks, *self.came_from, *self.led_to, *self.roles]
        own += self.parts_ranks
        return [self.workstream, *own, *self.milestones, *([self.status] if self.status else [])]


def class_line(label: str, rows: list["WorkstreamRow"], holders: list[str]) -> dict[str, Any]:
    """One line of the totals: how many, and for how many each of the holders answers."""
    return {
        "label": label,
        "count": len(rows),
        "by_holder": [
            (name, sum(1 for row in rows if name in row.answering.holders)) for name in holders
        ],
        "perhaps": sum(1 for row in rows if row.answering.somebody_may),
        "nobody": sum(1 for row in rows if row.answering.is_nobodys),
    }


def workstream_row(workstream: Any, day: datetime.date) -> WorkstreamRow:
    """The row of a workstream that `for_position` brought with its JSON lists."""
    status = children("workstreams.statusupdate", workstream.status_rows)
    return WorkstreamRow(
        workstream=workstream,
        stages=children("workstreams.stage", workstream.stage_rows),
        ranks=children("workstreams.rankingentry", workstream.rank_rows),
        came_from=children("workstreams.lineage", workstream.came_from_rows),
        led_to=children("workstreams.lineage", workstream.led_to_rows),
        parts=children("workstreams.workstream", workstream.part_rows),
        status=status[0] if status else None,
        day=day,
    )
