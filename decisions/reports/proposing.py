"""What a report could ask, proposed from what gates, roles and milestones call for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.choices import Verb
from decisions.gate_table import GateCell
from decisions.gates_ahead import gates_before
from decisions.reports.records import ReportRecords
from sharedsvc.core.prose import how_many, list_in_words
from workstreams.answering import HOPED_FOR, is_named
from workstreams.milestones import is_open, is_overdue

FEW = 4  # workstreams that are named; of more the number is told


@dataclass(frozen=True)
class ProposedAsk:
    """Something that could be asked: of which meeting, by which verb, about what."""

    verb: Verb
    text: str
    about: tuple[Any, ...]
    meeting: Any = None


def proposed_asks(records: ReportRecords, meetings: Sequence[Any]) -> list[ProposedAsk]:
    """What the records of the day call for of the report's council; edited by its clerks."""
    proposer = Proposer(records, meetings)
    return [
        proposer.to_note(),
        *proposer.at_gates(),
        *proposer.of_roles(),
        *proposer.of_milestones(),
    ]


class Proposer:
    """Proposes what a report of one council asks of the meetings that it goes to."""

    def __init__(self, records: ReportRecords, meetings: Sequence[Any]) -> None:
        self.records, self.meetings, self.report = records, meetings, records.report
        self.whole = records.going
        self.titles = {one.pk: one.title for one in self.whole}

    @property
    def first(self) -> Any:
        """The first meeting that it goes to, if any."""
        return self.meetings[0] if self.meetings else None

    def to_note(self) -> ProposedAsk:
        """Where the programme stands."""
        programme = self.report.programme
        text = f"note where {programme.title} stands on {self.report.date_in_english}"
        return ProposedAsk(Verb.NOTE, text, (programme,), self.first)

    def at_gates(self) -> Iterator[ProposedAsk]:
        """What waits for the council, or for a body of its own, at each gate."""
        for workstream in self.whole:
            workstream.programme = self.report.programme
        waiting: dict[tuple[int, bool, int], list[GateCell]] = {}
        bodies: dict[int, Any] = {}
        for cell in gates_before(self.whole, self.records.user, self.records.day):
            for who in cell.waiting_for if cell.is_open else ():
                if getattr(who, "organisation_id", who.pk) == self.report.organisation_id:
                    body = who.pk if hasattr(who, "organisation_id") else 0
                    bodies[body] = who
                    waiting.setdefault((cell.gate.pk, cell.case_missing, body), []).append(cell)
        for (_, case_missing, body), cells in waiting.items():
            yield self._at_gate(cells, case_missing, self._meeting_of(body))

    def _at_gate(self, cells: list[GateCell], case_missing: bool, meeting: Any) -> ProposedAsk:
        gate, workstreams = cells[0].gate, [cell.workstream for cell in cells]
        named = self._named(workstreams)
        about = (gate, *workstreams)
        if case_missing:
            case = gate.get_case_stage_display().lower()
            wait = "waits" if len(workstreams) == 1 else "wait"
            text = f"note that {named} {wait} at “{gate.title}”: the {case} is not done"
            return ProposedAsk(Verb.NOTE, text, about, meeting)
        text = f"approve that {named} may pass “{gate.title}”"
        return ProposedAsk(Verb.APPROVE, text, about, meeting)

    def _meeting_of(self, body: int) -> Any:
        """The meeting of that body; else the first."""
        return next((one for one in self.meetings if one.body_id == body), self.first)

    def of_roles(self) -> Iterator[ProposedAsk]:
        """The parts that the council may take, and that are not confirmed."""
        hoped: dict[tuple[str, str], list[Any]] = {}
        for workstream in self.whole:
            for role in self.records.roles[workstream.pk]:
                own = role.organisation_id == self.report.organisation_id
                if own and is_named(role) and role.standing in HOPED_FOR:
                    part = (role.get_kind_display().lower(), role.get_standing_display().lower())
                    hoped.setdefault(part, []).append(workstream)
        for (kind, standing), workstreams in hoped.items():
            who = self.report.organisation.label
            text = f"confirm {who} as {kind} of {self._named(workstreams)} ({standing} so far)"
            yield ProposedAsk(Verb.CONFIRM, text, tuple(workstreams), self.first)

    def of_milestones(self) -> Iterator[ProposedAsk]:
        """The milestones that are late, and those due before the next meeting."""
        day, until = self.records.day, self.records.next_meeting
        left = [one for one in self.records.milestones if is_open(one, day)]
        late = [one for one in left if is_overdue(one, day)]
        if late:
            text = (
                f"note that {how_many(len(late), 'milestone')} passed the date without being done"
            )
            yield ProposedAsk(Verb.NOTE, text, tuple(late), self.first)
        due = [one for one in left if until and one.due and one.due_earliest <= until.date_latest]
        ahead = [one for one in due if one not in late]
        if ahead:
            text = f"note what is due before the meeting of {until.date_in_english}"
            yield ProposedAsk(Verb.NOTE, text, tuple(ahead), self.first)

    def _named(self, workstreams: Sequence[Any]) -> str:
        if len(workstreams) > FEW:
            return how_many(len(workstreams), "workstream")
        return list_in_words(self.titles[one.pk] for one in workstreams)
