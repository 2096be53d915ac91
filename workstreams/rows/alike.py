"""Thousands of workstreams, of which most are alike: what the rules read is read once of each kind.

The database puts into one text what the rules read of a workstream's roles, and of its stages.
Workstreams with the same text are alike to every rule: one of them is read as any other, by the
same reading and the same rules, and stands for all. That texts differ which say the same (rows come
in no order) costs a reading more, and changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import (
    Aggregate,
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Min,
    Q,
    TextField,
)

from workstreams.answering import Answering, answering
from workstreams.lifecycle import place_in_phase, shared_stage, title_in_use
from workstreams.models import RankingEntry, Stage, WorkstreamRole
from workstreams.rows.lines import LineageLine, StageLine, WorkstreamLine
from workstreams.rows.reading import Grouped, Scope, by_workstream, read_roles, stages
from workstreams.rows.row import UNRANKED

OF_ROLES = ("kind", "standing", "answer", "organisation", "person", "post", "certainty")
OF_STAGES = ("stage", "title", "phase", "owner", "certainty")


class Counted(NamedTuple):
    """What is counted, sorted and filtered by of one workstream; the rest is read if it is shown.

    A row (`WorkstreamRow`) tells the same. `in_rankings` are all its places, `own_ranks` those in
    the partnership's rankings, `best_rank` the best of these and of what went into it.
    """

    workstream: WorkstreamLine
    answering: Answering
    stage: StageLine | None
    phase: StageLine | None
    went_into_another: bool
    in_rankings: int
    own_ranks: int
    best_rank: int | None

    @property
    def pk(self) -> int:
        """The workstream's key."""
        return self.workstream.pk

    @property
    def title(self) -> str:
        """The title now in use."""
        return title_in_use(self)

    @property
    def sort_key(self) -> tuple[int, int, str]:
        """By best rank, those without last; then by place and reference."""
        best = UNRANKED if self.best_rank is None else self.best_rank
        return best, self.workstream.order, self.workstream.ref


@dataclass(frozen=True)
class Alike:
    """Every workstream of a large programme, in the order of rank; and their roles.

    Of workstreams that are alike the roles are those of one.
    """

    rows: list[Counted]
    roles: Grouped


class Said(Aggregate):
    """What some columns say in all rows of a group, as one text."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As text of rows, which PostgreSQL compares as it is."""
        template = "STRING_AGG(ROW(%(expressions)s)::text, ' ')"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As text of JSON arrays."""
        template = "GROUP_CONCAT(JSON_ARRAY(%(expressions)s), ' ')"
        return super().as_sql(compiler, connection, template=template, **extra)


def read_alike(
    scope: Scope,
    lines: Iterable[WorkstreamLine],
    gone: frozenset[int],
    came_from: Mapping[int, tuple[LineageLine, ...]],
    partnerships: Collection[int],
) -> Alike:
    """What is counted of these workstreams of a programme; `gone` are those that went on."""
    like = _alike_by_roles(scope)
    of_like = by_workstream(read_roles(scope.to(frozenset(like.values()))))
    roles = {workstream: of_like[one] for workstream, one in like.items()}
    answers = {one: answering(some) for one, some in of_like.items()}
    places, ranks = _places(scope), _Ranks.read(scope, partnerships, came_from)
    nobody = Answering()
    rows = [
        Counted(
            line,
            answers.get(like.get(line.pk, 0), nobody),
            *places.get(line.pk, (None, None)),
            line.pk in gone,
            *ranks.counted.get(line.pk, (0, 0)),
            ranks.best_of(line.pk),
        )
        for line in lines
    ]
    return Alike(sorted(rows, key=lambda row: row.sort_key), roles)


def _alike_by_roles(scope: Scope) -> dict[int, int]:
    """By workstream one whose roles say the same."""
    rows = scope.in_force(WorkstreamRole).filter(scope.within()).order_by()
    said = rows.values("workstream").annotate(said=Said(*map(F, OF_ROLES)))
    return _first_of_each(said.values_list("workstream", "said"))


def _first_of_each(said: Iterable[tuple[int, Any]]) -> dict[int, int]:
    first: dict[Any, int] = {}
    return {workstream: first.setdefault(text, workstream) for workstream, text in said}


def _places(scope: Scope) -> dict[int, tuple[StageLine | None, StageLine | None]]:
    """By workstream the stage that all share, and the place in a phase.

    Of several stages it tells which began last; of a single one it does not matter.
    """
    has_priority = ExpressionWrapper(Q(priority__isnull=False), output_field=BooleanField())
    columns = (*map(F, OF_STAGES), has_priority)
    rows = scope.in_force(Stage).filter(scope.within()).order_by()
    said = rows.values("workstream").annotate(
        number=Count("pk"), said=Said(*columns), dated=Said(*columns, F("start_latest"))
    )
    like = _first_of_each(
        (workstream, text if number == 1 else dated)
        for workstream, number, text, dated in said.values_list(
            "workstream", "number", "said", "dated"
        )
    )
    found = by_workstream(stages(scope.to(frozenset(like.values()))))
    places = {one: (shared_stage(some), place_in_phase(some)) for one, some in found.items()}
    return {workstream: places[one] for workstream, one in like.items()}


@dataclass(frozen=True)
class _Ranks:
    """By workstream how many places it has, how many by the partnership, and the best of these."""

    counted: Mapping[int, tuple[int, int]]
    best: Mapping[int, int]
    came_from: Mapping[int, tuple[LineageLine, ...]]

    @classmethod
    def read(
        cls,
        scope: Scope,
        partnerships: Collection[int],
        came_from: Mapping[int, tuple[LineageLine, ...]],
    ) -> "_Ranks":
        """The best rank of each workstream by the partnership, what led to it included."""
        rows = scope.visible(RankingEntry).adopted_by(scope.day).filter(scope.within())
        own = Q(ranking__by__in=partnerships, rank__gt=0, ranking__date_latest__lte=scope.day)
        found = (
            rows.order_by()
            .values("workstream")
            .annotate(number=Count("pk"), own=Count("pk", filter=own), best=Min("rank", filter=own))
            .values_list("workstream", "number", "own", "best")
        )
        counted, best = {}, {}
        for pk, number, of_partnership, first in found:
            counted[pk] = number, of_partnership
            if first:
                best[pk] = first
        return cls(counted, best, came_from)

    def best_of(self, pk: int) -> int | None:
        """Its best place, or of what went into it."""
        parts = (link.predecessor_id for link in self.came_from.get(pk, ()))
        found = [self.best[one] for one in (pk, *parts) if one in self.best]
        return min(found, default=None)
