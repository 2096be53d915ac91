"""From records to a report's content, as they stood at the report's date."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Any

from decisions.choices import Block, HeadingStyle, NumberStyle, StylePart
from decisions.models import HouseSection, Report, ReportItem
from decisions.reports.blocks import Blocks
from decisions.reports.content import (
    ContentBlock,
    Listing,
    Paragraph,
    ReportContent,
    Section,
    Subheading,
)
from decisions.reports.fields import date_of
from decisions.reports.markdown import read_markdown
from decisions.reports.named import named_as_on_the_day
from decisions.reports.numbering import Numbering
from decisions.reports.records import ReportRecords
from decisions.reports.words import Words
from decisions.standing import marks_on
from sharedsvc.core.dates import LATEST, day_in_words
from sharedsvc.core.light import reading_light, without_looking_for_circles
from sharedsvc.core.reading_day import reading_as_at


def build(report: Report, user: Any, day: datetime.date | None = None) -> ReportContent:
    """The content of a report, as far as the user may see it.

    Its tables and lists stand as at the report's own date, or as at another `day`. Reads every
    record once, whatever the size of the programme.
    """
    records = ReportRecords(report, user, day)
    with reading_as_at(records.day), reading_light(), without_looking_for_circles():
        records.report = named_as_on_the_day(records.report)
        return ReportBuilder(records).content()


def built(report: Report, user: Any) -> "ReportBuilder":
    """The builder of a report that has written it, with `written_content`, for who works on it."""
    records = ReportRecords(report, user)
    with reading_as_at(records.day), reading_light(), without_looking_for_circles():
        records.report = named_as_on_the_day(records.report)
        builder = ReportBuilder(records)
        builder.written_content = builder.content()
    return builder


class ReportBuilder:
    """Writes a report's header and sections in the council's house style."""

    written_content: ReportContent

    def __init__(self, records: ReportRecords) -> None:
        self.records = records
        self.report = records.report
        self.blocks = Blocks(records, Words(records.style_rows[StylePart.WORD]))
        self.fields = self.blocks.fields
        self.numbering = Numbering(NumberStyle(self.report.style.numbering))
        # By the keys of places: what each came to, and what the records say there by now.
        self.written: dict[int, list[ContentBlock]] = {}
        self.computed: dict[int, list[ContentBlock]] = {}

    def content(self) -> ReportContent:
        """The whole report."""
        report, records = self.report, self.records
        changed_since, changes = self._changes()
        return ReportContent(
            code=report.code,
            council=report.organisation.name,
            title=report.title,
            to=self.fields.addressees(),
            date=date_of(report),
            header=self.fields.fields(StylePart.HEADER),
            title_in_header=any(
                row.key == "subject" for row in records.style_rows[StylePart.HEADER]
            ),
            asks=self.blocks.all_asks(),
            changed_since=changed_since,
            changes=changes,
            sections=tuple(self._section(row) for row in records.style_rows[StylePart.SECTION]),
            as_at=day_in_words(records.day) if records.day != report.date_latest else "",
            number=report.number,
            day="" if report.date_latest == LATEST else report.date_latest.isoformat(),
        )

    def _changes(self) -> tuple[str, tuple[str, ...]]:
        """What was, or may have been, decided since the council itself last decided on a day."""
        here = {meeting.pk for meeting in self.records.meetings}
        decisions = {
            clause.decision_id: clause.decision
            for clause in self.records.clauses
            if clause.decision.date_latest <= self.records.day
            and clause.decision.meeting_id not in here
        }
        own = [d for d in decisions.values() if d.organisation_id == self.report.organisation_id]
        last = max((d.date_latest for d in own if d.date_earliest == d.date_latest), default=None)
        if last is None:
            return "", ()
        since = [d for d in decisions.values() if d.date_latest > last]
        marks = marks_on(since, self.records.user, self.records.day) if since else {}
        lines = [
            " ".join(
                [
                    f"{d.date_in_english}: {d.taken_by}. {d.title}.",
                    # What it says rests on what it has read, and on nothing else.
                    *(f"{m.words}." for m in marks.get(d.reference, ()) if m.by in decisions),
                ]
            )
            for d in reversed(since)
        ]
        return day_in_words(last), tuple(lines)

    def _section(self, row: HouseSection) -> Section:
        heading = HeadingStyle(row.heading)
        number = self.numbering.open_section(heading == HeadingStyle.USUAL)
        title = "" if heading == HeadingStyle.NOT_PRINTED else row.title
        blocks = tuple(self._section_blocks(row))
        if heading == HeadingStyle.ON_THE_LINE and len(blocks) == 1:
            return Section(row.key, number, title, *_on_the_line(blocks[0]))
        return Section(row.key, number, title, blocks)

    def _paragraph_number(self, item: ReportItem) -> str:
        """The number printed; where a section prints none at all, the next in the house's style."""
        if self._are_given(item.section):
            return item.number
        return self.numbering.paragraph()

    def _section_blocks(self, row: HouseSection) -> list[ContentBlock]:
        items = self.records.items[row.key]
        if not items:
            return self._without_items(row)
        blocks: list[ContentBlock] = []
        for kind, group in groupby(items, key=lambda item: item.block):
            blocks += self._group_blocks(kind, list(group))
        return blocks

    def _without_items(self, row: HouseSection) -> list[ContentBlock]:
        """A section for which the report holds nothing: asks and implications are known anyway."""
        if row.key == "recommendations" and self.records.recommendations:
            return list(self.blocks.all_asks())
        if row.key == "implications":
            return self.blocks.implications([])
        return [] if row.heading == HeadingStyle.NOT_PRINTED else self.blocks.not_stated()

    def _group_blocks(self, kind: str, items: list[ReportItem]) -> list[ContentBlock]:
        """Neighbours of a kind that make one list are gathered; others stand one by one."""
        gathered: dict[str, Callable[[list[ReportItem]], list[ContentBlock]]] = {
            Block.IMPLICATION: self.blocks.implications,
            Block.RISK_GRID: self.blocks.risk_grid,
            Block.BACKGROUND_PAPER: self.blocks.papers,
            Block.BULLET: self.blocks.labelled,
            Block.APPENDIX: self.blocks.labelled,
            Block.SIGN_OFF: self.blocks.sign_offs,
            Block.HEADER: lambda items: [],
        }
        if kind in gathered:
            return gathered[kind](items)
        return [block for item in items for block in self._with_note(item)]

    def _with_note(self, item: ReportItem) -> list[ContentBlock]:
        """What stands in a place, and what its officers say below it."""
        note = [Paragraph(item.note)] if item.seen and item.note else []
        self.written[item.pk] = self._item_blocks(item)
        return [*self.written[item.pk], *note]

    def _item_blocks(self, item: ReportItem) -> list[ContentBlock]:
        if not item.seen:
            return self.blocks.withheld(item)
        if item.block == Block.ASKS:
            return self.blocks.asks_of(item)
        if item.block == Block.HEADING:
            return [Subheading(item.text)]
        if item.block == Block.FOOTER:
            return [self.fields.fields(StylePart.FOOTER)]
        writers: dict[str, Callable[[ReportItem], list[ContentBlock]]] = {
            Block.RANKED_LIST: self.blocks.ranked_list,
            Block.COMPARISON: self.blocks.comparison,
            Block.LEADS_TABLE: self.blocks.leads_table,
            Block.HOSTS_TABLE: self.blocks.hosts_table,
            Block.OPTIONS: self.blocks.options,
            Block.FINDINGS: self.blocks.findings,
            Block.PRINCIPLES: self.blocks.principles,
            Block.OVERVIEW: self.blocks.overview,
            Block.CHANGES: self.blocks.changes,
            Block.STATUS: self.blocks.status_table,
            Block.MILESTONES: self.blocks.milestones,
        }
        if item.block not in writers:
            return self._own_words(item)
        computed = writers[item.block](item)
        self.computed[item.pk] = computed
        return [*_lead_in(item), *self.records.taken.get(item.pk, computed)]

    def _own_words(self, item: ReportItem) -> list[ContentBlock]:
        """A text as its officers wrote it; where paragraphs are counted, each has its number."""
        number = self._paragraph_number(item)
        first, *others = read_markdown(item.text) or [Paragraph(item.text)]
        begun: list[ContentBlock] = [Paragraph("", number), first] if number else [first]
        if isinstance(first, Paragraph):
            begun = [replace(first, number=number)]
        if self._are_given(item.section):
            return [*begun, *others]
        return [*begun, *map(self._counted, others)]

    def _counted(self, block: Paragraph | Listing) -> Paragraph | Listing:
        """A further paragraph of the same place with the next number."""
        if isinstance(block, Listing):
            return block
        return replace(block, number=self.numbering.paragraph())

    def _are_given(self, section: str) -> bool:
        """Whether the numbers of a section's paragraphs are printed as given: any of them is."""
        return any(other.number for other in self.records.items[section])


CAPTIONED = frozenset({Block.LEADS_TABLE, Block.HOSTS_TABLE})


def _lead_in(item: ReportItem) -> list[ContentBlock]:
    """The text before something computed; without a number it is the caption of a table."""
    is_caption = item.block in CAPTIONED and not item.number
    return [Paragraph(item.text, item.number)] if item.text and not is_caption else []


def _on_the_line(block: ContentBlock) -> tuple[tuple[ContentBlock, ...], str]:
    """What stays below the heading, and the text that stands on the line with it."""
    if isinstance(block, Paragraph) and not block.number:
        return (), block.text
    if isinstance(block, Listing) and len(block.items) == 1:
        return (), block.items[0][1]
    return (block,), ""
