"""The computed blocks of a report: lists, tables and comparisons, written from its records."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from decisions.choices import (
    AskStyle,
    ImplicationAnswer,
    PointKind,
    SignOffColumn,
    StylePart,
    Word,
)
from decisions.models import Recommendation, ReportItem
from decisions.reports.content import (
    Asks,
    Block,
    Grid,
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
from decisions.reports.fields import FieldWriter
from decisions.reports.records import ReportRecords
from decisions.reports.words import Words
from programmes.models import Reading
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.prose import list_in_words
from workstreams.answering import holder_in_words, holders_of, proposals_of
from workstreams.choices import LEAD_KINDS, DurationClass, RoleKind, Standing
from workstreams.models import Finding, Workstream
from workstreams.ranking.compared_in_words import ComparisonText

POINT_HEADINGS = {
    PointKind.STRENGTH: "Strengths",
    PointKind.WEAKNESS: "Weaknesses",
    PointKind.COMMENT: "Comments",
    PointKind.FEATURE: "Features",
}


class Blocks:
    """Writes each computed block of a report."""

    def __init__(self, records: ReportRecords, words: Words) -> None:
        self.records = records
        self.style = records.report.style
        self.words = words
        self.fields = FieldWriter(records, words)

    def not_stated(self) -> list[Block]:
        """What stands where nothing is recorded, in the house's words."""
        return [Paragraph(self.words.sentence(Word.NOT_STATED))]

    def withheld(self, item: ReportItem) -> list[Block]:
        """What stands where a part may not be seen, with its number."""
        return [Paragraph(self.words.sentence(Word.WITHHELD), item.number)]

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
        lead_in = item.text or self.style.asks_lead_in
        if not rows:
            return [*([Paragraph(lead_in, item.number)] if lead_in else []), *self.not_stated()]
        if item.number and [row.number for row in rows] == [item.number]:
            return [Paragraph(f"{item.text} {self._ask_text(rows[0])}".strip(), item.number)]
        if item.number:
            return [Paragraph(lead_in, item.number), self._asks(rows, "", flush=False)]
        return [self._asks(rows, lead_in)]

    def _lead_in(self, first: Recommendation, several: bool) -> str:
        if not several:
            return self.style.asks_lead_in
        who = self.fields.name(first.body) or self.words[Word.NOT_STATED]
        meeting = first.meeting
        when = meeting.date_in_english if meeting and self.records.may_see(meeting) else ""
        to_come = self.words[Word.TO_BE_ASKED_OF if first.anticipated else Word.ASKED_OF]
        return f"{to_come} {who}{f', {when}' if when else ''}:"

    def _asks(self, rows: list[Recommendation], lead_in: str, flush: bool = True) -> Asks:
        """Asks behind their lead-in; with nothing before them they stand like paragraphs."""
        items = tuple((self._ask_label(row), self._ask_text(row)) for row in rows)
        return Asks(lead_in, items, flush and not lead_in)

    def _ask_text(self, row: Recommendation) -> str:
        return row.text if row.seen else self.words.sentence(Word.WITHHELD)

    def _ask_label(self, row: Recommendation) -> str:
        """The number in the house's form; a paragraph's own number (2.1) stays as it is."""
        style = AskStyle(self.style.ask_numbering)
        if style == AskStyle.NONE:
            return ""
        if not row.number.isalnum():
            return row.number
        bare = style.value.strip("().")
        return style.value.replace(bare, row.number)

    # Rankings.

    def ranked_list(self, item: ReportItem) -> list[Block]:
        """The entries of a ranking, or some of its ranks; a selection has bullets."""
        entries = self.records.entries[item.ranking_id or 0]
        if not item.ranking or not item.ranking.is_ranked:
            return self._list(("", entry.label) for entry in entries)
        first, last = item.first or 1, item.last or 10_000
        chosen = [entry for entry in entries if entry.rank and first <= entry.rank <= last]
        return self._list((f"{entry.rank}.", entry.label) for entry in chosen)

    def _list(self, items: Iterable[tuple[str, str]]) -> list[Block]:
        rows = tuple(items)
        return [Listing(rows)] if rows else self.not_stated()

    def _table(self, caption: str, columns: Iterable[Word], rows: Iterable[Any]) -> Table:
        """A table that says so when there is nothing to show."""
        found = tuple(rows)
        note = "" if found else self.words.sentence(Word.NOT_STATED)
        return Table(caption, tuple(self.words[column] for column in columns), found, note)

    def comparison(self, item: ReportItem) -> list[Block]:
        """How one ranking compares with another, true to every reading of it."""
        phases = [stage.phase.title for stage in self.records.stages if stage.phase]
        phase_title = phases[0] if phases else ""
        text = ComparisonText(self.records.entries, self.records.forward, phase_title)
        notes = (
            self.note(text.rival_sentence(rival, item.against, paragraphs))
            for rival, paragraphs in self._rivals(item.ranking)
        )
        return [Paragraph(text.sentence(item.ranking, item.against)), *notes]

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
        table = self._table(
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

    def _leads_of_all(self, item: ReportItem) -> list[Block]:
        workstreams = [row for row in self.records.workstreams if row.parent_id is None]
        rows = ((row.ref, row.title, self._leads(row.pk)) for row in workstreams)
        table = self._table(
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

    def _role_disputes(self, workstreams: set[int]) -> list[Block]:
        roles = {role.pk for workstream in workstreams for role in self.records.roles[workstream]}
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
        return self.note(f"{readings[0].conflict.question} {' '.join(sides)}")

    def note(self, text: str) -> Note:
        """That sources disagree, in the house's words."""
        return Note(text, self.words.sentence(Word.SOURCES_DISAGREE))

    def hosts_table(self, item: ReportItem) -> list[Block]:
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
            self._table(
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

    # Options, findings, principles, implications.

    def options(self, item: ReportItem) -> list[Block]:
        """The options of a proposal side by side, with the kinds of points the house shows."""
        named = {row.key: row.title for row in self.records.style_rows[StylePart.POINT]}
        headings = named or POINT_HEADINGS
        columns = []
        for option, points in self.records.options(item.proposal_id):
            by_kind = tuple(
                (heading, tuple((f"{p.number}:", p.text) for p in points if p.kind == kind))
                for kind, heading in headings.items()
                if any(p.kind == kind for p in points)
            )
            title = f"{option.number} {option.title}".strip()
            standing = option.get_standing_display()
            columns.append(OptionColumn(title, standing, option.description, by_kind))
        return [SideBySide(tuple(columns))] if columns else self.not_stated()

    def findings(self, item: ReportItem) -> list[Block]:
        """The findings of a review by group and theme; of one group, without its name."""
        blocks: list[Block] = []
        only = item.heading
        rows = [r for r in self.records.findings(item.review_id) if only in ("", r.group)]
        for group, in_group in groupby(rows, key=lambda row: row.group):
            if group and not only:
                blocks.append(Subheading(group))
            for theme, in_theme in groupby(list(in_group), key=lambda row: row.theme):
                blocks += [Subheading(theme, 2)] if theme else []
                blocks.append(Listing(tuple(map(_finding, in_theme))))
        return blocks or self.not_stated()

    def principles(self, item: ReportItem) -> list[Block]:
        """The principles of the programme."""
        return self._list((row.number, row.text) for row in self.records.principles)

    def implications(self, items: list[ReportItem]) -> list[Block]:
        """Every implication of the house style, in its order; silence is said."""
        number, numbers = _numbers(items)
        by_heading = {
            item.heading: (item, label) for item, label in zip(items, numbers, strict=True)
        }
        rows = []
        for row in self.records.style_rows[StylePart.IMPLICATION]:
            item, label = by_heading.pop(row.key, (None, ""))
            rows.append((f"{label} {row.title}".strip(), self._implication(item)))
        for heading, (item, label) in by_heading.items():
            title = heading if item.seen else self.words[Word.WITHHELD]
            rows.append((f"{label} {title}".strip(), self._implication(item)))
        return [*number, *([Pairs(tuple(rows))] if rows else self.not_stated())]

    def _implication(self, item: ReportItem | None) -> str:
        if item is None:
            return self.words.sentence(Word.NOT_STATED)
        if not item.seen:
            return self.words.sentence(Word.WITHHELD)
        return item.text or self.words.answer(item.answer)

    def risk_grid(self, items: list[ReportItem]) -> list[Block]:
        """The house style's risk categories, ticked or not; silence is said."""
        by_heading = {item.heading: item for item in items}
        rows = [
            (row.title, self._tick(by_heading.pop(row.key, None)))
            for row in self.records.style_rows[StylePart.RISK]
        ]
        rows += [(item.heading, self._tick(item)) for item in by_heading.values() if item.heading]
        number, _ = _numbers(items)
        return [*number, Grid(tuple(rows), self.style.risks_in_a_row)]

    def _tick(self, item: ReportItem | None) -> str:
        if item is None:
            return self.words[Word.NOT_STATED]
        if not item.seen:
            return self.words[Word.WITHHELD]
        return self.words[TICKS.get(ImplicationAnswer(item.answer), Word.NOT_STATED)]

    def papers(self, items: list[ReportItem]) -> list[Block]:
        """Background papers as one list; words that stand alone ("None") as a paragraph."""
        if len(items) == 1 and items[0].seen and not items[0].document:
            return [Paragraph(items[0].text, items[0].number)]
        return self._numbered_list(items, _paper)

    def labelled(self, items: list[ReportItem]) -> list[Block]:
        """Points or appendices as one list, with their printed labels."""
        rows = ((item.number, self._seen_text(item, _text_or_paper)) for item in items)
        return [Listing(tuple(rows))]

    def _numbered_list(
        self, items: list[ReportItem], text: Callable[[ReportItem], str]
    ) -> list[Block]:
        number, numbers = _numbers(items)
        rows = (self._seen_text(item, text) for item in items)
        return [*number, Listing(tuple(zip(numbers, rows, strict=True)))]

    def _seen_text(self, item: ReportItem, text: Callable[[ReportItem], str]) -> str:
        return text(item) if item.seen else self.words.sentence(Word.WITHHELD)

    def sign_offs(self, items: list[ReportItem]) -> list[Block]:
        """Who signs, in which post: a table if the house has columns for it, otherwise lines.

        One with a text of its own has no place in the table and stands by itself.
        """
        columns = self.records.style_rows[StylePart.SIGN_OFF]
        if not columns or any(item.text for item in items):
            return [self._signature(item) for item in items]
        rows = []
        for item in items:
            found = self._signature(item)
            cells = {SignOffColumn.NAME: found.name, SignOffColumn.POST: found.post}
            rows.append(tuple(cells.get(SignOffColumn(row.key), "") for row in columns))
        return [Table("", tuple(row.title for row in columns), tuple(rows), head=1)]

    def _signature(self, item: ReportItem) -> SignOff:
        if not item.seen:
            return SignOff(self.words[Word.WITHHELD], "")
        name = item.person.name if item.person else ""
        return SignOff(name, item.post.title if item.post else item.text)


TICKS = {ImplicationAnswer.STATED: Word.TICKED, ImplicationAnswer.NONE: Word.NOT_TICKED}


def _text_or_paper(item: ReportItem) -> str:
    return item.text or _paper(item)


def _numbers(items: list[ReportItem]) -> tuple[list[Block], list[str]]:
    """The numbers of a gathered list: a paragraph's before the list, or one for each item."""
    numbers = [item.number for item in items]
    if len(numbers) > 1 and numbers[0] and not any(numbers[1:]):
        return [Paragraph("", numbers[0])], [""] * len(items)
    return [], numbers


def _caption(item: ReportItem, computed: str) -> str:
    """The report's own caption; a numbered text leads in to the table and is none."""
    return item.text if item.text and not item.number else computed


def _subjects(reading: Reading, record_type: str) -> list[int]:
    return [row["subject"] for row in reading.about_rows if row["type"] == record_type]  # type: ignore[attr-defined]


def _finding(row: Finding) -> tuple[str, str]:
    return (f"{row.number}." if row.number.isdigit() else row.number, row.text)


def _text(item: ReportItem) -> str:
    return item.text


def _paper(item: ReportItem) -> str:
    document = item.document
    if document is None:
        return item.text
    return f"{document.title}, {document.date_in_english}" if document.date else document.title
