"""From records to a report's content, as they stood at the report's date."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from decisions.choices import Block, NumberStyle, StylePart
from decisions.models import Report, ReportItem
from decisions.reports.blocks import NOT_STATED, Blocks
from decisions.reports.comparison import list_in_words
from decisions.reports.content import Block as ContentBlock
from decisions.reports.content import Paragraph, ReportContent, Section, Subheading
from decisions.reports.records import ReportRecords
from programmes.choices import Visibility
from sharedsvc.core.dates import day_in_words

UNHEADED = frozenset({"sign-off"})
APPENDIX = "appendix"


def build(report: Report, user: Any) -> ReportContent:
    """The content of a report, as far as the user may see it.

    Reads every record once, whatever the size of the programme.
    """
    return ReportBuilder(ReportRecords(report, user)).content()


def _date(report: Report) -> str:
    """The date as the report words it, otherwise in English."""
    return report.date_words or report.date_in_english


class ReportBuilder:
    """Writes a report's header and sections in the council's house style."""

    def __init__(self, records: ReportRecords) -> None:
        self.records = records
        self.report = records.report
        self.blocks = Blocks(records)
        self.numbering = NumberStyle(self.report.style.numbering)
        self.paragraph = 0

    def content(self) -> ReportContent:
        """The whole report."""
        report = self.report
        changed_since, changes = self._changes()
        return ReportContent(
            code=report.code,
            council=report.organisation.name,
            title=report.title,
            to=list_in_words([meeting.body.name for meeting in self.records.meetings]),
            date=_date(report),
            header=self._header(),
            asks=self.blocks.all_asks(),
            outcome="" if self._is_answered() else "Outcome not recorded",
            changed_since=changed_since,
            changes=changes,
            sections=self._sections(),
            programme_title=report.programme.title,
            programme_address=f"{report.programme.get_absolute_url()}?as_at={self.records.day}",
        )

    def _header(self) -> tuple[tuple[str, str], ...]:
        own = {item.heading: item.text for item in self.records.items["header"]}
        report = self.report
        contact = [self._named(found) for found in (report.contact, report.contact_post) if found]
        computed = {
            "report-to": list_in_words([meeting.body.name for meeting in self.records.meetings]),
            "date": _date(report),
            "report-by": self._named(report.by) if report.by else "",
            "report-no": report.number,
            "contact-officer": ", ".join(contact),
            "contact-no": report.contact_number,
            "subject": report.title,
        }
        return tuple(
            (row.title, own.get(row.key) or computed.get(row.key) or "Not stated")
            for row in self.records.style_rows[StylePart.HEADER]
        )

    def _named(self, record: Any) -> str:
        """The name of a person or post; that it is withheld, where it may not be seen."""
        seen = type(record).objects.visible_to(self.records.user).filter(pk=record.pk)
        open_to_all = record.visibility == Visibility.PUBLIC and not record.struck_out
        return record.label if open_to_all or seen.exists() else "Withheld"

    def _is_answered(self) -> bool:
        asked = {row.pk for row in self.records.recommendations if not row.anticipated}
        return not asked or any(clause.answers_id in asked for clause in self.records.clauses)

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
        lines = [f"{d.date_in_english}: {d.taken_by}. {d.title}." for d in reversed(since)]
        return day_in_words(last), tuple(lines)

    def _sections(self) -> tuple[Section, ...]:
        sections, number = [], 0
        for row in self.records.style_rows[StylePart.SECTION]:
            headed = row.key not in UNHEADED
            numbered = headed and not row.key.startswith(APPENDIX)
            number += numbered
            if self.numbering != NumberStyle.RUNNING:
                self.paragraph = 0
            blocks = self._section_blocks(row.key, number)
            shown = self._section_number(number) if numbered else ""
            sections.append(Section(row.key, shown, row.title if headed else "", tuple(blocks)))
        return tuple(sections)

    def _section_number(self, number: int) -> str:
        return {
            NumberStyle.DECIMAL: f"{number}.0",
            NumberStyle.PLAIN: f"{number}.",
        }.get(self.numbering, "")

    def _paragraph_number(self, item: ReportItem, section: int) -> str:
        """The number printed; where a section prints none at all, the next in the house's style."""
        if any(other.number for other in self.records.items[item.section]):
            return item.number
        self.paragraph += 1
        return {
            NumberStyle.DECIMAL: f"{section}.{self.paragraph}",
            NumberStyle.PLAIN: f"{section}.{self.paragraph}",
            NumberStyle.RUNNING: f"{self.paragraph}.",
        }.get(self.numbering, "")

    def _section_blocks(self, key: str, section: int) -> list[ContentBlock]:
        items = self.records.items[key]
        if not items:
            return self._without_items(key)
        blocks: list[ContentBlock] = []
        for kind, group in groupby(items, key=lambda item: item.block):
            blocks += self._group_blocks(kind, list(group), section)
        return blocks

    def _without_items(self, key: str) -> list[ContentBlock]:
        if key == "recommendations":
            return list(self.blocks.all_asks())
        if key == "implications":
            return self.blocks.implications([])
        return [] if key in UNHEADED else [Paragraph(NOT_STATED)]

    def _group_blocks(self, kind: str, items: list[ReportItem], section: int) -> list[ContentBlock]:
        """Neighbours of a kind that make one list are gathered; others stand one by one."""
        gathered: dict[str, Callable[[list[ReportItem]], list[ContentBlock]]] = {
            Block.IMPLICATION: self.blocks.implications,
            Block.RISK_GRID: self.blocks.risk_grid,
            Block.BACKGROUND_PAPER: self.blocks.papers,
            Block.BULLET: self.blocks.labelled,
            Block.APPENDIX: self.blocks.labelled,
            Block.HEADER: lambda items: [],
        }
        if kind in gathered:
            return gathered[kind](items)
        return [block for item in items for block in self._item_blocks(item, section)]

    def _item_blocks(self, item: ReportItem, section: int) -> list[ContentBlock]:
        if item.block == Block.ASKS:
            return self.blocks.asks_of(item)
        if item.block == Block.HEADING:
            return [Subheading(item.text)]
        writers: dict[str, Callable[[ReportItem], list[ContentBlock]]] = {
            Block.RANKED_LIST: self.blocks.ranked_list,
            Block.COMPARISON: self.blocks.comparison,
            Block.LEADS_TABLE: self.blocks.leads_table,
            Block.HOSTS_TABLE: self.blocks.hosts_table,
            Block.OPTIONS: self.blocks.options,
            Block.FINDINGS: self.blocks.findings,
            Block.PRINCIPLES: self.blocks.principles,
            Block.SIGN_OFF: self.blocks.sign_off,
        }
        if item.block not in writers:
            return [Paragraph(item.text, self._paragraph_number(item, section))]
        lead_in = [Paragraph(item.text, item.number)] if item.text and item.number else []
        return [*lead_in, *writers[item.block](item)]
