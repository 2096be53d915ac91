"""The gate table: which gates stand before which workstreams, and who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from decisions.choices import CaseState, WhoMustPass
from decisions.gate_policy import Rule, State, Verdict, Vote, verdict
from programmes.models import Organisation
from workstreams.choices import LEAD_KINDS, RoleKind

AT_THE_HEAD = (*LEAD_KINDS, RoleKind.HOST)


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
    gates = list(gates)
    cells = []
    for workstream in workstreams:
        organisations = {
            role.organisation_id: role.organisation
            for role in roles.get(workstream.pk, [])
            if role.organisation
        }
        for gate in gates:
            if not _stands_before(gate, workstream, organisations):
                continue
            must_pass = _who_must_pass(gate, roles.get(workstream.pk, []), organisations, members)
            if gate.who_must_pass in VOTERS_COUNT:
                must_pass |= _voters(gate, workstream, besides=must_pass)
            cells.append(_cell(gate, workstream, must_pass))
    return cells


def _stands_before(gate: Any, workstream: Any, organisations: dict[int, Any]) -> bool:
    """A gate that is about workstreams or proposals stands before those; others before all."""
    if gate.programme_id is None and gate.by_id not in organisations:
        return False
    about = {row["id"] for row in gate.about_workstreams or []}
    about |= {one["id"] for row in gate.about_proposals or [] for one in row["proposed_for"]}
    return not about or workstream.pk in about


def _already_runs(gate: Any, workstream: Any) -> bool:
    rows = [*(gate.running_rows or []), *(gate.running_joined_rows or [])]
    return any(row["id"] == workstream.pk for row in rows)


VOTERS_COUNT = frozenset({WhoMustPass.PARTICIPANTS, WhoMustPass.MAJORITY})


def _voters(gate: Any, workstream: Any, besides: dict[int, Any]) -> dict[int, Any]:
    """The councils that voted there: they have a say, whatever their role."""
    rows = [row["by"] for row in _of_workstream(gate.approval_rows, workstream)]
    voters = (Organisation(**by) for by in rows if by["id"] not in besides)
    return {voter.pk: voter for voter in voters if voter.is_council}


def _of_workstream(rows: list[dict[str, Any]] | None, workstream: Any) -> list[dict[str, Any]]:
    """The rows that name the workstream; without one, those whose proposal is about it."""
    return [
        row
        for row in rows or []
        if workstream.pk
        in ({row["workstream"]} if row["workstream"] else {w["id"] for w in row["proposed_for"]})
    ]


def _who_must_pass(
    gate: Any, roles: list[Any], organisations: dict[int, Any], members: list[Any]
) -> dict[int, Any]:
    if gate.who_must_pass == WhoMustPass.OWNER:
        return {gate.by_id: gate.by}
    if gate.who_must_pass == WhoMustPass.LEADS:
        return {
            role.organisation_id: role.organisation
            for role in roles
            if role.kind in LEAD_KINDS and role.organisation
        }
    councils = {pk: found for pk, found in organisations.items() if found.is_council}
    if are_participants_known(roles):
        return councils
    return councils | {member.pk: member for member in members}


def are_participants_known(roles: Iterable[Any]) -> bool:
    """Whether the roles tell who takes part, and not only who leads or hosts.

    Where they do not, every member of the partnership may take part, and must pass.
    """
    return any(
        role.organisation and role.organisation.is_council and role.kind not in AT_THE_HEAD
        for role in roles
    )


def _cell(gate: Any, workstream: Any, must_pass: dict[int, Any]) -> GateCell:
    done = any(
        case["stage"] == gate.case_stage and case["state"] == CaseState.DONE
        for case in _of_workstream(gate.case_rows, workstream)
    )
    votes = tuple(
        Vote(str(row["by"]["id"]), row["outcome"], row["version"] or "")
        for row in _of_workstream(gate.approval_rows, workstream)
    )
    rule = Rule(
        must_pass=frozenset(str(pk) for pk in must_pass),
        majority=gate.who_must_pass == WhoMustPass.MAJORITY,
        case_needed=bool(gate.case_stage),
        already_runs=_already_runs(gate, workstream),
    )
    found = verdict(rule, votes, case_done=done)
    waiting = tuple(
        organisation for pk, organisation in must_pass.items() if str(pk) in found.waiting_for
    )
    missing = bool(gate.case_stage) and not done and found.state != State.ALREADY_RUNNING
    return GateCell(gate, workstream, found, waiting, missing)
