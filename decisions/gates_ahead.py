"""Which gates stand before workstreams on a day, and who is waited for."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from decisions.gate_table import GateCell, gate_cells
from decisions.models import Gate
from programmes.models import Membership
from workstreams.models import WorkstreamRole


def gates_before(
    workstreams: Iterable[Any], user: Any, day: datetime.date, among: Collection[int] | None = None
) -> list[GateCell]:
    """The gates that stand before these workstreams on a day, and who is waited for.

    Of all gates, or of those `among` these ids.
    """
    by_programme: dict[Any, list[Any]] = defaultdict(list)
    for workstream in workstreams:
        workstream.title_in_use = workstream.title
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
    gates = list(wanted.for_position(day, user))
    return [
        cell
        for programme, some in by_programme.items()
        for cell in gate_cells(
            some,
            roles,
            [gate for gate in gates if gate.programme_id in (None, programme.pk)],
            members[programme.partnership_id],
        )
    ]


def members_of(partnerships: list[int], user: Any, day: datetime.date) -> dict[int, list[Any]]:
    """The members of each partnership on a day: who pass a gate where roles do not say who does."""
    members: dict[int, list[Any]] = defaultdict(list)
    joined = Membership.objects.visible_to(user).as_at(day).filter(role="member")
    for membership in joined.filter(partnership__in=partnerships).select_related("organisation"):
        members[membership.partnership_id].append(membership.organisation)
    return members
