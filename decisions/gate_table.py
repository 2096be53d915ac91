"""The gate table: which gates stand before which workstreams, and who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from decisions.choices import CaseState, WhoMustPass
from decisions.gate_policy import Rule, State, Verdict, Vote, verdict
from workstreams.choices import LEAD_KINDS


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

    `roles` are those in force by workstream id; `gates` carry `approval_rows` and `case_rows` (see
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
            if gate.programme_id is None and gate.by_id not in organisations:
                continue
            must_pass = _who_must_pass(gate, roles.get(workstream.pk, []), organisations, members)
            cells.append(_cell(gate, workstream, must_pass))
    return cells


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
    return councils or {member.pk: member for member in members}


def _cell(gate: Any, workstream: Any, must_pass: dict[int, Any]) -> GateCell:
    done = any(
        case["workstream"] == workstream.pk
        and case["stage"] == gate.case_stage
        and case["state"] == CaseState.DONE
        for case in gate.case_rows or []
    )
    votes = tuple(
        Vote(str(row["organisation"]), row["outcome"], row["version"] or "")
        for row in gate.approval_rows or []
        if row["workstream"] == workstream.pk
    )
    rule = Rule(
        must_pass=frozenset(str(pk) for pk in must_pass),
        majority=gate.who_must_pass == WhoMustPass.MAJORITY,
        case_needed=bool(gate.case_stage),
    )
    found = verdict(rule, votes, case_done=done)
    waiting = tuple(
        organisation for pk, organisation in must_pass.items() if str(pk) in found.waiting_for
    )
    return GateCell(gate, workstream, found, waiting, bool(gate.case_stage) and not done)
