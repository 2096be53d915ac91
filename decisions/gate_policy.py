"""When a gate is passed, and whether something may take effect: rules of one room, no Django.

Deferral, no vote and silence leave a gate waiting; it is refused when its rule can no longer be
met, and has lapsed when its last day has gone (domain.md, "Approval"). It passes only with what is
surely given: an outcome that may have come later is told apart, and an approval counts once the
conditions it hangs on are met or waived.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from enum import Enum


class GateState(Enum):
    """Where a gate stands for one proposal or workstream."""

    PASSED = "passed"
    SUBJECT_TO = "passed subject to"
    POSSIBLY = "possibly passed"
    WAITING = "waiting"
    NOT_REACHED = "not reached"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WAIVED = "waived"
    ALREADY_RUNNING = "already running"


FOR = frozenset({"approved", "approved with conditions"})
AGAINST = frozenset({"refused", "withdrawn"})
IN_PRINCIPLE, WAIVER, SCHEDULED, DEFERRED = "in principle", "waived", "scheduled", "deferred"
GIVES = FOR | {WAIVER, IN_PRINCIPLE}
DECIDED = GIVES | AGAINST


@dataclass(frozen=True)
class Rule:
    """What a gate asks: who must pass it, by majority or all, and which business case first.

    Who passes it are organisations, or named bodies. `shares`: the seats or weighted votes of each,
    where these are not one each. `veto`: whose refusal alone ends it though a majority suffices.
    `may_waive`: who may waive it for everybody, which is whose gate it is; others who must pass it
    waive their own say alone. `agreement`: what it asks for beside the votes, in words, and
    `unsigned`: who takes part and is no party to one. `last_day_gone`: it had a last day, and that
    is over. What already ran when it was recorded needs to pass none, until something new is
    proposed for it (domain.md, "Never").
    """

    must_pass: frozenset[str]
    majority: bool = False
    veto: frozenset[str] = frozenset()
    shares: Mapping[str, int] = field(default_factory=dict)
    case_needed: bool = False
    in_principle_suffices: bool = False
    already_runs: bool = False
    agreement: str = ""
    unsigned: frozenset[str] = frozenset()
    may_waive: frozenset[str] = frozenset()
    last_day_gone: bool = False

    def weight(self, names: Iterable[str]) -> int:
        """What these have together."""
        return sum(self.shares.get(name, 1) for name in names)


@dataclass(frozen=True)
class Vote:
    """The outcome of one organisation, on one version of the business case if any.

    `surely`: it was given by the day asked about, whatever its date turns out to be. `subject_to`:
    its conditions that are due before it takes effect, or when is not stated, and are not met or
    waived. `condition_failed`: one of them cannot be met any more, so that it gives nothing.
    `upon`: conditions that are met once another has decided, by who that is. `until`: whose
    decision it was deferred for. `void`: why it counts for nothing, such as that the body may only
    recommend.
    `in_time`: not after the gate's last day. `since`: its day in words.
    """

    organisation: str
    outcome: str
    version: str = ""
    surely: bool = True
    subject_to: frozenset[str] = frozenset()
    condition_failed: bool = False
    upon: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    void: str = ""
    in_time: bool = True
    since: str = ""

    @property
    def counts(self) -> bool:
        """Whether it says anything at the gate."""
        return not self.void and self.in_time


@dataclass(frozen=True)
class Hold:
    """Whom a gate waits for, why, and since when as far as that is known."""

    who: str
    why: str
    since: str = ""

    @property
    def in_words(self) -> str:
        """Why, and since when, in words that begin small."""
        return f"{self.why}, {self.since}" if self.since else self.why


@dataclass(frozen=True)
class Verdict:
    """Where the gate stands, for whom it waits and why, and which conditions are open.

    `on` is the version of the business case on which it was passed, "" where none is named.
    """

    state: GateState
    waiting_for: frozenset[str] = frozenset()
    subject_to: frozenset[str] = frozenset()
    holds: tuple[Hold, ...] = field(default=(), compare=False)
    on: str = field(default="", compare=False)


PASSED = frozenset({GateState.PASSED, GateState.SUBJECT_TO, GateState.WAIVED})
LETS_TAKE_EFFECT = frozenset({GateState.PASSED, GateState.WAIVED, GateState.ALREADY_RUNNING})


def verdict(rule: Rule, votes: Iterable[Vote], *, case_done: bool) -> Verdict:
    """Where a gate stands, given the votes in the order in which they were cast.

    `case_done`: the business case that the gate needs is done. A gate whose case is not done is
    not reached, and still waits for those who must pass it. Where what is only possibly given, or
    taken back, by the day makes the difference between passed and not, it is possibly passed, and
    waits for those whose say is uncertain (domain.md, "Dates as they are known").
    """
    cast = tuple(votes)
    counted = tuple(vote for vote in cast if vote.counts)
    found = _reading(rule, tuple(vote for vote in counted if vote.surely), case_done)
    is_passed = found.state in PASSED
    if not all((one.state in PASSED) == is_passed for one in _possible(rule, counted, case_done)):
        uncertain = frozenset(vote.organisation for vote in counted if not vote.surely)
        found = Verdict(GateState.POSSIBLY, found.waiting_for | (uncertain & rule.must_pass))
    if rule.last_day_gone and found.state in (GateState.WAITING, GateState.NOT_REACHED):
        found = Verdict(GateState.LAPSED)
    on = _passed_on(rule, counted) if found.state in PASSED else ""
    return Verdict(found.state, found.waiting_for, found.subject_to, _holds(rule, cast, found), on)


def _possible(rule: Rule, cast: tuple[Vote, ...], case_done: bool) -> Iterable[Verdict]:
    """How it may stand: with all that is uncertain, with what gives alone, with what takes back."""
    if all(vote.surely for vote in cast):
        return
    yield _reading(rule, cast, case_done)
    for gives in (True, False):
        some = (vote for vote in cast if vote.surely or (vote.outcome in GIVES) is gives)
        yield _reading(rule, tuple(some), case_done)


def _reading(rule: Rule, votes: tuple[Vote, ...], case_done: bool) -> Verdict:
    latest = _latest(rule, votes)
    if any(vote.outcome == WAIVER and vote.organisation in rule.may_waive for vote in votes):
        return Verdict(GateState.WAIVED)
    if rule.already_runs and not latest:
        return Verdict(GateState.ALREADY_RUNNING)
    passed = _passed(rule, latest)
    refused = {name for name, vote in latest.items() if vote.outcome in AGAINST}
    waiting = frozenset(rule.must_pass - passed - refused) | rule.unsigned
    if _cannot_be_met(rule, refused):
        return Verdict(GateState.REFUSED)
    if not _enough(rule, passed):
        is_reached = case_done or not rule.case_needed
        return Verdict(GateState.WAITING if is_reached else GateState.NOT_REACHED, waiting)
    return _once_enough_passed(rule, latest, passed, waiting, case_done)


def _once_enough_passed(
    rule: Rule, latest: Mapping[str, Vote], passed: set[str], waiting: frozenset[str], done: bool
) -> Verdict:
    """Passed; by a waiver of their own say, which needs nothing else; or subject to what is open.

    Once all have signed, that is, where it asks for an agreement.
    """
    by_vote = {name for name in passed if latest[name].outcome != WAIVER}
    if rule.case_needed and not done and by_vote:
        return Verdict(GateState.NOT_REACHED, waiting)
    if rule.unsigned and by_vote:
        return Verdict(GateState.WAITING, rule.unsigned)
    open_conditions = {name: _open(latest[name], latest) for name in passed}
    clear = {name for name in passed if not open_conditions[name]}
    if _enough(rule, clear):
        return Verdict(GateState.PASSED if _enough(rule, clear & by_vote) else GateState.WAIVED)
    return Verdict(GateState.SUBJECT_TO, subject_to=frozenset().union(*open_conditions.values()))


def _latest(rule: Rule, votes: Iterable[Vote]) -> dict[str, Vote]:
    """The last word of each who must pass it, the last given last."""
    found: dict[str, Vote] = {}
    for vote in votes:
        if vote.organisation in rule.must_pass:
            found.pop(vote.organisation, None)
            found[vote.organisation] = vote
    return found


def _open(vote: Vote, latest: Mapping[str, Vote]) -> frozenset[str]:
    """Its conditions that still hold it; one on another's decision is met once that is taken.

    So two cannot wait for each other for ever (domain.md, "Condition").
    """
    told = (text for who, text in vote.upon.items() if not _has_decided(who, latest))
    return vote.subject_to | frozenset(told)


def _has_decided(who: str, latest: Mapping[str, Vote]) -> bool:
    return who in latest and latest[who].outcome in DECIDED


def _gives(rule: Rule, vote: Vote) -> bool:
    if vote.outcome == WAIVER:
        return True
    in_principle = rule.in_principle_suffices and vote.outcome == IN_PRINCIPLE
    return (vote.outcome in FOR or in_principle) and not vote.condition_failed


def _passed(rule: Rule, latest: Mapping[str, Vote]) -> set[str]:
    """Who passed it on the version that most of it was passed on, or waived their own say."""
    by_version: dict[str, set[str]] = {}
    waived = {name for name, vote in latest.items() if vote.outcome == WAIVER}
    for name, vote in latest.items():
        if name not in waived and _gives(rule, vote):
            by_version.setdefault(vote.version, set()).add(name)

    def strength(names: Set[str]) -> tuple[int, int]:
        clear = (name for name in names if not _open(latest[name], latest))
        return rule.weight(names), rule.weight(clear)

    return waived | max(by_version.values(), key=strength, default=set())


def _passed_on(rule: Rule, counted: Iterable[Vote]) -> str:
    """The one version on which it was passed, by those who did not waive their say."""
    latest = _latest(rule, (vote for vote in counted if vote.surely))
    by_vote = (latest[name] for name in _passed(rule, latest) if latest[name].outcome != WAIVER)
    return next((vote.version for vote in by_vote), "")


def _enough(rule: Rule, passed: set[str]) -> bool:
    if not rule.must_pass:
        return False
    if rule.majority:
        return 2 * rule.weight(passed) > rule.weight(rule.must_pass)
    return passed >= rule.must_pass


def _cannot_be_met(rule: Rule, refused: set[str]) -> bool:
    if refused & rule.veto:
        return True
    if rule.majority:
        total = rule.weight(rule.must_pass)
        return total > 0 and 2 * (total - rule.weight(refused)) <= total
    return bool(refused)


# Why it waits


def _holds(rule: Rule, cast: tuple[Vote, ...], found: Verdict) -> tuple[Hold, ...]:
    """Each for whom it waits with the reason, in the order of their names."""
    latest = _latest(rule, (vote for vote in cast if vote.counts))
    passed = _passed(rule, latest)
    versions = {latest[name].version for name in passed if latest[name].outcome != WAIVER}
    last = {vote.organisation: vote for vote in cast}
    return tuple(
        Hold(name, *_all_why(rule, name, name in passed, last.get(name), latest, versions))
        for name in sorted(found.waiting_for)
    )


def _all_why(
    rule: Rule,
    name: str,
    has_passed: bool,
    vote: Vote | None,
    latest: Mapping[str, Vote],
    versions: set[str],
) -> tuple[str, str]:
    """Why somebody is waited for: its say, the agreement that it is no party to, or both."""
    unsigned = f"it is a party to no {rule.agreement}" if name in rule.unsigned else ""
    if unsigned and (has_passed or name not in rule.must_pass):
        return unsigned, ""
    why, since = _why(rule, vote, latest, versions)
    return (f"{why}, and {unsigned}" if unsigned else why), since


def _why(
    rule: Rule, vote: Vote | None, latest: Mapping[str, Vote], versions: set[str]
) -> tuple[str, str]:
    """Why somebody is waited for, and since when their last word stands."""
    if vote is None:
        return "no outcome is recorded", ""
    if vote.void:
        return f"{vote.void}, so “{vote.outcome}” does not count", vote.since
    if not vote.in_time:
        return f"“{vote.outcome}” came after the last day", vote.since
    if not vote.surely:
        return f"whether “{vote.outcome}” was given by then is not certain", vote.since
    if vote.condition_failed:
        return "a condition of its approval has failed", vote.since
    if vote.outcome == SCHEDULED:
        return "it is to decide, and has not decided", vote.since
    return _why_not_yet(rule, vote, latest, versions), vote.since


def _why_not_yet(rule: Rule, vote: Vote, latest: Mapping[str, Vote], versions: set[str]) -> str:
    if _gives(rule, vote):
        others = " or ".join(sorted(versions - {vote.version})) or "another"
        return f"it approved version {vote.version or 'not stated'}, others version {others}"
    if vote.outcome != DEFERRED or not vote.until:
        return vote.outcome
    if _has_decided(vote.until, latest):
        return "deferred until another decides, who has decided since"
    other = latest.get(vote.until)
    if other is not None and other.until == vote.organisation:
        return "deferred until another decides, who waits for it in turn: one must decide first"
    return "deferred until another decides"


# May it take effect?


@dataclass(frozen=True)
class Before:
    """A gate before something, where it stands, and what it needs that is not there, in words.

    `names` are those of who must pass it.
    """

    title: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def unmet(gates: Iterable[Before]) -> tuple[str, ...]:
    """Every requirement that is not met, all at once, in words; none where it may take effect.

    A gate that is passed subject to something that is still open lets nothing take effect, nor does
    one that is only possibly passed (domain.md, "Never").
    """
    return tuple(
        f"“{gate.title}” {words}"
        for gate in gates
        if gate.verdict.state not in LETS_TAKE_EFFECT
        for words in _what_is_unmet(gate)
    )


def _what_is_unmet(gate: Before) -> list[str]:
    found = gate.verdict
    if found.state is GateState.REFUSED:
        return ["was refused: its rule can no longer be met."]
    if found.state is GateState.LAPSED:
        return ["has lapsed: its last day has gone."]
    words = [f"lacks {what}." for what in gate.missing]
    words += [f"is passed subject to: {_sentence(text)}" for text in sorted(found.subject_to)]
    words += [_waits_for(hold, gate.names) for hold in found.holds]
    return words or ["is not passed: nobody is recorded who could pass it."]


def _waits_for(hold: Hold, names: Mapping[str, str]) -> str:
    return f"waits for {names.get(hold.who, hold.who)} ({hold.in_words})."


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
