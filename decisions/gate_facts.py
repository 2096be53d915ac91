"""What is known of gates on a day: one statement a kind, whatever their number."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from decisions.choices import CaseState
from decisions.models import Approval, BusinessCase, Gate, GateTest, Proposal
from programmes.models import Organisation, Subject
from workstreams.choices import LifecycleStage
from workstreams.lifecycle import already_running
from workstreams.models import Stage

GATE, PROPOSAL, WORKSTREAM = "decisions.gate", "decisions.proposal", "workstreams.workstream"


@dataclass(frozen=True)
class Voted:
    """The outcome of one organisation at a gate, and on which version of the business case."""

    organisation_id: int
    outcome: str
    version: str
    organisation: Organisation = field(compare=False)


@dataclass(frozen=True)
class GateFacts:
    """A gate with what is known of it for each workstream.

    `about` are the workstreams before which alone it stands, if any; `votes` those at the gate, by
    workstream; `case_done` the workstreams whose business case of the stage it needs is done;
    `running` those that already ran when they were recorded, and wait for nobody.
    """

    gate: Gate
    about: frozenset[int]
    votes: Mapping[int, tuple[Voted, ...]]
    case_done: frozenset[int]
    running: frozenset[int]

    def stands_before(self, workstream: int, organisations: Mapping[int, Any]) -> bool:
        """A gate that is about workstreams or proposals stands before those; others before all."""
        if self.gate.programme_id is None and self.gate.by_id not in organisations:
            return False
        return not self.about or workstream in self.about


@dataclass(frozen=True)
class About:
    """What gates and proposals are about, whoever may see the links.

    They narrow, and are not shown: left out for a reader, a gate would stand before more.
    """

    gates: Mapping[int, frozenset[int]]
    proposals: Mapping[int, frozenset[int]]

    @classmethod
    def read(cls, gates: Iterable[Gate], programmes: Collection[int]) -> "About":
        """Read the links of these gates, and of every proposal of the programmes."""
        of_gates = Q(record_type=GATE, record_id__in=[gate.pk for gate in gates])
        proposals = Proposal.objects.filter(programme__in=programmes).values("pk")
        of_proposals = Q(record_type=PROPOSAL, subject_type=WORKSTREAM, record_id__in=proposals)
        links = Subject.objects.not_struck_out().filter(of_gates | of_proposals)
        found: dict[tuple[str, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        named = links.values_list("record_type", "subject_type", "record_id", "subject_id")
        for record_type, subject_type, record, subject in named:
            found[record_type, subject_type][record].add(subject)
        proposed = found[PROPOSAL, WORKSTREAM]
        about = found[GATE, WORKSTREAM]
        for gate, of_it in found[GATE, PROPOSAL].items():
            about[gate] |= {one for proposal in of_it for one in proposed.get(proposal, ())}
        return cls(_frozen(about), _frozen(proposed))

    def workstreams_of(self, workstream: int | None, proposal: int | None) -> frozenset[int]:
        """The workstream that a row names; without one, those that its proposal is about."""
        if workstream:
            return frozenset([workstream])
        return self.proposals.get(proposal or 0, frozenset())


def _frozen(found: Mapping[int, Iterable[int]]) -> dict[int, frozenset[int]]:
    return {key: frozenset(some) for key, some in found.items()}


def read_gates(
    gates: Any,
    user: Any,
    day: datetime.date,
    programmes: Collection[int],
    *,
    only: Collection[int] | None = None,
    stages: Iterable[Any] | None = None,
) -> list[GateFacts]:
    """The gates of a queryset in order, with what is known of them in these programmes.

    Of all workstreams there, or `only` of some; their `stages` are read unless they are given.
    """
    found = list(gates.select_related("by", "programme").order_by("order", "code"))
    about = About.read(found, programmes)
    votes = _votes(found, user, day, about, only)
    done = _cases_done(found, user, day, about, programmes)
    running = _running(_stages(user, day, programmes) if stages is None else stages, about)
    return [
        GateFacts(
            gate=gate,
            about=about.gates.get(gate.pk, frozenset()),
            votes=votes.get(gate.pk, {}),
            case_done=done.get(gate.case_stage, frozenset()),
            running=running,
        )
        for gate in found
    ]


def _votes(
    gates: list[Gate], user: Any, day: datetime.date, about: About, only: Collection[int] | None
) -> dict[int, dict[int, tuple[Voted, ...]]]:
    """The outcomes by that day, by gate and workstream, the latest last."""
    rows = Approval.objects.visible_to(user).as_at(day).filter(gate__in=[g.pk for g in gates])
    if only is not None:
        rows = rows.filter(Q(workstream__in=only) | Q(workstream__isnull=True))
    named = rows.order_by("date_latest", "number", "pk").values_list(
        *("gate_id", "workstream_id", "proposal_id", "outcome", "business_case__version"),
        *("organisation_id", "organisation__code", "organisation__name"),
        *("organisation__short_name", "organisation__kind"),
    )
    organisations: dict[int, Organisation] = {}
    found: dict[int, dict[int, list[Voted]]] = defaultdict(lambda: defaultdict(list))
    for gate, workstream, proposal, outcome, version, pk, *names in named:
        if pk not in organisations:
            code, name, short_name, kind = names
            organisations[pk] = Organisation(
                pk=pk, code=code, name=name, short_name=short_name, kind=kind
            )
        voted = Voted(pk, outcome, version or "", organisations[pk])
        for one in about.workstreams_of(workstream, proposal):
            found[gate][one].append(voted)
    return {
        gate: {one: tuple(some) for one, some in by_workstream.items()}
        for gate, by_workstream in found.items()
    }


def _cases_done(
    gates: list[Gate], user: Any, day: datetime.date, about: About, programmes: Collection[int]
) -> dict[str, frozenset[int]]:
    """The workstreams for which a business case is done, by its stage."""
    stages = {gate.case_stage for gate in gates if gate.case_stage}
    rows = BusinessCase.objects.visible_to(user).as_at(day)
    rows = rows.filter(programme__in=programmes, stage__in=stages, state=CaseState.DONE)
    found: dict[str, set[int]] = defaultdict(set)
    for stage, workstream, proposal in rows.values_list("stage", "workstream_id", "proposal_id"):
        found[stage] |= about.workstreams_of(workstream, proposal)
    return {stage: frozenset(some) for stage, some in found.items()}


def _stages(user: Any, day: datetime.date, programmes: Collection[int]) -> Any:
    rows = Stage.objects.visible_to(user).as_at(day).filter(stage=LifecycleStage.RUNNING)
    return rows.filter(workstream__programme__in=programmes)


def _running(stages: Iterable[Any], about: About) -> frozenset[int]:
    """The workstreams that ran when they were recorded, and for which nothing new is proposed."""
    proposed = {one for some in about.proposals.values() for one in some}
    return already_running(stages) - proposed


def tests_of(gates: Iterable[Gate], user: Any) -> dict[int, list[GateTest]]:
    """The written tests of gates, in order."""
    found: dict[int, list[GateTest]] = defaultdict(list)
    rows = GateTest.objects.visible_to(user).filter(gate__in=[gate.pk for gate in gates])
    for test in rows.order_by("gate", "number"):
        found[test.gate_id].append(test)
    return dict(found)
