"""From records to a report's content, as they stood at the report's date. Only this sees models."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from itertools import groupby
from typing import Any

from decisions.choices import AskStyle, Block, ImplicationAnswer, NumberStyle, StylePart
from decisions.models import Clause, HouseSection, Recommendation, Report, ReportItem, ReportMeeting
from decisions.reports.comparison import ComparisonText, list_in_words
from decisions.reports.content import (
    Asks,
    Listing,
    Note,
    Pairs,
    Paragraph,
    ReportContent,
    Section,
    SignOff,
    Table,
)
from decisions.reports.content import Block as ContentBlock
from programmes.models import Citation, Reading
from sharedsvc.core.dates import day_in_words
from workstreams.choices import LEAD_KINDS, RoleKind, Standing
from workstreams.models import Lineage, RankingEntry, Stage, WorkstreamRole

UNHEADED = frozenset({"sign-off"})
NOT_STATED = "Not stated."


def build(report: Report, user: Any) -> ReportContent:
    """The content of a report, as far as the user may see it. Runs the same few statements for
    any size of programme."""
    return ReportBuilder(report, user).content()


class ReportBuilder:
    """Reads a report's records once and writes its sections in the council's house style."""

    def __init__(self, report: Report, user: Any) -> None:
        self.report = report
        self.user = user
        self.day = report.date_latest
        self.paragraph = 0

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    # What the builder reads.

    @cached_property
    def style_rows(self) -> dict[str, list[HouseSection]]:
        rows = defaultdict(list)
        sections = self._visible(HouseSection).filter(style=self.report.style_id)
        for row in sections.order_by("order", "pk"):
            rows[row.part].append(row)
        return rows

    @cached_property
    def items(self) -> dict[str, list[ReportItem]]:
        found = defaultdict(list)
        rows = self._visible(ReportItem).filter(report=self.report)
        related = ("ranking__by", "against__by", "phase", "document", "person", "post")
        for item in rows.select_related(*related).order_by("section", "order", "pk"):
            found[item.section].append(item)
        return found

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        rows = self._visible(Recommendation).filter(report=self.report)
        return list(rows.order_by("order", "pk"))

    @cached_property
    def meetings(self) -> list[Any]:
        rows = self._visible(ReportMeeting).filter(report=self.report)
        rows = rows.select_related("meeting__body").order_by("order", "pk")
        return [row.meeting for row in rows]

    @cached_property
    def entries(self) -> dict[int, list[RankingEntry]]:
        found = defaultdict(list)
        rows = self._visible(RankingEntry).filter(ranking__programme=self.report.programme_id)
        rows = rows.adopted_by(self.day).for_list().select_related("ranking__by", "workstream")
        for entry in rows:
            found[entry.ranking_id].append(entry)
        return found

    @cached_property
    def stages(self) -> list[Stage]:
        rows = self._visible(Stage).as_at(self.day)
        rows = rows.filter(workstream__programme=self.report.programme_id, priority__isnull=False)
        return list(rows.select_related("workstream", "phase").order_by("priority", "pk"))

    @cached_property
    def roles(self) -> dict[int, list[WorkstreamRole]]:
        found = defaultdict(list)
        rows = self._visible(WorkstreamRole).as_at(self.day).for_list()
        for role in rows.filter(workstream__programme=self.report.programme_id):
            found[role.workstream_id].append(role)
        return found

    @cached_property
    def readings(self) -> list[Reading]:
        rows = self._visible(Reading).filter(conflict__programme=self.report.programme_id)
        return [row for row in rows.for_list(self.day) if not row.conflict.is_settled]

    @cached_property
    def paragraphs(self) -> dict[tuple[str, int], str]:
        """The paragraphs that state each record, in words, where the report cites itself."""
        found = defaultdict(list)
        rows = self._visible(Citation).filter(document=self.report.document_id)
        for citation in rows.order_by("record_type", "record_id", "order"):
            if citation.paragraph and not citation.inferred:
                found[citation.record_reference].append(citation.paragraph)
        return {
            reference: f"Paragraph{'s' if len(numbers) > 1 else ''} {list_in_words(numbers)}"
            for reference, numbers in found.items()
        }

    @cached_property
    def forward(self) -> set[int]:
        """Workstreams that go forward in a phase, with those that were merged into them."""
        placed = {stage.workstream_id for stage in self.stages}
        links = self._visible(Lineage).as_at(self.day).filter(successor__in=placed)
        return placed | set(links.values_list("predecessor", flat=True))

    # What it writes.

    def content(self) -> ReportContent:
        report = self.report
        changed_since, changes = self._changes()
        return ReportContent(
            code=report.code,
            council=report.organisation.name,
            title=report.title,
            to=list_in_words([meeting.body.name for meeting in self.meetings]) or "Not stated",
            date=report.date_in_english,
            header=self._header(),
            asks=self._asks(),
            outcome="" if self._is_answered() else "Outcome not recorded",
            changed_since=changed_since,
            changes=changes,
            sections=self._sections(),
            programme_title=report.programme.title,
            programme_address=f"{report.programme.get_absolute_url()}?as_at={self.day}",
        )

    def _header(self) -> tuple[tuple[str, str], ...]:
        own = {item.heading: item.text for item in self.items["header"]}
        report = self.report
        contact = [found.label for found in (report.contact, report.contact_post) if found]
        computed = {
            "report-to": list_in_words([meeting.body.name for meeting in self.meetings]),
            "date": report.date_in_english,
            "report-by": report.by.title if report.by else "",
            "report-no": report.number,
            "contact-officer": ", ".join(contact),
            "contact-no": report.contact_number,
            "subject": report.title,
        }
        return tuple(
            (row.title, own.get(row.key) or computed.get(row.key) or "Not stated")
            for row in self.style_rows[StylePart.HEADER]
        )

    def _asks(self) -> Asks:
        items = tuple((self._ask_label(row), row.text) for row in self.recommendations)
        return Asks(self.report.style.asks_lead_in, items)

    def _ask_label(self, row: Recommendation) -> str:
        style = AskStyle(self.report.style.ask_numbering)
        if style == AskStyle.NONE:
            return ""
        bare = style.value.strip("().")
        return style.value.replace(bare, row.number)

    @cached_property
    def clauses(self) -> list[Clause]:
        clauses = self._visible(Clause).filter(decision__programme=self.report.programme_id)
        return list(clauses.for_list())

    def _is_answered(self) -> bool:
        asked = {row.pk for row in self.recommendations}
        return not asked or any(clause.answers_id in asked for clause in self.clauses)

    def _changes(self) -> tuple[str, tuple[str, ...]]:
        """What was, or may have been, decided since the last day on which the council itself did."""
        decisions = {
            clause.decision_id: clause.decision
            for clause in self.clauses
            if clause.decision.date_latest <= self.day
            and clause.decision.meeting_id not in {meeting.pk for meeting in self.meetings}
        }
        own = [d for d in decisions.values() if d.organisation_id == self.report.organisation_id]
        last = max((d.date_latest for d in own if d.date_earliest == d.date_latest), default=None)
        if last is None:
            return "", ()
        since = [d for d in decisions.values() if d.date_latest > last]
        lines = [f"{d.date_in_english}: {d.taken_by}. {d.title}." for d in reversed(since)]
        return day_in_words(last), tuple(lines)

    def _sections(self) -> tuple[Section, ...]:
        sections, number = [], 0
        for row in self.style_rows[StylePart.SECTION]:
            headed = row.key not in UNHEADED
            number += headed
            if self.report.style.numbering != NumberStyle.RUNNING:
                self.paragraph = 0
            blocks = self._section_blocks(row.key, number)
            shown = self._section_number(number) if headed else ""
            sections.append(Section(row.key, shown, row.title if headed else "", tuple(blocks)))
        return tuple(sections)

    def _section_number(self, number: int) -> str:
        return {
            NumberStyle.DECIMAL: f"{number}.0",
            NumberStyle.PLAIN: f"{number}.",
        }.get(NumberStyle(self.report.style.numbering), "")

    def _paragraph_number(self, item: ReportItem, section: int) -> str:
        """The number printed; where a section prints none at all, the next in the house's style."""
        if any(other.number for other in self.items[item.section]):
            return item.number
        self.paragraph += 1
        return {
            NumberStyle.DECIMAL: f"{section}.{self.paragraph}",
            NumberStyle.PLAIN: f"{section}.{self.paragraph}",
            NumberStyle.RUNNING: f"{self.paragraph}.",
        }.get(NumberStyle(self.report.style.numbering), "")

    def _section_blocks(self, key: str, section: int) -> list[ContentBlock]:
        items = self.items[key]
        if not items:
            return self._without_items(key)
        blocks: list[ContentBlock] = []
        for kind, group in groupby(items, key=lambda item: item.block):
            gathered = self._gathered(kind, list(group), section)
            if gathered:
                blocks += gathered
        return blocks

    def _gathered(self, kind: str, items: list[ReportItem], section: int) -> list[ContentBlock]:
        """Implications make one list, and so do background papers; other items stand alone."""
        number = [Paragraph("", items[0].number)] if items[0].number else []
        if kind == Block.IMPLICATION:
            return [*number, self._implications(items)]
        if kind == Block.BACKGROUND_PAPER:
            return [*number, Listing(tuple(("", self._paper(item)) for item in items))]
        return [block for item in items for block in self._item_blocks(item, section)]

    def _without_items(self, key: str) -> list[ContentBlock]:
        if key == "recommendations":
            return [self._asks()]
        if key == "implications":
            return [self._implications([])]
        return [] if key in UNHEADED else [Paragraph(NOT_STATED)]

    def _item_blocks(self, item: ReportItem, section: int) -> list[ContentBlock]:
        writers: dict[str, Callable[[ReportItem], list[ContentBlock]]] = {
            Block.RANKED_LIST: self._ranked_list,
            Block.COMPARISON: self._comparison,
            Block.LEADS_TABLE: self._leads_table,
            Block.ASKS: lambda item: [self._asks()],
            Block.SIGN_OFF: self._sign_off,
            Block.HEADER: lambda item: [],
        }
        if item.block in writers:
            lead = [Paragraph(item.text, item.number)] if item.text and item.number else []
            return [*lead, *writers[item.block](item)]
        return [Paragraph(item.text, self._paragraph_number(item, section))]

    def _ranked_list(self, item: ReportItem) -> list[ContentBlock]:
        entries = self.entries[item.ranking_id or 0]
        if not item.ranking or not item.ranking.is_ranked:
            return [Listing(tuple(("", entry.label) for entry in entries))]
        first, last = item.first or 1, item.last or 10_000
        chosen = [entry for entry in entries if entry.rank and first <= entry.rank <= last]
        return [Listing(tuple((f"{entry.rank}.", entry.label) for entry in chosen))]

    def _comparison(self, item: ReportItem) -> list[ContentBlock]:
        phases = [stage.phase.title for stage in self.stages if stage.phase]
        text = ComparisonText(self.entries, self.forward, phases[0] if phases else "")
        return text.blocks(item.ranking, item.against, self._rivals(item.ranking))

    def _rivals(self, ranking: Any) -> list[tuple[Any, str]]:
        """Other rankings that an open conflict names beside this one, with their paragraphs."""
        rankings = {rows[0].ranking_id: rows[0].ranking for rows in self.entries.values() if rows}
        others: dict[int, Any] = {}
        for reading in self.readings:
            about = [
                row["subject"] for row in reading.about_rows if row["type"] == "workstreams.ranking"
            ]
            if ranking.pk in about:
                others |= {pk: rankings[pk] for pk in about if pk != ranking.pk and pk in rankings}
        return [
            (other, self.paragraphs.get(other.reference, "Another statement"))
            for other in others.values()
        ]

    def _leads_table(self, item: ReportItem) -> list[ContentBlock]:
        stages = [stage for stage in self.stages if stage.phase_id == item.phase_id]
        rows = tuple(
            (str(stage.priority), stage.title or stage.workstream.title, self._leads(stage))
            for stage in stages
        )
        table = Table(
            caption=f"{item.phase.title if item.phase else ''} work streams and lead authorities".strip(),
            columns=("Priority", "Work stream", "Lead authorities"),
            rows=rows,
        )
        return [table, *self._role_disputes(stages)]

    def _leads(self, stage: Stage) -> str:
        roles = self.roles[stage.workstream_id]
        leads = [role.holder for role in roles if role.kind in LEAD_KINDS]
        support = [
            f"{'possible ' if role.standing == Standing.CONSIDERED else ''}support from {role.holder}"
            for role in roles
            if role.kind == RoleKind.SUPPORTING
        ]
        text = list_in_words(leads) or "Not stated"
        return f"{text} (with {list_in_words(support)})" if support else text

    def _role_disputes(self, stages: list[Stage]) -> list[ContentBlock]:
        roles = {role.pk for stage in stages for role in self.roles[stage.workstream_id]}
        by_conflict: dict[int, list[Reading]] = defaultdict(list)
        for reading in self.readings:
            about = {
                row["subject"]
                for row in reading.about_rows
                if row["type"] == "workstreams.workstreamrole"
            }
            if about & roles:
                by_conflict[reading.conflict_id].append(reading)
        return [self._dispute(readings) for readings in by_conflict.values()]

    def _dispute(self, readings: list[Reading]) -> Note:
        sides = [
            f"{self.paragraphs.get(reading.reference, 'Another statement')}: {reading.statement}"
            for reading in readings
        ]
        return Note(f"{readings[0].conflict.question} {' '.join(sides)}")

    def _implications(self, items: list[ReportItem]) -> Pairs:
        by_heading = {item.heading: item for item in items}
        rows = []
        for row in self.style_rows[StylePart.IMPLICATION]:
            rows.append((row.title, self._implication(by_heading.get(row.key))))
        return Pairs(tuple(rows))

    @staticmethod
    def _implication(item: ReportItem | None) -> str:
        if item is None:
            return NOT_STATED
        return item.text or f"{ImplicationAnswer(item.answer).label}."

    @staticmethod
    def _paper(item: ReportItem) -> str:
        document = item.document
        if document is None:
            return item.text
        return f"{document.title}, {document.date_in_english}" if document.date else document.title

    @staticmethod
    def _sign_off(item: ReportItem) -> list[ContentBlock]:
        return [
            SignOff(item.person.name if item.person else "", item.post.title if item.post else "")
        ]
