"""What a report says, apart from how it looks. Frozen: renderers only read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """A numbered or unnumbered paragraph."""

    text: str
    number: str = ""
    kind: str = "paragraph"

    @property
    def anchor(self) -> str:
        return f"p{self.number.rstrip('.')}" if self.number else ""


@dataclass(frozen=True)
class Subheading:
    """A heading within a section; of the first or the second level."""

    text: str
    level: int = 1
    kind: str = "subheading"


@dataclass(frozen=True)
class Listing:
    """A list, each item with its label (a rank, a letter), or with none (bullets)."""

    items: tuple[tuple[str, str], ...]
    kind: str = "listing"

    @property
    def is_labelled(self) -> bool:
        return any(label for label, _ in self.items)


@dataclass(frozen=True)
class Table:
    """A table whose second column names its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True)
class Asks:
    """What is asked, with the lead-in; each ask has its label."""

    lead_in: str
    items: tuple[tuple[str, str], ...]
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
    """That sources disagree about what stands just before."""

    text: str
    kind: str = "note"


@dataclass(frozen=True)
class SignOff:
    """Who signs."""

    name: str
    post: str
    kind: str = "sign_off"


Block = Paragraph | Subheading | Listing | Table | Asks | Pairs | SideBySide | Note | SignOff


@dataclass(frozen=True)
class Section:
    """A section with its number and title; a sign-off has neither."""

    key: str
    number: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        return f"section-{self.key}"

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class ReportContent:
    """A whole report."""

    code: str
    council: str
    title: str
    to: str
    date: str
    header: tuple[tuple[str, str], ...]
    asks: tuple[Asks, ...]
    outcome: str
    changed_since: str
    changes: tuple[str, ...]
    sections: tuple[Section, ...]
    programme_title: str
    programme_address: str
