"""How one cell of a gate matrix came to stand as it does: each change of its state, by what.

Worked out anew for every day on which something happened that may bear on it, by the one rule that
says where a gate stands: what happened tells why it changed, and never whether.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from decisions.gate_facts import Voted
from decisions.gate_table import GateCell
from decisions.gates_ahead import MEMBERS, ROLES, gates_before
from decisions.models import Agreement, BusinessCase, Condition
from decisions.standing import happened_to
from programmes.models import DatedValue
from sharedsvc.core.dates import LATEST, day_in_words

MOST = 8  # changes that are looked for; earlier ones stand on the page of an earlier day
A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class StateChange:
    """That the cell stood otherwise from a day on: how it stands then, and by what."""

    day: str
    cell: GateCell
    by: tuple[str, ...]


@dataclass(frozen=True)
class ChangesOfCell:
    """The changes up to a day, the latest last, and whether there were earlier ones."""

    changes: tuple[StateChange, ...]
    has_earlier: bool


def changes_of(
    cell: GateCell,
    votes: Sequence[Voted],
    decisions: Mapping[int, Any],
    user: Any,
    day: datetime.date,
) -> ChangesOfCell:
    """Each change of a cell from when its gate was surely there up to a day.

    `decisions` are those by which votes were given.
    """
    happened: dict[datetime.date, list[str]] = defaultdict(list)
    for when, words in (
        *_of_the_gate(cell.gate),
        *_of_votes(votes),
        *_of_parts(cell, user, day),
        *_of_papers(cell, votes, user),
        *_of_decisions(votes, decisions, user, day),
    ):
        happened[when].append(words)
    there = cell.gate.start_latest
    days = sorted(one for one in happened if there <= one <= day)
    looked_at, only = days[-MOST:], [cell.gate.pk]
    found: list[StateChange] = []
    for one in looked_at:
        is_last = one == looked_at[-1]  # nothing happened since
        cells = [cell] if is_last else gates_before([cell.workstream], user, one, among=only)
        if cells and not (found and _alike(found[-1].cell, cells[0])):
            by = tuple(dict.fromkeys(filter(None, happened[one])))
            said = cell.gate.start_in_words if one == there else day_in_words(one)
            found.append(StateChange(said, cells[0], by))
    return ChangesOfCell(tuple(found), len(days) > len(looked_at))


def _alike(one: GateCell, other: GateCell) -> bool:
    said = [
        (c.state, frozenset(c.standing.keys), c.subject_to, c.passed_on, c.case_missing, c.gone)
        for c in (one, other)
    ]
    return said[0] == said[1]


DaysInWords = Iterator[tuple[datetime.date, str]]


def _of_the_gate(gate: Any) -> DaysInWords:
    if gate.start_latest < LATEST:
        yield gate.start_latest, "The gate stood before it"
    if gate.last_day_latest < LATEST:
        yield gate.last_day_latest + A_DAY, "The last day to pass it had gone"


def _of_votes(votes: Iterable[Voted]) -> DaysInWords:
    for vote in votes:
        said = f"{vote.organisation.label}: {vote.said}"
        yield vote.latest, said
        if vote.earliest != vote.latest:
            yield vote.earliest, f"{said} ({vote.since or 'day not stated'})"


def _of_parts(cell: GateCell, user: Any, day: datetime.date) -> DaysInWords:
    """Who took part, or was a member, from when until when."""
    roles = ROLES(user, day=day, workstreams=[cell.workstream.pk])
    partnership = cell.workstream.programme.partnership_id
    for part in (*roles, *MEMBERS(user, day=day, partnerships=[partnership])):
        if part.organisation is None:
            continue
        name = part.organisation.label
        yield part.start_latest, f"{name} takes part"
        if part.end_latest < LATEST:
            yield part.end_latest + A_DAY, f"{name} has left"


def _of_papers(cell: GateCell, votes: Iterable[Voted], user: Any) -> DaysInWords:
    """Its business cases, agreements, and the conditions of what was said at it."""
    programme = cell.workstream.programme_id
    clauses = {vote.clause_id for vote in votes if vote.clause_id}
    conditions = Condition.objects.visible_to(user).filter(clause__among=clauses)
    stage = cell.gate.case_stage or None
    its_own = Q(workstream=None) | Q(workstream=cell.workstream.pk)
    cases = BusinessCase.objects.visible_to(user).filter(its_own, programme=programme, stage=stage)
    asked = cell.gate.agreement_needed or None
    agreements = Agreement.objects.visible_to(user).filter(programme=programme)
    papers = [*conditions, *cases, *(agreements if asked else ())]
    for one in papers:
        if isinstance(one, BusinessCase):
            yield one.date_latest, _as_it_is(one)
            continue
        yield one.start_latest, ""
        yield one.end_latest, _as_it_is(one)
    yield from _from_days_on(papers)


def _from_days_on(papers: Iterable[Any]) -> DaysInWords:
    """The states of these that are known to hold from a day on."""
    by_reference = {one.reference: one for one in papers}
    keys: dict[str, list[int]] = defaultdict(list)
    for label, pk in by_reference:
        keys[label].append(pk)
    for label, pks in keys.items():
        rows = DatedValue.objects.that_hold().filter(
            record_type=label, record_id__in=pks, field="state"
        )
        for row in rows:
            yield row.start_latest, f"{_name(by_reference[label, row.record_id])}: {row.value}"


def _as_it_is(paper: Any) -> str:
    return f"{_name(paper)}: {paper.get_state_display().lower()}"


def _name(paper: Any) -> str:
    return f"“{paper}”"


def _of_decisions(
    votes: Iterable[Voted], decisions: Mapping[int, Any], user: Any, day: datetime.date
) -> DaysInWords:
    """When those by which it was said took effect, and what was done to them afterwards."""
    clauses = {
        vote.clause_id: vote.decision_id
        for vote in votes
        if vote.clause_id is not None and vote.decision_id is not None
    }
    if clauses:
        yield from happened_to({*clauses.values()}, clauses, user, day)
    for one in decisions.values():
        if one.effective:
            yield one.effective_latest, f"“{one.title}” took effect"
        if one.call_in_until:
            yield one.call_in_until_latest + A_DAY, f"The time to call in “{one.title}” had gone"
