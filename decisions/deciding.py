"""Records what was decided, clause by clause, in one act; and confirms it with what it settles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.choices import CallInRule, ConditionState
from decisions.models import CallIn, Clause, Condition, Decision, Delegation
from decisions.models.call_ins import holds_clause
from decisions.operations import record_approval, record_clause, record_decision
from decisions.sealing.confirming import why_not_sent_back
from decisions.settling import SettledMove, carry_out, moves_of, refuse_what_is_not_its
from programmes.choices import SubjectRelation
from programmes.operations import cite, keep, keep_from_when, set_subjects, strike_out
from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import conferred, require

CARRIED_OUT = (
    "What was held by this call-in has moved since: what came of it stays. Record what was decided "
    "since as a decision of its own."
)
NOTHING_WAITS = "Nothing that this decision settles waits to move, or it may not move yet."


@dataclass
class NewClause:
    """A clause that is to be recorded, with what hangs on it; `part_of` is a clause's number."""

    clause: Clause
    part_of: str = ""
    about: Sequence[Any] = ()
    settles: Sequence[Any] = ()
    conditions: Sequence[Condition] = ()
    delegations: Sequence[Delegation] = field(default_factory=list)


@transaction.atomic
def record_what_was_decided(
    *,
    decision: Decision,
    clauses: Sequence[NewClause],
    citations: Iterable[Any] = (),
    instead_of: Decision | None = None,
) -> Decision:
    """Record a decision with its clauses, what they are about and settle, and its sources.

    One that was sent back, `instead_of` which it is recorded, is struck out. Raises
    ValidationError, and nothing is recorded, where one of them is refused.
    """
    if not clauses:
        raise ValidationError("A decision has a clause at least: say what was decided.")
    record_decision(record=decision)
    by_number: dict[str, Clause] = {}
    for order, new in enumerate(clauses, start=1):
        new.clause.decision, new.clause.order = decision, order
        if new.part_of:
            new.clause.under = _whole(new, by_number)
        record_clause(record=new.clause)
        by_number[new.clause.number] = new.clause
        _record_what_hangs_on(new)
    cite(record=decision, citations=citations)
    if instead_of is not None:
        _recorded_anew(instead_of, decision)
    return decision


def _recorded_anew(sent_back: Decision, decision: Decision) -> None:
    """Strike out what was sent back. ValidationError where it is so no more."""
    stored = _locked(Decision.objects.filter(pk=sent_back.pk))
    if stored.struck_out or not stored.sent_back:
        raise ValidationError("It was recorded anew by somebody else meanwhile: look at theirs.")
    reason = f"Sent back, and recorded anew as {decision.code}."
    given = Delegation.objects.not_struck_out().filter(clause__decision=stored)
    for delegation in given:
        strike_out(record=delegation, reason=reason)
    strike_out(record=stored, reason=reason)


@transaction.atomic
def send_back(*, record: Decision) -> Decision:
    """Send a recorded decision back, instead of confirming it: the reason says what is wrong.

    It stays as it was recorded, marked, until it is recorded anew. Raises PermissionDenied unless
    the user may confirm it, ValidationError where it was confirmed, or sent back before.
    """
    decision: Decision = _locked(Decision.objects.filter(pk=record.pk))
    now = current_recording()
    require("confirm", decision, "send this decision back")
    if why_not := why_not_sent_back(decision):
        raise ValidationError(why_not)
    decision.sent_back = now.reason
    with conferred(decision):
        return keep(record=decision)


def _whole(new: NewClause, by_number: dict[str, Clause]) -> Clause:
    if new.part_of not in by_number:
        raise ValidationError(f"There is no clause {new.part_of} before {new.clause.number}.")
    return by_number[new.part_of]


def _record_what_hangs_on(new: NewClause) -> None:
    set_subjects(record=new.clause, subjects=new.about)
    refuse_what_is_not_its(new.clause, new.settles)
    set_subjects(record=new.clause, subjects=new.settles, relation=SubjectRelation.SETTLES)
    for order, condition in enumerate(new.conditions, start=1):
        condition.clause, condition.order, condition.number = new.clause, order, str(order)
        keep(record=condition)
    for delegation in new.delegations:
        delegation.clause = new.clause
        keep(record=delegation)


@transaction.atomic
def call_in(*, record: CallIn) -> CallIn:
    """Save a call-in, or what came of it; where nothing holds the decision any more, it moves.

    Raises ValidationError where the decision is not open to call-in, or no longer was.
    """
    decision = _locked(Decision.objects.filter(pk=record.decision_id))
    if record._state.adding:
        _refuse_call_in(record, decision)
    else:
        _refuse_holding_again(record, decision)
    keep(record=record)
    if decision.is_confirmed:
        carry_out(decision, record_approval)
    return record


def _refuse_holding_again(record: CallIn, decision: Decision) -> None:
    """What a call-in let go, and what moved then, is not held by it again."""
    before = CallIn.objects.get(pk=record.pk)
    if not record.holds or before.holds:
        return
    if any(one.is_done for one in moves_of(decision) if holds_clause(before, one.clause)):
        raise ValidationError({"outcome": CARRIED_OUT})


def _refuse_call_in(record: CallIn, decision: Decision) -> None:
    if decision.call_in == CallInRule.NOT_OPEN:
        raise ValidationError({"decision": f"It is not open to call-in: {decision.call_in_why}"})
    record.set_bounds()
    until = decision.call_in_until_latest
    if decision.call_in_until and record.date_earliest > until:
        words = decision.date_in_words("call_in_until")
        raise ValidationError({"date": f"It could be called in until {words} only."})


@transaction.atomic
def carry_out_decision(*, record: Decision) -> list[SettledMove]:
    """Move what a confirmed decision settles and has waited till now.

    Raises ValidationError where it is not confirmed, or nothing may move yet; PermissionDenied
    where the user may not change what it is part of.
    """
    decision = _locked(Decision.objects.filter(pk=record.pk))
    require("change", decision, "carry out this decision")
    if not decision.is_confirmed:
        raise ValidationError("Nothing moves before a second person has confirmed the decision.")
    moved = carry_out(decision, record_approval)
    if not moved:
        raise ValidationError(NOTHING_WAITS)
    return moved


@transaction.atomic
def report_action(*, record: Clause, action: str, done: str, reported: str) -> Clause:
    """Say what became of what a clause asks somebody to do: it stands apart from what is sealed.

    Raises ValidationError where the clause names nobody who acts.
    """
    clause: Clause = Clause.objects.select_for_update(of=("self",)).get(pk=record.pk)
    clause.action, clause.done, clause.reported = action, done, reported
    return keep(record=clause)


SETTLED_ALREADY = (
    "It was settled already: see its history. Where that is wrong, change the record, with the "
    "reason."
)


@transaction.atomic
def settle_condition(
    *, record: Condition, state: str, day: str, settled_by: str, evidence: str
) -> Condition:
    """Say what became of an open condition, from a day on; it stands apart from what is sealed.

    What waited for it alone moves at once. Raises ValidationError where it was settled already,
    where it is said to be met or waived without evidence, and where something would be left in
    effect that rests on it.
    """
    decision = _locked(Decision.objects.filter(clauses__conditions=record.pk))
    condition: Condition = Condition.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if condition.state != ConditionState.OPEN:
        raise ValidationError(SETTLED_ALREADY)
    if state != ConditionState.FAILED and not evidence.strip():
        raise ValidationError({"evidence": "Say on what evidence it is met or waived."})
    was, condition.state, condition.end = condition.state, state, day
    condition.settled_by, condition.evidence = settled_by, evidence
    keep(record=condition)
    keep_from_when(record=condition, before={"state": was}, start=day)
    if decision.is_confirmed:
        carry_out(decision, record_approval)
    return condition


def _locked(rows: Any) -> Decision:
    """The one decision of these rows: before its parts, so that nobody waits in a circle."""
    found: Decision = rows.select_for_update(of=("self",)).get()
    return found
