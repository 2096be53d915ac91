"""A programme's position on a date: built once, in a few statements whatever its size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from decisions.gate_facts import read_gates, tests_of
from decisions.gate_statements import gates_of
from decisions.gate_table import GateCell, GateSummary, GateTable
from decisions.gates_ahead import those_who_left
from decisions.models import Gate
from programmes.choices import MeetingState
from programmes.models import Document, Organisation, Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.light import reading_light, without_looking_for_circles
from sharedsvc.core.showing import withhold
from sharedsvc.portal.gathered.children import (
    Child,
    SourcesOf,
    children,
    citations_of,
    documents_of,
    gathered,
    give_sources,
    read_sources,
)
from sharedsvc.portal.gathered.conflicts import ConflictBox, conflict_boxes, disputes
from sharedsvc.portal.gathered.decided import Decided, told_apart
from sharedsvc.portal.gathered.ended import Ended, ended_by
from sharedsvc.portal.position.awaited import NOT_ANSWERED, AwaitedPart, Named, awaited
from sharedsvc.portal.position.choice import WHOLE, PositionChoice, PositionShown
from sharedsvc.portal.position.gates import GateMatrix, gate_matrix
from sharedsvc.portal.position.known import known_of
from sharedsvc.portal.position.rows import Every, every_row
from sharedsvc.portal.position.sentence import sentence
from sharedsvc.portal.position.statements import ASKS, CLAUSES, MEETINGS, READINGS
from sharedsvc.portal.position.table import PlacedRow, WorkstreamTable
from sharedsvc.portal.position.totals import Row, Totals
from workstreams.answering import left_open
from workstreams.rows import (
    Evidence,
    Grouped,
    Scope,
    WorkstreamRow,
    by_workstream,
    latest_statuses,
    open_milestones,
    parts_of,
    rated,
    workstreams,
)


@dataclass(frozen=True)
class Position:
    """What is known of a programme on a date, as far as the reader may see it.

    `table` holds the rows that are shown, each with the gates before it: all, or a page of a large
    programme. What is counted is counted of all. `milestones` are those still open: of a large
    programme its own, that hang on no workstream.
    """

    programme: Programme
    as_at: AsAt
    phases: list[Child]
    members: list[Child]
    totals: Totals
    shown: PositionShown
    table: tuple[PlacedRow, ...]
    merged: tuple[WorkstreamRow, ...]
    gates: list[Gate]
    gate_cells: list[GateCell]
    gate_summary: list[GateSummary]
    gates_on_the_whole: list[GateCell]
    decisions: Decided
    maybe_decided: Decided
    unanswered: list[Any]
    conflicts: list[ConflictBox]
    meetings: list[Any]
    milestones: list[Any]
    documents: list[Document]
    ended: Ended | None = None
    left_open: tuple[Any, ...] = ()

    @property
    def plain_members(self) -> list[Child]:
        """Members in the plain sense: no chair, owner or observer."""
        return [member for member in self.members if member.role == "member"]

    @property
    def officers(self) -> list[Child]:
        """Chair, administrator and the like."""
        return [member for member in self.members if member.role != "member"]

    @property
    def asks(self) -> list[Any]:
        """What was asked and is not answered."""
        return [ask for ask in self.unanswered if not ask.anticipated]

    @property
    def to_be_asked(self) -> list[Any]:
        """What a report says will be asked; it has not been yet."""
        return [ask for ask in self.unanswered if ask.anticipated]

    @property
    def open_conflicts(self) -> list[ConflictBox]:
        """Conflicts that nobody has settled."""
        return [box for box in self.conflicts if not box.conflict.is_settled]

    @property
    def _not_cancelled(self) -> list[Any]:
        return [one for one in self.meetings if one.state != MeetingState.CANCELLED]

    @property
    def next_meetings(self) -> list[Any]:
        """Meetings that are, or may be, after the day."""
        return [one for one in self._not_cancelled if one.date_latest > self.as_at.date]

    @property
    def meetings_without_outcome(self) -> list[Any]:
        """Past meetings that no decision, ranking or outcome at a gate comes from, latest first."""
        decided = {decision.meeting_id for decision, _ in self.decisions}
        past = [
            meeting
            for meeting in self._not_cancelled
            if meeting.date_latest <= self.as_at.date
            and not (meeting.has_result or meeting.pk in decided)
        ]
        return list(reversed(past))

    @cached_property
    def sentence(self) -> str:
        """Where it stands on the day."""
        return sentence(known_of(self))

    @cached_property
    def left_by_workstream(self) -> Grouped:
        """What whoever ended left open, by workstream."""
        return by_workstream(self.left_open)

    @cached_property
    def awaited(self) -> list[AwaitedPart]:
        """What is asked or awaited, of whom, when."""
        return awaited(self)

    @property
    def has_asks_left(self) -> bool:
        """Whether a meeting was asked, or met on, something of which no outcome is recorded."""
        return any(part.key == NOT_ANSWERED for part in self.awaited)

    @cached_property
    def matrix(self) -> GateMatrix:
        """Workstreams by gates; of a large programme `gate_summary` takes its place."""
        return gate_matrix(self.gate_cells, self.totals.going)

    @cached_property
    def workstreams(self) -> WorkstreamTable:
        """The rows that are shown, as a table."""
        return WorkstreamTable(self.table, self.totals, whole=not self.shown.is_part)

    @property
    def undecided_rows(self) -> tuple[WorkstreamRow, ...]:
        """The rows of which each council's part is told; of a large programme none."""
        rows = () if self.shown.is_large else self.totals.going
        return tuple(row for row in rows if isinstance(row, WorkstreamRow))

    @cached_property
    def _titles(self) -> dict[int, Named]:
        return {row.pk: Named(row.title, row.get_absolute_url) for row in self.undecided_rows}

    def titles(self, workstream: int | None) -> Named | None:
        """A workstream's title and address, if it is taken forward under its own name."""
        return self._titles.get(workstream or 0)

    def address_of_milestone(self, milestone: Any) -> str:
        """The address of a milestone's page."""
        return reverse("portal:record", args=["milestones", self.programme.code, milestone.code])

    @property
    def has_rankings(self) -> bool:
        """There is a ranking to compare."""
        return any(row.in_rankings for row in (*self.totals.going, *self.totals.gone))

    @property
    def reported_on(self) -> Any:
        """The day of its latest report, if the position is of another day."""
        day = getattr(self.programme, "reported_on", None)
        return day if day != self.as_at.date else None

    @property
    def has_begun(self) -> bool:
        """Whether the programme has, or may have, begun by the day."""
        return self.programme.start_earliest <= self.as_at.date


def position_of(
    programme: Programme, user: Any, as_at: AsAt, choice: PositionChoice = WHOLE
) -> Position:
    """The position of a programme that `for_position` brought, with the rows that are chosen."""
    with reading_light(), without_looking_for_circles():
        return PositionBuilder(programme, user, as_at).build(choice)


class PositionBuilder:
    """Reads a programme's position, each kind of record once."""

    def __init__(self, programme: Programme, user: Any, as_at: AsAt) -> None:
        self.programme = programme
        self.user = user
        self.as_at = as_at
        self.scope = Scope(user, as_at.date, programme.pk)

    def build(self, choice: PositionChoice) -> Position:
        """The position, with the rows that are chosen."""
        lines = workstreams(self.scope)
        every = every_row(self.programme, self.scope, lines, in_part=choice.may_be_part)
        going = [row for row in every.rows if not row.went_into_another]
        gone = [row for row in every.rows if row.went_into_another]
        ratings = rated(self.scope)
        totals = Totals(self.programme, tuple(going), tuple(gone), frozenset(ratings))
        shown = choice.among(going, gone, ratings)
        members = children("programmes.membership", self.programme.member_rows)  # type: ignore[attr-defined]
        phases = self._phases()
        gates, gate_table = self._gates(every, members)
        conflicts = self._conflicts()
        decisions, unanswered = self._decided()
        meetings = self._meetings(members)
        beside = [self.programme, *phases, *members, *gates, *unanswered, *meetings]
        surely, maybe = told_apart(decisions, self.user, self.as_at.date)
        for decision, clauses in decisions:
            beside += [decision, *clauses]
        for box in conflicts:
            beside += [box.conflict, *box.readings]
        named = every.whole([*shown.rows, *(() if shown.is_part or shown.is_narrowed else gone)])
        detailed, sources = self._in_full(named, parts_of(lines), beside, conflicts, shown)
        give_sources(beside, sources)
        _tell_disputes(decisions, conflicts)
        return Position(
            programme=self.programme,
            as_at=self.as_at,
            phases=phases,
            members=members,
            totals=totals,
            shown=shown,
            table=_placed([detailed[row.pk] for row in shown.rows], gate_table),
            merged=tuple(detailed[row.pk] for row in named[len(shown.rows) :]),
            gates=gates,
            gate_cells=[] if shown.is_large else gate_table.cells(going),
            gate_summary=gate_table.summary(going) if shown.is_large else [],
            gates_on_the_whole=[] if going else gate_table.on_the_whole(self.programme),
            decisions=surely,
            maybe_decided=maybe,
            unanswered=unanswered,
            conflicts=conflicts,
            meetings=meetings,
            milestones=self._milestones_of(going, shown, sources),
            documents=self._documents(beside, detailed.values(), sources),
            ended=ended_by(self.programme, self.user, self.as_at.date),
            left_open=left_open(every.ended, going, self.as_at.date),
        )

    def _in_full(
        self,
        rows: list[WorkstreamRow],
        parts: Mapping[int, Any],
        beside: list[Any],
        conflicts: list[ConflictBox],
        shown: PositionShown,
    ) -> tuple[dict[int, WorkstreamRow], SourcesOf]:
        """These rows with all that is shown of them, and the sources of all that is shown."""
        scope = self.scope.to([row.pk for row in rows]) if shown.is_part else self.scope
        statuses, milestones = latest_statuses(scope), by_workstream(open_milestones(scope))
        self.milestones = milestones
        hanging = [line for row in rows for line in row.lines]
        details = (*statuses.values(), *(one for some in milestones.values() for one in some))
        sources = read_sources(
            citations_of([*beside, *hanging, *details], self.user), self.as_at.date
        )
        evidence = Evidence(sources, disputes(conflicts))
        return {
            row.pk: row.shown(
                evidence,
                status=statuses.get(row.pk),
                milestones=milestones.get(row.pk, ()),
                parts=parts.get(row.pk, ()),
            )
            for row in rows
        }, sources

    def _milestones_of(
        self, going: Iterable[Row], shown: PositionShown, sources: SourcesOf
    ) -> list[Any]:
        """The open milestones that are told apart, soonest first, with their sources."""
        of = [0] if shown.is_large else [0, *(row.pk for row in going)]
        found = [one for pk in of for one in self.milestones.get(pk, ())]
        found.sort(key=lambda one: (one.due_latest, one.due, one.due_words))
        return [one._replace(sources=tuple(sources.get(one.reference, ()))) for one in found]

    def _documents(
        self, beside: list[Any], rows: Iterable[WorkstreamRow], sources: SourcesOf
    ) -> list[Document]:
        references = [record.reference for record in (*beside, *self.milestones.get(0, ()))]
        for row in rows:
            references += [line.reference for line in row.lines]
        return documents_of(references, sources)

    def _phases(self) -> list[Child]:
        day = self.as_at.date.isoformat()
        phases = children("programmes.phase", self.programme.phase_rows)  # type: ignore[attr-defined]
        for phase in phases:
            phase.is_done = phase.end_latest < day
            phase.is_current = phase.start_latest <= day <= phase.end_earliest
        return phases

    def _gates(self, every: Every, members: list[Child]) -> tuple[list[Gate], GateTable]:
        day, programme = self.as_at.date, self.programme.pk
        organisations = {
            role.organisation_id
            for some in {id(some): some for some in every.roles.values()}.values()
            for role in some
        } - {None}
        wanted = gates_of(programme, sorted(organisations), self.user, day)
        facts = read_gates(wanted, self.user, day, [programme], stages=every.stages)
        gates = [one.gate for one in facts]
        tests = tests_of(gates, self.user)
        for gate in gates:
            gate.tests_in_order = tests.get(gate.pk, [])  # type: ignore[attr-defined]
        plain = [_organisation(member) for member in members if member.role == "member"]
        left, left_members = self._left(every) if facts else ({}, ())
        return gates, GateTable(programme, facts, every.roles, plain, left, left_members)

    def _left(self, every: Every) -> Any:
        partnership = self.programme.partnership_id
        return those_who_left(every.ended, partnership, self.user, self.as_at.date)

    def _conflicts(self) -> list[ConflictBox]:
        found = READINGS(self.user, day=self.as_at.date, programme=self.programme.pk)
        return conflict_boxes(found)

    def _decided(self) -> tuple[Decided, list[Any]]:
        """Decisions, newest first, each with its clauses; and what was asked and not answered."""
        told = {"day": self.as_at.date, "programme": self.programme.pk}
        decisions = gathered("decision", CLAUSES(self.user, **told))
        unanswered = ASKS(self.user, **told)
        withhold([*(decision for decision, _ in decisions), *unanswered], self.user)
        return decisions, unanswered

    def _meetings(self, members: list[Child]) -> list[Any]:
        """Meetings of the partnership and its members that this programme's documents state."""
        partnership = self.programme.partnership_id
        return MEETINGS(
            self.user,
            day=self.as_at.date,
            programme=self.programme.pk,
            partnership=partnership,
            owners=[partnership, *(m.organisation for m in members)],
        )


def _placed(rows: Iterable[WorkstreamRow], gate_table: GateTable) -> tuple[PlacedRow, ...]:
    return tuple((row, tuple(gate_table.cells([row]))) for row in rows)


def _tell_disputes(decisions: Decided, conflicts: list[ConflictBox]) -> None:
    disputed = disputes(conflicts)
    for decision, _ in decisions:
        decision.dispute = disputed.get(decision.reference)


def _organisation(member: Child) -> Organisation:
    """A member as an organisation that may have to pass a gate."""
    return Organisation(
        pk=member.organisation, code=member.code, name=member.name, short_name=member.short_name
    )
