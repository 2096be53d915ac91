"""When a gate is passed: one table of rules, one function, no Django.

Deferral, no vote and silence leave a gate waiting; it has failed when its rule can no longer be
met (domain.md, "Approval").
"""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Where a gate stands for one proposal or workstream."""

    PASSED = "passed"
    WAITING = "waiting"
    NOT_REACHED = "not reached"
    FAILED = "failed"
    WAIVED = "waived"
    ALREADY_RUNNING = "already running"


FOR = frozenset({"approved", "approved with conditions"})
AGAINST = frozenset({"refused", "withdrawn"})
WAIVER = "waived"


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
    """The latest outcome of one organisation, on one version of the business case if any."""

    organisation: str
    outcome: str
    version: str = ""


@dataclass(frozen=True)
class Verdict:
    """Where the gate stands and, while it waits, for whom."""

    state: State
    waiting_for: frozenset[str] = frozenset()


def verdict(rule: Rule, votes: tuple[Vote, ...], *, case_done: bool) -> Verdict:
    """Where a gate stands, given each organisation's latest vote.

    `case_done`: the business case that the gate needs is done. A gate whose case is not done is
    not reached, and still waits for those who must pass it.
    """
    latest = {vote.organisation: vote for vote in votes if vote.organisation in rule.must_pass}
    if any(vote.outcome == WAIVER for vote in votes):
        return Verdict(State.WAIVED)
    if rule.already_runs and not latest:
        return Verdict(State.ALREADY_RUNNING)
    passed = _passed(rule, latest)
    refused = {name for name, vote in latest.items() if vote.outcome in AGAINST}
    waiting = frozenset(rule.must_pass - passed - refused)
    if _cannot_be_met(rule, refused):
        return Verdict(State.FAILED)
    if rule.case_needed and not case_done:
        return Verdict(State.NOT_REACHED, waiting)
    return Verdict(State.PASSED) if _enough(rule, passed) else Verdict(State.WAITING, waiting)


def _passed(rule: Rule, latest: dict[str, Vote]) -> set[str]:
    suffices = FOR | {"in principle"} if rule.in_principle_suffices else FOR
    by_version: dict[str, set[str]] = {}
    for name, vote in latest.items():
        if vote.outcome in suffices:
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
