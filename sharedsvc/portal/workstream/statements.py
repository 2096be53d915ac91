"""What the page of a workstream asks: what it names, and what is said about it anywhere.

Each statement is built once for each process (`core.prepared`).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from decisions.models import Agreement, BusinessCase, Clause, Proposal, Recommendation
from programmes.carried_on import handed_on
from programmes.models import Reading, Subject
from programmes.viewers import AskedByReaders
from sharedsvc.core.names import with_names_in_time
from sharedsvc.core.reference import label_of
from workstreams.models import Milestone, RankingEntry, Stage, Workstream

# What is decided on one of these is decided on the workstreams that it is about.
PAPERS = (Proposal, Agreement, BusinessCase)


def _workstream(viewer: Any, code: Any, ref: Any) -> Any:
    """The workstream, with what its programme says of who ran it, and its names."""
    found = Workstream.objects.visible_to(viewer).filter(programme__code=code, ref=ref)
    found = found.select_related("programme__partnership", "parent")
    return with_names_in_time(found.annotate(handed_on=handed_on("programme")))


def _about(record_type: str, viewer: Any, **keys: Any) -> Any:
    """Ids of the records of a type that are about a workstream or something of it."""
    visible = Subject.objects.in_visible_documents(viewer).filter(record_type=record_type)
    return visible.filter(_any(_named(viewer, **keys))).values("record_id")


def _any(conditions: Iterator[Q]) -> Q:
    found = Q(pk__in=[])
    for one in conditions:
        found |= one
    return found


def _named(viewer: Any, workstream: Any, roles: Any, gates: Any) -> Iterator[Q]:
    """What subjects may name: the workstream, its roles, papers, rankings, phases and gates."""
    yield from _of_itself(workstream, roles)
    yield Q(subject_type="decisions.businesscase", subject_id__in=_cases(viewer, workstream))
    about = Subject.objects.in_visible_documents(viewer).filter(_any(_of_itself(workstream, roles)))
    for model in PAPERS:
        label = label_of(model)
        of_kind = about.filter(record_type=label).values("record_id")
        seen = model.objects.visible_to(viewer).filter(pk__in=of_kind).values("pk")
        yield Q(subject_type=label, subject_id__in=seen)
    entries = RankingEntry.objects.visible_to(viewer).filter(workstream=workstream)
    yield Q(subject_type="workstreams.ranking", subject_id__in=entries.values("ranking"))
    stages = Stage.objects.visible_to(viewer).filter(workstream=workstream)
    placed = stages.filter(priority__isnull=False).values("phase")
    yield Q(subject_type="programmes.phase", subject_id__in=placed)
    yield Q(subject_type="decisions.gate", subject_id__among=gates)


def _of_itself(workstream: Any, roles: Any) -> Iterator[Q]:
    yield Q(subject_type="workstreams.workstream", subject_id=workstream)
    yield Q(subject_type="workstreams.workstreamrole", subject_id__among=roles)


def _cases(viewer: Any, workstream: Any) -> Any:
    return BusinessCase.objects.visible_to(viewer).filter(workstream=workstream).values("pk")


def _clauses(viewer: Any, day: Any, **about: Any) -> Any:
    """Clauses about it, of decisions taken by the day."""
    clauses = Clause.objects.visible_to(viewer)
    clauses = clauses.filter(pk__in=_about("decisions.clause", viewer, **about))
    return clauses.decided_by(day).for_list()


def _asks(viewer: Any, day: Any, **about: Any) -> Any:
    """What was asked about it by the day and is not answered."""
    asks = Recommendation.objects.visible_to(viewer)
    asks = asks.filter(pk__in=_about("decisions.recommendation", viewer, **about))
    return asks.asked_by(day).not_answered(day, viewer).for_list()


def _readings(viewer: Any, day: Any, **about: Any) -> Any:
    """What sources say that disagree about it."""
    conflicts = _about("programmes.conflict", viewer, **about)
    readings = Reading.objects.visible_to(viewer).filter(conflict__in=conflicts)
    return readings.for_list(day, viewer)


def _milestones(viewer: Any, day: Any, workstream: Any) -> Any:
    milestones = Milestone.objects.visible_to(viewer).filter(workstream=workstream)
    return milestones.as_at(day).for_list()


WORKSTREAM, MILESTONES = AskedByReaders(_workstream), AskedByReaders(_milestones)
CLAUSES, ASKS, READINGS = map(AskedByReaders, (_clauses, _asks, _readings))
