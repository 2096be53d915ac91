"""A slope chart as numbers: where each line begins and ends; templates draw it.

Drawn wide and narrow by one function. Line style and mark say which way an item moves; colour says
nothing, so that the chart is as good in grey.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sharedsvc.core.prose import in_figures

FEW = 12  # lines up to which each one is drawn as boldly as it deserves
LETTER = 0.52  # of the size of type: the mean width of a letter
TOP = 34


@dataclass(frozen=True)
class SlopeShape:
    """How wide, and where: with no room for names on the left, only ranks stand there."""

    name: str
    width: int
    left: int
    right: int
    size: float
    names_left: bool

    def letters(self, at: int) -> int:
        """How many letters fit into so many units."""
        return int(at / (self.size * LETTER))


WIDE = SlopeShape("wide", 1120, 436, 684, 15, True)
NARROW = SlopeShape("narrow", 290, 34, 104, 13, False)
SMALL = SlopeShape("small", 262, 46, 216, 14, False)


@dataclass(frozen=True)
class DrawnItem:
    """An item to draw: its name, its rank on the left and on the right, None where it has none."""

    name: str
    left: int | None
    right: int | None
    selected: bool = False

    @property
    def lower(self) -> int | None:
        """How many places lower the right puts it; higher is negative."""
        return None if self.left is None or self.right is None else self.right - self.left


@dataclass(frozen=True)
class Stroke:
    """A line between two points, its way and what stands at its ends."""

    way: str  # same, lower, higher, selected, faint
    y1: float
    y2: float


@dataclass(frozen=True)
class Label:
    """A name at one end, in as many lines as there is room for."""

    y: float
    rank: str
    lines: tuple[tuple[float, str], ...]
    bold: bool


@dataclass(frozen=True)
class Slope:
    """All that a template needs to draw one chart."""

    shape: SlopeShape
    height: int
    strokes: tuple[Stroke, ...]
    left: tuple[Label, ...]
    right: tuple[Label, ...]
    band: float  # height of the shaded first k on the right, 0 for none

    @property
    def x(self) -> dict[str, int]:
        """Where lines, names and figures stand across, in units of the drawing."""
        shape = self.shape
        return {
            "from": shape.left + 8, "to": shape.right - 8, "left": shape.left - 12,
            "left_name": shape.left - 40, "right": shape.right + 24, "right_name": shape.right + 34,
            "band": shape.right - 2, "band_width": shape.width - shape.right + 2,
        }  # fmt: skip


@dataclass(frozen=True)
class Far:
    """One of the few lines that a small chart names; `style` tells it from the others.

    `left` and `right` are how far down its ranks are written: beside its ends, or as near as they
    can stand without lying on one another.
    """

    style: str
    mark: DrawnItem
    stroke: Stroke
    left: float
    right: float


def furthest(marks: Sequence[DrawnItem], shape: SlopeShape) -> tuple[Far, ...]:
    """The three items that move furthest, for a small chart."""
    moved = sorted((m for m in marks if m.lower), key=lambda m: (-abs(m.lower or 0), m.left))[:3]
    strokes = [draw_one(mark, marks, shape) for mark in moved]
    lowest = draw(marks, shape).height - 6
    left = set_apart([stroke.y1 for stroke in strokes], shape.size, lowest)
    right = set_apart([stroke.y2 for stroke in strokes], shape.size, lowest)
    styles = ("first", "second", "third")
    return tuple(map(Far, styles, moved, strokes, left, right))


def set_apart(heights: Sequence[float], gap: float, lowest: float) -> list[float]:
    """The same heights, moved as little as keeps each `gap` from the next and none too low."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed: dict[int, float] = {}
    above = -gap
    for n in order:
        placed[n] = above = max(heights[n], above + gap)
    below = lowest + gap
    for n in reversed(order):
        placed[n] = below = min(placed[n], below - gap)
    return [round(placed[n], 1) for n in range(len(heights))]


def draw_one(mark: DrawnItem, marks: Sequence[DrawnItem], shape: SlopeShape) -> Stroke:
    """The line of one item of a chart."""
    at_left, at_right, _ = _placed(marks, shape)
    return Stroke("", round(at_left[mark], 1), round(at_right[mark], 1))


def far_from(count: int) -> int:
    """By how many places an item must move for its line to be bold."""
    return 1 if count <= FEW else max(3, count // 6)


def draw(marks: Sequence[DrawnItem], shape: SlopeShape, first: int = 0) -> Slope:
    """Place the items of two lists, and the lines between them."""
    at_left, at_right, step = _placed(marks, shape)
    far = far_from(len(marks))
    strokes = [
        Stroke(_way(mark, far), round(y, 1), round(at_right[mark], 1))
        for mark, y in at_left.items()
        if mark in at_right
    ]
    strokes.sort(key=lambda stroke: stroke.way != "faint")
    band = step * sum(1 for mark in at_right if (mark.right or 0) <= first)
    rows = max(len(at_left), len(at_right))
    return Slope(
        shape,
        round(_top(shape) + step * rows + 4),
        tuple(strokes),
        tuple(
            _label(mark, y, str(mark.left) if mark.left else "", far, shape, step, shape.left - 44)
            for mark, y in at_left.items()
        ),
        tuple(
            _label(mark, y, str(mark.right), far, shape, step, shape.width - shape.right - 36)
            for mark, y in at_right.items()
        ),
        band,
    )


def _placed(
    marks: Sequence[DrawnItem], shape: SlopeShape
) -> tuple[dict[DrawnItem, float], dict[DrawnItem, float], float]:
    """How far down each item stands on the left and on the right, and the height of a row."""
    right = sorted((m for m in marks if m.right is not None), key=lambda m: (m.right, m.name))
    left = sorted((m for m in marks if m.left is not None), key=lambda m: (m.left, m.name))
    step = _step(max(len(left), len(right)), shape)
    top = _top(shape)
    at_right = {mark: top + step * (n + 0.5) for n, mark in enumerate(right)}
    at_left = {mark: top + step * (n + 0.5) for n, mark in enumerate(left)}
    at_left |= {mark: at_right[mark] for mark in right if mark.selected}
    return at_left, at_right, step


def _top(shape: SlopeShape) -> int:
    """Room for headings; a small chart has none."""
    return 6 if shape.name == "small" else TOP


def _step(rows: int, shape: SlopeShape) -> float:
    if shape.name == "small":
        return max(2.5, min(14, 160 / max(rows, 1)))
    if shape.names_left:
        return 40 if rows <= FEW else 19
    return 54 if rows <= FEW else 20


def _way(mark: DrawnItem, far: int) -> str:
    if mark.selected:
        return "selected"
    lower = mark.lower or 0
    if abs(lower) < far:
        return "same" if far == 1 else "faint"
    return "lower" if lower > 0 else "higher"


def _label(
    mark: DrawnItem, y: float, rank: str, far: int, shape: SlopeShape, step: float, room: int
) -> Label:
    most = max(1, int(step // (shape.size * 1.25)))
    lines = _broken(mark.name, shape.letters(room), most)
    top = y + shape.size * 0.35 - (len(lines) - 1) * shape.size * 0.62
    return Label(
        round(y + shape.size * 0.35, 1),
        rank,
        tuple((round(top + n * shape.size * 1.24, 1), line) for n, line in enumerate(lines)),
        bold=_way(mark, far) in ("lower", "higher", "selected"),
    )


def _broken(name: str, letters: int, most: int) -> list[str]:
    """A name in at most so many lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = lines[:most]
    if len(lines) > most or len(kept[-1]) > letters:
        kept[-1] = kept[-1][: max(letters - 1, 1)].rstrip(" ,") + "…"
    return kept


def places(lower: int | None) -> str:
    """How far it moves, in words and an arrow."""
    if lower is None:
        return ""
    if not lower:
        return "= same rank"
    arrow, word = ("▼", "lower") if lower > 0 else ("▲", "higher")
    return f"{arrow} {in_figures(abs(lower), 'place')} {word}"
