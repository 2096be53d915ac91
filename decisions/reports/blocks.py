"""The computed blocks of a report: lists, tables and comparisons, written from its records."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from decisions.choices import AskStyle, ImplicationAnswer, PointKind, StylePart
from decisions.models import Recommendation, ReportItem
from decisions.reports.comparison import ComparisonText, list_in_words
from decisions.reports.content import (
    Asks,
    Block,
    Listing,
    Note,
    OptionColumn,
    Pairs,
    Paragraph,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.records import ReportRecords
from programmes.models import Reading
from workstreams.choices import LEAD_KINDS, DurationClass, RoleKind, Standing
from workstreams.models import Finding, Stage, Workstream

NOT_STATED = "Not stated."
POINT_HEADINGS = {
    PointKind.STRENGTH: "Strengths",
    PointKind.WEAKNESS: "Weaknesses",
    PointKind.COMMENT: "Comments",
    PointKind.FEATURE: "Features",
}


class Blocks:
    """Writes each computed block of a report."""

    def __init__(self, records: ReportRecords) -> None:
        self.records = records
        self.style = records.report.style

    # What is asked.

    def all_asks(self) -> tuple[Asks, ...]:
        """Every ask of the report, gathered by the body that is asked and by whether it is yet."""
        groups: dict[tuple[int | None, bool], list[Recommendation]] = {}
        for row in self.records.recommendations:
            groups.setdefault((row.body_id, row.anticipated), []).append(row)
        several = len(groups) > 1 or any(anticipated for _, anticipated in groups)
        return tuple(self._asks(rows, self._lead_in(rows[0], several)) for rows in groups.values())

    def asks_of(self, item: ReportItem) -> list[Block]:
        """The asks of one place: all of them, or those to one body, behind the item's lead-in."""
        rows = [
            row
            for row in self.records.recommendations
            if item.body_id is None or row.body_id == item.body_id
        ]
        if item.text and item.number:
            return [Paragraph(item.text, item.number), self._asks(rows, "")]
        return [self._asks(rows, item.text or self.style.asks_lead_in)]

    def _lead_in(self, first: Recommendation, several: bool) -> str:
        if not several:
            return self.style.asks_lead_in
        who = first.body.name if first.body else "Not stated who"
        when = first.meeting.date_in_english if first.meeting else ""
        to_come = "To be asked of" if first.anticipated else "Asked of"
        return f"{to_come} {who}{f', {when}' if when else ''}:"

    def _asks(self, rows: list[Recommendation], lead_in: str) -> Asks:
        return Asks(lead_in, tuple((self._ask_label(row), row.text) for row in rows))

    def _ask_label(self, row: Recommendation) -> str:
        style = AskStyle(self.style.ask_numbering)
        if style == AskStyle.NONE:
            return ""
        bare = style.value.strip("().")
        return style.value.replace(bare, row.number)

    # Rankings.

    def ranked_list(self, item: ReportItem) -> list[Block]:
        """The entries of a ranking, or some of its ranks; a selection has bullets."""
        entries = self.records.entries[item.ranking_id or 0]
        if not item.ranking or not item.ranking.is_ranked:
            return [Listing(tuple(("", entry.label) for entry in entries))]
        first, last = item.first or 1, item.last or 10_000
        chosen = [entry for entry in entries if entry.rank and first <= entry.rank <= last]
        return [Listing(tuple((f"{entry.rank}.", entry.label) for entry in chosen))]

    def comparison(self, item: ReportItem) -> list[Block]:
        """How one ranking compares with another, true to every reading of it."""
        phases = [stage.phase.title for stage in self.records.stages if stage.phase]
        phase_title = phases[0] if phases else ""
        text = ComparisonText(self.records.entries, self.records.forward, phase_title)
        return text.blocks(item.ranking, item.against, self._rivals(item.ranking))

    def _rivals(self, ranking: Any) -> list[tuple[Any, str]]:
        """Other rankings that an open conflict names beside this one, with their paragraphs."""
        rankings = {
            rows[0].ranking_id: rows[0].ranking for rows in self.records.entries.values() if rows
        }
        others: dict[int, Any] = {}
        for reading in self.records.readings:
            about = _subjects(reading, "workstreams.ranking")
            if ranking.pk in about:
                others |= {pk: rankings[pk] for pk in about if pk != ranking.pk and pk in rankings}
        paragraphs = self.records.paragraphs
        return [(o, paragraphs.get(o.reference, "Another statement")) for o in others.values()]

    # Leads and hosts.

    def leads_table(self, item: ReportItem) -> list[Block]:
        """Priorities, workstreams and leads of a phase; with what sources say otherwise."""
        stages = [stage for stage in self.records.stages if stage.phase_id == item.phase_id]
        rows = tuple(
            (str(stage.priority), stage.title or stage.workstream.title, self._leads(stage))
            for stage in stages
        )
        phase = f"{item.phase.title} " if item.phase else ""
        table = Table(
            caption=f"{phase}work streams and lead authorities",
            columns=("Priority", "Work stream", "Lead authorities"),
            rows=rows,
        )
        return [table, *self._role_disputes(stages)]

    def _leads(self, stage: Stage) -> str:
        roles = self.records.roles[stage.workstream_id]
        leads = [role.holder for role in roles if role.kind in LEAD_KINDS]
        support = [
            f"{'possible ' * (role.standing == Standing.CONSIDERED)}support from {role.holder}"
            for role in roles
            if role.kind == RoleKind.SUPPORTING
        ]
        text = list_in_words(leads) or "Not stated"
        return f"{text} (with {list_in_words(support)})" if support else text

    def _role_disputes(self, stages: list[Stage]) -> list[Block]:
        roles = {role.pk for stage in stages for role in self.records.roles[stage.workstream_id]}
        by_conflict: dict[int, list[Reading]] = defaultdict(list)
        for reading in self.records.readings:
            if roles & set(_subjects(reading, "workstreams.workstreamrole")):
                by_conflict[reading.conflict_id].append(reading)
        return [self._dispute(readings) for readings in by_conflict.values()]

    def _dispute(self, readings: list[Reading]) -> Note:
        paragraphs = self.records.paragraphs
        sides = [
            f"{paragraphs.get(reading.reference, 'Another statement')}: {reading.statement}"
            for reading in readings
        ]
        return Note(f"{readings[0].conflict.question} {' '.join(sides)}")

    def hosts_table(self, item: ReportItem) -> list[Block]:
        """The workstreams of a duration class with description, remarks and proposed host."""
        rows = tuple(
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
            Table(
                caption=f"{DurationClass(item.duration_class).label} services and proposed hosts",
                columns=("Ref", "Name", "Description", "Proposed host"),
                rows=rows,
            )
        ]

    def _description(self, workstream: Workstream) -> str:
        parts = [part for part in self.records.workstreams if part.parent_id == workstream.pk]
        named = [f"{part.title}{f' ({part.remarks})' if part.remarks else ''}" for part in parts]
        including = f"Including {list_in_words(named)}." if named else ""
        return " ".join(filter(None, (workstream.scope, including, workstream.remarks)))

    def _host(self, workstream: Workstream) -> str:
        roles = self.records.roles[workstream.pk]
        hosts = [role.holder for role in roles if role.kind == RoleKind.HOST]
        return list_in_words(hosts) or "Not stated"

    # Options, findings, principles, implications.

    def options(self, item: ReportItem) -> list[Block]:
        """The options of a proposal side by side."""
        columns = []
        for option, points in self.records.options(item.proposal_id):
            by_kind = tuple(
                (heading, tuple((f"{p.number}:", p.text) for p in points if p.kind == kind))
                for kind, heading in POINT_HEADINGS.items()
                if any(p.kind == kind for p in points)
            )
            title = f"{option.number} {option.title}".strip()
            standing = option.get_standing_display()
            columns.append(OptionColumn(title, standing, option.description, by_kind))
        return [SideBySide(tuple(columns))]

    def findings(self, item: ReportItem) -> list[Block]:
        """The findings of a review by group and theme."""
        blocks: list[Block] = []
        rows = self.records.findings(item.review_id)
        for group, in_group in groupby(rows, key=lambda row: row.group):
            if group:
                blocks.append(Subheading(group))
            for theme, in_theme in groupby(list(in_group), key=lambda row: row.theme):
                blocks += [Subheading(theme, 2)] if theme else []
                blocks.append(Listing(tuple(map(_finding, in_theme))))
        return blocks

    def principles(self, item: ReportItem) -> list[Block]:
        """The principles of the programme."""
        return [Listing(tuple((row.number, row.text) for row in self.records.principles))]

    def implications(self, items: list[ReportItem]) -> list[Block]:
        """Every implication of the house style, in its order; silence is said."""
        by_heading = {item.heading: item for item in items}
        known = {row.key for row in self.records.style_rows[StylePart.IMPLICATION]}
        rows = [
            (row.title, _implication(by_heading.get(row.key)))
            for row in self.records.style_rows[StylePart.IMPLICATION]
        ]
        rows += [(item.heading, _implication(item)) for item in items if item.heading not in known]
        return [*_number(items), Pairs(tuple(rows))]

    def risk_grid(self, items: list[ReportItem]) -> list[Block]:
        """The house style's risk categories, ticked or not."""
        ticked = {item.heading for item in items if item.answer == ImplicationAnswer.STATED}
        rows = tuple(
            (row.title, "Ticked" if row.key in ticked else "Not ticked")
            for row in self.records.style_rows[StylePart.RISK]
        )
        return [*_number(items), Pairs(rows)]

    def papers(self, items: list[ReportItem]) -> list[Block]:
        """Background papers as one list."""
        return [*_number(items), Listing(tuple(("", _paper(item)) for item in items))]

    def labelled(self, items: list[ReportItem]) -> list[Block]:
        """Points or appendices as one list, with their printed labels."""
        return [Listing(tuple((item.number, item.text) for item in items))]

    def sign_off(self, item: ReportItem) -> list[Block]:
        """Who signs, in which post."""
        name = item.person.name if item.person else ""
        return [SignOff(name, item.post.title if item.post else item.text)]


def _number(items: list[ReportItem]) -> list[Block]:
    """The paragraph number before a gathered list, where one is printed."""
    return [Paragraph("", items[0].number)] if items and items[0].number else []


def _subjects(reading: Reading, record_type: str) -> list[int]:
    return [row["subject"] for row in reading.about_rows if row["type"] == record_type]  # type: ignore[attr-defined]


def _finding(row: Finding) -> tuple[str, str]:
    return (f"{row.number}." if row.number.isdigit() else row.number, row.text)


def _implication(item: ReportItem | None) -> str:
    if item is None:
        return NOT_STATED
    return item.text or f"{ImplicationAnswer(item.answer).label}."


def _paper(item: ReportItem) -> str:
    document = item.document
    if document is None:
        return item.text
    return f"{document.title}, {document.date_in_english}" if document.date else document.title
