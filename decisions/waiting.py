"""Why what a clause settles waits: it is not taken, not in force, or open to call-in still."""

import datetime

from decisions.choices import CallInOutcome, CallInRule
from decisions.models import Clause, Decision
from decisions.models.call_ins import holding
from decisions.standing import marks_of_keys
from programmes.viewers import Viewer

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
        if call.clause_id in (None, clause.pk):
            words = (
                "" if call.outcome == CallInOutcome.PENDING else f", {call.get_outcome_display()}"
            )
            return f"it is on hold: called in{words.lower()}"
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
