"""Which gates stand before workstreams on a day, and who is waited for.

All is read as at that day, whoever asks: a condition met, or a case done, later than it was not yet
met or done on it (`core.reading_day`).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from decisions.gate_facts import read_gates
from decisions.gate_statements import EVERY, OF_KEYS, gates_of
from decisions.gate_table import GateCell, GateTable, Left
from programmes.carried_on import partnerships_then
from programmes.models import Membership
from programmes.viewers import AskedByReaders
from sharedsvc.core.certainty import in_force_on
from sharedsvc.core.reading_day import reading_as_at
from workstreams.choices import LEAD_KINDS
from workstreams.models import WorkstreamRole

FEW = 500  # workstreams whose outcomes alone are read; of more, those of all

ROLES = AskedByReaders(
    lambda viewer, day, workstreams: (
        WorkstreamRole.objects.visible_to(viewer)
        .begun_by(day)
        .filter(workstream__among=workstreams)
        .for_list()
    )
)
MEMBERS = AskedByReaders(
    lambda viewer, day, partnerships: (
        Membership.objects.visible_to(viewer)
        .begun_by(day)
        .filter(role="member", partnership__among=partnerships)
        .select_related("organisation")
    )
)


def gates_before(
    workstreams: Iterable[Any],
    user: Any,
    day: datetime.date,
    among: Collection[int] | None = None,
    proposal: int | None = None,
) -> list[GateCell]:
    """The gates that stand before these workstreams on a day, and who is waited for.

    Of all gates, or of those `among` these ids; with a `proposal`, before what that one proposes.
    """
    with reading_as_at(day):
        return _gates_before(workstreams, user, day, among, proposal)


def _gates_before(
    workstreams: Iterable[Any],
    user: Any,
    day: datetime.date,
    among: Collection[int] | None,
    proposal: int | None,
) -> list[GateCell]:
    by_programme: dict[Any, list[Any]] = defaultdict(list)
    for workstream in workstreams:
        by_programme[workstream.programme].append(workstream)
    everyone = [one for some in by_programme.values() for one in some]
    keys = [one.pk for one in everyone]
    roles, left = in_force_and_left(ROLES(user, day=day, workstreams=keys), day)
    run_by = partnerships_then(by_programme, day)
    of_partnerships = members_of([*run_by.values()], user, day)
    wanted = EVERY(user, day=day) if among is None else OF_KEYS(user, day=day, keys=among)
    only = keys if len(keys) <= FEW else None
    programmes = [programme.pk for programme in by_programme]
    gates = read_gates(wanted, user, day, programmes, only=only, proposal=proposal)
    cells = []
    for programme, some in by_programme.items():
        before = [facts for facts in gates if facts.gate.programme_id in (None, programme.pk)]
        members, left_members, joined = of_partnerships[run_by[programme.pk]]
        table = GateTable(programme.pk, before, roles, members, left, left_members, joined)
        cells += table.cells(some)
    return cells


def gates_before_the_whole(gates: Iterable[Any], user: Any, day: datetime.date) -> list[GateCell]:
    """Where gates stand before their programmes as a whole, told by what was voted on these."""
    with reading_as_at(day):
        return _before_the_whole(gates, user, day)


def _before_the_whole(gates: Iterable[Any], user: Any, day: datetime.date) -> list[GateCell]:
    by_programme: dict[Any, list[int]] = defaultdict(list)
    for gate in gates:
        by_programme[gate.programme].append(gate.pk)
    run_by = partnerships_then(by_programme, day)
    of_partnerships = members_of([*run_by.values()], user, day)
    wanted = [pk for some in by_programme.values() for pk in some]
    found = OF_KEYS(user, day=day, keys=wanted)
    facts = read_gates(found, user, day, [programme.pk for programme in by_programme], only=())
    cells = []
    for programme in by_programme:
        own = [one for one in facts if one.gate.programme_id == programme.pk]
        members, left, joined = of_partnerships[run_by[programme.pk]]
        table = GateTable(programme.pk, own, {}, members, left_members=left, joined=joined)
        cells += table.on_the_whole(programme)
    return cells


def gates_before_a_whole(proposal: Any, user: Any, day: datetime.date) -> list[GateCell]:
    """The gates before a proposal about no workstream: its programme's, and its members' own."""
    with reading_as_at(day):
        return _before_a_whole(proposal, user, day)


def _before_a_whole(proposal: Any, user: Any, day: datetime.date) -> list[GateCell]:
    programme = proposal.programme
    run_by = partnerships_then([programme], day)[programme.pk]
    members, left, joined = members_of([run_by], user, day)[run_by]
    found = gates_of(programme.pk, [one.pk for one in members], user, day)
    facts = read_gates(found, user, day, [programme.pk], only=(), proposal=proposal.pk)
    table = GateTable(programme.pk, facts, {}, members, left_members=left, joined=joined)
    return table.on_the_whole(programme, with_own=True)


class MembersThen(NamedTuple):
    """The members on a day, those that had left, and the memberships of the former, by member."""

    members: list[Any]
    left: tuple[Left, ...]
    joined: dict[int, Any]


def members_of(partnerships: list[int], user: Any, day: datetime.date) -> Mapping[int, MembersThen]:
    """The members of each partnership on a day, who pass a gate where roles do not say who does.

    And those that were members before, and are none any more.
    """
    found: dict[int, MembersThen] = defaultdict(lambda: MembersThen([], (), {}))
    for one in MEMBERS(user, day=day, partnerships=partnerships):
        members, left, joined = found[one.partnership_id]
        if in_force_on(one, day):
            members.append(one.organisation)
            joined.setdefault(one.organisation_id, one)
        else:
            found[one.partnership_id] = MembersThen(members, (*left, _left(one)), joined)
    return found


def those_who_left(
    ended_roles: Iterable[Any], partnership: int, user: Any, day: datetime.date
) -> tuple[dict[int, tuple[Left, ...]], tuple[Left, ...]]:
    """The councils with roles that had ended, by workstream, and the members that had left."""
    _, left = in_force_and_left(ended_roles, day)
    return left, members_of([partnership], user, day)[partnership].left


def in_force_and_left(
    roles: Iterable[Any], day: datetime.date
) -> tuple[dict[int, list[Any]], dict[int, tuple[Left, ...]]]:
    """The roles in force on a day, or perhaps, by workstream; and the councils that had one before.

    A role is anything with the fields of `WorkstreamRole` that are read here.
    """
    in_force: dict[int, list[Any]] = defaultdict(list)
    left: dict[int, tuple[Left, ...]] = defaultdict(tuple)
    for role in roles:
        if in_force_on(role, day):
            in_force[role.workstream_id].append(role)
        elif role.organisation is not None and role.organisation.is_council:
            left[role.workstream_id] += (_left(role, leads=role.kind in LEAD_KINDS),)
    return in_force, left


def _left(record: Any, *, leads: bool = False) -> Left:
    return Left(record.organisation, record.end_latest, record.end_in_words, leads)
