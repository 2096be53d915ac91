"""Every workstream of a programme in the order of rank: read in full, or only what is counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from programmes.carried_on import run_by
from programmes.models import Programme
from sharedsvc.portal.position import choice as position_choice
from sharedsvc.portal.position.totals import Row
from workstreams.lineage import went_into_another
from workstreams.rows import (
    Grouped,
    Records,
    Scope,
    WorkstreamLine,
    WorkstreamRow,
    ended_roles,
    grouped,
    lineage,
    read_alike,
    roles_in_time,
    workstream_rows,
)

# Up to so many every row is read in full: as quick as reading what is counted, in fewer statements.
MANY = 1_000


@dataclass(frozen=True)
class Every:
    """Every workstream of its own, in the order of rank, and the roles of all.

    `whole` gives the rows of some of them; `stages` are those of all, if they were read, and
    `ended` the roles that had ended.
    """

    rows: Sequence[Row]
    roles: Grouped
    whole: Callable[[Iterable[Any]], list[WorkstreamRow]]
    stages: list[Any] | None = None
    ended: Sequence[Any] = ()


def every_row(
    programme: Programme, scope: Scope, lines: Iterable[WorkstreamLine], *, in_part: bool
) -> Every:
    """The workstreams of these lines; with `in_part` of thousands only what is counted is read."""
    own = [line for line in lines if line.parent_id is None]
    links = lineage(scope)
    led_to = grouped(links, "predecessor_id")
    gone = frozenset(pk for pk, some in led_to.items() if went_into_another(some))
    address, partnerships = addresses_in(programme.code), run_by(programme)

    def rows_of(some: Iterable[WorkstreamLine], records: Records) -> list[WorkstreamRow]:
        return workstream_rows(some, records, scope.day, partnerships, address)

    going = sum(1 for line in own if line.pk not in gone)
    if not in_part or going <= max(MANY, position_choice.LARGE):
        begun = roles_in_time(scope)
        in_force = [role for role in begun if role.certainty]
        records = Records.read(scope, roles=in_force, links=links)
        stages = [stage for some in records.stages.values() for stage in some]
        rows = sorted(rows_of(own, records), key=lambda row: row.sort_key)
        ended = [role for role in begun if not role.certainty]
        return Every(rows, records.roles, list, stages, ended)

    def whole(some: Iterable[Row]) -> list[WorkstreamRow]:
        shown = [row.workstream for row in some]
        scope_of_some = scope.to([line.pk for line in shown])
        return rows_of(shown, Records.read(scope_of_some, links=links))

    alike = read_alike(scope, own, gone, grouped(links, "successor_id"), partnerships)
    return Every(alike.rows, alike.roles, whole, ended=ended_roles(scope))


def addresses_in(programme: str) -> Callable[[str], str]:
    """The addresses of a programme's workstreams: the pattern is looked up once."""
    pattern = reverse("portal:workstream", args=[programme, "-"]).removesuffix("-/")
    return lambda ref: f"{pattern}{ref}/"
