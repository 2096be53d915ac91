"""All that a position says of one workstream."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from decisions.gate_table import GateCell
from sharedsvc.core.dates import since_in_words
from sharedsvc.core.querysets import POSSIBLY, SURELY
from sharedsvc.portal.children import Child, children
from workstreams.choices import (
    LEAD_KINDS,
    TAKEN_OVER,
    Answer,
    LifecycleStage,
    RoleKind,
    Standing,
)
from workstreams.lifecycle import stage_order

RUNNING = (LifecycleStage.RUNNING, LifecycleStage.LIVE)
HOPED_FOR = (Standing.CONSIDERED, Standing.PROPOSED, Standing.IN_PRINCIPLE)
PRINCIPAL_KINDS = (LEAD_KINDS, (RoleKind.HOST,), (RoleKind.PROVIDER,))


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

    @property
    def sure_roles(self) -> list[Any]:
        return [role for role in self.roles if role.certainty == SURELY]

    @property
    def leads(self) -> list[Any]:
        return [role for role in self.sure_roles if role.kind in LEAD_KINDS]

    @property
    def principals(self) -> list[Any]:
        """Who answers for it: its leads, failing them its hosts, failing them its providers."""
        for kinds in PRINCIPAL_KINDS:
            found = [role for role in self.sure_roles if role.kind in kinds]
            if found:
                return found
        return []

    @property
    def others(self) -> list[Any]:
        principals = self.principals
        return [role for role in self.sure_roles if role not in principals]

    @property
    def holders(self) -> list[str]:
        """The names of those who answer for it."""
        return [role.holder for role in self.principals if role.answer == Answer.STATED]

    def has_somebody(self, standings: tuple[str, ...]) -> bool:
        """Somebody who answers for it is named, with one of these standings."""
        return any(
            role.answer == Answer.STATED and role.standing in standings for role in self.principals
        )

    @property
    def perhaps(self) -> list[Any]:
        """Roles that may already, or may still, be in force."""
        return [role for role in self.roles if role.certainty == POSSIBLY]

    @property
    def has_perhaps_principal(self) -> bool:
        """Nobody surely answers for it, but somebody may already, or may still."""
        principal = {kind for kinds in PRINCIPAL_KINDS for kind in kinds}
        return any(role.kind in principal for role in self.perhaps)

    @property
    def are_joint(self) -> bool:
        return any(role.kind == RoleKind.JOINT_LEAD for role in self.leads)

    @property
    def stage(self) -> Child | None:
        """The shared stage that began last, of several on a day the furthest.

        A council's own route is told apart.
        """
        shared = [stage for stage in self.stages if not stage.owner and stage.certainty == SURELY]
        return max(shared, key=lambda s: stage_order(s.since, s.stage), default=None)

    @property
    def stage_word(self) -> str:
        return LifecycleStage(self.stage.stage).label if self.stage else ""

    @property
    def stage_since(self) -> str:
        """From when a running service has run."""
        if self.stage is None or self.stage.stage not in RUNNING:
            return ""
        return since_in_words(self.stage.start) if self.stage.start else ""

    @property
    def own_routes(self) -> list[Child]:
        for stage in self.stages:
            stage.word = LifecycleStage(stage.stage).label
        return [stage for stage in self.stages if stage.owner]

    @property
    def phase(self) -> Child | None:
        """The place in a phase, if there is one with a priority."""
        placed = [stage for stage in self.stages if stage.priority and stage.certainty == SURELY]
        return placed[-1] if placed else None

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

    @property
    def next_milestone(self) -> Any | None:
        return self.milestones[0] if self.milestones else None

    @property
    def overdue(self) -> bool:
        """The next milestone's last possible day has gone, and it is not recorded as done."""
        first = self.next_milestone
        return bool(first and first.due and first.due_latest < self.day)

    @property
    def next_milestones(self) -> list[Any]:
        """The milestones due on the next due date."""
        first = self.next_milestone
        return [m for m in self.milestones if m.due_latest == first.due_latest] if first else []

    @property
    def went_into_another(self) -> bool:
        return any(link.kind in TAKEN_OVER for link in self.led_to)

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
        "by_holder": [(name, sum(1 for row in rows if name in row.holders)) for name in holders],
        "perhaps": sum(1 for row in rows if not row.holders and row.has_perhaps_principal),
        "nobody": sum(1 for row in rows if not row.holders and not row.has_perhaps_principal),
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
