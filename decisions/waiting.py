"""Why what a clause settles waits: it is not taken, not in force, or open to call-in still."""

import datetime
from collections.abc import Iterator

from django.db.models import Q

from decisions.choices import CallInRule, ConditionState
from decisions.clause_state import BINDING
from decisions.models import CallIn, Clause, Decision
from decisions.models.call_ins import holding, holds_clause
from decisions.standing import marks_of_keys
from programmes.viewers import Viewer
from sharedsvc.core.dates import LATEST

EVERYTHING = Viewer(sees_all=True)


def why_waiting(clause: Clause, day: datetime.date) -> str:
    """Why a clause of a decision moves nothing on a day, in words; "" where it does."""
    decision = clause.decision
    held = _called_in(clause)
    if held:
        return held
    return (
        _taken_back(clause, day)
        or _not_taken(decision, day)
        or _not_effective(decision, day)
        or _open_to_call_in(decision, day)
    )


def _called_in(clause: Clause) -> str:
    """That it is on hold: whoever asks, and whether or not they may see the call-in."""
    for call in holding(clause.decision_id):
        if holds_clause(call, clause):
            outcome = call.get_outcome_display().lower()
            return f"it is on hold: called in {call.date_in_english}, {outcome}"
    return ""


def _taken_back(clause: Clause, day: datetime.date) -> str:
    """That it does not surely count by what a later decision did, as gates and pages have it."""
    keys = {clause.pk: clause.decision_id}
    marks = marks_of_keys({clause.decision_id}, keys, EVERYTHING, day)
    done = any(one.ends and one.by for some in marks.values() for one in some)
    return "a later decision took it back, or may have" if done else ""


def _not_taken(decision: Decision, day: datetime.date) -> str:
    if decision.superseded_by.not_struck_out().exists():
        return "a later decision took its place"
    return "" if decision.date_latest <= day else "it is not surely taken yet"


def _not_effective(decision: Decision, day: datetime.date) -> str:
    if not decision.effective or decision.effective_latest <= day:
        return ""
    return f"it takes effect {decision.date_in_words('effective')}"


def _open_to_call_in(decision: Decision, day: datetime.date) -> str:
    is_open = decision.call_in == CallInRule.OPEN and decision.call_in_until
    if not is_open or day > decision.call_in_until_latest:
        return ""
    return f"it is open to call-in until {decision.date_in_words('call_in_until')}"


def why_conditional(clause: Clause) -> str:
    """That a condition is open which is to be met before a clause takes effect; "" otherwise."""
    conditions = clause.conditions.not_struck_out()
    is_open = conditions.filter(state=ConditionState.OPEN, timing__in=BINDING).exists()
    return "a condition is open that comes before it takes effect" if is_open else ""


def in_force_from(clause: Clause, *, conditions_met: bool = False) -> str:
    """The day from which a clause that is in force was so, as EDTF text.

    The last of these: when the decision was taken, or takes effect; the day after the last on which
    it might be called in; when a call-in was heard, or withdrawn; and, where what it settles waited
    for them, when its conditions were met or waived.
    """
    days = [*_days_before_force(clause), *(_days_of_conditions(clause) if conditions_met else ())]
    return max(days, key=lambda day: day[1])[0]


def _days_of_conditions(clause: Clause) -> Iterator[tuple[str, datetime.date]]:
    binding = clause.conditions.not_struck_out().filter(timing__in=BINDING)
    for condition in binding.filter(end_latest__lt=LATEST):
        yield condition.end, condition.end_latest


def _days_before_force(clause: Clause) -> Iterator[tuple[str, datetime.date]]:
    decision = clause.decision
    if decision.effective:
        yield decision.effective, decision.effective_latest
    else:
        yield decision.date, decision.date_latest
    if decision.call_in == CallInRule.OPEN and decision.call_in_until_latest < LATEST:
        after = decision.call_in_until_latest + datetime.timedelta(days=1)
        yield after.isoformat(), after
    calls = CallIn.objects.not_struck_out().filter(decision=decision.pk)
    for call in calls.filter(Q(clause=clause.pk) | Q(clause=None), heard_latest__lt=LATEST):
        yield call.heard, call.heard_latest
