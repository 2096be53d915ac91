"""Writes the content of a report into a Word document, block by block."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips

from decisions.reports.content import (
    Asks,
    Fields,
    Grid,
    Listing,
    Note,
    OptionColumn,
    Pairs,
    Paragraph,
    ReportContent,
    Run,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.renderers.paper import (
    ASKED,
    REPORT,
    SECTION_LEVEL,
    Items,
    Levels,
    Runs,
    as_at_of,
    head_fields,
    level_of,
    listed,
    margin_of,
    nested,
    parts_of,
    printable,
    subject_of,
)
from decisions.reports.renderers.word.files import (
    describe,
    number_pages,
    opened,
    room_in,
    saved,
)
from decisions.reports.renderers.word.lists import HANG, INDENT, Level, WordNumbers
from decisions.reports.renderers.word.lists import level_of as level_of_labels
from decisions.reports.renderers.word.styles import styles_by_name
from decisions.reports.renderers.word.tables import cells_of, empty_table, keep_whole, widths_in

LABELS, HEADINGS = 2100, 2700  # width of labels at the head, and of headings with a text each
WIDE = 3  # columns up to which a table stands as far in as the paragraphs
Cells = Sequence[tuple[str, int]]


class WordWriter:
    """Writes one report; `out` gathers what is written, in the document or in a cell."""

    def __init__(self, template: bytes | None = None) -> None:
        self.document = opened(template)
        self.room = room_in(self.document)
        self.styles = styles_by_name(self.document, is_ours=template is None)
        self.numbering = WordNumbers(self.document)
        self.levels = Levels()
        self.out: list[Any] = []

    def written(self, content: ReportContent, mark: str) -> bytes:
        """The file of the whole report."""
        content = printable(content)
        self._head(content, mark)
        for section in content.sections:
            self._section(section)
        self._gap()
        end = self.document.element.body.sectPr
        for element in self.out:
            end.addprevious(element)
        describe(self.document, content)
        number_pages(self.document, margin_of(content, mark), self.styles["footer"])
        return saved(self.document)

    def _head(self, content: ReportContent, mark: str) -> None:
        council = self._paragraph("report council", content.council)
        self._run(council, f"\t{mark or REPORT}", "report kind")
        self._fields(head_fields(content), 0)
        subject = subject_of(content)
        if subject and subject.is_labelled:
            self._run(self._paragraph("normal", keep=True), subject.label, "report quiet")
        self._paragraph("title", subject.value if subject else content.title)
        if content.as_at:
            self._paragraph("normal", as_at_of(content))
        if content.asks:
            self._asked(content.asks)

    def _asked(self, asks: Sequence[Asks]) -> None:
        self.levels.of(SECTION_LEVEL)
        self._paragraph("report asked", ASKED)
        for one in asks:
            self._asks(one, 0)
        self._paragraph("report asked end")

    def _section(self, section: Section) -> None:
        if section.heading:
            title = section.lead_in if section.run_in else section.title
            heading = self._heading(title, SECTION_LEVEL, section.number)
            if section.run_in:
                self._run(heading, f" {section.run_in}", "report run-in")
        for part in parts_of(section):
            if part.number:
                self._paragraph("report paragraph", part.number, keep=True)
            getattr(self, part.block.kind)(part.block)
            if part.leads_in:
                self.out[-1].get_or_add_pPr().get_or_add_keepNext()

    # Blocks, by their kind

    def paragraph(self, block: Paragraph) -> None:
        """A paragraph; its number hangs."""
        style = "report paragraph" if block.number else "report inset"
        paragraph = self._paragraph(style, f"{block.number}\t" if block.number else "")
        self._say(paragraph, block.runs or (Run(block.text),))

    def subheading(self, block: Subheading) -> None:
        """A heading within a section."""
        self._heading(block.text, level_of(block))

    def listing(self, block: Listing) -> None:
        """A list, its parts within."""
        self._items(nested(block), INDENT)

    def asks(self, block: Asks) -> None:
        """What is asked: as a list, or like paragraphs."""
        if block.flush:
            self._lead_in(block, INDENT)
            for label, text in block.items:
                self.paragraph(Paragraph(text, label))
        else:
            self._asks(block, INDENT)

    def table(self, block: Table) -> None:
        """A table; without rows its note stands in it."""
        indent = INDENT if len(block.columns) <= WIDE else 0
        if block.caption:
            caption = self._paragraph("caption", block.caption)
            caption.get_or_add_pPr().get_or_add_ind().left = Twips(indent)
        rows: list[Cells] = [[(text, 1) for text in row] for row in block.rows]
        rows = rows or [[(block.note, len(block.columns))]]
        heads = {block.head - 1} if block.rows else set()
        widths = widths_in(block, self.room - indent)
        self._table(block.columns, rows, widths, indent=indent, heads=heads)
        if block.note and block.rows:
            self._paragraph("report inset", block.note)

    def fields(self, block: Fields) -> None:
        """Fields, each with its label: one to a line, or in columns."""
        self._fields(block, INDENT)

    def pairs(self, block: Pairs) -> None:
        """Headings with a text each."""
        rows: list[Cells] = [[(label, 1), (text, 1)] for label, text in block.items]
        widths = (HEADINGS, self.room - INDENT - HEADINGS)
        self._table((), rows, widths, heads={0}, style="report pairs")

    def grid(self, block: Grid) -> None:
        """Short pairs, several in a row."""
        across = 2 * max(block.across, 1)
        rows: list[Cells] = []
        for row in block.rows:
            cells = [(text, 1) for pair in row for text in pair]
            rows.append(cells + [("", 1)] * (across - len(cells)))
        widths = [(self.room - INDENT) // across] * across
        self._table((), rows, widths, heads=set(range(0, across, 2)))

    def side_by_side(self, block: SideBySide) -> None:
        """Options beside each other, kind by kind."""
        kinds = list(dict.fromkeys(kind for one in block.columns for kind, _ in one.points))
        widths = [self.room // len(block.columns)] * len(block.columns)
        style = self.styles["report table"]
        table = empty_table(2 + len(kinds), widths, style, 0, head=True)
        for place, option in enumerate(block.columns):
            parts = self._parts_of_option(option, kinds)
            for row, written in zip(table.tr_lst, parts, strict=True):
                _fill(row.tc_lst[place], written or [self._apart("report cell")])
        self._add_table(table)

    def _parts_of_option(self, option: OptionColumn, kinds: list[str]) -> list[list[Any]]:
        """What stands in each row of the column of an option."""
        outer, points = self.out, dict(option.points)
        parts: list[list[Any]] = []
        for kind in (None, "", *kinds):
            self.out = []
            if kind is None:
                self._run(self._paragraph("report cell"), option.title, "strong")
                self._run(self._paragraph("report cell"), option.standing, "report quiet")
            elif kind == "":
                self._paragraph("report cell", option.description)
            elif kind in points:
                self._run(self._paragraph("report cell", keep=True), kind, "strong")
                self._items(listed(points[kind]), 0)
            parts.append(self.out)
        self.out = outer
        return parts

    def note(self, block: Note) -> None:
        """That sources disagree."""
        note = self._paragraph("report note")
        self._run(note, block.lead, "strong")
        self._run(note, f" {block.text}")

    def sign_off(self, block: SignOff) -> None:
        """Who signs."""
        lines = [line for line in ((block.name, "strong"), (block.post, "report quiet")) if line[0]]
        signed = self._paragraph("report signed")
        for place, (text, style) in enumerate(lines):
            self._run(signed, "\n" * bool(place) + text, style)

    # What they are made of

    def _apart(self, style: str) -> Any:
        paragraph = OxmlElement("w:p")
        paragraph.style = self.styles[style]
        return paragraph

    def _paragraph(self, style: str, text: str = "", *, keep: bool = False) -> Any:
        paragraph = self._apart(style)
        if keep:
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        if text:
            self._run(paragraph, text)
        self.out.append(paragraph)
        return paragraph

    def _run(self, paragraph: Any, text: str, style: str = "") -> None:
        run = paragraph.add_r()
        if style:
            run.style = self.styles[style]
        run.text = text

    def _say(self, paragraph: Any, said: Runs) -> None:
        for run in said:
            if run.text:
                self._run(paragraph, run.text, run.weight)

    def _heading(self, text: str, level: int, number: str = "") -> Any:
        """A heading; without a number it begins where numbers do."""
        level = self.levels.of(level)
        heading = self._paragraph(f"heading {level}", f"{number}\t{text}" if number else text)
        if level == SECTION_LEVEL and not number:
            place = heading.get_or_add_pPr().get_or_add_ind()
            place.left = place.hanging = Twips(0)
        return heading

    def _asks(self, block: Asks, indent: int) -> None:
        self._lead_in(block, indent)
        self._items(listed(block.items), indent)

    def _lead_in(self, block: Asks, indent: int) -> None:
        if block.lead_in:
            lead_in = self._paragraph("report inset", block.lead_in, keep=True)
            lead_in.get_or_add_pPr().get_or_add_ind().left = Twips(indent)

    def _items(self, items: Items, indent: int) -> None:
        """A list; Word numbers it where it can make its labels as they are."""
        levels = _levels_of(items)
        if levels is None:
            self._items_as_they_are(items, indent)
            return
        number = self.numbering.of(levels, indent)
        for _, said, parts in items:
            self._numbered(said, number, 0)
            for _, part in parts:
                self._numbered(part, number, 1)

    def _numbered(self, said: Runs, number: int, level: int) -> None:
        item = self._paragraph("report item")
        self._say(item, said)
        numbered = item.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val = level
        numbered.get_or_add_numId().val = number

    def _items_as_they_are(self, items: Items, indent: int) -> None:
        rows: list[tuple[str, Runs, int]] = []
        for label, said, parts in items:
            rows.append((label, said, 1))
            rows += [(of_part, part, 2) for of_part, part in parts]
        for label, said, step in rows:
            item = self._paragraph("report item", f"{label}\t" if label else "")
            self._say(item, said)
            place = item.get_or_add_pPr().get_or_add_ind()
            place.left, place.hanging = Twips(indent + HANG * step), Twips(HANG)

    def _fields(self, block: Fields, indent: int) -> None:
        if block.is_table and block.items:
            columns = [field.label if field.is_labelled else "" for field in block.items]
            values = [[(field.value, 1) for field in block.items]]
            widths = [(self.room - indent) // len(columns)] * len(columns)
            self._table(columns, values, widths, indent=indent)
            return
        rows: list[Cells] = [
            [(field.label, 1), (field.value, 1)] if field.is_labelled else [(field.value, 2)]
            for field in block.items
        ]
        widths = [LABELS, self.room - indent - LABELS]
        self._table((), rows, widths, indent=indent, heads={0}, style="report pairs")

    def _table(
        self,
        columns: Sequence[str],
        rows: Sequence[Cells],
        widths: Sequence[int],
        *,
        heads: set[int] | frozenset[int] = frozenset(),
        indent: int = INDENT,
        style: str = "report table",
    ) -> None:
        if not rows:
            return
        table = empty_table(
            len(rows) + bool(columns), widths, self.styles[style], indent, head=bool(columns)
        )
        above: list[Cells] = [[(name, 1) for name in columns]] if columns else []
        naming = "strong" if style == "report table" else "report quiet"
        for tr, row in zip(table.tr_lst, [*above, *rows], strict=True):
            keep_whole(tr)
            for place, (cell, (text, span)) in enumerate(
                zip(cells_of(tr, [span for _, span in row]), row, strict=True)
            ):
                told = self._apart("report cell")
                if text:
                    self._run(told, text, naming if place in heads and span == 1 else "")
                _fill(cell, [told])
        self._add_table(table)

    def _add_table(self, table: Any) -> None:
        self._gap()
        self.out.append(table)

    def _gap(self) -> None:
        """Part two tables that would grow together, and end a document on no table."""
        if self.out and self.out[-1].tag == qn("w:tbl"):
            self._paragraph("report gap")


def _levels_of(items: Items) -> list[Level] | None:
    """How Word numbers a list and the parts in it; None where it cannot."""
    wanted = [[label for label, _, _ in items]]
    wanted += [[label for label, _ in parts] for _, _, parts in items if parts]
    levels = [level_of_labels(labels) for labels in wanted]
    found = [level for level in levels if level]
    return found[:2] if len(found) == len(levels) and len(set(found[1:])) <= 1 else None


def _fill(cell: Any, paragraphs: list[Any]) -> None:
    for there in cell.p_lst:
        cell.remove(there)
    for paragraph in paragraphs:
        cell.append(paragraph)
