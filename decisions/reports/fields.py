"""The header and footer fields of a report."""

from typing import Any

from decisions.choices import FieldLayout, HeadingStyle, StylePart, Word
from decisions.models import HouseSection, ReportItem
from decisions.reports.content import Field, Fields
from decisions.reports.records import ReportRecords
from decisions.reports.words import Words
from sharedsvc.core.prose import list_in_words

# The keys of fields that fill themselves from the report's own row.
FILLED = (
    *("report-to", "date", "report-by", "report-no"),
    *("contact-officer", "author", "contact-no", "subject"),
)


class FieldWriter:
    """Writes the fields of a house style: the report's own value, or one from its records."""

    def __init__(self, records: ReportRecords, words: Words) -> None:
        self.records = records
        self.report = records.report
        self.words = words

    def fields(self, part: StylePart) -> Fields:
        """The header or the footer fields, in the order and layout of the style."""
        own = {item.heading: item for item in self.records.items[part.value]}
        rows = self.records.style_rows[part]
        return Fields(
            tuple(self._field(row, own.get(row.key)) for row in rows),
            self.report.style.field_layout == FieldLayout.TABLE,
        )

    def _field(self, row: HouseSection, own: ReportItem | None) -> Field:
        is_labelled = row.heading != HeadingStyle.NOT_PRINTED
        if own and not own.seen:
            return Field(row.title, self.words[Word.WITHHELD], is_labelled)
        value = (own and own.text) or self._computed(row.key) or self.words[Word.NOT_STATED]
        return Field(row.title, value, is_labelled)

    def _computed(self, key: str) -> str:
        report = self.report
        values = {
            "report-to": self.addressees,
            "date": lambda: date_of(report),
            "report-by": lambda: self.name(report.by),
            "report-no": lambda: report.number,
            "contact-officer": self._contact,
            "author": lambda: self.name(report.contact),
            "contact-no": lambda: report.contact_number,
            "subject": lambda: report.title,
        }
        return values[key]() if key in values else ""

    def addressees(self) -> str:
        """The bodies that the report goes to; that one is withheld is said."""
        rows = self.records.goes_to
        names = [row.meeting.body.name for row in rows if row.seen]
        withheld = [self.words[Word.WITHHELD]] if len(names) < len(rows) else []
        return list_in_words([*names, *withheld])

    def _contact(self) -> str:
        names = (self.name(found) for found in (self.report.contact, self.report.contact_post))
        return ", ".join(name for name in names if name)

    def name(self, record: Any) -> str:
        """The name of a person, post or body: withheld where it may not be seen, "" if none."""
        if record is None or record.struck_out:
            return ""
        return record.label if self.records.may_see(record) else self.words[Word.WITHHELD]


def date_of(report: Any) -> str:
    """The date as the report words it, otherwise in English."""
    return report.date_words or report.date_in_english
