"""Who leads and who hosts, as tables."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from decisions.choices import Word
from decisions.models import ReportItem
from decisions.reports.blocks.writer import BlockWriter, subjects_of
from decisions.reports.content import ContentBlock, Note
from programmes.models import Reading
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.prose import list_in_words
from workstreams.answering import holder_in_words, holders_of, proposals_of
from workstreams.choices import LEAD_KINDS, DurationClass, RoleKind, Standing
from workstreams.models import Workstream


class RoleBlocks(BlockWriter):
    """Writes the tables of leads and hosts."""

    def leads_table(self, item: ReportItem) -> list[ContentBlock]:
        """Priorities, workstreams and leads of a phase; with what sources say otherwise.

        Without a phase: every workstream with its reference and leads, in the programme's order.
        """
        if item.phase is None:
            return self._leads_of_all(item)
        stages = [stage for stage in self.records.stages if stage.phase_id == item.phase_id]
        rows = (
            (str(stage.priority), self._placed(stage), self._leads(stage.workstream_id))
            for stage in stages
        )
        table = self.table(
            _caption(item, f"{item.phase.title} work streams and lead authorities"),
            (Word.PRIORITY, Word.WORK_STREAM, Word.LEADS),
            rows,
        )
        return [table, *self._role_disputes({stage.workstream_id for stage in stages})]

    def _placed(self, stage: Any) -> str:
        """The title that a workstream has in its phase; marked where it only may be there."""
        title = stage.title or stage.workstream.title
        is_sure = stage.certainty == SURELY
        return title if is_sure else f"{title} ({self.words[Word.ABOUT]})"

    def _leads_of_all(self, item: ReportItem) -> list[ContentBlock]:
        workstreams = [row for row in self.records.workstreams if row.parent_id is None]
        rows = ((row.ref, row.title, self._leads(row.pk)) for row in workstreams)
        table = self.table(
            _caption(item, "Work streams and lead authorities"),
            (Word.REF, Word.WORK_STREAM, Word.LEADS),
            rows,
        )
        return [table, *self._role_disputes({row.pk for row in workstreams})]

    def _leads(self, workstream: int) -> str:
        roles = self.records.roles[workstream]
        about = self.words[Word.ABOUT]
        support = [
            f"{'possible ' * (role.standing == Standing.CONSIDERED)}support from "
            f"{holder_in_words(role, about)}"
            for role in roles
            if role.kind == RoleKind.SUPPORTING
        ]
        text = self._holders(roles, LEAD_KINDS)
        return f"{text} (with {list_in_words(support)})" if support else text

    def _role_disputes(self, workstreams: set[int]) -> list[ContentBlock]:
        roles = {role.pk for workstream in workstreams for role in self.records.roles[workstream]}
        by_conflict: dict[int, list[Reading]] = defaultdict(list)
        for reading in self.records.readings:
            if roles & set(subjects_of(reading, "workstreams.workstreamrole")):
                by_conflict[reading.conflict_id].append(reading)
        return [self._dispute(readings) for readings in by_conflict.values()]

    def _dispute(self, readings: list[Reading]) -> Note:
        paragraphs = self.records.paragraphs
        sides = [
            f"{paragraphs.get(reading.reference, 'Another statement')}: {reading.statement}"
            for reading in readings
        ]
        return self.note(f"{readings[0].conflict.question} {' '.join(sides)}")

    def hosts_table(self, item: ReportItem) -> list[ContentBlock]:
        """The workstreams of a duration class with description, remarks and proposed host."""
        rows = (
            (
                workstream.ref,
                workstream.title,
                self._description(workstream),
                self._host(workstream),
            )
            for workstream in self.records.workstreams
            if workstream.duration_class == item.duration_class and workstream.parent_id is None
        )
        return [
            self.table(
                _caption(
                    item, f"{DurationClass(item.duration_class).label} services and proposed hosts"
                ),
                (Word.REF, Word.NAME, Word.DESCRIPTION, Word.HOST),
                rows,
            )
        ]

    def _description(self, workstream: Workstream) -> str:
        parts = [part for part in self.records.workstreams if part.parent_id == workstream.pk]
        named = [f"{part.title}{f' ({part.remarks})' if part.remarks else ''}" for part in parts]
        including = f"Including {list_in_words(named)}." if named else ""
        return " ".join(filter(None, (workstream.scope, including, workstream.remarks)))

    def _host(self, workstream: Workstream) -> str:
        roles = self.records.roles[workstream.pk]
        return self._holders(roles, (RoleKind.HOST,))

    def _holders(self, roles: Iterable[Any], kinds: Iterable[str]) -> str:
        """Who holds roles of these kinds; rivals as so many proposals, each with its remarks."""
        about = self.words[Word.ABOUT]
        rivals = proposals_of(roles, kinds, about)
        words = "; or ".join(rivals) or list_in_words(holders_of(roles, kinds, about))
        return words or self.words[Word.NOT_STATED]


def _caption(item: ReportItem, computed: str) -> str:
    """The report's own caption; a numbered text leads in to the table and is none."""
    return item.text if item.text and not item.number else computed
