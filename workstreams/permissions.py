"""Who may change what: the terms of this app's records. How they are written: programmes."""

import datetime
from typing import Any

from django.db.models import Q

from programmes.choices import GrantRole
from programmes.permissions import (
    IN_ITS_PROGRAMME,
    Model,
    Organisations,
    Term,
    as_for,
    clerk,
    declare,
    manager,
    officer,
    only_if,
)
from programmes.viewers import viewer_of
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
    rows = _firm_roles().filter(workstream=workstream)
    return frozenset(rows.order_by().values_list("organisation", flat=True))


def _firm_roles() -> Any:
    """The roles by which organisations surely lead or host workstreams today, firmly."""
    return WorkstreamRole.objects.not_struck_out().firmly_at_the_head(datetime.date.today())


def _officer_of_lead_or_host() -> Term:
    """By being officer of an organisation that leads or hosts the workstream today."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        held = viewer_of(user).holding(GrantRole.OFFICER)
        return held and held & _leads_and_hosts(record.workstream)

    return Term(lambda model: frozenset([GrantRole.OFFICER]), by_right_of)


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

WHO_MAY: dict[Model, Term] = {
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
    viewer = viewer_of(user)
    mine = Q(pk__in=[])
    for council in viewer.holding(GrantRole.OFFICER):
        joined = [where for where, who in viewer.joined if who == council]
        led = _firm_roles().filter(organisation=council).values("workstream")
        mine |= Q(pk__in=led, programme__partnership__in=joined)
    managed = viewer.holding(GrantRole.MANAGER)
    if managed:
        led = _firm_roles().values("workstream")
        mine |= Q(programme__partnership__in=managed) & ~Q(pk__in=led)
    return Workstream.objects.visible_to(user).filter(mine)
