"""The places that somebody gives in a form: ranks typed, moved up and down, or left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

LARGEST = 999


@dataclass(frozen=True)
class Typed:
    """What a form says of one workstream: a rank as typed ("" for none), and whether chosen."""

    ref: str
    title: str
    rank: str = ""
    chosen: bool = False

    @property
    def number(self) -> int | None:
        """The rank, None where there is none or it is no whole number from 1."""
        text = self.rank.strip().rstrip("=").lstrip("=")
        fits = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
        return int(text) or None if fits else None

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed is no rank."""
        return bool(self.rank.strip()) and self.number is None


def in_order(places: Iterable[Typed]) -> list[Typed]:
    """Those ranked first, by rank; then the others as they came."""
    return sorted(places, key=lambda it: (it.number is None, it.number or 0))


def moved(places: list[Typed], ref: str, way: str) -> list[Typed]:
    """The same with one moved "up" or "down" past its neighbour; one without a rank comes last.

    Neighbours change ranks, so that ties and gaps stay as they are.
    """
    ranked = [it for it in in_order(places) if it.number is not None]
    at = next((n for n, it in enumerate(ranked) if it.ref == ref), None)
    if at is None:
        last = max((it.number or 0 for it in ranked), default=0)
        return [_at(it, last + 1) if it.ref == ref else it for it in places]
    other = _neighbour(ranked, at, way)
    if other is None:
        return places
    ranks = {ref: other.number, other.ref: ranked[at].number}
    return [_at(it, ranks[it.ref]) if it.ref in ranks else it for it in places]


def _neighbour(ranked: list[Typed], at: int, way: str) -> Typed | None:
    """The nearest above or below that has another rank."""
    others = reversed(ranked[:at]) if way == "up" else iter(ranked[at + 1 :])
    return next((it for it in others if it.number != ranked[at].number), None)


def _at(place: Typed, rank: int | None) -> Typed:
    return replace(place, rank=str(rank or ""))
