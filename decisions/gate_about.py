"""What gates and proposals are about, and so before what they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from decisions.gate_statements import GATE, LINKS, PROPOSAL, WORKSTREAM
from decisions.models import Gate

Key = TypeVar("Key")


def _frozen(found: Mapping[Key, Iterable[int]]) -> dict[Key, frozenset[int]]:
    return {key: frozenset(some) for key, some in found.items()}


@dataclass(frozen=True)
class About:
    """What gates and proposals are about, whoever may see the links.

    They narrow, and are not shown: left out for a reader, a gate would stand before more.
    """

    gates: Mapping[int, frozenset[int]]
    proposals: Mapping[int, frozenset[int]]
    proposals_of_gates: Mapping[int, frozenset[int]]

    @classmethod
    def read(cls, gates: Iterable[Gate], programmes: Collection[int]) -> "About":
        """Read the links of these gates, and of every proposal of the programmes."""
        found: dict[tuple[str, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        named = LINKS(gates=[gate.pk for gate in gates], programmes=programmes)
        for record_type, subject_type, record, subject in named:
            found[record_type, subject_type][record].add(subject)
        proposed = found[PROPOSAL, WORKSTREAM]
        about = found[GATE, WORKSTREAM]
        for gate, of_it in found[GATE, PROPOSAL].items():
            about[gate] |= {one for proposal in of_it for one in proposed.get(proposal, ())}
        return cls(_frozen(about), _frozen(proposed), _frozen(found[GATE, PROPOSAL]))

    def is_about(self, gate: int, proposal: int) -> bool:
        """Whether a gate stands before a proposal: before all, unless it names some."""
        of_gate = self.proposals_of_gates.get(gate)
        return not of_gate or proposal in of_gate

    def workstreams_of(self, workstream: int | None, proposal: int | None) -> frozenset[int]:
        """The workstream that a row names; without one, those that its proposal is about."""
        if workstream:
            return frozenset([workstream])
        return self.proposals.get(proposal or 0, frozenset())
