"""How a programme goes on: where it stands, what changed, how each workstream is, what is due."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from decisions.choices import Word
from decisions.models import Approval, ReportItem
from decisions.reports.blocks.writer import BlockWriter
from decisions.reports.content import ContentBlock, Listing, Paragraph
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.dates import in_words as date_in_words
from sharedsvc.core.prose import as_word, how_many, list_in_words, verb_of
from workstreams.answering import holder_in_words, is_named
from workstreams.choices import LEAD_KINDS, RoleKind
from workstreams.milestones import is_open, is_overdue

WORSE_FIRST = ("green", "amber", "red")
NO_REPORT_BEFORE = "No earlier report to this body on the programme is recorded."
NOTHING_CHANGED = "Nothing is recorded as changed since."
NOT_REPORTED = "Not reported"
OnDay = tuple[datetime.date, str]


class ProgressBlocks(BlockWriter):
    """Writes what a report tells of a programme's progress."""

    def overview(self, item: ReportItem) -> list[ContentBlock]:
        """How many workstreams there are, in which phases, and how many have a lead."""
        whole = self.records.going
        if not whole:
            return self.not_stated()
        day = day_in_words(self.records.day)
        said = [f"On {day} the programme has {how_many(len(whole), 'workstream')}."]
        said += [*self._phases({one.pk for one in whole}), self._led([one.pk for one in whole])]
        return [Paragraph(" ".join(filter(None, said)), item.number)]

    def _phases(self, whole: set[int]) -> Iterator[str]:
        placed: dict[str, set[int]] = {}
        for stage in self.records.stages:
            if stage.workstream_id in whole and stage.phase:
                placed.setdefault(stage.phase.title, set()).add(stage.workstream_id)
        for phase, found in placed.items():
            number = len(found)
            yield f"{as_word(number).capitalize()} {verb_of(number, 'is')} in {phase}."

    def _led(self, whole: list[int]) -> str:
        led = sum(any(map(_leads, self.records.roles[one])) for one in whole)
        hosted = sum(any(map(_hosts, self.records.roles[one])) for one in whole)
        found = [(led, "a lead"), (hosted, "a host")]
        said = [f"{as_word(n)} {verb_of(n, 'has')} {what}" for n, what in found if n]
        return f"{' and '.join(said).capitalize()}." if said else ""

    def changes(self, item: ReportItem) -> list[ContentBlock]:
        """What surely changed since the last report to the same body, by date."""
        before = self.records.report_before
        if before is None:
            return [Paragraph(NO_REPORT_BEFORE, item.number)]
        since = before.date_latest
        lead_in = f"Since the report of {day_in_words(since)}:"
        lines = [*self._roles(since), *self._placed_since(since), *self._decided(since)]
        lines += [*self._at_gates(since), *self._done(since)]
        if not lines:
            return [Paragraph(f"{lead_in} {NOTHING_CHANGED[0].lower()}{NOTHING_CHANGED[1:]}")]
        rows = tuple(("", words) for _, words in sorted(lines, key=lambda line: line[0]))
        return [Paragraph(lead_in, item.number), Listing(rows)]

    def _roles(self, since: datetime.date) -> Iterator[OnDay]:
        about = self.words[Word.ABOUT]
        for role in self.records.roles_begun(since):
            if is_named(role):
                who = holder_in_words(role, about)
                words = f"{role.workstream.title}: {who}, {role.get_kind_display().lower()}"
                standing = role.get_standing_display().lower()
                yield role.start_latest, f"{date_in_words(role.start)}: {words} ({standing})."
        for role in self.records.roles_ended(since):
            if is_named(role):
                who = holder_in_words(role, about)
                words = f"{role.workstream.title}: {who} is no longer {role.get_kind_display()}"
                yield role.end_latest, f"After {date_in_words(role.end)}: {words.lower()}."

    def _placed_since(self, since: datetime.date) -> Iterator[OnDay]:
        for stage in self.records.stages_begun(since):
            where = f" in {stage.phase.title}" if stage.phase else ""
            words = f"{stage.workstream.title}: {stage.get_stage_display().lower()}{where}."
            yield stage.start_latest, f"{date_in_words(stage.start)}: {words}"
        for ranking in self.records.rankings_since(since):
            words = f"{ranking.by.label} adopted “{ranking.title}”."
            yield ranking.date_latest, f"{date_in_words(ranking.date)}: {words}"

    def _decided(self, since: datetime.date) -> Iterator[OnDay]:
        """What others decided; the council's own decisions its members know."""
        found = {clause.decision_id: clause.decision for clause in self.records.clauses}
        for decision in found.values():
            is_new = since < decision.date_earliest and decision.date_latest <= self.records.day
            if is_new and decision.organisation_id != self.records.report.organisation_id:
                words = f"{decision.taken_by}: {decision.title}."
                yield decision.date_latest, f"{decision.date_in_english}: {words}"

    def _at_gates(self, since: datetime.date) -> Iterator[OnDay]:
        for vote in self.records.approvals_since(since):
            yield vote.date_latest, f"{vote.date_in_english}: {_outcome(vote)}."

    def _done(self, since: datetime.date) -> Iterator[OnDay]:
        for one in self.records.milestones:
            if one.done and since < one.done_earliest and one.done_latest <= self.records.day:
                yield one.done_latest, f"{date_in_words(one.done)}: {_titled(one)} was done."

    def status_table(self, item: ReportItem) -> list[ContentBlock]:
        """Each workstream's last status, what it was before, what has happened and comes next."""
        told = [(one.title, self.records.updates[one.pk]) for one in self.records.going]
        rows = ((title, *self._status(updates)) for title, updates in told if updates)
        columns = (Word.WORK_STREAM, Word.STATUS, Word.HAPPENED, Word.NEXT)
        caption = item.text or f"Workstreams on {day_in_words(self.records.day)}"
        table = self.table(caption, columns, rows, head=1)
        silent = [title for title, updates in told if not updates]
        note = f"{NOT_REPORTED}: {list_in_words(silent)}." if silent else table.note
        return [replace(table, note=note)]

    def _status(self, updates: list[Any]) -> tuple[str, str, str]:
        latest, *before = updates
        rated = latest.get_rating_display() or NOT_REPORTED
        trend = _trend(latest, before[0] if before else None)
        status = f"{rated}{trend}, {latest.date_in_english}"
        return (status, latest.narrative, latest.next_steps or self.words[Word.NOT_STATED])

    def milestones(self, item: ReportItem) -> list[ContentBlock]:
        """What is still open and due up to the next meeting; all, where none is known."""
        day, until = self.records.day, self.records.next_meeting
        left = [one for one in self.records.milestones if is_open(one, day)]
        caption = "Milestones to come"
        if until is not None:
            left = [one for one in left if one.due and one.due_earliest <= until.date_latest]
            caption = f"Milestones before the meeting of {until.date_in_english}"
        rows = (
            (_titled(one), _due(one, day), self._expected(one), one.who or self._not_stated)
            for one in left
        )
        columns = (Word.MILESTONE, Word.FIRST_DUE, Word.EXPECTED, Word.WHO_ACTS)
        return [self.table(item.text or caption, columns, rows, head=1)]

    @property
    def _not_stated(self) -> str:
        return self.words[Word.NOT_STATED]

    def _expected(self, milestone: Any) -> str:
        return date_in_words(milestone.forecast) if milestone.forecast else "As due"


def _leads(role: Any) -> bool:
    return is_named(role) and role.kind in LEAD_KINDS


def _hosts(role: Any) -> bool:
    return is_named(role) and role.kind == RoleKind.HOST


def _titled(milestone: Any) -> str:
    of = milestone.workstream
    return f"{of.title}: {milestone.title}" if of else str(milestone.title)


def _due(milestone: Any, day: datetime.date) -> str:
    words = milestone.due_in_words
    return f"{words} (passed)" if is_overdue(milestone, day) else words


def _outcome(vote: Approval) -> str:
    about: Any = vote.workstream or vote.proposal
    who = vote.body.name if vote.body else vote.organisation.label
    what = f"{vote.get_outcome_display().lower()} at “{vote.gate.title}”"
    return f"{about.title}: {who}: {what}" if about else f"{who}: {what}"


def _trend(latest: Any, before: Any) -> str:
    """How the rating moved since the update before, in words; "" where one of them has none."""
    if before is None or not (latest.rating and before.rating):
        return ""
    moved = WORSE_FIRST.index(latest.rating) - WORSE_FIRST.index(before.rating)
    was = before.get_rating_display().lower()
    return f" (was {was})" if moved else " (as before)"
