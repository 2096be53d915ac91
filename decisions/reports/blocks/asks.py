"""What a report asks, gathered by the body that is asked."""

from decisions.choices import AskStyle, Word
from decisions.models import Recommendation, ReportItem
from decisions.reports.blocks.writer import BlockWriter
from decisions.reports.content import Asks, ContentBlock, Paragraph


class AskBlocks(BlockWriter):
    """Writes what a report asks."""

    def all_asks(self) -> tuple[Asks, ...]:
        """Every ask of the report, gathered by the body that is asked and by whether it is yet."""
        groups: dict[tuple[int | None, bool], list[Recommendation]] = {}
        for row in self.records.recommendations:
            groups.setdefault((row.body_id, row.anticipated), []).append(row)
        several = len(groups) > 1 or any(anticipated for _, anticipated in groups)
        return tuple(self._asks(rows, self._lead_in(rows[0], several)) for rows in groups.values())

    def asks_of(self, item: ReportItem) -> list[ContentBlock]:
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
