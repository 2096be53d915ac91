"""What is known of gates on a day: one statement a kind, whatever their number."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from decisions.choices import ConditionState, ConditionTiming, Outcome, WhoMustPass
from decisions.gate_about import About
from decisions.gate_agreements import NOBODY, KnownParties, parties_at
from decisions.gate_policy import SCHEDULED
from decisions.gate_since import CameAbout
from decisions.gate_statements import (
    CASES,
    CONDITIONS,
    OUTCOMES,
    OUTCOMES_OF_SOME,
    STAGES,
    TESTS,
    VOTERS,
)
from decisions.models import Gate, GateTest, GateVoter
from decisions.powers import may_do, powers_of, why_void
from decisions.standing import CLAUSE as A_CLAUSE
from decisions.standing import DECISION, Validity, marks_of_keys, standing
from programmes.models import Organisation
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.dates import EARLIEST, in_words
from workstreams.lifecycle import already_running

# An approval by what was replaced, rescinded or is not yet in force gives nothing.
NOT_IN_FORCE = "not in force"
CONDITIONS_NOT_RECORDED = "conditions that are not recorded"
COUNTS_VOTERS = (WhoMustPass.MAJORITY, WhoMustPass.NAMED, WhoMustPass.NAMED_MAJORITY)
SETTLED = (ConditionState.MET, ConditionState.WAIVED)


@dataclass(frozen=True)
class Voted:
    """The outcome of one organisation at a gate, and on which version of the business case.

    `surely`, `subject_to`, `condition_failed`, `upon`, `until`, `void` and `since` as of
    `gate_policy.Vote`; what was `said`, whatever became of it; given between `earliest` and
    `latest`, by this `body_id` if one is known, in this clause of a decision if one says so.
    """

    organisation_id: int
    outcome: str
    version: str
    organisation: Organisation = field(compare=False)
    surely: bool = True
    subject_to: frozenset[str] = frozenset()
    condition_failed: bool = False
    upon: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    void: str = ""
    since: str = ""
    earliest: datetime.date = EARLIEST
    latest: datetime.date = EARLIEST
    said: str = ""
    body_id: int | None = None
    clause_id: int | None = None
    decision_id: int | None = None
    checksum: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of a gate before one workstream: the votes, and since when its case is done.

    `parties` are the organisations that are parties to such an agreement as it asks for.
    """

    votes: tuple[Voted, ...] = ()
    case: CameAbout | None = None
    parties: frozenset[int] = frozenset()


@dataclass(frozen=True)
class GateFacts:
    """A gate with what is known of it for each workstream.

    `about` are the workstreams before which alone it stands, if any; `votes` those at the gate, by
    workstream, and `votes_on_all` those on a proposal that is about no workstream, and so about its
    whole programme, by programme; `case_done` the workstreams, and `case_done_for_all` the
    programmes, whose business case of the stage it needs is done; `running` the workstreams that
    already ran when they were recorded, and wait for nobody; `voters` those whom the gate names;
    `parties` those to such agreements as it asks for.
    """

    gate: Gate
    about: frozenset[int]
    votes: Mapping[int, tuple[Voted, ...]]
    votes_on_all: Mapping[int, tuple[Voted, ...]]
    case_done: Mapping[int, CameAbout]
    case_done_for_all: Mapping[int, CameAbout]
    running: frozenset[int]
    voters: tuple[GateVoter, ...] = ()
    last_day_gone: bool = False
    parties: KnownParties = NOBODY

    def known_of(self, workstream: int, programme: int) -> Known:
        """What was voted on it and on its whole programme, and whether its case is done."""
        votes = self.votes_on_all.get(programme, ()) + self.votes.get(workstream, ())
        case = self.case_done.get(workstream) or self.case_done_for_all.get(programme)
        return Known(votes, case, self.parties.known_of(workstream, programme))

    def stands_before(self, workstream: int, organisations: Mapping[int, Any]) -> bool:
        """A gate that is about workstreams or proposals stands before those; others before all."""
        if self.gate.programme_id is None and self.gate.by_id not in organisations:
            return False
        return not self.about or workstream in self.about


def read_gates(
    gates: Iterable[Gate],
    user: Any,
    day: datetime.date,
    programmes: Collection[int],
    *,
    only: Collection[int] | None = None,
    stages: Iterable[Any] | None = None,
    proposal: int | None = None,
) -> list[GateFacts]:
    """The gates, as `gate_statements` gives them, with what is known of them in these programmes.

    Of all workstreams there, or `only` of some; their `stages` are read unless they are given. With
    a `proposal` the gates before that one, and what was said of no other.
    """
    found = list(gates)
    about = About.read(found, programmes)
    if proposal is not None:
        found = [gate for gate in found if about.is_about(gate.pk, proposal)]
    votes, on_all = _votes(found, user, day, about, only, proposal)
    voters = _voters(found, user)
    done, done_for_all = _cases_done(found, user, day, about, programmes, proposal)
    parties = parties_at(found, user, day, programmes, about.proposals, proposal)
    running = _running(
        STAGES(user, day=day, programmes=programmes) if stages is None else stages, about
    )
    return [
        GateFacts(
            gate=gate,
            about=about.gates.get(gate.pk, frozenset()),
            votes=votes.get(gate.pk, {}),
            votes_on_all=on_all.get(gate.pk, {}),
            case_done=done.get(gate.case_stage, {}),
            case_done_for_all=done_for_all.get(gate.case_stage, {}),
            running=running,
            voters=tuple(voters[gate.pk]),
            last_day_gone=gate.last_day_latest < day,
            parties=parties.get(gate.pk, NOBODY),
        )
        for gate in found
    ]


def _voters(gates: Iterable[Gate], user: Any) -> Mapping[int, list[GateVoter]]:
    """Whom gates name; asked of those alone for which it makes a difference."""
    found: dict[int, list[GateVoter]] = defaultdict(list)
    asked = [gate.pk for gate in gates if gate.who_must_pass in COUNTS_VOTERS]
    if asked:
        for voter in VOTERS(user, gates=asked):
            found[voter.gate_id].append(voter)
    return found


ByGate = dict[int, dict[int, tuple[Voted, ...]]]


def _votes(
    gates: list[Gate],
    user: Any,
    day: datetime.date,
    about: About,
    only: Collection[int] | None,
    of_proposal: int | None,
) -> tuple[ByGate, ByGate]:
    """The outcomes by that day, the latest last: by gate and workstream; by gate and programme.

    Votes that say the same are one object. Of several proposals about a whole programme the one
    counts on which was voted last: votes on one do not add up with votes on another.
    """
    found: dict[int, dict[int, list[Voted]]] = defaultdict(lambda: defaultdict(list))
    on_all: dict[int, dict[int, dict[int, list[Voted]]]] = defaultdict(lambda: defaultdict(dict))
    for gate, workstream, proposal, programme, voted in _outcomes(
        gates, user, day, only, of_proposal
    ):
        one_of = about.workstreams_of(workstream, proposal)
        for one in one_of:
            found[gate][one].append(voted)
        if not one_of and about.is_about(gate, proposal):
            proposals = on_all[gate][programme]
            proposals[proposal] = [*proposals.pop(proposal, []), voted]
    last = {
        gate: {programme: tuple([*some.values()][-1]) for programme, some in programmes.items()}
        for gate, programmes in on_all.items()
    }
    shared: dict[tuple[int, ...], tuple[Voted, ...]] = {}
    by_workstream = {
        gate: {
            one: shared.setdefault(tuple(map(id, some)), tuple(some))
            for one, some in by_workstream.items()
        }
        for gate, by_workstream in found.items()
    }
    return by_workstream, last


def _is_of(asked: int | None, proposal: int | None) -> bool:
    """Whether what names this proposal, or none, counts for the one asked about, if any."""
    return asked is None or proposal is None or proposal == asked


def _outcomes(
    gates: list[Gate],
    user: Any,
    day: datetime.date,
    only: Collection[int] | None,
    of_proposal: int | None,
) -> Iterable[tuple[int, int | None, int, int, Voted]]:
    """Each outcome by that day: its gate, workstream, proposal, that one's programme, the vote."""
    keys = [gate.pk for gate in gates]
    if only is None:
        found = OUTCOMES(user, day=day, gates=keys)
    else:
        found = OUTCOMES_OF_SOME(user, day=day, gates=keys, only=only)
    found = [one for one in found if _is_of(of_proposal, one[ITS_PROPOSAL])]
    clauses = {one[CLAUSE]: one[CLAUSE + 1] for one in found if one[CLAUSE]}
    conditions = _conditions(clauses, user)
    standings = _standings(clauses, user, day)
    powers = powers_of({body for one in found for body in one[BODIES:] if body}, user)
    known: dict[tuple[Any, ...], tuple[Voted, ...]] = {}
    for gate, workstream, proposal, programme, *said in found:
        key = (*said,)
        votes = known.get(key)
        if votes is None:
            (
                clause,
                decision,
                outcome,
                version,
                checksum,
                certainty,
                pk,
                code,
                name,
                short_name,
                kind,
                *by,
            ) = said
            date, earliest, latest, until, *bodies = by
            body = next(filter(None, bodies), None)
            may = may_do(powers, body, earliest, latest)
            voter = Organisation(pk=pk, code=code, name=name, short_name=short_name, kind=kind)
            voted = replace(
                _voted(voter, outcome, version, certainty, conditions[clause]),
                checksum=checksum,
                void=why_void(outcome, clause, may),
                since=in_words(date),
                until=str(until or ""),
                earliest=earliest,
                latest=latest,
                body_id=body,
                clause_id=clause,
                decision_id=decision,
            )
            voted = _once_its_day_came(voted, earliest, latest)
            votes = known[key] = _as_it_stands(voted, standings.get(clause, Validity.COUNTS))
        for voted in votes:
            yield gate, workstream, proposal, programme, voted


def _once_its_day_came(voted: Voted, earliest: datetime.date, latest: datetime.date) -> Voted:
    """On the page of a day to come, an outcome of a day to come is only scheduled."""
    today = datetime.date.today()
    if earliest > today:
        return replace(voted, outcome=SCHEDULED, surely=True, subject_to=frozenset())
    return replace(voted, surely=voted.surely and latest <= today)


ITS_PROPOSAL = 2  # where it stands among what is read of an outcome
CLAUSE = 4  # where that stands, before its decision
BODIES = -2  # where its own body stands, before that of the decision


def _standings(clauses: Mapping[int, int], user: Any, day: datetime.date) -> Mapping[int, Validity]:
    """Whether each of these clauses, given with its decision, counts on the day."""
    marks = marks_of_keys({*clauses.values()}, clauses, user, day)
    return {
        clause: standing((*marks.get((DECISION, of), ()), *marks.get((A_CLAUSE, clause), ())))
        for clause, of in clauses.items()
    }


def _as_it_stands(voted: Voted, stands: Validity) -> tuple[Voted, ...]:
    """A vote by a clause that counts, may be followed by its end, or has ended."""
    if stands is Validity.COUNTS:
        return (voted,)
    surely = stands is Validity.DOES_NOT
    ended = replace(voted, outcome=NOT_IN_FORCE, surely=surely, subject_to=frozenset())
    return (ended,) if surely else (voted, ended)


def _conditions(clauses: Collection[int], user: Any) -> Mapping[Any, list[Mapping[str, Any]]]:
    """The conditions that each of these clauses makes."""
    found: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    if clauses:
        for condition in CONDITIONS(user, clauses=clauses):
            found[condition["clause"]].append(condition)
    return found


def _voted(
    organisation: Organisation,
    outcome: str,
    version: str | None,
    certainty: str,
    conditions: list[Mapping[str, Any]],
) -> Voted:
    """The vote of an organisation; those that say the same are one object."""
    upon = {str(one["upon"]): one["text"] for one in conditions if _awaits_another(one)}
    unsettled = _unsettled(one for one in conditions if not _awaits_another(one))
    if outcome == Outcome.WITH_CONDITIONS and not conditions:
        unsettled = {CONDITIONS_NOT_RECORDED: ConditionState.OPEN}
    return Voted(
        organisation_id=organisation.pk,
        outcome=outcome,
        said=outcome,
        version=version or "",
        organisation=organisation,
        surely=certainty == SURELY,
        subject_to=frozenset(unsettled),
        condition_failed=ConditionState.FAILED in unsettled.values(),
        upon=upon,
    )


def _awaits_another(condition: Mapping[str, Any]) -> bool:
    """Whether it is open, due before it takes effect, and met once another has decided."""
    is_open = condition["state"] == ConditionState.OPEN
    return bool(condition["upon"]) and is_open and condition["timing"] != ConditionTiming.AFTER


def _unsettled(conditions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The state of each condition that holds an approval up: neither met nor waived.

    Those due afterwards are followed, and hold nothing up (domain.md, "Condition").
    """
    return {
        condition["text"]: condition["state"]
        for condition in conditions
        if condition["timing"] != ConditionTiming.AFTER and condition["state"] not in SETTLED
    }


def _cases_done(
    gates: list[Gate],
    user: Any,
    day: datetime.date,
    about: About,
    programmes: Collection[int],
    of_proposal: int | None,
) -> tuple[dict[str, dict[int, CameAbout]], dict[str, dict[int, CameAbout]]]:
    """Since when a business case is done, by its stage: for workstreams, and whole programmes.

    Of several since the first.
    """
    stages = {gate.case_stage for gate in gates if gate.case_stage}
    rows = CASES(user, day=day, programmes=programmes, stages=stages)
    found: dict[str, dict[int, CameAbout]] = defaultdict(dict)
    for_all: dict[str, dict[int, CameAbout]] = defaultdict(dict)
    for stage, workstream, proposal, programme, certainty, date, latest in rows:
        if certainty != SURELY or not _is_of(of_proposal, proposal):
            continue
        one_of = about.workstreams_of(workstream, proposal)
        told = CameAbout.of(date, latest)
        found[stage] |= dict.fromkeys(one_of, told)
        if not one_of:
            for_all[stage][programme] = told
    return dict(found), dict(for_all)


def _running(stages: Iterable[Any], about: About) -> frozenset[int]:
    """The workstreams that ran when they were recorded, and for which nothing new is proposed."""
    proposed = {one for some in about.proposals.values() for one in some}
    return already_running(stages) - proposed


def tests_of(gates: Iterable[Gate], user: Any) -> dict[int, list[GateTest]]:
    """The written tests of gates, in order."""
    found: dict[int, list[GateTest]] = defaultdict(list)
    for test in TESTS(user, gates=[gate.pk for gate in gates]):
        found[test.gate_id].append(test)
    return dict(found)
