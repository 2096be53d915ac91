"""What is asked of gates on a day: statements that are built once for each process."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from decisions.choices import CaseState
from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    Condition,
    Gate,
    GateTest,
    GateVoter,
    Party,
    Proposal,
)
from programmes.models import Subject
from programmes.viewers import AskedByReaders
from sharedsvc.core.prepared import Prepared
from workstreams.choices import LifecycleStage
from workstreams.models import Stage

GATE, PROPOSAL, WORKSTREAM = "decisions.gate", "decisions.proposal", "workstreams.workstream"
AGREEMENT = "decisions.agreement"


def _gates(viewer: Any, day: Any) -> Any:
    """Gates in order, with what is said of each."""
    gates = Gate.objects.visible_to(viewer).as_at(day)
    return gates.select_related("by", "programme").order_by("order", "code")


OF_PROGRAMME = AskedByReaders(
    lambda viewer, day, programme, bound: _gates(viewer, day).of_programme(programme, bound)
)
OF_KEYS = AskedByReaders(lambda viewer, day, keys: _gates(viewer, day).filter(pk__among=keys))
EVERY = AskedByReaders(_gates)


def gates_of(
    programme: int, organisations: Collection[int], user: Any, day: datetime.date
) -> list[Gate]:
    """The gates of a programme on a day, and those that these organisations bind themselves by."""
    return OF_PROGRAMME(user, day=day, programme=programme, bound=organisations)


def _links(gates: Any, programmes: Any) -> Any:
    of_gates = Q(record_type=GATE, record_id__among=gates)
    proposals = Proposal.objects.filter(programme__among=programmes).values("pk")
    of_proposals = Q(record_type=PROPOSAL, subject_type=WORKSTREAM, record_id__in=proposals)
    links = Subject.objects.not_struck_out().filter(of_gates | of_proposals)
    return links.values_list("record_type", "subject_type", "record_id", "subject_id")


LINKS = Prepared(_links)


def _outcome_rows(viewer: Any, day: Any, gates: Any) -> Any:
    rows = Approval.objects.visible_to(viewer).as_at(day).filter(gate__among=gates)
    return rows.order_by("date_latest", "number", "pk").values_list(
        *("gate_id", "workstream_id", "proposal_id", "proposal__programme_id"),
        *("clause_id", "clause__decision_id", "outcome", "business_case__version"),
        *("checksum", "certainty"),
        *("organisation_id", "organisation__code", "organisation__name"),
        *("organisation__short_name", "organisation__kind"),
        *("date", "date_earliest", "date_latest", "until_id"),
        *("body_id", "clause__decision__body_id"),
    )


def _outcome_rows_of_some(viewer: Any, day: Any, gates: Any, only: Any) -> Any:
    about = Q(workstream__among=only) | Q(workstream__isnull=True)
    return _outcome_rows(viewer, day, gates).filter(about)


OUTCOMES, OUTCOMES_OF_SOME = AskedByReaders(_outcome_rows), AskedByReaders(_outcome_rows_of_some)


CONDITIONS = AskedByReaders(
    lambda viewer, clauses: (
        Condition.objects.visible_to(viewer)
        .filter(clause__among=clauses)
        .values("clause", "text", "state", "timing", "upon")
    )
)


def _case_rows(viewer: Any, day: Any, programmes: Any, stages: Any) -> Any:
    rows = BusinessCase.objects.visible_to(viewer).as_at(day).filter(state=CaseState.DONE)
    rows = rows.filter(programme__among=programmes, stage__among=stages)
    return rows.order_by("-date_latest", "-pk").values_list(
        *("stage", "workstream_id", "proposal_id", "programme_id", "certainty"),
        *("date", "date_latest"),
    )


CASES = AskedByReaders(_case_rows)


def _agreement_rows(viewer: Any, day: Any, programmes: Any) -> Any:
    rows = Agreement.objects.visible_to(viewer).as_at(day).filter(programme__among=programmes)
    return rows.values_list("pk", "kind", "state", "programme_id", "certainty")


AGREEMENTS = AskedByReaders(_agreement_rows)


PARTIES = AskedByReaders(
    lambda viewer, agreements: (
        Party.objects.visible_to(viewer)
        .filter(agreement__among=agreements)
        .values_list("agreement_id", "organisation_id")
    )
)


# Whoever may see the links: left out for a reader, an agreement would count for more.
ITS_SUBJECTS = Prepared(
    lambda agreements: (
        Subject.objects.not_struck_out()
        .filter(
            record_type=AGREEMENT,
            record_id__among=agreements,
            subject_type__in=(WORKSTREAM, PROPOSAL),
        )
        .values_list("record_id", "subject_type", "subject_id")
    )
)


def _stage_rows(viewer: Any, day: Any, programmes: Any) -> Any:
    rows = Stage.objects.visible_to(viewer).as_at(day).filter(stage=LifecycleStage.RUNNING)
    named = rows.filter(workstream__programme__among=programmes)
    return named.values_list("workstream_id", "owner_id", "stage", named=True)


STAGES = AskedByReaders(_stage_rows)


VOTERS = AskedByReaders(
    lambda viewer, gates: (
        GateVoter.objects.visible_to(viewer)
        .filter(gate__among=gates)
        .select_related("organisation", "body__organisation")
    )
)


TESTS = AskedByReaders(
    lambda viewer, gates: (
        GateTest.objects.visible_to(viewer).filter(gate__among=gates).order_by("gate", "number")
    )
)
