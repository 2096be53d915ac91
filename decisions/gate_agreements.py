"""Who is a party to an agreement such as a gate asks for, on a day."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from decisions.choices import AgreementNeeded, AgreementState
from decisions.gate_statements import AGREEMENTS, ITS_SUBJECTS, PARTIES, PROPOSAL, WORKSTREAM
from sharedsvc.core.certainty import SURELY

SIGNED = frozenset({AgreementState.SIGNED, AgreementState.VARIED})
SUFFICES = {
    AgreementNeeded.SIGNED: SIGNED,
    AgreementNeeded.AGREED: SIGNED | {AgreementState.AGREED},
}


@dataclass(frozen=True)
class KnownParties:
    """Who are parties, by workstream, and by programme where an agreement is about the whole."""

    of_some: Mapping[int, frozenset[int]] = field(default_factory=dict)
    of_all: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def known_of(self, workstream: int, programme: int) -> frozenset[int]:
        """The keys of the organisations that are parties to one that bears on a workstream."""
        nobody = frozenset[int]()
        return self.of_some.get(workstream, nobody) | self.of_all.get(programme, nobody)


NOBODY = KnownParties()


def asked_for(gate: Any) -> str:
    """The agreement that a gate asks for, in words: "service level agreement that is signed"."""
    kind = gate.get_agreement_kind_display() or "agreement"
    return f"{kind.lower()} that is {gate.agreement_needed}" if gate.agreement_needed else ""


def parties_at(
    gates: Iterable[Any],
    user: Any,
    day: datetime.date,
    programmes: Collection[int],
    proposed: Mapping[int, frozenset[int]],
    of_proposal: int | None,
) -> dict[int, KnownParties]:
    """The parties to such agreements as each gate asks for, of gates that ask for any.

    `proposed` are the workstreams that proposals are about; with `of_proposal` what is about
    another proposal alone is left out.
    """
    asking = [gate for gate in gates if gate.agreement_needed]
    if not asking:
        return {}
    rows = AGREEMENTS(user, day=day, programmes=programmes)
    surely = [row for row in rows if row[-1] == SURELY]
    about = _about([row[0] for row in surely], proposed, of_proposal)
    parties: dict[int, set[int]] = defaultdict(set)
    for agreement, organisation in PARTIES(user, agreements=[row[0] for row in surely]):
        parties[agreement].add(organisation)
    return {gate.pk: _of_gate(gate, surely, about, parties) for gate in asking}


def _of_gate(
    gate: Any,
    rows: Iterable[tuple[Any, ...]],
    about: Mapping[int, frozenset[int] | None],
    parties: Mapping[int, Collection[int]],
) -> KnownParties:
    of_some: dict[int, frozenset[int]] = defaultdict(frozenset)
    of_all: dict[int, frozenset[int]] = defaultdict(frozenset)
    for pk, kind, state, programme, _ in rows:
        suits = state in SUFFICES[gate.agreement_needed] and gate.agreement_kind in ("", kind)
        some = about.get(pk, frozenset())
        if not suits or some is None:
            continue
        for one in some:
            of_some[one] |= frozenset(parties.get(pk, ()))
        if not some:
            of_all[programme] |= frozenset(parties.get(pk, ()))
    return KnownParties(dict(of_some), dict(of_all))


def _about(
    agreements: Collection[int], proposed: Mapping[int, frozenset[int]], of_proposal: int | None
) -> dict[int, frozenset[int] | None]:
    """The workstreams that each agreement is about; none of one about the whole programme.

    None in place of them for one that is about other proposals alone.
    """
    workstreams: dict[int, set[int]] = defaultdict(set)
    proposals: dict[int, set[int]] = defaultdict(set)
    for agreement, subject_type, subject in ITS_SUBJECTS(agreements=agreements):
        {WORKSTREAM: workstreams, PROPOSAL: proposals}[subject_type][agreement].add(subject)
    found: dict[int, frozenset[int] | None] = {}
    for agreement in {*workstreams, *proposals}:
        counted = [one for one in proposals[agreement] if of_proposal in (None, one)]
        of_them = frozenset().union(*(proposed.get(one, frozenset()) for one in counted))
        is_of_others = not counted and not workstreams[agreement]
        found[agreement] = None if is_of_others else of_them | workstreams[agreement]
    return found
