"""Everything about one workstream on a date."""

from functools import cached_property
from typing import Any

from django.db.models import Q

from decisions.gate_table import GateCell, gate_cells
from decisions.gates_ahead import members_of
from decisions.models import Agreement, BusinessCase, Clause, Gate, Proposal, Recommendation
from programmes.models import Reading, Subject
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.certainty import in_force_on
from sharedsvc.core.showing import withhold
from sharedsvc.core.states import RATINGS
from sharedsvc.portal.children import Child, attach_sources, citations_of, gathered
from sharedsvc.portal.conflicts import ConflictBox, conflict_boxes, disputes
from sharedsvc.portal.history_page import History
from sharedsvc.portal.workstream_row import WorkstreamRow, workstream_row
from workstreams.answering import are_participants_known
from workstreams.forecasts import as_known_on
from workstreams.milestones import done_in_words
from workstreams.models import Milestone, StatusUpdate, Workstream, WorkstreamRole

LATEST_VERSIONS = 5
# What is decided on one of these is decided on the workstreams that it is about.
PAPERS = (Proposal, Agreement, BusinessCase)


def _is_any_of(references: list[tuple[str, int]]) -> Q:
    query = Q(pk__in=[])
    for kind, pk in references:
        query |= Q(subject_type=kind, subject_id=pk)
    return query


class WorkstreamPage:
    """One workstream's position: who, where it stands, what was decided, what is waited for."""

    def __init__(self, workstream: Workstream, user: Any, as_at: AsAt) -> None:
        self.workstream = workstream
        self.programme = workstream.programme
        self.user = user
        self.as_at = as_at
        self.row: WorkstreamRow = workstream_row(workstream, as_at.date)
        self.row.roles = [role for role in self.roles_in_time if self._in_force(role)]
        self.row.milestones = self.milestones
        for milestone in self.milestones:
            milestone.done_said = done_in_words(milestone)
        self.workstream.title_in_use = self.row.title  # type: ignore[attr-defined]
        self._attach()

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    def _in_force(self, role: Any) -> bool:
        role.certainty = in_force_on(role, self.as_at.date)
        return bool(role.certainty)

    @cached_property
    def roles_in_time(self) -> list[Any]:
        """Roles in force on that day, and those that had ended by then."""
        roles = self._visible(WorkstreamRole).filter(
            workstream=self.workstream, start_earliest__lte=self.as_at.date
        )
        return list(roles.for_list())

    @cached_property
    def milestones(self) -> list[Any]:
        milestones = self._visible(Milestone).filter(workstream=self.workstream)
        found = list(milestones.as_at(self.as_at.date).for_list())
        as_known_on(self.as_at.date, found, self.user)
        return found

    @cached_property
    def updates(self) -> list[Any]:
        updates = self._visible(StatusUpdate).filter(workstream=self.workstream)
        return list(updates.as_at(self.as_at.date).latest_first())

    @cached_property
    def gates(self) -> list[GateCell]:
        organisations = sorted({r.organisation_id for r in self.row.roles if r.organisation_id})
        gates = (
            self._visible(Gate)
            .as_at(self.as_at.date)
            .of_programme(self.programme.pk, organisations)
            .for_position(self.as_at.date, self.user)
        )
        roles = {self.workstream.pk: self.row.roles}
        members = [] if are_participants_known(self.row.roles) else self.members
        return gate_cells([self.workstream], roles, gates, members)

    @property
    def members(self) -> list[Any]:
        """The members of the programme's partnership."""
        partnership = self.programme.partnership_id
        return members_of([partnership], self.user, self.as_at.date)[partnership]

    @cached_property
    def references(self) -> list[tuple[str, int]]:
        """What decisions and conflicts may be about, and so be about this workstream."""
        return [self.workstream.reference, *(role.reference for role in self.roles_in_time)]

    def _papers(self) -> Q:
        """What its proposals, agreements and business cases are named by as a subject."""
        cases = self._visible(BusinessCase).filter(workstream=self.workstream).values("pk")
        query = Q(subject_type="decisions.businesscase", subject_id__in=cases)
        about = Subject.objects.in_visible_documents(self.user).filter(_is_any_of(self.references))
        for model in PAPERS:
            label = model._meta.label_lower
            of_kind = about.filter(record_type=label).values("record_id")
            seen = self._visible(model).filter(pk__in=of_kind).values("pk")
            query |= Q(subject_type=label, subject_id__in=seen)
        return query

    def _about_this(self, record_type: str) -> Any:
        """Ids of the records of a type that are about this workstream or something of it."""
        query = _is_any_of(self.references) | self._papers()
        entries = self.workstream.ranking_entries.visible_to(self.user)
        stages = self.workstream.stages.visible_to(self.user)
        query |= Q(subject_type="workstreams.ranking", subject_id__in=entries.values("ranking"))
        query |= Q(
            subject_type="programmes.phase",
            subject_id__in=stages.filter(priority__isnull=False).values("phase"),
        )
        query |= Q(subject_type="decisions.gate", subject_id__in=[c.gate.pk for c in self.gates])
        subjects = Subject.objects.in_visible_documents(self.user).filter(record_type=record_type)
        return subjects.filter(query).values("record_id")

    @cached_property
    def clauses(self) -> list[Any]:
        clauses = self._visible(Clause).filter(pk__in=self._about_this("decisions.clause"))
        return list(clauses.decided_by(self.as_at.date).for_list())

    @property
    def decisions(self) -> list[tuple[Any, list[Any]]]:
        """Decisions, oldest first, each with its clauses about this workstream."""
        return list(reversed(gathered("decision", self.clauses)))

    @cached_property
    def asks(self) -> list[Any]:
        about = self._about_this("decisions.recommendation")
        asks = self._visible(Recommendation).filter(pk__in=about)
        asked = asks.asked_by(self.as_at.date).not_answered(self.as_at.date, self.user)
        return list(asked.for_list())

    @property
    def asks_by_report(self) -> list[tuple[Any, list[Any]]]:
        return gathered("report", self.asks)

    @property
    def gate_list(self) -> list[Any]:
        return [cell.gate for cell in self.gates]

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What one asks first, in words."""
        row, status = self.row, self.row.status
        following = row.next_milestone
        return [
            {"label": "partnership rank", "value": row.rank_text or "Not ranked"},
            {
                "label": f"{row.phase.phase_title} priority" if row.phase else "phase priority",
                "value": row.phase.priority if row.phase else "None",
            },
            {"label": "stage", "value": row.stage_word or "Not stated"},
            {"label": "status", "state": RATINGS[status.rating if status else ""]},
            {
                "label": "next milestone",
                "value": following.due_in_words if following else "None recorded",
            },
        ]

    @cached_property
    def conflicts(self) -> list[ConflictBox]:
        about = self._about_this("programmes.conflict")
        readings = self._visible(Reading).filter(conflict__in=about)
        return conflict_boxes(readings.for_list(self.as_at.date, self.user))

    @cached_property
    def history(self) -> list[Any]:
        """The latest versions of the workstream's own record, newest first."""
        return History(self.workstream, self.user, self.as_at.query).latest(LATEST_VERSIONS)

    @property
    def own_ranks(self) -> list[Child]:
        """Places in rankings other than the partnership's."""
        return [rank for rank in self.row.ranks if rank not in self.row.partnership_ranks]

    def _attach(self) -> None:
        decisions = [decision for decision, _ in self.decisions]
        withhold([*self.milestones, *decisions, *self.asks], self.user)
        records: list[Any] = [*self.row.records, *self.roles_in_time, *self.milestones]
        records += [*self.updates, *(cell.gate for cell in self.gates)]
        for decision, clauses in self.decisions:
            records += [decision, *clauses]
        records += self.asks
        for box in self.conflicts:
            records += [box.conflict, *box.readings]
        self.documents = attach_sources(records, citations_of(records, self.user))
        disputed = disputes(self.conflicts)
        for record in [*self.roles_in_time, *(decision for decision, _ in self.decisions)]:
            record.dispute = disputed.get(record.reference)
