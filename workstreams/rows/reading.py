"""Reads what hangs on workstreams: one statement a kind, whatever their number."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from programmes.models import Organisation
from programmes.viewers import AskedByShape
from sharedsvc.core.certainty import within
from sharedsvc.core.querysets import certainty_on
from workstreams.choices import Answer
from workstreams.forecasts import lines_as_known_on
from workstreams.models import (
    Lineage,
    Milestone,
    RankingEntry,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)
from workstreams.querysets import latest_first
from workstreams.rows.lines import (
    LineageLine,
    MilestoneLine,
    RankLine,
    RoleLine,
    StageLine,
    StatusLine,
    WorkstreamLine,
)

Grouped = Mapping[int, tuple[Any, ...]]


@dataclass(frozen=True)
class Scope:
    """Which workstreams are read, for whom, on which day: a whole programme's, or these alone."""

    user: Any
    day: datetime.date
    programme: int = 0
    only: Any = None  # their keys, or a slot for them

    def within(self, path: str = "workstream") -> Q:
        """What narrows records by the workstream that they name there."""
        if self.only is not None:
            return Q(**{f"{path}__among": self.only})
        return Q(**{f"{path}__programme": self.programme})

    def visible(self, model: Any) -> Any:
        """The records of a model that the reader may see."""
        return model.objects.visible_to(self.user)

    def in_force(self, model: Any) -> Any:
        """Those that are in force on the day, or may be."""
        return self.visible(model).as_at(self.day)

    def to(self, ids: Collection[int]) -> "Scope":
        """The same, of these workstreams alone."""
        return Scope(self.user, self.day, self.programme, tuple(ids))


@dataclass(frozen=True)
class Records:
    """What is known of every workstream of a scope, each kind by workstream.

    `came_from` and `led_to` are the same links, by the one end and by the other.
    """

    roles: Grouped
    stages: Grouped
    ranks: Grouped
    came_from: Grouped
    led_to: Grouped

    @classmethod
    def read(
        cls,
        scope: Scope,
        roles: Iterable[RoleLine] | None = None,
        links: Iterable[LineageLine] | None = None,
    ) -> "Records":
        """Read them, a statement a kind; roles and links only if they are not given."""
        links = lineage(scope) if links is None else list(links)
        known = {link.predecessor_id for link in links} | set(scope.only or ())
        return cls(
            roles=by_workstream(read_roles(scope) if roles is None else roles),
            stages=by_workstream(stages(scope)),
            ranks=by_workstream(ranks(scope if scope.only is None else scope.to(sorted(known)))),
            came_from=grouped(links, "successor_id"),
            led_to=grouped(links, "predecessor_id"),
        )


def grouped(lines: Iterable[Any], by: str) -> Grouped:
    """Lines by one of their fields, in their order; those that name nothing there by 0."""
    found: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        found[getattr(line, by) or 0].append(line)
    return {key: tuple(some) for key, some in found.items()}


def by_workstream(lines: Iterable[Any]) -> Grouped:
    """Lines by the workstream that they hang on."""
    return grouped(lines, "workstream_id")


def _statement(shape: Any, viewer: Any, day: Any, programme: Any, only: Any = None) -> Any:
    rows, _, more = shape
    return rows(Scope(viewer, day, programme, only), *more)


STATEMENTS = AskedByShape(_statement)


def asked(rows: Callable[..., Any], scope: Scope, *more: Any) -> list[Any]:
    """What a function gives for a scope, and for more that is the same on every page.

    It is asked by a statement that is built once, of a whole programme and of some workstreams.
    """
    shape = (rows, scope.only is not None, more)
    told = {"day": scope.day, "programme": scope.programme}
    if scope.only is not None:
        told["only"] = scope.only
    return STATEMENTS(scope.user, shape, **told)


def _lines(kind: type[Any], rows: Callable[..., Any], scope: Scope, *more: Any) -> list[Any]:
    return [kind(*values) for values in asked(rows, scope, *more)]


def workstreams(scope: Scope) -> list[WorkstreamLine]:
    """Those of the programme on the day, in order; of some alone their parts."""
    return _lines(WorkstreamLine, _workstreams, scope)


def _workstreams(scope: Scope) -> Any:
    rows = scope.in_force(Workstream).filter(programme=scope.programme)
    if scope.only is not None:
        rows = rows.filter(parent__among=scope.only)
    return rows.order_by("order", "ref", "pk").values_list(*WorkstreamLine.PATHS)


def read_roles(scope: Scope) -> list[RoleLine]:
    """Roles in force, or perhaps in force, in the order in which they are named."""
    return role_lines(asked(role_rows, scope), scope.day)


def role_rows(scope: Scope) -> Any:
    """What `role_lines` makes lines of."""
    return _in_order(scope.in_force(WorkstreamRole).filter(scope.within()))


def roles_in_time(scope: Scope) -> list[RoleLine]:
    """Roles in force on the day, and those that had ended by then."""
    return role_lines(asked(_roles_begun, scope), scope.day)


def _roles_begun(scope: Scope) -> Any:
    rows = scope.visible(WorkstreamRole).filter(scope.within(), start_earliest__lte=scope.day)
    return _in_order(rows)


def ended_roles(scope: Scope) -> list[RoleLine]:
    """Roles that had surely ended by the day."""
    return role_lines(asked(_roles_ended, scope), scope.day)


def _roles_ended(scope: Scope) -> Any:
    rows = scope.visible(WorkstreamRole).filter(scope.within(), end_latest__lt=scope.day)
    return _in_order(rows)


def _in_order(roles: Any) -> Any:
    return roles.order_by("workstream", "order", "pk").values_list(*RoleLine.PATHS)


def role_lines(rows: Iterable[tuple[Any, ...]], day: datetime.date) -> list[RoleLine]:
    """Roles as they are read on a day, each organisation made once."""
    organisations: dict[int, Organisation] = {}
    return [_role_line(values, day, organisations) for values in rows]


def _role_line(
    values: tuple[Any, ...], day: datetime.date, organisations: dict[int, Organisation]
) -> RoleLine:
    """A role; each organisation is made once, however many roles it has."""
    *own, end, pk, code, name, short_name, kind, person, post = values
    organisation = organisations.get(pk)
    if pk is not None and organisation is None:
        organisation = Organisation(
            pk=pk, code=code, name=name, short_name=short_name, kind=kind, end_latest=end
        )
        organisations[pk] = organisation
    named = organisation.label if organisation else person or post
    holder = named or Answer(own[4]).label
    certainty = within(day, (own[10], own[11]), (own[14], own[15]))
    return RoleLine(*own, organisation, holder, certainty)  # type: ignore[call-arg]


def stages(scope: Scope) -> list[StageLine]:
    """Stages, those of single councils too, as they began."""
    return _lines(StageLine, _stages, scope)


def _stages(scope: Scope) -> Any:
    return stage_rows(scope).values_list(*StageLine.PATHS)


def stage_rows(scope: Scope) -> Any:
    rows = scope.in_force(Stage).filter(scope.within())
    return rows.order_by("start_latest", "pk")


def ranks(scope: Scope) -> list[RankLine]:
    """Places in the rankings that were, or may have been, adopted by the day."""
    return _lines(RankLine, _ranks, scope)


def _ranks(scope: Scope) -> Any:
    rows = scope.visible(RankingEntry).adopted_by(scope.day).filter(scope.within())
    rows = rows.annotate(certainty=certainty_on(scope.day, "ranking__date"))
    in_order = rows.order_by("ranking__date_latest", "ranking__code", "pk")
    return in_order.values_list(*RankLine.PATHS)


def lineage(scope: Scope) -> list[LineageLine]:
    """What led to them, and what they led to."""
    return _lines(LineageLine, _lineage, scope)


def _lineage(scope: Scope) -> Any:
    rows = scope.in_force(Lineage).filter(scope.within("successor") | scope.within("predecessor"))
    return rows.order_by("pk").values_list(*LineageLine.PATHS)


def latest_statuses(scope: Scope) -> dict[int, StatusLine]:
    """The latest update of each workstream."""
    return {line.workstream_id: line for line in _lines(StatusLine, _statuses, scope)}


def _statuses(scope: Scope) -> Any:
    return latest_rows(scope).values_list(*StatusLine.PATHS)


def latest_updates(scope: Scope, number: int) -> list[StatusLine]:
    """The last few updates of a scope's workstreams, newest first: for one workstream alone."""
    return _lines(StatusLine, _updates, scope, number)


def _updates(scope: Scope, number: int) -> Any:
    rows = scope.in_force(StatusUpdate).filter(scope.within())
    return rows.order_by(*latest_first()).values_list(*StatusLine.PATHS)[:number]


def latest_rows(scope: Scope) -> Any:
    """The latest of each that was surely reported by the day.

    To be narrowed no further: the database would do so first.
    """
    place = Window(RowNumber(), partition_by="workstream", order_by=latest_first())
    reported = scope.in_force(StatusUpdate).filter(date_latest__lte=scope.day)
    rows = reported.filter(scope.within()).annotate(place=place)
    return rows.filter(place=1).order_by()


def rated(scope: Scope) -> dict[int, str]:
    """The rating of each workstream whose latest update has one."""
    return {workstream: rating for workstream, rating in asked(_ratings, scope) if rating}


def _ratings(scope: Scope) -> Any:
    return latest_rows(scope).values_list("workstream_id", "rating")


def open_milestones(scope: Scope) -> list[MilestoneLine]:
    """Milestones not surely done by the day, soonest first; the programme's own among them."""
    return lines_as_known_on(scope.day, _lines(MilestoneLine, _milestones, scope), scope.user)


def _milestones(scope: Scope) -> Any:
    rows = scope.in_force(Milestone).open(scope.day)
    own = Q(programme=scope.programme)
    within = own if scope.only is None else scope.within() | (own & Q(workstream=None))
    return rows.filter(within).order_by("due_latest", "pk").values_list(*MilestoneLine.PATHS)


def parts_of(lines: Iterable[WorkstreamLine]) -> Grouped:
    """Those that are parts, by the workstream that they are parts of."""
    return grouped((line for line in lines if line.parent_id), "parent_id")
