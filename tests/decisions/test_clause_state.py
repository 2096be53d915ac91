"""The state of a clause on a day, as a table of cases."""

import datetime

import pytest

from decisions.choices import CallInOutcome, ConditionState, ConditionTiming, Verb
from decisions.clause_state import CalledIn, ClauseState, Demanded, DoneTo, KnownOfClause, state_on

pytestmark = pytest.mark.once


def day(number, month=2):
    return datetime.date(2010, month, number)


TAKEN = KnownOfClause(taken=day(18))
CALLED = CalledIn(day(20))
STANDS = CalledIn(day(20), CallInOutcome.STANDS)
BACK = CalledIn(day(20), CallInOutcome.REFERRED_BACK)
COUNCIL = CalledIn(day(20), CallInOutcome.FULL_COUNCIL)
WITHDRAWN = CalledIn(day(20), CallInOutcome.WITHDRAWN)
BEFORE = Demanded(ConditionTiming.BEFORE)
AFTER = Demanded(ConditionTiming.AFTER)
MET = Demanded(ConditionTiming.BEFORE, ConditionState.MET)
FAILED = Demanded(ConditionTiming.BEFORE, ConditionState.FAILED)
LATER_FAILED = Demanded(ConditionTiming.AFTER, ConditionState.FAILED)

CASES = [
    ("before it was taken", {}, day(17), ClauseState.NOT_YET),
    ("on the day", {}, day(18), ClauseState.IN_FORCE),
    ("not effective yet", {"effective": day(26)}, day(25), ClauseState.ON_HOLD),
    ("effective", {"effective": day(26)}, day(26), ClauseState.IN_FORCE),
    ("open to call-in", {"open_to_call_in_until": day(25)}, day(25), ClauseState.TAKEN),
    ("the period is over", {"open_to_call_in_until": day(25)}, day(26), ClauseState.IN_FORCE),
    ("before the call-in", {"called_in": (CALLED,)}, day(19), ClauseState.IN_FORCE),
    ("called in", {"called_in": (CALLED,)}, day(20), ClauseState.ON_HOLD),
    ("it stands", {"called_in": (STANDS,)}, day(28), ClauseState.IN_FORCE),
    ("it was withdrawn", {"called_in": (WITHDRAWN,)}, day(28), ClauseState.IN_FORCE),
    ("referred back", {"called_in": (BACK,)}, day(28), ClauseState.ON_HOLD),
    ("to full council", {"called_in": (COUNCIL,)}, day(28), ClauseState.ON_HOLD),
    ("one of two holds", {"called_in": (STANDS, CALLED)}, day(28), ClauseState.ON_HOLD),
    ("a condition before", {"conditions": (BEFORE,)}, day(18), ClauseState.CONDITIONAL),
    ("timing not stated", {"conditions": (Demanded(),)}, day(18), ClauseState.CONDITIONAL),
    ("a condition after", {"conditions": (AFTER,)}, day(18), ClauseState.IN_FORCE),
    ("it is met", {"conditions": (MET,)}, day(18), ClauseState.IN_FORCE),
    ("it failed", {"conditions": (MET, FAILED)}, day(18), ClauseState.LAPSED),
    ("one failed afterwards", {"conditions": (MET, LATER_FAILED)}, day(18), ClauseState.IN_FORCE),
    ("replaced", {"done_to": (DoneTo(day(20)),)}, day(20), ClauseState.REPLACED),
    ("to be replaced", {"done_to": (DoneTo(day(20)),)}, day(19), ClauseState.IN_FORCE),
    ("rescinded", {"done_to": (DoneTo(day(20), Verb.RESCIND),)}, day(21), ClauseState.LAPSED),
    ("withdrawn", {"done_to": (DoneTo(day(20), Verb.WITHDRAW),)}, day(21), ClauseState.LAPSED),
    ("suspended", {"done_to": (DoneTo(day(20), Verb.SUSPEND),)}, day(21), ClauseState.ON_HOLD),
    ("varied", {"done_to": (DoneTo(day(20), Verb.VARY),)}, day(21), ClauseState.IN_FORCE),
    ("put off till then", {"deferred_until": day(26)}, day(26), ClauseState.IN_FORCE),
    ("that day has gone", {"deferred_until": day(26)}, day(27), ClauseState.LAPSED),
    (
        "called in and replaced",
        {"called_in": (BACK,), "done_to": (DoneTo(day(25)),)},
        day(26),
        ClauseState.REPLACED,
    ),
    (
        "held before its condition is asked",
        {"called_in": (CALLED,), "conditions": (BEFORE,)},
        day(21),
        ClauseState.ON_HOLD,
    ),
]


@pytest.mark.parametrize(
    ("known", "on", "state"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_state_of_a_clause_on_a_day(known, on, state):
    assert state_on(KnownOfClause(taken=TAKEN.taken, **known), on) is state
