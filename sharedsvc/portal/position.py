"""A programme's position on a date, read in a few statements whatever its size."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from decisions.gate_table import GateCell, gate_cells
from decisions.models import Approval, Clause, Gate, Recommendation
from programmes.models import Document, Meeting, Organisation, Programme, Reading
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.showing import withhold
from sharedsvc.portal.children import (
    Child,
    attach_sources,
    children,
    citations_in,
    gathered,
)
from sharedsvc.portal.conflicts import ConflictBox, conflict_boxes, disputes
from sharedsvc.portal.workstream_row import (
    WorkstreamRow,
    class_line,
    workstream_row,
)
from workstreams.answering import HOPED_FOR, PRINCIPAL_KINDS
from workstreams.choices import FIRM, DurationClass
from workstreams.models import Milestone, Ranking, Workstream, WorkstreamRole

# Those that are stated, then that none is.
CLASSES = sorted(DurationClass, key=lambda one: one == DurationClass.NOT_STATED)


@dataclass
class Position:
    """What is known of a programme on a date, as far as the user may see it."""

    programme: Programme
    user: Any
    as_at: AsAt

    def __post_init__(self) -> None:
        self.documents: list[Document] = []
        self._attach()

    @cached_property
    def phases(self) -> list[Child]:
        day = self.as_at.date.isoformat()
        phases = children("programmes.phase", self.programme.phase_rows)  # type: ignore[attr-defined]
        for phase in phases:
            phase.is_done = phase.end_latest < day
            phase.is_current = phase.start_latest <= day <= phase.end_earliest
        return phases

    @cached_property
    def members(self) -> list[Child]:
        return children("programmes.membership", self.programme.member_rows)  # type: ignore[attr-defined]

    @property
    def plain_members(self) -> list[Child]:
        return [member for member in self.members if member.role == "member"]

    @property
    def officers(self) -> list[Child]:
        """Chair, administrator and the like."""
        return [member for member in self.members if member.role != "member"]

    @cached_property
    def all_rows(self) -> list[WorkstreamRow]:
        workstreams = (
            Workstream.objects.visible_to(self.user)
            .as_at(self.as_at.date)
            .filter(programme=self.programme, parent__isnull=True)
            .for_position(self.as_at.date, self.user)
        )
        rows = {
            workstream.pk: workstream_row(workstream, self.as_at.date) for workstream in workstreams
        }
        self._add_roles(rows)
        self._add_milestones(rows)
        return sorted(rows.values(), key=lambda row: row.sort_key)

    @property
    def rows(self) -> list[WorkstreamRow]:
        """Those that are taken forward under their own name."""
        return [row for row in self.all_rows if not row.went_into_another]

    @property
    def merged_rows(self) -> list[WorkstreamRow]:
        return [row for row in self.all_rows if row.went_into_another]

    def _add_roles(self, rows: dict[int, WorkstreamRow]) -> None:
        roles = (
            WorkstreamRole.objects.visible_to(self.user)
            .as_at(self.as_at.date)
            .filter(workstream__programme=self.programme)
            .for_list()
        )
        for role in roles:
            if role.workstream_id in rows:
                rows[role.workstream_id].roles.append(role)

    def _add_milestones(self, rows: dict[int, WorkstreamRow]) -> None:
        self.programme_milestones = []
        milestones = (
            Milestone.objects.visible_to(self.user)
            .as_at(self.as_at.date)
            .filter(programme=self.programme)
            .open(self.as_at.date)
            .for_list()
        )
        for milestone in milestones:
            if milestone.workstream_id is None:
                self.programme_milestones.append(milestone)
            elif milestone.workstream_id in rows:
                rows[milestone.workstream_id].milestones.append(milestone)

    @cached_property
    def gates(self) -> list[Any]:
        organisations = {
            role.organisation_id for row in self.all_rows for role in row.roles if role.organisation
        }
        return list(
            Gate.objects.visible_to(self.user)
            .as_at(self.as_at.date)
            .of_programme(self.programme.pk, sorted(organisations))
            .for_position(self.as_at.date, self.user)
        )

    @cached_property
    def gate_cells(self) -> list[GateCell]:
        roles = {row.workstream.pk: row.roles for row in self.rows}
        workstreams = [row.workstream for row in self.rows]
        members = [_organisation(m) for m in self.plain_members]
        cells = gate_cells(workstreams, roles, self.gates, members)
        by_workstream = defaultdict(list)
        for cell in cells:
            by_workstream[cell.workstream.pk].append(cell)
        for row in self.rows:
            row.gates = by_workstream[row.workstream.pk]
            row.workstream.title_in_use = row.title
        return cells

    @cached_property
    def clauses(self) -> list[Any]:
        return list(
            Clause.objects.visible_to(self.user)
            .filter(decision__programme=self.programme)
            .decided_by(self.as_at.date)
            .for_list()
        )

    @property
    def decisions(self) -> list[tuple[Any, list[Any]]]:
        """Decisions, newest first, each with its clauses."""
        return gathered("decision", self.clauses)

    @cached_property
    def unanswered(self) -> list[Any]:
        return list(
            Recommendation.objects.visible_to(self.user)
            .filter(report__programme=self.programme)
            .stated_by(self.as_at.date)
            .not_answered(self.as_at.date, self.user)
            .for_list()
        )

    @property
    def asks(self) -> list[Any]:
        return [ask for ask in self.unanswered if not ask.anticipated]

    @property
    def to_be_asked(self) -> list[Any]:
        """What a report says will be asked; it has not been yet."""
        return [ask for ask in self.unanswered if ask.anticipated]

    @property
    def asks_by_report(self) -> list[tuple[Any, list[Any]]]:
        return gathered("report", self.asks)

    @cached_property
    def conflicts(self) -> list[ConflictBox]:
        readings = Reading.objects.visible_to(self.user).filter(conflict__programme=self.programme)
        return conflict_boxes(readings.for_list(self.as_at.date, self.user))

    @property
    def open_conflicts(self) -> list[ConflictBox]:
        return [box for box in self.conflicts if not box.conflict.is_settled]

    @cached_property
    def meetings(self) -> list[Any]:
        """Meetings of the partnership and its members that this programme's documents state."""
        organisations = [self.programme.partnership_id, *(m.organisation for m in self.members)]
        return list(
            Meeting.objects.visible_to(self.user)
            .filter(body__organisation__in=organisations)
            .for_programme(self.programme, self.user)
            .annotate(has_result=self._ranked_there() | self._passed_there())
        )

    def _ranked_there(self) -> Exists:
        return Exists(Ranking.objects.visible_to(self.user).filter(meeting=OuterRef("pk")))

    def _passed_there(self) -> Exists:
        """An outcome at a gate, of the meeting's body on its day."""
        outcomes = Approval.objects.visible_to(self.user).exclude(date="")
        return Exists(outcomes.filter(body=OuterRef("body"), date=OuterRef("date")))

    @property
    def next_meetings(self) -> list[Any]:
        return [meeting for meeting in self.meetings if meeting.date_latest > self.as_at.date]

    @property
    def meetings_without_outcome(self) -> list[Any]:
        """Past meetings that no decision, ranking or outcome at a gate comes from, latest first."""
        decided = {decision.meeting_id for decision, _ in self.decisions}
        past = [
            meeting
            for meeting in self.meetings
            if meeting.date_latest <= self.as_at.date
            and not (meeting.has_result or meeting.pk in decided)
        ]
        return list(reversed(past))

    @property
    def phase_title(self) -> str:
        """The phase whose priorities the workstreams carry."""
        return next((row.phase.phase_title for row in self.rows if row.phase), "")

    def _principals_with(self, words: str, standings: tuple[str, ...]) -> dict[str, Any]:
        """How many workstreams have a lead, host or provider whose standing is one of these."""
        count = sum(1 for row in self.rows if row.answering.somebody_with(standings))
        label = f"{self.principal_word} {words}"
        return {"label": label, "value": count, "unit": f"of {len(self.rows)}"}

    @property
    def principal_word(self) -> str:
        """Lead, or what stands in its place throughout the programme: host, provider."""
        kinds = {role.kind for row in self.rows for role in row.answering.principals}
        for word, of_kind in zip(("lead", "host", "provider"), PRINCIPAL_KINDS, strict=True):
            if kinds and kinds <= set(of_kind):
                return word
        return "lead, host or provider" if kinds else "lead"

    @property
    def principals_differ(self) -> bool:
        """Some have a lead, others a host or a provider: then each says which."""
        return " or " in self.principal_word or self.principal_word == "provider"

    @cached_property
    def class_totals(self) -> dict[str, Any]:
        """How many workstreams of each duration class each organisation answers for.

        Where a class is stated of none there are no lines; where of some, all are counted.
        """
        of_class = {c: [r for r in self.rows if r.workstream.duration_class == c] for c in CLASSES}
        present = {c: rows for c, rows in of_class.items() if rows}
        if present.keys() <= {DurationClass.NOT_STATED}:
            return {"holders": [], "lines": []}
        holders = sorted({name for row in self.rows for name in row.answering.holders})
        lines = [class_line(c.label, rows, holders) for c, rows in present.items()]
        if len(lines) > 1:
            lines.append(class_line("All", self.rows, holders))
        perhaps = any(line["perhaps"] for line in lines)
        return {"holders": holders, "lines": lines, "perhaps": perhaps}

    @property
    def has_ranks(self) -> bool:
        return any(row.rank_text for row in self.rows)

    @property
    def has_references(self) -> bool:
        return any(row.workstream.printed_ref for row in self.rows)

    @property
    def workstreams_in_words(self) -> str:
        """How many there are, and how many were ranked."""
        count = len(self.rows)
        ranks = sum(
            1
            for row in self.all_rows
            for r in row.ranks
            if r.by == self.programme.partnership_id and r.rank
        )
        words = f"{count} workstream{'' if count == 1 else 's'}"
        merged = len(self.merged_rows)
        if ranks and merged:
            return f"{words}, from {ranks} ranks: {merged} went forward as part of another."
        return f"{words}."

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The numbers that say most, for the top of the page."""
        rows, placed = self.rows, [row for row in self.rows if row.phase]
        facts = [
            {"label": "workstreams", "value": len(rows)},
            self._principals_with("confirmed or in force", FIRM),
            self._principals_with("proposed or in principle", HOPED_FOR),
        ]
        if placed:
            facts.insert(1, {"label": f"in {self.phase_title}", "value": len(placed)})
        reported = sum(1 for row in rows if row.status and row.status.rating)
        return [
            *facts,
            {"label": "ratings reported", "value": reported, "unit": f"of {len(rows)}"},
            {"label": "asked, not answered", "value": len(self.asks)},
            {"label": "conflicts between sources", "value": len(self.open_conflicts)},
        ]

    @property
    def reported_on(self) -> Any:
        """The day of its latest report, if the position is of another day."""
        day = getattr(self.programme, "reported_on", None)
        return day if day != self.as_at.date else None

    @property
    def has_begun(self) -> bool:
        return self.programme.start_earliest <= self.as_at.date

    def _attach(self) -> None:
        """Give every record its sources, and every role and decision its dispute."""
        withhold([*(decision for decision, _ in self.decisions), *self.unanswered], self.user)
        self.gate_cells  # noqa: B018 (reads the gates and hands each workstream its cells)
        records: list[Any] = [self.programme, *self.phases, *self.members, *self.gates]
        for row in self.all_rows:
            records += row.records
        for decision, clauses in self.decisions:
            records += [decision, *clauses]
        records += self.unanswered
        for box in self.conflicts:
            records += [box.conflict, *box.readings]
        records += [*self.meetings, *self.programme_milestones]
        self.documents = attach_sources(records, citations_in(self.programme, self.user))
        self._attach_disputes()

    def _attach_disputes(self) -> None:
        disputed = disputes(self.conflicts)
        for row in self.all_rows:
            for role in row.roles:
                role.dispute = disputed.get(role.reference)
        for decision, _ in self.decisions:
            decision.dispute = disputed.get(decision.reference)


def _organisation(member: Child) -> Organisation:
    """A member as an organisation that may have to pass a gate."""
    return Organisation(
        pk=member.organisation, code=member.code, name=member.name, short_name=member.short_name
    )
