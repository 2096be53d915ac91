"""Columns that every sheet has (visibility, owner, remarks, dates), and what sheets share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from programmes.sheets.sources import Sources
from sharedsvc.core.workbook.columns import DateAsKnown, Number, OneOf, SheetColumn
from sharedsvc.core.workbook.reference_columns import CodeOf
from sharedsvc.core.workbook.sheets import Doubt


def point_out_unusual(records: Iterable[Any]) -> Iterator[tuple[Any, str, Doubt]]:
    """What the records call unusual, to be looked at: possible, yet seldom meant.

    Without the name, which whoever uploads may not see: row and column say which it is.
    """
    for record in records:
        for column, sentence in record.unusual().items():
            yield record, column, Doubt(f"this is {_unnamed(sentence)}", grave=False)


def _unnamed(sentence: str) -> str:
    return sentence.rpartition(" is ")[2].rstrip(".")


@dataclass(frozen=True, kw_only=True)
class Remarks(SheetColumn):
    """What must be said beside a row."""

    name: str = "remarks"


def dated(
    name: str, help: str = "", *, required: bool = False, needs_day: bool = False
) -> tuple[SheetColumn, SheetColumn]:
    """A date as known (or a day) and, beside it, the wording of the source."""
    return (
        DateAsKnown(
            name=name,
            help=help,
            example="15 January 2010",
            required=required,
            needs_day=needs_day,
        ),
        SheetColumn(
            name=f"{name} as stated",
            field=f"{name.replace(' ', '_')}_words",
            example="until the new director is in post",
        ),
    )


FROM_TO = (*dated("start"), *dated("end"))
WHEN = dated("date")
WHOSE = (
    OneOf(
        name="visibility",
    ),
    CodeOf(
        name="owner",
        to="organisations",
        may_be_itself=True,
        example="IVC",
    ),
)


def standard(prefix: str = "") -> tuple[SheetColumn, ...]:
    """The columns that close every part: remarks, visibility, owner, sources.

    A part that shares its rows with another has them under its own name: "entry sources".
    """
    if not prefix:
        return (Remarks(), *WHOSE, Sources())
    return (
        Remarks(name=f"{prefix} remarks", field="remarks"),
        OneOf(
            name=f"{prefix} visibility",
            field="visibility",
        ),
        CodeOf(name=f"{prefix} owner", field="owner", to="organisations", may_be_itself=True),
        Sources(name=f"{prefix} sources"),
    )


ORDER = Number(name="order", default=0)
SPELL = Number(name="spell", default=1)


def all_of(model: Any, *related: str) -> Any:
    """Every record that is not struck out: for parts that belong to no programme."""
    return lambda programme: model.objects.not_struck_out().select_related(*related)


def always(record: Any, directory: Any) -> bool:
    """A programme rests on every record that hangs on what it names, whoever entered it."""
    return True


def is_the_partnership(organisation: int, directory: Any) -> bool:
    """Whether that is the partnership of the workbook's programme."""
    return bool(organisation == directory.programme.partnership_id)


def new_in_programme(programme: Any) -> dict[str, Any]:
    """What a new record of a programme starts with."""
    return {"programme": programme}
