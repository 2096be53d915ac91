"""What a clause settles: which records may move with it, from what to what, and that they do.

A clause names what it settles by links that are sealed with it. The records move when the decision
is confirmed, in the same transaction, each with a version that names the clause. While the clause
is not in force yet, or on hold, they wait (`decisions.waiting`), and are carried out once it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from decisions.models import Clause, Decision
from decisions.movers import MOVERS, NOT_CARRIED, Mover, Outcomes, named
from decisions.waiting import why_conditional, why_waiting
from programmes.choices import SubjectRelation
from programmes.models import Subject
from sharedsvc.core.history import current_recording, recording
from sharedsvc.core.rights import conferred


@dataclass(frozen=True)
class SettledMove:
    """A record that a clause settles: from what to what, and whether it has moved."""

    record: Any
    clause: Clause
    was: str
    becomes: str
    is_done: bool
    waits: str = ""


def mover_of(record: Any) -> Mover | None:
    """How a record moves; None for one of a kind that no clause settles."""
    return MOVERS.get(record.reference[0])


def why_not_settled(record: Any, clause: Clause) -> str:
    """Why a clause cannot settle a record, in words; "" where it can."""
    mover = mover_of(record)
    if mover is None:
        return f"“{record}” is nothing that a clause settles."
    if not mover.is_its(record, clause.decision):
        return f"“{record}” is not this organisation’s to settle."
    if clause.amendment:
        return f"A vote on an amendment settles nothing: its clause settles “{record}”."
    if clause.outcome in NOT_CARRIED and not mover.also_if_not_agreed:
        return f"What was not agreed settles nothing: leave “{record}” as it is."
    return mover.lacks(record, clause)


def refuse_what_is_not_its(clause: Clause, records: Iterable[Any]) -> None:
    """Raise ValidationError where a clause cannot settle one of these."""
    found = [words for record in records if (words := why_not_settled(record, clause))]
    if found:
        raise ValidationError([f"Clause {clause.number}: {words}" for words in found])


def settled_by(clauses: Iterable[Clause], user: Any = None) -> dict[int, list[Any]]:
    """What each of these clauses names as settled, as far as a user may see it; else all."""
    links = Subject.objects.not_struck_out().filter(
        record_type=Clause._meta.label_lower,
        record_id__in=[clause.pk for clause in clauses],
        relation=SubjectRelation.SETTLES,
        subject_type__in=MOVERS,
    )
    named_by = list(links.order_by("record_id", "order", "pk"))
    keys: dict[str, set[int]] = defaultdict(set)
    for link in named_by:
        keys[link.subject_type].add(link.subject_id)
    records = {}
    for label, pks in keys.items():
        rows: Any = apps.get_model(label).objects.not_struck_out()
        rows = rows.visible_to(user) if user is not None else rows
        records.update({(label, one.pk): one for one in rows.filter(pk__in=pks)})
    found: dict[int, list[Any]] = defaultdict(list)
    for link in named_by:
        if link.subject_reference in records:
            found[link.record_id].append(records[link.subject_reference])
    return found


def with_something_to_settle() -> Any:
    """The confirmed decisions of which some clause settles something, the oldest first."""
    links = Subject.objects.not_struck_out().filter(
        record_type=Clause._meta.label_lower, relation=SubjectRelation.SETTLES
    )
    clauses = Clause.objects.not_struck_out().filter(pk__in=links.values("record_id"))
    confirmed = Decision.objects.not_struck_out().filter(seal__isnull=False)
    found = confirmed.filter(pk__in=clauses.values("decision"))
    return found.select_related("programme", "organisation").order_by("date_latest", "pk")


def moves_of(decision: Decision, user: Any = None) -> list[SettledMove]:
    """What a decision settles, clause by clause, as things stand now."""
    clauses = list(decision.clauses.not_struck_out().order_by("order", "pk"))
    settled = settled_by(clauses, user)
    found = []
    for clause in clauses:
        clause.decision = decision
        if not settled[clause.pk]:
            continue
        waits = why_waiting(clause, datetime.date.today())
        conditional = why_conditional(clause)
        for record in settled[clause.pk]:
            found.append(_move(record, clause, waits, conditional))
    return found


def _move(record: Any, clause: Clause, waits: str, conditional: str) -> SettledMove:
    mover = MOVERS[record.reference[0]]
    if not waits and mover.awaits_conditions(clause):
        waits = conditional
    return SettledMove(
        record=record,
        clause=clause,
        was=mover.was(record, clause),
        becomes=mover.becomes(record, clause),
        is_done=mover.is_done(record, clause),
        waits=waits,
    )


def what_may_move(decision: Decision) -> list[SettledMove]:
    """What a confirmed decision settles, has not moved, and nothing holds any more."""
    if not decision.is_confirmed:
        return []
    return [one for one in moves_of(decision) if not (one.is_done or one.waits)]


def carry_out(decision: Decision, keep_outcome: Outcomes) -> list[SettledMove]:
    """SettledMove what the clauses of a confirmed decision settle, of those that are in force.

    By right of the decision: whoever may confirm it may have done what it settles, of the deciding
    organisation's own. Raises ValidationError, and nothing is moved, where one cannot be.
    """
    moved = []
    for move in what_may_move(decision):
        refuse_what_is_not_its(move.clause, [move.record])
        mover = MOVERS[move.record.reference[0]]
        reason = f"Settled by {named(move.clause)}"
        with recording(user=current_recording().user, reason=reason), conferred(move.record):
            mover.move(move.record, move.clause, keep_outcome)
        moved.append(move)
    return moved
