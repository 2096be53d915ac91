"""Everything about one workstream on a date."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from decisions.gate_facts import GateFacts, read_gates, tests_of
from decisions.gate_statements import gates_of
from decisions.gate_table import GateCell, GateTable
from decisions.gates_ahead import MembersThen, in_force_and_left, members_of
from programmes.carried_on import run_by
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.showing import withhold
from sharedsvc.core.states import RATINGS
from sharedsvc.portal.gathered.children import (
    citations_of,
    documents_of,
    gathered,
    give_sources,
    read_sources,
)
from sharedsvc.portal.gathered.conflicts import ConflictBox, conflict_boxes, disputes
from sharedsvc.portal.gathered.decided import Decided, told_apart
from sharedsvc.portal.gathered.ended import Ended, ended_by
from sharedsvc.portal.history.page import History
from sharedsvc.portal.workstream.roles_drawing import Drawing, both
from sharedsvc.portal.workstream.statements import ASKS, CLAUSES, MILESTONES, READINGS
from workstreams.answering import are_participants_known
from workstreams.choices import DurationClass
from workstreams.forecasts import as_known_on
from workstreams.in_a_sentence import Standpoint, sentence
from workstreams.milestones import done_in_words
from workstreams.models import Workstream
from workstreams.rows import (
    Evidence,
    RankLine,
    Records,
    RoleLine,
    Scope,
    StatusLine,
    WorkstreamLine,
    WorkstreamRow,
    latest_updates,
    roles_in_time,
    workstream_rows,
    workstreams,
)

LATEST_VERSIONS = 5
LATEST_UPDATES = 5


class WorkstreamPage:
    """One workstream's position: who, where it stands, what was decided, what is waited for."""

    def __init__(self, workstream: Workstream, user: Any, as_at: AsAt) -> None:
        self.workstream = workstream
        self.programme = workstream.programme
        self.user = user
        self.as_at = as_at
        self.scope = Scope(user, as_at.date, self.programme.pk, only=(workstream.pk,))
        self._roles = roles_in_time(self.scope)
        withhold(
            [*self.milestones, *(decision for decision, _ in self.decisions), *self.asks], user
        )
        self.row = self._row()
        self._attach()

    @cached_property
    def in_force(self) -> list[RoleLine]:
        """The roles that are in force on the day, or may be."""
        return [role for role in self._roles if role.certainty]

    @cached_property
    def milestones(self) -> list[Any]:
        """Its milestones as they were known on the day, soonest first."""
        found = MILESTONES(self.user, day=self.as_at.date, workstream=self.workstream.pk)
        as_known_on(self.as_at.date, found, self.user)
        for milestone in found:
            milestone.done_said = done_in_words(milestone)
        return found

    @cached_property
    def updates(self) -> tuple[StatusLine, ...]:
        """The last few updates, newest first, with their sources."""
        return self._evidence.beside(self._updates)

    @cached_property
    def _updates(self) -> list[StatusLine]:
        return latest_updates(self.scope, LATEST_UPDATES)

    @cached_property
    def _records(self) -> Records:
        return Records.read(self.scope, roles=self.in_force)

    @cached_property
    def _gate_facts(self) -> list[GateFacts]:
        organisations = sorted({r.organisation_id for r in self.in_force if r.organisation_id})
        day, programme, only = self.as_at.date, self.programme.pk, self.scope.only
        gates = gates_of(programme, organisations, self.user, day)
        stages = self._records.stages.get(self.workstream.pk, ())
        return read_gates(gates, self.user, day, [programme], only=only, stages=stages)

    @cached_property
    def gates(self) -> list[GateCell]:
        """Each gate that stands before it, and how far it is."""
        roles, left = in_force_and_left(self._roles, self.as_at.date)
        members, gone, joined = self._members
        facts = self._gate_facts
        table = GateTable(self.programme.pk, facts, roles, members, left, gone, joined)
        return table.cells([self.workstream])

    @property
    def _members(self) -> MembersThen:
        """The members of the programme's partnership, and those that left: if they have to pass."""
        if are_participants_known(self.in_force) or not self._gate_facts:
            return MembersThen([], (), {})
        partnership = self.programme.partnership_id
        return members_of([partnership], self.user, self.as_at.date)[partnership]

    @cached_property
    def _about(self) -> dict[str, Any]:
        """What records may be about, and so be about this workstream: for `about_workstream`."""
        return {
            "workstream": self.workstream.pk,
            "roles": [role.pk for role in self._roles],
            "gates": [cell.gate.pk for cell in self.gates],
        }

    @cached_property
    def clauses(self) -> list[Any]:
        """Clauses about it, of decisions taken by the day."""
        return CLAUSES(self.user, day=self.as_at.date, **self._about)

    @cached_property
    def decisions(self) -> Decided:
        """Decisions, oldest first, each with its clauses about this workstream."""
        return list(reversed(gathered("decision", self.clauses)))

    @cached_property
    def told_apart(self) -> tuple[Decided, Decided]:
        """Those surely taken by the day, and those that may have been."""
        return told_apart(self.decisions, self.user, self.as_at.date)

    @cached_property
    def asks(self) -> list[Any]:
        """What was asked about it by the day and is not answered."""
        return ASKS(self.user, day=self.as_at.date, **self._about)

    @property
    def asks_by_report(self) -> list[tuple[Any, list[Any]]]:
        """The same, by report."""
        return gathered("report", self.asks)

    @property
    def before_gates(self) -> list[Any]:
        """The stages that began before the gates in front of them were passed."""
        stages = self._records.stages.get(self.workstream.pk, ())
        return [stage for stage in stages if stage.before_gates]

    @cached_property
    def gate_list(self) -> list[Any]:
        """The gates that stand before it, with their tests."""
        gates = [cell.gate for cell in self.gates]
        tests = tests_of(gates, self.user)
        for gate in gates:
            gate.tests_in_order = tests.get(gate.pk, [])
        return gates

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What one asks first, in words."""
        row, status = self.row, self.row.status
        following = row.next_milestone
        placed = [(f"{row.phase.phase_title} priority", row.phase.priority)] if row.phase else []
        return [
            {"label": "partnership rank", "value": row.rank_text or "Not ranked"},
            *({"label": label, "value": value} for label, value in placed),
            {"label": "stage", "value": row.stage.word if row.stage else "Not stated"},
            {"label": "status", "state": RATINGS[status.rating if status else ""]},
            {
                "label": "next milestone",
                "value": following.due_in_words if following else "None recorded",
                "unit": " ".join(f"(about: {doubt})" for doubt in row.next_doubts),
            },
        ]

    @cached_property
    def conflicts(self) -> list[ConflictBox]:
        """Conflicts about it, with what each source says."""
        return conflict_boxes(READINGS(self.user, day=self.as_at.date, **self._about))

    @cached_property
    def history(self) -> Sequence[Any]:
        """The latest versions of the workstream's own record, newest first."""
        return History(self.workstream, self.user, self.as_at.query).latest(LATEST_VERSIONS)

    @property
    def not_stated(self) -> str:
        """The headings under which nothing is stated, as one."""
        stated = {
            "scope": self.workstream.scope,
            "remit": self.workstream.remit,
            "duration": self.workstream.duration_class != DurationClass.NOT_STATED,
        }
        return ", ".join(name for name, value in stated.items() if not value).capitalize()

    @cached_property
    def ended(self) -> Ended | None:
        """How it had ended by the day; what stood open of it then no more is."""
        return ended_by(self.workstream, self.user, self.as_at.date)

    @property
    def in_a_sentence(self) -> str:
        """Where it stands on the day."""
        day = self.as_at.date
        past = [role for role in self.roles_in_time if role.end_latest < day]
        still_open = [box.conflict for box in self.conflicts if not box.conflict.is_settled]
        return sentence(self.row, Standpoint(day, self.workstream, past, still_open))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Its roles in time, wide and narrow."""
        return both(self.roles_in_time, self.as_at.date)

    @property
    def own_ranks(self) -> list[RankLine]:
        """Places in rankings other than the partnership's."""
        return [rank for rank in self.row.ranks if rank not in self.row.partnership_ranks]

    def _row(self) -> WorkstreamRow:
        """Its row as the programme's page has it, with all that is shown of it."""
        line = WorkstreamLine.of(self.workstream, self.as_at.date)
        address = self.workstream.get_absolute_url()
        partnerships = run_by(self.programme)
        (row,) = workstream_rows(
            [line], self._records, self.as_at.date, partnerships, lambda ref: address
        )
        named = [*self._roles, *row.lines, *self._updates, *self._beside]
        self.sources = read_sources(citations_of(named, self.user), self.as_at.date)
        self._evidence = Evidence(self.sources, disputes(self.conflicts))
        self.roles_in_time = self._evidence.beside(self._roles)
        return row.shown(
            self._evidence,
            status=next((update for update in self._updates if update.is_sure), None),
            parts=tuple(workstreams(self.scope)),
            milestones=tuple(self.milestones),
        )

    @cached_property
    def _beside(self) -> list[Any]:
        """The records that the page shows beside its row."""
        records: list[Any] = [*self.milestones, *self.gate_list, *self.asks]
        for decision, clauses in self.decisions:
            records += [decision, *clauses]
        for box in self.conflicts:
            records += [box.conflict, *box.readings]
        return records

    def _attach(self) -> None:
        give_sources(self._beside, self.sources)
        references = [
            one.reference for one in (*self.row.lines, *self._roles, *self._updates, *self._beside)
        ]
        self.documents = documents_of(references, self.sources)
        disputed = disputes(self.conflicts)
        for decision, _ in self.decisions:
            decision.dispute = disputed.get(decision.reference)
