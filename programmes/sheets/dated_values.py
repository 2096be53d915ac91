"""The sheet of dated values: from when a field of a record said what."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from programmes.models import DatedValue
from programmes.operations import keep
from programmes.sheets.columns import Remarks, always
from programmes.sheets.sources import Sources
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.reference import label_of
from sharedsvc.core.workbook.columns import CellProblem, DateAsKnown, Directory, SheetColumn, Target
from sharedsvc.core.workbook.register import NamesWithheld
from sharedsvc.core.workbook.sheets import Part, Sheet, registry


@dataclass(frozen=True, kw_only=True)
class OfRecord(SheetColumn):
    """The record that a row is about: a row of another sheet, named as sheet:code."""

    type_name = "reference, as sheet:code"

    def parse_filled(self, text: str) -> Target:
        """Sheet and code of a row. Raises CellProblem."""
        sheet, colon, code = text.partition(":")
        if not colon or not code.strip():
            raise CellProblem("sheet:code, for instance agreements:memorandum-of-understanding")
        return sheet.strip(), code.strip()

    def text(self, value: Any) -> str:
        """As sheet:code."""
        return ":".join(value) if value else ""

    def targets(self, value: Any) -> list[Target]:
        """The row named."""
        return [value] if value else []

    def resolve(self, value: Any, directory: Directory) -> Any:
        """The record of that row."""
        return directory.record(*value)

    def get(self, record: Any, directory: Directory) -> Any:
        """Its sheet and code; the record itself is known to the row from then on."""
        found = directory.target(record.record_type, record.record_id)
        if found is None:
            raise NamesWithheld
        record.__dict__.setdefault("record", directory.record(*found))
        return found

    def value_at(self, version: Any, directory: Directory) -> Any:
        """The same of a version."""
        found = directory.target(version.record_type, version.record_id)
        return found or (version.record_type, f"#{version.record_id}")

    def set(self, record: Any, resolved: Any) -> None:
        """Let the value hang on that record."""
        record.record_type, record.record_id = resolved.reference
        record.__dict__["record"] = resolved


@dataclass(frozen=True, kw_only=True)
class OfField(SheetColumn):
    """The field of that record, by the heading of its column."""

    def parse_filled(self, text: str) -> str:
        """The field's own name, for the heading of its column."""
        return text.strip().lower().replace(" ", "_")

    def text(self, value: Any) -> str:
        """The heading of its column."""
        return (value or "").replace("_", " ")


def of_programme_and_shared(programme: Any) -> Any:
    """The values of a programme's own records, and of those that belong to none."""
    rows = DatedValue.objects.not_struck_out()
    query = Q(pk__in=[])
    for part in registry.parts.values():
        model: Any = part.model._meta.concrete_model
        if dated_fields_of(model) and (part.shared or programme is not None):
            own = part.rows(programme).order_by().values("pk")
            query |= Q(record_type=label_of(model), record_id__in=own)
    return rows.filter(query)


registry.register(
    Sheet(
        name="dated values",
        order=310,
        help="From when something was so, where it changed: an agreement's state, a condition's. "
        "The row's own sheet says what is so now, and agrees with the newest row here.",
        parts=(
            Part(
                name="dated values",
                model=DatedValue,
                key=(
                    OfRecord(
                        name="record",
                        required=True,
                        help="Whose value it is: a row of another sheet.",
                        example="agreements:memorandum-of-understanding",
                    ),
                    OfField(
                        name="field",
                        required=True,
                        help="The column of that sheet.",
                        example="state",
                    ),
                    DateAsKnown(
                        name="from",
                        field="start",
                        help="From which day on it was so. Blank: from the beginning.",
                        example="15 January 2010",
                    ),
                ),
                columns=(
                    SheetColumn(
                        name="value",
                        required=True,
                        help="What was so from then on, as that column takes it.",
                        example="signed",
                    ),
                    SheetColumn(
                        name="from as stated",
                        field="start_words",
                        example="signed in the spring",
                    ),
                    Remarks(),
                    Sources(),
                ),
                rows=of_programme_and_shared,
                save=keep,
                shared=True,
                parent="record",
                rests_on=always,
                sort=lambda value: (value.record_type, value.field, value.start_latest),
            ),
        ),
    )
)
