"""The state of a clause on a day, from what is known of it: pure, one table of cases.

Taken, on hold, conditional, in force, replaced or lapsed (domain.md, "What was decided"). Only a
clause in force moves roles, memberships and gates.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from decisions.choices import CallInOutcome, ConditionState, ConditionTiming, Verb


class ClauseState(Enum):
    """What a clause is on a day; before it was taken it is nothing yet."""

    NOT_YET = "Not taken yet"
    TAKEN = "Taken, open to call-in"
    ON_HOLD = "On hold"
    CONDITIONAL = "Conditional"
    IN_FORCE = "In force"
    REPLACED = "Replaced"
    LAPSED = "Lapsed"


@dataclass(frozen=True)
class CalledIn:
    """A call-in of the clause or its decision: since when, and what came of it by the day."""

    since: datetime.date
    outcome: str = CallInOutcome.PENDING


@dataclass(frozen=True)
class Demanded:
    """A condition of the clause: when it is to be met, and its state on the day."""

    timing: str = ConditionTiming.NOT_STATED
    state: str = ConditionState.OPEN


@dataclass(frozen=True)
class DoneTo:
    """What a later clause did to it since a day, by its verb; without one it was replaced."""

    since: datetime.date
    verb: str = ""


@dataclass(frozen=True)
class KnownOfClause:
    """What is known of a clause by a day; a day is the last that its date allows."""

    taken: datetime.date
    effective: datetime.date | None = None
    open_to_call_in_until: datetime.date | None = None
    called_in: tuple[CalledIn, ...] = ()
    conditions: tuple[Demanded, ...] = ()
    done_to: tuple[DoneTo, ...] = ()
    deferred_until: datetime.date | None = None


ENDING = frozenset({Verb.RESCIND, Verb.WITHDRAW})
BINDING = frozenset({ConditionTiming.BEFORE, ConditionTiming.NOT_STATED})


def state_on(known: KnownOfClause, day: datetime.date) -> ClauseState:
    """The state of a clause on a day: what ended it first, then what holds it, then what it waits
    for. A condition that is to be met afterwards holds nothing."""
    if day < known.taken:
        return ClauseState.NOT_YET
    return (
        _ended(known, day)
        or _held(known, day)
        or _open_to_call_in(known, day)
        or _conditional(known.conditions)
        or ClauseState.IN_FORCE
    )


def _ended(known: KnownOfClause, day: datetime.date) -> ClauseState | None:
    verbs = {one.verb for one in known.done_to if one.since <= day}
    if "" in verbs:
        return ClauseState.REPLACED
    has_failed = _any_binding(known.conditions, ConditionState.FAILED)
    ran_out = known.deferred_until is not None and known.deferred_until < day
    return ClauseState.LAPSED if verbs & ENDING or has_failed or ran_out else None


def _held(known: KnownOfClause, day: datetime.date) -> ClauseState | None:
    is_called = any(
        one.since <= day and one.outcome not in CallInOutcome.lets_go() for one in known.called_in
    )
    is_suspended = any(one.since <= day and one.verb == Verb.SUSPEND for one in known.done_to)
    is_to_come = known.effective is not None and day < known.effective
    return ClauseState.ON_HOLD if is_called or is_suspended or is_to_come else None


def _open_to_call_in(known: KnownOfClause, day: datetime.date) -> ClauseState | None:
    until = known.open_to_call_in_until
    return ClauseState.TAKEN if until is not None and day <= until else None


def _conditional(conditions: Iterable[Demanded]) -> ClauseState | None:
    return ClauseState.CONDITIONAL if _any_binding(conditions, ConditionState.OPEN) else None


def _any_binding(conditions: Iterable[Demanded], state: ConditionState) -> bool:
    """Whether one is in this state that is not to be met afterwards only."""
    return any(one.state == state and one.timing in BINDING for one in conditions)
