"""Who may change what: the terms of this app's records. How they are written: programmes."""

import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from programmes.choices import GrantRole
from programmes.permissions.declaring import declare
from programmes.permissions.terms import (
    IN_ITS_PROGRAMME,
    Holder,
    Organisations,
    RecordModel,
    Term,
    as_for,
    clerk,
    manager,
    officer,
    only_if,
)
from programmes.viewers import AskedByReaders, viewer_of
from sharedsvc.core.prepared import Prepared
from workstreams.models import (
    Arrangement,
    Consultation,
    Contribution,
    Finding,
    Lineage,
    Milestone,
    Ranking,
    RankingEntry,
    Review,
    Risk,
    Score,
    Scoring,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)


def _leads_and_hosts(workstream: Any) -> Organisations:
    """The organisations that surely lead or host a workstream today, firmly."""
    if workstream is None:
        return frozenset()
    return frozenset(HEADS(workstream=workstream.pk, day=datetime.date.today()))


def _firm_roles(day: Any) -> Any:
    """The roles by which organisations surely lead or host workstreams that day, firmly."""
    return WorkstreamRole.objects.not_struck_out().firmly_at_the_head(day)


HEADS = Prepared(
    lambda workstream, day: (
        _firm_roles(day)
        .filter(workstream=workstream)
        .order_by()
        .values_list("organisation", flat=True)
    ),
    planned=True,
)


def _officer_of_lead_or_host() -> Term:
    """By being officer of an organisation that leads or hosts the workstream today."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        held = viewer_of(user).holding(GrantRole.OFFICER)
        return held and held & _leads_and_hosts(record.workstream)

    def holders(record: Any) -> list[Holder]:
        return [(GrantRole.OFFICER, where) for where in sorted(_leads_and_hosts(record.workstream))]

    return Term(lambda model: frozenset([GrantRole.OFFICER]), by_right_of, holders)


def _is_led_by_nobody(record: Any) -> bool:
    """Of the programme itself, or of a workstream that nobody leads or hosts today."""
    return not _leads_and_hosts(record.workstream)


IN_ITS_WORKSTREAMS_PROGRAMME = manager("workstream.programme.partnership_id")
ITS_OWNERS = officer("owner_id") | clerk("owner_id")
PROGRESS = (
    _officer_of_lead_or_host()
    | ITS_OWNERS
    | only_if(_is_led_by_nobody, IN_ITS_WORKSTREAMS_PROGRAMME)
)

WHO_MAY: dict[RecordModel, Term] = {
    Workstream: IN_ITS_PROGRAMME,
    Lineage: manager("successor.programme.partnership_id"),
    Stage: IN_ITS_WORKSTREAMS_PROGRAMME | clerk("owner_id"),
    WorkstreamRole: IN_ITS_WORKSTREAMS_PROGRAMME,
    Arrangement: IN_ITS_WORKSTREAMS_PROGRAMME,
    StatusUpdate: PROGRESS,
    Milestone: _officer_of_lead_or_host()
    | ITS_OWNERS
    | only_if(_is_led_by_nobody, IN_ITS_PROGRAMME),
    Risk: IN_ITS_PROGRAMME | ITS_OWNERS,
    Contribution: IN_ITS_PROGRAMME | ITS_OWNERS,
    Consultation: IN_ITS_PROGRAMME | ITS_OWNERS,
    Review: IN_ITS_PROGRAMME | ITS_OWNERS,
    Finding: as_for("review"),
    Ranking: clerk("by_id"),
    RankingEntry: as_for("ranking"),
    Scoring: officer("by_id") | clerk("by_id"),
    Score: as_for("scoring"),
}

declare(WHO_MAY)


def answered_for_by(user: Any) -> Any:
    """The workstreams that a user answers for: the same on which they may report.

    Those that their council leads or hosts today as its officer; those that nobody does as the
    manager of the partnership. A system administrator may report on all, and answers for none.
    """
    councils, managed = _answering(user)
    return _answered(user, datetime.date.today(), councils, managed)


def answered_today(user: Any, *fields: str) -> list[Any]:
    """Those of them that are in force today and no part of another by now: these fields of each."""
    councils, managed = _answering(user)
    if not (councils or managed):
        return []
    values = {name: value for n, pair in enumerate(councils) for name, value in _named(n, pair)}
    asked = _answered_in_force(len(councils), bool(managed), fields)
    return asked(user, day=datetime.date.today(), managed=managed, **values)


CouncilsJoined = list[tuple[Any, Any]]


def _answering(user: Any) -> tuple[CouncilsJoined, Any]:
    """The councils of which a user is officer, each with what it joined; what the user manages."""
    viewer = viewer_of(user)
    councils = [
        (council, [where for where, who in viewer.joined if who == council])
        for council in viewer.holding(GrantRole.OFFICER)
    ]
    return councils, viewer.holding(GrantRole.MANAGER)


def _answered(viewer: Any, day: Any, councils: CouncilsJoined, managed: Any) -> Any:
    mine = Q(pk__in=[])
    for council, joined in councils:
        led = _firm_roles(day).filter(organisation=council).values("workstream")
        mine |= Q(pk__in=led, programme__partnership__among=joined)
    if managed:
        led = _firm_roles(day).values("workstream")
        mine |= Q(programme__partnership__among=managed) & ~Q(pk__in=led)
    return Workstream.objects.visible_to(viewer).filter(mine)


def _named(place: int, council: tuple[Any, Any]) -> list[tuple[str, Any]]:
    return [(f"council{place}", council[0]), (f"joined{place}", council[1])]


@lru_cache(maxsize=16)
def _answered_in_force(councils: int, manages: bool, fields: tuple[str, ...]) -> AskedByReaders:
    """The same for so many councils: each number of them is a statement of its own."""

    def rows(viewer: Any, day: Any, managed: Any, **values: Any) -> Any:
        pairs = [(values[f"council{n}"], values[f"joined{n}"]) for n in range(councils)]
        found = _answered(viewer, day, pairs, managed if manages else None)
        return found.as_at(day).not_merged(day, viewer).order_by().values_list(*fields)

    return AskedByReaders(rows, planned=True)
