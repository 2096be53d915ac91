"""What a report says, apart from how it looks. Frozen: renderers only read."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Some words of a text: as usual (weight ""), with "emphasis", or "strong"."""

    text: str
    weight: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A numbered or unnumbered paragraph.

    `runs` are its words part by part, where some of them are emphasised; () where none are.
    """

    text: str
    number: str = ""
    kind: str = "paragraph"
    runs: tuple[Run, ...] = ()

    @property
    def anchor(self) -> str:
        """The id by which a page leads to it; "" without a number."""
        return f"p{self.number.rstrip('.')}" if self.number else ""


@dataclass(frozen=True)
class Subheading:
    """A heading within a section; of the first or the second level."""

    text: str
    level: int = 1
    kind: str = "subheading"


@dataclass(frozen=True)
class Listing:
    """A list, each item with its label (a rank, a letter), or with none (bullets).

    `runs` are the words of each item part by part, where any are emphasised; () where none are.
    """

    items: tuple[tuple[str, str], ...]
    kind: str = "listing"
    runs: tuple[tuple[Run, ...], ...] = ()

    @property
    def is_labelled(self) -> bool:
        """Whether its items have ranks, numbers or letters."""
        return any(label for label, _ in self.items)

    @property
    def rows(self) -> tuple[tuple[str, str, bool], ...]:
        """Label, text, and whether the item is a part of one before: (a) among 1. and 2."""
        first = _form(self.items[0][0]) if self.items else ""
        return tuple(
            (label, text, bool(label) and bool(first) and _form(label) != first)
            for label, text in self.items
        )


def _form(label: str) -> str:
    """What labels of one level have in common: "(a)" and "(b)", "1." and "10."."""
    return re.sub(r"[a-zA-Z]+", "a", re.sub(r"\d+", "1", label))


@dataclass(frozen=True)
class Table:
    """A table; the column `head` (from 1) names its rows. `note` stands below, or for no rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    head: int = 2
    kind: str = "table"

    @property
    def cells(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with its column's heading."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Field:
    """A header or footer field; its label may go without saying."""

    label: str
    value: str
    is_labelled: bool = True


@dataclass(frozen=True)
class Fields:
    """Header or footer fields: one to a line, or as a table with the labels in its first row."""

    items: tuple[Field, ...]
    is_table: bool = False
    kind: str = "fields"


@dataclass(frozen=True)
class Grid:
    """Short pairs, several in a row: risk categories, ticked or not."""

    items: tuple[tuple[str, str], ...]
    across: int = 1
    kind: str = "grid"

    @property
    def rows(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The pairs, so many to a row."""
        step = max(self.across, 1)
        return tuple(self.items[at : at + step] for at in range(0, len(self.items), step))


@dataclass(frozen=True)
class Asks:
    """What is asked, with the lead-in; each ask has its label.

    `flush` asks have nothing to lead in to them: they stand like paragraphs.
    """

    lead_in: str
    items: tuple[tuple[str, str], ...]
    flush: bool = False
    kind: str = "asks"


@dataclass(frozen=True)
class Pairs:
    """Headings with a text each: implications, risk categories."""

    items: tuple[tuple[str, str], ...]
    kind: str = "pairs"


@dataclass(frozen=True)
class OptionColumn:
    """One option: its title, standing and description, and its points by kind."""

    title: str
    standing: str
    description: str
    points: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class SideBySide:
    """Options side by side."""

    columns: tuple[OptionColumn, ...]
    kind: str = "side_by_side"


@dataclass(frozen=True)
class Note:
    """That sources disagree about what stands just before; `lead` says so."""

    text: str
    lead: str = "Sources disagree."
    kind: str = "note"


@dataclass(frozen=True)
class SignOff:
    """Who signs."""

    name: str
    post: str
    kind: str = "sign_off"


ContentBlock = (
    Paragraph
    | Subheading
    | Listing
    | Table
    | Fields
    | Grid
    | Asks
    | Pairs
    | SideBySide
    | Note
    | SignOff
)


@dataclass(frozen=True)
class Section:
    """A section with its number and title, where it has them.

    `run_in` is its whole text, where that stands on one line with the title.
    """

    key: str
    number: str
    title: str
    blocks: tuple[ContentBlock, ...]
    run_in: str = ""

    @property
    def anchor(self) -> str:
        """The id by which a page leads to it."""
        return f"section-{self.key}"

    @property
    def lead_in(self) -> str:
        """The title as it leads in to a text on its line."""
        return f"{self.title.rstrip(':')}:"

    @property
    def heading(self) -> str:
        """Number and title, as far as they are printed."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class ReportContent:
    """A whole report, as it is kept when it is published; what lives on is told beside it.

    `number` is the council's own, and `day` the last day of its date in ISO form: for the margin
    and the properties of a file. Neither is kept of what was published before they were.
    """

    code: str
    council: str
    title: str
    to: str
    date: str
    header: Fields
    title_in_header: bool
    asks: tuple[Asks, ...]
    changed_since: str
    changes: tuple[str, ...]
    sections: tuple[Section, ...]
    as_at: str = ""
    number: str = ""
    day: str = ""
