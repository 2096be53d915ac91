"""What the forms that are set on pages have in common: PDF and Word."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import zip_longest
from math import sqrt
from typing import Any, TypeGuard

from decisions.reports.content import (
    Asks,
    ContentBlock,
    Field,
    Fields,
    Grid,
    Listing,
    Pairs,
    Paragraph,
    ReportContent,
    Run,
    Section,
    Subheading,
    Table,
)

ASKED = "What is asked"
REPORT = "Committee report"
LANGUAGE = "en-GB"
DRAFT, NOT_AS_PUBLISHED = "Not published", "Not as published"
SECTION_LEVEL = 1
SHORT, LONG = 26, 80  # letters up to which a column is as wide as its text, and counts no wider
LEAST = 3.0  # of an empty column, in which somebody will sign
LAID_OUT = "\n\t"
NOTHING_TO_SEE = frozenset({"Cc", "Cs", "Cn"})
MARK_OF_ORDER = "\ufeff"  # of bytes in a file; a PDF for all readers must not hold it
Runs = tuple[Run, ...]
Items = list[tuple[str, Runs, list[tuple[str, Runs]]]]  # label, words, and the parts with theirs
LED_IN_TO = (Listing, Table, Asks, Grid, Pairs)


def printable(value: Any) -> Any:
    """A content, or any value in it, without characters that say nothing and no page can show."""
    if isinstance(value, str):
        return value if value.isprintable() else "".join(filter(_is_printable, value))
    if isinstance(value, tuple):
        return tuple(map(printable, value))
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: printable(getattr(value, field.name)) for field in fields(value)}
        return type(value)(**found)
    return value


def _is_printable(character: str) -> bool:
    if character in LAID_OUT:
        return True
    return unicodedata.category(character) not in NOTHING_TO_SEE and character != MARK_OF_ORDER


def head_fields(content: ReportContent) -> Fields:
    """The fields at the head, but the subject: that is the title."""
    if not content.title_in_header:
        return content.header
    kept = tuple(field for field in content.header.items if field != subject_of(content))
    return Fields(kept, content.header.is_table)


def subject_of(content: ReportContent) -> Field | None:
    """The field that gives the title, where the house's header has one."""
    if not content.title_in_header:
        return None
    title = content.title.casefold()
    return next((f for f in content.header.items if f.value.casefold() == title), None)


def as_at_of(content: ReportContent) -> str:
    """That tables and lists stand as at another day than the report's own; "" where they do not."""
    return f"Tables and lists as at {content.as_at}." if content.as_at else ""


def margin_of(content: ReportContent, mark: str) -> str:
    """What the margin of each page says: whose report it is, its number and its date."""
    parts = (mark, content.council, content.number, content.date)
    return " · ".join(part for part in parts if part)


class Levels:
    """Levels of headings, none of which is skipped: those who listen count on that."""

    def __init__(self) -> None:
        self.last = 0

    def of(self, wanted: int) -> int:
        """The level of the next heading: the one wanted, or the first below the last."""
        self.last = min(wanted, self.last + 1)
        return self.last


def level_of(block: Subheading) -> int:
    """The level of a heading within a section."""
    return SECTION_LEVEL + block.level


def nested(listing: Listing) -> Items:
    """The items of a list, each with those that are its parts."""
    items: Items = []
    runs = listing.runs or ((),) * len(listing.items)
    for (label, text, is_part), some in zip(listing.rows, runs, strict=True):
        said = some or (Run(text),)
        if is_part and items:
            items[-1][2].append((label, said))
        else:
            items.append((label, said, []))
    return items


def listed(pairs: Iterable[tuple[str, str]]) -> Items:
    """Items of plain words, without parts."""
    return [(label, (Run(text),), []) for label, text in pairs]


@dataclass(frozen=True)
class SetBlock:
    """A block as it is set: beside a number, or leading in to what follows and kept with it."""

    block: ContentBlock
    number: str = ""
    leads_in: bool = False


def parts_of(section: Section) -> Iterator[SetBlock]:
    """The blocks of a section; a paragraph that is but a number goes beside the block after it."""
    number = ""
    for block, after in zip_longest(section.blocks, section.blocks[1:]):
        if _is_number(block) and after is not None:
            number = block.number
            continue
        yield SetBlock(block, number, isinstance(block, Paragraph) and isinstance(after, LED_IN_TO))
        number = ""


def _is_number(block: ContentBlock) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and not block.text and bool(block.number)


def widths_of(table: Table) -> list[float]:
    """How much of the page's width each column takes, as shares; 0 for no more than it needs.

    Long texts take more of it, but not in proportion: they have lines to wrap to.
    """
    columns = zip(*(table.columns, *table.rows), strict=True)
    lengths = [max(len(cell) for cell in column[1:] or [""]) for column in columns]
    return [
        0 if length and max(length, len(name)) <= SHORT else max(sqrt(min(length, LONG)), LEAST)
        for length, name in zip(lengths, table.columns, strict=True)
    ]
