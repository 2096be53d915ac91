"""Sections of a page: records of a kind under a heading, as many of them as a page has room for.

No page but lists and reports is to be longer than some 8,000 px on a phone. So each section says
how many records it has and shows the first of them; the rest stand in a list of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sharedsvc.core.as_at import AsAt
from sharedsvc.core.certainty import POSSIBLY
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.showing import Shown, ShownRow
from sharedsvc.portal.gathered import section_rows
from sharedsvc.portal.gathered.section_rows import MOST, SectionAsked

# Lines of text on a phone, where a table is a row of cards.
ROOM = 235  # what the sections of a page may take
OF_HEADING, OF_ROW, OF_CELL = 4, 0.8, 0.2
IN_NAME, IN_CELL = 31, 20  # characters in a line
FIRST = 5  # rows of each section, before any section shows more
LEAST = 6  # lines that a record takes at least


@dataclass
class RecordSection:
    """Records of one kind under a heading, and the address of the list that has all of them."""

    kind: Kind
    asked: SectionAsked
    title: str
    key: str
    address: str
    columns: Sequence[Column] = ()
    always_shown: bool = False
    count: int = 0
    unsure: int = 0
    ended: int = 0
    shown: Shown | None = None

    @property
    def count_in_words(self) -> str:
        """How many, and how many of them had ended, or are not certain: "9, 1 ended"."""
        apart = {"ended": self.ended, "not certain": self.unsure}
        told = [self._of_them(number, word) for word, number in apart.items() if number]
        return ", ".join([f"{self.count:,}", *told])

    def _of_them(self, number: int, word: str) -> str:
        if number < self.count:
            return f"{number:,} {word}"
        return word if number == 1 else f"all {word}"

    @property
    def is_whole(self) -> bool:
        """Whether all of its records are shown."""
        return self.shown is not None and len(self.shown.rows) == self.count

    @property
    def link(self) -> str:
        """Where its heading leads: further down, or to its list where nothing of it is shown."""
        return f"#{self.key}" if self.shown else self.address


def count(sections: Sequence[RecordSection]) -> None:
    """Tell each section how many records it has, how many not surely or no more: one statement."""
    for section in sections:
        section.count = section.unsure = section.ended = 0
    for place, certainty, number in section_rows.count([section.asked for section in sections]):
        section = sections[place]
        section.count += number
        section.unsure += number * (certainty == POSSIBLY)
        section.ended += number * (certainty == "")


def fill(sections: Sequence[RecordSection], user: Any, as_at: AsAt, taken: float = 0) -> None:
    """Give the sections rows while the page has room; `taken` is what stands on it already.

    First each shows its beginning, in the order of the page, then each more of it.
    """
    count(sections)
    room, begun = ROOM - taken, []
    for section in sections:
        if section.count and room > OF_HEADING + LEAST:
            filling = _Filling(section, user, as_at)
            room -= filling.take(FIRST, room)
            begun.append(filling)
    for filling in begun:
        room -= filling.take(MOST, room)
        filling.finish()


class _Filling:
    """How far the rows of a section are shown."""

    def __init__(self, section: RecordSection, user: Any, as_at: AsAt) -> None:
        self.section = section
        records = section.asked.first()
        self.shown = Shown(section.kind, records, user, as_at.date, section.columns)
        self.sizes = [height_of(self.shown, row) for row in self.shown.rows]
        self.taken = 0

    def take(self, most: int, room: float) -> float:
        """Show rows, up to so many, while they find room; gives the lines that they take."""
        used = 0.0
        while self.taken < min(most, len(self.sizes)):
            more = self.sizes[self.taken] + (0 if self.taken else OF_HEADING)
            if used + more > room:
                break
            used, self.taken = used + more, self.taken + 1
        return used

    def finish(self) -> None:
        self.shown.rows = self.shown.rows[: self.taken]
        self.section.shown = self.shown if self.taken else None


def height_of(shown: Shown, row: ShownRow) -> float:
    """How many lines of a phone's screen a record takes in a table."""
    names = [column.name for column in shown.columns]
    naming = shown.kind.named_by if shown.kind.named_by in names else names[0]
    texts = [
        (shown.text(row, place), IN_NAME if name == naming else IN_CELL)
        for place, name in enumerate(names)
    ]
    texts += [(text, IN_NAME) for text in (row.record.remarks, *row.told)]
    return OF_ROW + OF_CELL + 1 + sum(_lines(text, width) + OF_CELL for text, width in texts)


def lines_of_pairs(shown: Shown) -> float:
    """How many lines the only record takes as pairs of heading and text."""
    row = shown.rows[0]
    return sum(
        2 + _lines(shown.text(row, place), IN_NAME + 4) for place in range(len(shown.columns))
    )


def _lines(text: str, width: int) -> int:
    return ceil(len(text) / width)


def records_in(sections: Iterable[RecordSection]) -> list[Any]:
    """The records that the sections show."""
    return [row.record for section in sections if section.shown for row in section.shown.rows]
