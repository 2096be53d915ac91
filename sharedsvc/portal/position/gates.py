"""A programme's gates as a matrix: workstreams by gates, each cell where the gate table puts it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from decisions.gate_table import STATES, GateCell
from sharedsvc.core.states import GATES, State
from sharedsvc.portal.position.totals import Row


@dataclass(frozen=True)
class GateLine:
    """A workstream with its cell at each gate of the matrix: None where a gate is not its own."""

    row: Row
    cells: tuple[tuple[Any, GateCell | None], ...]


@dataclass(frozen=True)
class GateMatrix:
    """The gates that stand before a workstream of the programme, by workstream."""

    gates: tuple[Any, ...]
    lines: tuple[GateLine, ...]
    others: int

    @property
    def key(self) -> list[State]:
        """The states that stand in the matrix, in the order of the rules."""
        found = {cell.state for line in self.lines for _, cell in line.cells if cell}
        return [GATES[state.value] for state in STATES if state.value in found]

    @property
    def waits_alike(self) -> str:
        """The one council that every open cell waits for; "" where they differ."""
        waiting = {
            tuple(who.label for who in cell.waiting_for)
            for line in self.lines
            for _, cell in line.cells
            if cell and cell.is_open
        }
        (one,) = waiting if len(waiting) == 1 else [()]
        return one[0] if len(one) == 1 else ""


def gate_matrix(cells: Iterable[GateCell], rows: Iterable[Row]) -> GateMatrix:
    """The matrix of these cells, in the order of the gates and of the rows."""
    rows = list(rows)
    gates: dict[int, Any] = {}
    found: dict[int, dict[int, GateCell]] = {}
    for cell in cells:
        gates.setdefault(cell.gate.pk, cell.gate)
        found.setdefault(cell.workstream.pk, {})[cell.gate.pk] = cell
    ordered = tuple(sorted(gates.values(), key=lambda gate: (gate.order, gate.code)))
    lines = tuple(
        GateLine(row, tuple((gate, found[row.pk].get(gate.pk)) for gate in ordered))
        for row in rows
        if row.pk in found
    )
    return GateMatrix(ordered, lines, len(rows) - len(lines))
