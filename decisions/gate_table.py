"""The gate table: which gates stand before which workstreams, and who is waited for."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from decisions.choices import WhoMustPass
from decisions.gate_facts import GateFacts, Known, Voted
from decisions.gate_policy import (
    FOR,
    LETS_TAKE_EFFECT,
    Before,
    GateState,
    Hold,
    Verdict,
    verdict,
)
from decisions.gate_rule import BY_NAME, Key, rule_of, those_named, votes_of
from decisions.gate_since import Waited
from workstreams.answering import are_participants_known, leading, taking_part

VOTERS_COUNT = frozenset({WhoMustPass.PARTICIPANTS, WhoMustPass.MAJORITY})
# In this order the summary of a gate tells where workstreams stand at it.
STATES = (
    GateState.WAITING,
    GateState.POSSIBLY,
    GateState.NOT_REACHED,
    GateState.REFUSED,
    GateState.LAPSED,
    GateState.SUBJECT_TO,
    GateState.PASSED,
    GateState.WAIVED,
    GateState.ALREADY_RUNNING,
)
# What does not yet let anything take effect.
OPEN = frozenset(GateState) - LETS_TAKE_EFFECT


@dataclass(frozen=True)
class Left:
    """A council that had a part, or was a member, until a day, and has none any more."""

    organisation: Any
    until: datetime.date
    until_in_words: str
    leads: bool = False


@dataclass(frozen=True)
class Gone:
    """A council that left without approving, and what it last said at the gate, if anything."""

    organisation: Any
    until_in_words: str
    outcome: str = ""

    @property
    def words(self) -> str:
        """The same in words."""
        said = f"; its last word: {self.outcome}" if self.outcome else ""
        return f"{self.organisation.label} left ({self.until_in_words}) without approving{said}"


@dataclass(frozen=True)
class GateStanding:
    """Where a gate stands before a workstream, whom it waits for, and whether a case is missing.

    `gone` are those who left without approving: they are not waited for, and stay visible. `keys`
    are what the verdict knows those by who are waited for.
    """

    verdict: Verdict
    waiting_for: tuple[Any, ...]
    case_missing: bool
    gone: tuple[Gone, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def subject_to(self) -> tuple[str, ...]:
        """The open conditions subject to which it is passed."""
        return tuple(sorted(self.verdict.subject_to))


@dataclass(frozen=True)
class GateCell:
    """One gate before one workstream."""

    gate: Any
    workstream: Any
    standing: GateStanding
    next_meetings: dict[int, Any] = field(default_factory=dict, compare=False)
    waited: Waited | None = field(default=None, compare=False)

    @property
    def waiting_for(self) -> tuple[Any, ...]:
        """Who has still to pass it, in the order of their names."""
        return self.standing.waiting_for

    @property
    def case_missing(self) -> bool:
        """Whether the business case that it needs is not there."""
        return self.standing.case_missing

    @property
    def subject_to(self) -> tuple[str, ...]:
        """The conditions that still hold it, in words."""
        return self.standing.subject_to

    @property
    def gone(self) -> tuple[Gone, ...]:
        return self.standing.gone

    @property
    def passed_on(self) -> str:
        """The version of the business case, and its document, on which it was passed."""
        return self.standing.verdict.on

    @property
    def councils(self) -> frozenset[int]:
        """The keys of the organisations that are waited for, or a body of theirs."""
        return frozenset(_organisation_of(who) for who in self.waiting_for)

    @property
    def holds(self) -> tuple[tuple[Any, Hold, Any], ...]:
        """Who is waited for, why and since when; and the next meeting, where that was looked up."""
        holds = {hold.who: hold for hold in self.standing.verdict.holds}
        return tuple(
            (who, self._since(holds[key], who), self.next_meetings.get(_organisation_of(who)))
            for key, who in zip(self.standing.keys, self.waiting_for, strict=True)
        )

    def _since(self, hold: Hold, who: Any) -> Hold:
        """The same with since when, of one that said nothing at a gate that is reached."""
        is_reached = self.standing.verdict.state != GateState.NOT_REACHED
        if hold.since or self.waited is None or not is_reached:
            return hold
        return replace(hold, since=self.waited.since(_organisation_of(who)))

    @property
    def before(self) -> Before:
        """The same for the rule by which something may take effect."""
        missing = f"a {self.gate.get_case_stage_display().lower()} that is done"
        names = zip(self.standing.keys, self.waiting_for, strict=True)
        return Before(
            title=self.gate.title,
            verdict=self.standing.verdict,
            missing=(missing,) if self.case_missing else (),
            names={key: who.label for key, who in names},
        )

    @property
    def state(self) -> str:
        """The word of its state, by which its mark is chosen."""
        return self.standing.verdict.state.value

    @property
    def is_open(self) -> bool:
        """Whether it is still to be passed or to fail."""
        return self.standing.verdict.state in OPEN


@dataclass(frozen=True)
class GateSummary:
    """Where workstreams stand at a gate: how many in each state, for how many whom, who left."""

    gate: Any
    states: tuple[tuple[str, int], ...]
    waiting_for: tuple[tuple[Any, int], ...]
    gone: tuple[tuple[Any, int], ...] = ()


def _organisation_of(who: Any) -> int:
    """The key of an organisation, or of the one whose body it is."""
    return int(getattr(who, "organisation_id", who.pk))


class _Parts(NamedTuple):
    """Who takes part in a workstream: its roles, their organisations, and both in short."""

    roles: tuple[Any, ...]
    organisations: dict[int, Any]
    stated: tuple[tuple[int | None, str], ...]


class GateTable:
    """Where gates stand before workstreams.

    The workstreams are all of one programme. `roles` are those in force by workstream id; `members`
    are the organisations of the partnership; `left` are the councils that had a role before, by
    workstream id, and `left_members` those that were members.
    `joined` are the memberships of the members, by organisation id.
    Workstreams of which the same is known stand alike: that is worked out once.
    """

    def __init__(
        self,
        programme: int,
        gates: Iterable[GateFacts],
        roles: Mapping[int, Iterable[Any]],
        members: list[Any],
        left: Mapping[int, tuple[Left, ...]] | None = None,
        left_members: tuple[Left, ...] = (),
        joined: Mapping[int, Any] | None = None,
    ) -> None:
        self.programme = programme
        self.gates = list(gates)
        self.roles = roles
        self.members = members
        self.left = left or {}
        self.left_members = left_members
        self.joined = joined or {}
        self._known: dict[Any, GateStanding] = {}
        self._parts: dict[int, _Parts] = {}
        self._stated: dict[Any, Any] = {}

    def cells(self, workstreams: Iterable[Any]) -> list[GateCell]:
        """A cell for every gate that stands before a workstream (anything with a `pk`)."""
        return [
            GateCell(facts.gate, workstream, standing, waited=self._waited(facts, workstream.pk))
            for workstream in workstreams
            for facts, standing in self._before(workstream.pk)
        ]

    def summary(self, workstreams: Iterable[Any]) -> list[GateSummary]:
        """Each gate that stands before any of these, with the numbers; most waited for first."""
        counts: dict[int, list[GateStanding]] = {facts.gate.pk: [] for facts in self.gates}
        for workstream in workstreams:
            for facts, standing in self._before(workstream.pk):
                counts[facts.gate.pk].append(standing)
        return [
            _summary(facts.gate, counts[facts.gate.pk])
            for facts in self.gates
            if counts[facts.gate.pk]
        ]

    def _before(self, workstream: int) -> Iterator[tuple[GateFacts, GateStanding]]:
        parts = self._parts_of(self.roles.get(workstream, ()))
        for facts in self.gates:
            if facts.stands_before(workstream, parts.organisations):
                yield facts, self._standing(facts, workstream, parts)

    def _waited(self, facts: GateFacts, workstream: int) -> Waited:
        case = facts.known_of(workstream, self.programme).case
        roles = self._parts_of(self.roles.get(workstream, ())).roles
        return Waited(facts.gate, roles, self.joined, case)

    def _parts_of(self, roles: Iterable[Any]) -> "_Parts":
        """What roles say of who takes part; workstreams that are alike may share theirs."""
        found = self._parts.get(id(roles))
        if found is None:
            every = tuple(roles)
            stated = tuple((role.organisation_id, role.kind) for role in every)
            found = _Parts(every, taking_part(every), self._stated.setdefault(stated, stated))
            self._parts[id(roles)] = found
        return found

    def _standing(self, facts: GateFacts, workstream: int, parts: "_Parts") -> GateStanding:
        runs, done = workstream in facts.running, workstream in facts.case_done
        # By identity: votes that say the same are one object, and so are parts.
        own = facts.votes.get(workstream, ())
        left = self.left.get(workstream, ())
        signed = facts.parties.known_of(workstream, self.programme)
        key = (facts.gate.pk, id(parts.stated), id(own), done, runs, left, signed)
        found = self._known.get(key)
        if found is None:
            known = facts.known_of(workstream, self.programme)
            found = self._known[key] = self._worked_out(facts, parts.roles, known, left, runs)
        return found

    def on_the_whole(self, programme: Any, *, with_own: bool = False) -> list[GateCell]:
        """Where the programme's own gates stand before it as a whole, told by what was voted on it.

        For a programme of which no workstream is recorded (anything with a `pk`); `with_own`, the
        gates too by which single members bind themselves.
        """
        cells = []
        for facts in self.gates:
            if (facts.gate.programme_id or with_own) and not facts.about:
                known = facts.known_of(0, programme.pk)
                standing = self._worked_out(facts, (), known, (), runs=False)
                waited = Waited(facts.gate, (), self.joined, known.case)
                cells.append(GateCell(facts.gate, programme, standing, waited=waited))
        return cells

    def _worked_out(
        self,
        facts: GateFacts,
        roles: tuple[Any, ...],
        known: Known,
        left: tuple[Left, ...],
        runs: bool,
    ) -> GateStanding:
        gate = facts.gate
        must_pass = self._who_must_pass(facts, roles)
        if not are_participants_known(roles):
            left = (*left, *self.left_members)
        gone = {one.organisation.pk: one for one in left if one.organisation.pk not in must_pass}
        if gate.who_must_pass in VOTERS_COUNT:
            must_pass |= _voters(known.votes, besides=must_pass, gone=gone)
        standing = _stands(facts, must_pass, self._unsigned(facts, roles, known), known, runs=runs)
        return replace(standing, gone=_without_approving(gate, gone, must_pass, known))

    def _who_must_pass(self, facts: GateFacts, roles: tuple[Any, ...]) -> dict[Key, Any]:
        gate = facts.gate
        if gate.who_must_pass in BY_NAME:
            return those_named(facts.voters)
        if gate.who_must_pass == WhoMustPass.OWNER:
            return {int(gate.by_id or 0): gate.by}
        if gate.who_must_pass == WhoMustPass.LEADS:
            return dict[Key, Any](leading(roles).items())
        return self._participants(roles)

    def _participants(self, roles: tuple[Any, ...]) -> dict[Key, Any]:
        """The councils that take part; with all members, where roles do not tell them."""
        part = taking_part(roles)
        councils: dict[Key, Any] = {pk: one for pk, one in part.items() if one.is_council}
        if are_participants_known(roles):
            return councils
        return councils | {member.pk: member for member in self.members}

    def _unsigned(self, facts: GateFacts, roles: tuple[Any, ...], known: Known) -> dict[Key, Any]:
        """Who is no party to the agreement that a gate asks for, of all who take part.

        Of a council's own gate that council: others are not bound by it.
        """
        if not facts.gate.agreement_needed:
            return {}
        own = facts.gate.who_must_pass == WhoMustPass.OWNER
        every = self._who_must_pass(facts, roles) if own else self._participants(roles)
        return {key: one for key, one in every.items() if key not in known.parties}


def _voters(
    votes: Iterable[Voted], besides: Mapping[Key, Any], gone: Mapping[int, Left]
) -> dict[Key, Any]:
    """The councils that voted there: they have a say, whatever their role.

    Of those that are gone only such as approved: nobody waits for one that left.
    """
    last = {vote.organisation_id: vote for vote in votes}
    return {
        pk: vote.organisation
        for pk, vote in last.items()
        if pk not in besides
        and vote.organisation.is_council
        and (pk not in gone or (vote.outcome in FOR and vote.surely))
    }


def _without_approving(
    gate: Any, gone: Mapping[int, Left], must_pass: Mapping[Key, Any], known: Known
) -> tuple[Gone, ...]:
    """Those who left once the gate was there, and had not approved."""
    if gate.who_must_pass == WhoMustPass.OWNER or gate.who_must_pass in BY_NAME:
        return ()
    last = {vote.organisation_id: vote.outcome for vote in known.votes}
    return tuple(
        Gone(one.organisation, one.until_in_words, last.get(pk, ""))
        for pk, one in gone.items()
        if pk not in must_pass
        and one.until >= gate.start_earliest
        and (one.leads or gate.who_must_pass != WhoMustPass.LEADS)
    )


def _stands(
    facts: GateFacts,
    must_pass: Mapping[Key, Any],
    unsigned: Mapping[Key, Any],
    known: Known,
    *,
    runs: bool,
) -> GateStanding:
    rule = rule_of(facts, must_pass, unsigned, runs=runs)
    votes = votes_of(facts, known.votes, must_pass)
    found = verdict(rule, votes, case_done=known.case is not None)
    asked = {**must_pass, **unsigned}
    waits = (one for one in asked.items() if str(one[0]) in found.waiting_for)
    waiting = dict(sorted(waits, key=lambda one: one[1].label))
    missing = rule.case_needed and known.case is None and found.state != GateState.ALREADY_RUNNING
    return GateStanding(found, tuple(waiting.values()), missing, keys=tuple(map(str, waiting)))


def _summary(gate: Any, standings: list[GateStanding]) -> GateSummary:
    """Counted by identity: those that stand alike are one object (see `GateTable`)."""
    numbers = Counter(map(id, standings))
    states: Counter[GateState] = Counter()
    waiting: Counter[Any] = Counter()
    gone: Counter[Any] = Counter()
    for standing in {id(one): one for one in standings}.values():
        states[standing.verdict.state] += numbers[id(standing)]
        for organisation in standing.waiting_for:
            waiting[organisation] += numbers[id(standing)]
        for one in standing.gone:
            gone[one.organisation] += numbers[id(standing)]
    return GateSummary(
        gate=gate,
        states=tuple((state.value, states[state]) for state in STATES if states[state]),
        waiting_for=_most_first(waiting),
        gone=_most_first(gone),
    )


def _most_first(counted: Counter[Any]) -> tuple[tuple[Any, int], ...]:
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0].label)))
