"""What the writers of all blocks of a report share: its records, and the house's words."""

from collections.abc import Iterable
from typing import Any

from decisions.choices import Word
from decisions.models import ReportItem
from decisions.reports.content import ContentBlock, Listing, Note, Paragraph, Table
from decisions.reports.fields import FieldWriter
from decisions.reports.records import ReportRecords
from decisions.reports.words import Words
from programmes.models import Reading


class BlockWriter:
    """What the writers of all blocks have in common."""

    def __init__(self, records: ReportRecords, words: Words) -> None:
        self.records = records
        self.style = records.report.style
        self.words = words
        self.fields = FieldWriter(records, words)

    def not_stated(self) -> list[ContentBlock]:
        """What stands where nothing is recorded, in the house's words."""
        return [Paragraph(self.words.sentence(Word.NOT_STATED))]

    def withheld(self, item: ReportItem) -> list[ContentBlock]:
        """What stands where a part may not be seen, with its number."""
        return [Paragraph(self.words.sentence(Word.WITHHELD), item.number)]

    def note(self, text: str) -> Note:
        """That sources disagree, in the house's words."""
        return Note(text, self.words.sentence(Word.SOURCES_DISAGREE))

    def listing(self, items: Iterable[tuple[str, str]]) -> list[ContentBlock]:
        """A list that says so when there is nothing to show."""
        rows = tuple(items)
        return [Listing(rows)] if rows else self.not_stated()

    def table(
        self, caption: str, columns: Iterable[Word], rows: Iterable[Any], head: int = 2
    ) -> Table:
        """A table that says so when there is nothing to show."""
        found = tuple(rows)
        note = "" if found else self.words.sentence(Word.NOT_STATED)
        return Table(caption, tuple(self.words[column] for column in columns), found, note, head)


def subjects_of(reading: Reading, record_type: str) -> list[int]:
    """The keys of the records of a kind that a reading is about."""
    return [row["subject"] for row in reading.about_rows if row["type"] == record_type]  # type: ignore[attr-defined]
