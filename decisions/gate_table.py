"""The gate table: which gates stand before which workstreams, and who is waited for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from decisions.choices import CaseState, WhoMustPass
from decisions.gate_policy import Rule, State, Verdict, Vote, verdict
from programmes.models import Organisation
from workstreams.answering import are_participants_known, leading, taking_part


@dataclass(frozen=True)
class GateCell:
    """One gate before one workstream."""

    gate: Any
    workstream: Any
    verdict: Verdict
    waiting_for: tuple[Any, ...]
    case_missing: bool

    @property
    def state(self) -> str:
        return self.verdict.state.value

    @property
    def is_open(self) -> bool:
        return self.verdict.state in (State.WAITING, State.NOT_REACHED, State.FAILED)


def gate_cells(
    workstreams: Iterable[Any],
    roles: dict[int, list[Any]],
    gates: Iterable[Any],
    members: list[Any],
) -> list[GateCell]:
    """A cell for every gate that stands before a workstream.

    `roles` are those in force by workstream id; `gates` carry their lists of rows (see
    GateQuerySet.for_position); `members` are the organisations of the partnership.
    """
    every = [GateFacts(gate) for gate in gates]
    cells = []
    for workstream in workstreams:
        own = roles.get(workstream.pk, [])
        organisations = taking_part(own)
        for facts in every:
            if not facts.stands_before(workstream, organisations):
                continue
            must_pass = _who_must_pass(facts.gate, own, organisations, members)
            if facts.gate.who_must_pass in VOTERS_COUNT:
                must_pass |= _voters(facts.approvals[workstream.pk], besides=must_pass)
            cells.append(_cell(facts, workstream, must_pass))
    return cells


VOTERS_COUNT = frozenset({WhoMustPass.PARTICIPANTS, WhoMustPass.MAJORITY})


class GateFacts:
    """A gate with what is known of it for each workstream (see GateQuerySet.for_position)."""

    def __init__(self, gate: Any) -> None:
        self.gate = gate
        self.about = {row["id"] for row in gate.about_workstreams or []}
        for row in gate.about_proposals or []:
            self.about |= {one["id"] for one in row["proposed_for"]}
        running = [*(gate.running_rows or []), *(gate.running_joined_rows or [])]
        self.running = {row["id"] for row in running}
        self.approvals = _by_workstream(gate.approval_rows)
        self.cases = _by_workstream(gate.case_rows)

    def stands_before(self, workstream: Any, organisations: dict[int, Any]) -> bool:
        """A gate that is about workstreams or proposals stands before those; others before all."""
        if self.gate.programme_id is None and self.gate.by_id not in organisations:
            return False
        return not self.about or workstream.pk in self.about


def _by_workstream(rows: list[dict[str, Any]] | None) -> dict[int, list[dict[str, Any]]]:
    """The rows that name a workstream; without one, those whose proposal is about it."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows or []:
        proposed_for = {one["id"] for one in row["proposed_for"]}
        for workstream in {row["workstream"]} if row["workstream"] else proposed_for:
            found[workstream].append(row)
    return found


def _voters(approvals: list[dict[str, Any]], besides: dict[int, Any]) -> dict[int, Any]:
    """The councils that voted there: they have a say, whatever their role."""
    rows = [row["by"] for row in approvals]
    voters = (Organisation(**by) for by in rows if by["id"] not in besides)
    return {voter.pk: voter for voter in voters if voter.is_council}


def _who_must_pass(
    gate: Any, roles: list[Any], organisations: dict[int, Any], members: list[Any]
) -> dict[int, Any]:
    if gate.who_must_pass == WhoMustPass.OWNER:
        return {gate.by_id: gate.by}
    if gate.who_must_pass == WhoMustPass.LEADS:
        return leading(roles)
    councils = {pk: found for pk, found in organisations.items() if found.is_council}
    if are_participants_known(roles):
        return councils
    return councils | {member.pk: member for member in members}


def _cell(facts: GateFacts, workstream: Any, must_pass: dict[int, Any]) -> GateCell:
    needed = facts.gate.case_stage
    done = any(
        case["stage"] == needed and case["state"] == CaseState.DONE
        for case in facts.cases[workstream.pk]
    )
    votes = tuple(
        Vote(str(row["by"]["id"]), row["outcome"], row["version"] or "")
        for row in facts.approvals[workstream.pk]
    )
    rule = Rule(
        must_pass=frozenset(str(pk) for pk in must_pass),
        majority=facts.gate.who_must_pass == WhoMustPass.MAJORITY,
        case_needed=bool(needed),
        already_runs=workstream.pk in facts.running,
    )
    found = verdict(rule, votes, case_done=done)
    waiting = tuple(
        organisation for pk, organisation in must_pass.items() if str(pk) in found.waiting_for
    )
    missing = bool(needed) and not done and found.state != State.ALREADY_RUNNING
    return GateCell(facts.gate, workstream, found, waiting, missing)
