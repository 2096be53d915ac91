"""Which gates stand before workstreams on a day, and who is waited for."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from decisions.gate_facts import read_gates
from decisions.gate_table import GateCell, GateTable
from decisions.models import Gate
from programmes.models import Membership
from workstreams.models import WorkstreamRole

FEW = 500  # workstreams whose outcomes alone are read; of more, those of all


def gates_before(
    workstreams: Iterable[Any], user: Any, day: datetime.date, among: Collection[int] | None = None
) -> list[GateCell]:
    """The gates that stand before these workstreams on a day, and who is waited for.

    Of all gates, or of those `among` these ids.
    """
    by_programme: dict[Any, list[Any]] = defaultdict(list)
    for workstream in workstreams:
        by_programme[workstream.programme].append(workstream)
    roles: dict[int, list[Any]] = defaultdict(list)
    everyone = [one for some in by_programme.values() for one in some]
    found = WorkstreamRole.objects.visible_to(user).as_at(day).filter(workstream__in=everyone)
    for role in found.for_list():
        roles[role.workstream_id].append(role)
    members = members_of([programme.partnership_id for programme in by_programme], user, day)
    wanted = Gate.objects.visible_to(user).as_at(day)
    if among is not None:
        wanted = wanted.filter(pk__in=among)
    only = [one.pk for one in everyone] if len(everyone) <= FEW else None
    programmes = [programme.pk for programme in by_programme]
    gates = read_gates(wanted, user, day, programmes, only=only)
    cells = []
    for programme, some in by_programme.items():
        before = [facts for facts in gates if facts.gate.programme_id in (None, programme.pk)]
        table = GateTable(programme.pk, before, roles, members[programme.partnership_id])
        cells += table.cells(some)
    return cells


def members_of(partnerships: list[int], user: Any, day: datetime.date) -> dict[int, list[Any]]:
    """The members of each partnership on a day: who pass a gate where roles do not say who does."""
    members: dict[int, list[Any]] = defaultdict(list)
    joined = Membership.objects.visible_to(user).as_at(day).filter(role="member")
    for membership in joined.filter(partnership__in=partnerships).select_related("organisation"):
        members[membership.partnership_id].append(membership.organisation)
    return members
