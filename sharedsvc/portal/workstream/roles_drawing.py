"""Roles in time as shapes: where each bar begins and ends; a template draws them.

A pure function of dated roles, drawn wide and narrow. Fill, hatch, dash and arrowhead carry the
meaning, so that the drawing is as good in grey; the table beside it says the same in words.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sharedsvc.core.dates import EARLIEST, LATEST, day_in_words
from workstreams.choices import FIRM

LETTER = 0.54  # of the size of type: the mean width of a letter
LABEL = 7.5  # the width of a letter above a line
BAR, HEAD = 20, 8  # the height of a bar, the length of an arrowhead
TOP, FOOT = 26, 26
SHORTEST = 150  # days that a drawing spans at least
STEPS = (
    1,
    3,
    6,
    12,
    24,
    60,
    120,
    240,
    600,
    1200,
    6000,
    24000,
)  # months from one line of the scale to the next


@dataclass(frozen=True)
class BarsShape:
    """How wide, and where: names stand left of the bars, or above them."""

    name: str
    width: int
    left: int
    lane: int
    size: int
    most_lines: int
    beside: bool

    @property
    def right(self) -> int:
        """Where the time line ends, in units of the drawing."""
        return self.width - 4

    @property
    def letters(self) -> int:
        """How many letters of a name there is room for."""
        return int((self.left - 12 if self.beside else self.width) / (self.size * LETTER))


WIDE = BarsShape("wide", 780, 226, 46, 14, 9, beside=True)
NARROW = BarsShape("narrow", 290, 4, 68, 14, 4, beside=False)


@dataclass(frozen=True)
class Scale:
    """From days to places on the drawing."""

    first: datetime.date
    last: datetime.date
    left: int
    right: int

    def x(self, day: datetime.date) -> float:
        """Where a day is; what lies outside is at the edge."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(self.left + min(max(share, 0), 1) * (self.right - self.left), 1)


@dataclass(frozen=True)
class Bar:
    """A stretch of time. Where it is not `sure`, the role may have begun, or ended, on any day."""

    x1: float
    x2: float
    y: float
    fill: str  # firm, hoped, disputed
    sure: bool
    comes_from: bool = False
    goes_on: bool = False

    @property
    def path(self) -> str:
        """Its outline: open on the left where no begin is known, an arrow where no end is."""
        shoulder = max(self.x1, self.x2 - HEAD) if self.goes_on else self.x2
        tip = f"L{self.x2} {self.y + BAR / 2}L{shoulder} {self.y + BAR}" if self.goes_on else ""
        down = tip or f"V{self.y + BAR}"
        return f"M{self.x1} {self.y}H{shoulder}{down}H{self.x1}{'' if self.comes_from else 'Z'}"


@dataclass(frozen=True)
class Lane:
    """One role: who, what and how settled, and its bars."""

    y: float
    who: str
    what: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ScaleLine:
    """A line of the scale, and what stands above it."""

    x: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """All that a template needs to draw roles in time once."""

    shape: BarsShape
    lanes: tuple[Lane, ...]
    lines: tuple[ScaleLine, ...]
    day: float
    day_label: str

    @property
    def height(self) -> int:
        """Its height, in units of the drawing."""
        return TOP + self.shape.lane * len(self.lanes) + FOOT

    @property
    def foot(self) -> int:
        """Where the dates stand below, in units of the drawing."""
        return self.height - FOOT

    @property
    def day_is_right(self) -> bool:
        """Whether the label of the day stands left of its line."""
        return self.day > (self.shape.left + self.shape.right) / 2

    @cached_property
    def legend(self) -> list[str]:
        """What the marks that occur mean."""
        bars = [bar for lane in self.lanes for bar in lane.bars]
        fills = {bar.fill for bar in bars if bar.sure}
        meanings = {
            "filled: confirmed or in force": "firm" in fills,
            "outline: not settled": "hoped" in fills,
            "hatched: sources disagree": "disputed" in fills,
            "dashed: the day is not known": any(not bar.sure for bar in bars),
            "arrowhead: no last day is known": any(bar.goes_on for bar in bars),
        }
        return [words for words, occurs in meanings.items() if occurs]


def draw(roles: Iterable[Any], day: datetime.date, shape: BarsShape) -> Drawing:
    """The drawing of roles, in their order, with the day of the position marked."""
    roles = tuple(roles)
    scale = _scale(roles, day, shape)
    lanes = tuple(_lane(role, number, scale, shape) for number, role in enumerate(roles))
    lines = _lines(scale, shape.most_lines)
    return Drawing(shape, lanes, lines, scale.x(day), f"as at {day_in_words(day)}")


def both(roles: Sequence[Any], day: datetime.date) -> tuple[Drawing, ...]:
    """The wide and the narrow drawing; none where there is no role."""
    return tuple(draw(roles, day, shape) for shape in (WIDE, NARROW)) if roles else ()


def _scale(roles: Sequence[Any], day: datetime.date, shape: BarsShape) -> Scale:
    """From a little before the first day that is known to a little after the last."""
    bounds = [
        bound
        for role in roles
        for bound in (role.start_earliest, role.start_latest, role.end_earliest, role.end_latest)
    ]
    known = [day, *(bound for bound in bounds if EARLIEST < bound < LATEST)]
    span = (max(known) - min(known)).days
    first = _shifted(min(known), -max(span // 8, SHORTEST // 6))
    last = _shifted(max(known), max(span // 6, SHORTEST - span))
    return Scale(first, last, shape.left, shape.right)


def _shifted(day: datetime.date, days: int) -> datetime.date:
    """Some days away, but no further than there are dates."""
    number = day.toordinal() + days
    return datetime.date.fromordinal(min(max(number, 1), LATEST.toordinal()))


def _lane(role: Any, number: int, scale: Scale, shape: BarsShape) -> Lane:
    y = TOP + number * shape.lane
    top = y + (8 if shape.beside else 36)
    how = "sources disagree" if role.dispute else role.standing_in_words.lower()
    kind = role.kind_in_words.partition(" (")[0]
    what = f"{kind}, {how}" if role.is_named else kind
    return Lane(
        y=y,
        who=_fitting(role.holder, shape.letters),
        what=_fitting(what, shape.letters),
        bars=tuple(_bars(role, scale, top)),
    )


def _fitting(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _bars(role: Any, scale: Scale, y: float) -> Iterable[Bar]:
    """When it may have begun, when it surely was, when it may have ended."""
    fill = _fill(role)
    begun, ending = role.start_latest, role.end_earliest
    comes_from, goes_on = role.start_earliest == EARLIEST, role.end_latest == LATEST
    if begun > ending:  # on no day was it surely so
        x1, x2 = scale.x(role.start_earliest), scale.x(role.end_latest)
        yield Bar(x1, x2, y, fill, False, comes_from, goes_on)
        return
    stretches = ((role.start_earliest, begun), (begun, ending), (ending, role.end_latest))
    for place, (first, last) in enumerate(stretches):
        if first < last:
            arrow = goes_on and last == LATEST
            starts = comes_from and first == EARLIEST
            yield Bar(scale.x(first), scale.x(last), y, fill, place == 1, starts, arrow)


def _fill(role: Any) -> str:
    if role.dispute:
        return "disputed"
    return "firm" if role.standing in FIRM and role.is_named else "hoped"


def _lines(scale: Scale, most: int) -> tuple[ScaleLine, ...]:
    """Lines at even steps of months or years, as many as there is room for."""
    for step in STEPS:
        found = _every(step, scale)
        if len(found) <= most:
            break
    lines = (ScaleLine(scale.x(day), _label(day, step)) for day in found)
    return tuple(line for line in lines if line.x + LABEL * len(line.label) <= scale.right)


def _every(step: int, scale: Scale) -> list[datetime.date]:
    """The first days of months within the scale, so many months apart."""
    first = scale.first.year * 12 + scale.first.month - 1
    last = scale.last.year * 12 + scale.last.month - 1
    months = range(-(-first // step) * step, last + 1, step)
    days = (datetime.date(month // 12, month % 12 + 1, 1) for month in months if month >= 12)
    return [day for day in days if scale.first <= day <= scale.last]


def _label(day: datetime.date, step: int) -> str:
    return str(day.year) if step % 12 == 0 else f"{calendar.month_abbr[day.month]} {day.year}"
