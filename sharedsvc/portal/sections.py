"""Pages made of tables: each section says what it lists, in which columns, from which records."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sharedsvc.portal.children import attach_sources, citations_in


@dataclass
class Row:
    """One record's cells as (heading, text); the first names it. `record` carries its sources."""

    record: Any
    cells: list[tuple[str, str]]
    remarks: str = ""


@dataclass
class TableSection:
    """A heading, its columns, its rows, and the sentence for when there are none."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    empty: str = "None is recorded."


def table(
    key: str,
    title: str,
    headings: tuple[str, ...],
    records: Iterable[Any],
    cells: Callable[[Any], tuple[Any, ...]],
) -> TableSection:
    """A section with one row for each record; a blank cell reads "Not stated"."""
    rows = [
        Row(record, list(zip(headings, map(_text, cells(record)), strict=True)), record.remarks)
        for record in records
    ]
    return TableSection(key, title, headings, rows)


def _text(cell: Any) -> str:
    return "Not stated" if cell in (None, "") else str(cell)


def attach_citations(sections: Iterable[TableSection], programme: Any, user: Any) -> list[Any]:
    """Give every row's record its sources; returns the documents, each once."""
    records = [row.record for section in sections for row in section.rows]
    return attach_sources(records, citations_in(programme, user))
