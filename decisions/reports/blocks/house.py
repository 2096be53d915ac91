"""What the house style orders: implications, risks, papers, signatures."""

from collections.abc import Callable

from decisions.choices import ImplicationAnswer, SignOffColumn, StylePart, Word
from decisions.models import ReportItem
from decisions.reports.blocks.writer import BlockWriter
from decisions.reports.content import ContentBlock, Grid, Listing, Pairs, Paragraph, SignOff, Table

TICKS = {ImplicationAnswer.STATED: Word.TICKED, ImplicationAnswer.NONE: Word.NOT_TICKED}


class HouseBlocks(BlockWriter):
    """Writes what the house style has a place for, stated or not."""

    def implications(self, items: list[ReportItem]) -> list[ContentBlock]:
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

    def risk_grid(self, items: list[ReportItem]) -> list[ContentBlock]:
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

    def papers(self, items: list[ReportItem]) -> list[ContentBlock]:
        """Background papers as one list; words that stand alone ("None") as a paragraph."""
        if len(items) == 1 and items[0].seen and not items[0].document:
            return [Paragraph(items[0].text, items[0].number)]
        return self._numbered_list(items, _paper)

    def labelled(self, items: list[ReportItem]) -> list[ContentBlock]:
        """Points or appendices as one list, with their printed labels."""
        rows = ((item.number, self._seen_text(item, _text_or_paper)) for item in items)
        return [Listing(tuple(rows))]

    def _numbered_list(
        self, items: list[ReportItem], text: Callable[[ReportItem], str]
    ) -> list[ContentBlock]:
        number, numbers = _numbers(items)
        rows = (self._seen_text(item, text) for item in items)
        return [*number, Listing(tuple(zip(numbers, rows, strict=True)))]

    def _seen_text(self, item: ReportItem, text: Callable[[ReportItem], str]) -> str:
        return text(item) if item.seen else self.words.sentence(Word.WITHHELD)

    def sign_offs(self, items: list[ReportItem]) -> list[ContentBlock]:
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


def _text_or_paper(item: ReportItem) -> str:
    return item.text or _paper(item)


def _numbers(items: list[ReportItem]) -> tuple[list[ContentBlock], list[str]]:
    """The numbers of a gathered list: a paragraph's before the list, or one for each item."""
    numbers = [item.number for item in items]
    if len(numbers) > 1 and numbers[0] and not any(numbers[1:]):
        return [Paragraph("", numbers[0])], [""] * len(items)
    return [], numbers


def _paper(item: ReportItem) -> str:
    document = item.document
    if document is None:
        return item.text
    return f"{document.title}, {document.date_in_english}" if document.date else document.title
