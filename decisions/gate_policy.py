"""When a gate is passed: one table of rules, one function, no Django.

Deferral, no vote and silence leave a gate waiting; it has failed when its rule can no longer be
met (domain.md, "Approval"). It passes only with what is surely given: an outcome that may have come
later is told apart, and an approval counts once the conditions it hangs on are met or waived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class GateState(Enum):
    """Where a gate stands for one proposal or workstream."""

    PASSED = "passed"
    SUBJECT_TO = "passed subject to"
    POSSIBLY = "possibly passed"
    WAITING = "waiting"
    NOT_REACHED = "not reached"
    FAILED = "failed"
    WAIVED = "waived"
    ALREADY_RUNNING = "already running"


FOR = frozenset({"approved", "approved with conditions"})
AGAINST = frozenset({"refused", "withdrawn"})
WAIVER = "waived"
GIVES = FOR | {WAIVER, "in principle"}


@dataclass(frozen=True)
class Rule:
    """What a gate asks: who must pass it, by majority or all, and which business case first.

    What already ran when it was recorded needs to pass none, until something new is proposed for it
    (domain.md, "Never").
    """

    must_pass: frozenset[str]
    majority: bool = False
    case_needed: bool = False
    in_principle_suffices: bool = False
    already_runs: bool = False


@dataclass(frozen=True)
class Vote:
    """The outcome of one organisation, on one version of the business case if any.

    `surely`: it was given by the day asked about, whatever its date turns out to be. `subject_to`:
    its conditions that are due before it takes effect, or when is not stated, and are not met or
    waived. `condition_failed`: one of them cannot be met any more, so that it gives nothing.
    """

    organisation: str
    outcome: str
    version: str = ""
    surely: bool = True
    subject_to: frozenset[str] = frozenset()
    condition_failed: bool = False


@dataclass(frozen=True)
class Verdict:
    """Where the gate stands, for whom it waits, and which conditions are open."""

    state: GateState
    waiting_for: frozenset[str] = frozenset()
    subject_to: frozenset[str] = frozenset()


PASSED = frozenset({GateState.PASSED, GateState.SUBJECT_TO, GateState.WAIVED})


def verdict(rule: Rule, votes: Iterable[Vote], *, case_done: bool) -> Verdict:
    """Where a gate stands, given the votes in the order in which they were cast.

    `case_done`: the business case that the gate needs is done. A gate whose case is not done is
    not reached, and still waits for those who must pass it. Where what is only possibly given, or
    taken back, by the day makes the difference between passed and not, it is possibly passed, and
    waits for those whose say is uncertain (domain.md, "Dates as they are known").
    """
    cast = tuple(votes)
    surely = _reading(rule, tuple(vote for vote in cast if vote.surely), case_done)
    is_passed = surely.state in PASSED
    if all((one.state in PASSED) == is_passed for one in _possible(rule, cast, case_done)):
        return surely
    uncertain = frozenset(vote.organisation for vote in cast if not vote.surely) & rule.must_pass
    return Verdict(GateState.POSSIBLY, surely.waiting_for | uncertain)


def _possible(rule: Rule, cast: tuple[Vote, ...], case_done: bool) -> Iterable[Verdict]:
    """How it may stand: with all that is uncertain, with what gives alone, with what takes back."""
    if all(vote.surely for vote in cast):
        return
    yield _reading(rule, cast, case_done)
    for gives in (True, False):
        some = (vote for vote in cast if vote.surely or (vote.outcome in GIVES) is gives)
        yield _reading(rule, tuple(some), case_done)


def _reading(rule: Rule, votes: tuple[Vote, ...], case_done: bool) -> Verdict:
    latest = {vote.organisation: vote for vote in votes if vote.organisation in rule.must_pass}
    if any(vote.outcome == WAIVER for vote in votes):
        return Verdict(GateState.WAIVED)
    if rule.already_runs and not latest:
        return Verdict(GateState.ALREADY_RUNNING)
    passed = _passed(rule, latest)
    refused = {name for name, vote in latest.items() if vote.outcome in AGAINST}
    waiting = frozenset(rule.must_pass - passed - refused)
    if _cannot_be_met(rule, refused):
        return Verdict(GateState.FAILED)
    if rule.case_needed and not case_done:
        return Verdict(GateState.NOT_REACHED, waiting)
    if not _enough(rule, passed):
        return Verdict(GateState.WAITING, waiting)
    clear = {name for name in passed if not latest[name].subject_to}
    if _enough(rule, clear):
        return Verdict(GateState.PASSED)
    named = frozenset[str]().union(*(latest[name].subject_to for name in passed))
    return Verdict(GateState.SUBJECT_TO, subject_to=named)


def _passed(rule: Rule, latest: dict[str, Vote]) -> set[str]:
    suffices = FOR | {"in principle"} if rule.in_principle_suffices else FOR
    by_version: dict[str, set[str]] = {}
    for name, vote in latest.items():
        if vote.outcome in suffices and not vote.condition_failed:
            by_version.setdefault(vote.version, set()).add(name)
    return max(by_version.values(), key=len, default=set())


def _enough(rule: Rule, passed: set[str]) -> bool:
    if not rule.must_pass:
        return False
    if rule.majority:
        return 2 * len(passed) > len(rule.must_pass)
    return passed >= rule.must_pass


def _cannot_be_met(rule: Rule, refused: set[str]) -> bool:
    if rule.majority:
        total = len(rule.must_pass)
        return total > 0 and 2 * (total - len(refused)) <= total
    return bool(refused)
