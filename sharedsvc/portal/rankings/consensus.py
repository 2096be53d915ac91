"""The shared order by each method, and where the methods differ."""

from dataclasses import dataclass
from fractions import Fraction

from sharedsvc.portal.rankings.comparison import WayToRead
from workstreams.ranking.ballots import places_in
from workstreams.ranking.concordance import meaning
from workstreams.ranking.study import Study
from workstreams.ranking.words import kemeny_in_words


@dataclass(frozen=True)
class Placed:
    """A workstream's place by each method; `differs`: one puts it above what another puts it
    below. That one leaves a tie which another resolves is no difference."""

    title: str
    borda: int
    points: str
    copeland: int
    kemeny: int
    differs: bool


@dataclass(frozen=True)
class Consensus:
    """The shared order by each method, on one reading of the owners' lists."""

    label: str
    study: Study
    placed: tuple[Placed, ...]

    @property
    def kemeny(self) -> str:
        """What the Kemeny order is worth, and whether it is proven."""
        return kemeny_in_words(self.study.kemeny)

    @property
    def w(self) -> str:
        """Kendall's W of all, and what it means."""
        return meaning(self.study.w)

    @property
    def w_in_common(self) -> str:
        """Kendall's W of what all rank; "" where that is nothing."""
        found = self.study.w_in_common
        if found is None or found.value is None:
            return ""
        names = ", ".join(self.study.profile.items[item] for item in found.items)
        return f"Of the {len(found.items)} that all rank ({names}): {meaning(found)}"

    @property
    def differ(self) -> list[Placed]:
        """The workstreams that the methods place differently."""
        return [one for one in self.placed if one.differs]


def consensus_of(reading: WayToRead) -> Consensus:
    """The places that each method gives on one reading."""
    found = reading.study
    borda, copeland = places_in(found.borda.order), places_in(found.copeland.order)
    kemeny = _places_of(found.kemeny.orders[0])
    named = {item for ballot in found.read.ballots for item in ballot.ranked}
    methods = [[borda], [copeland]]
    if found.kemeny.all_shown:
        methods.append([_places_of(order) for order in found.kemeny.orders])
    placed = [
        Placed(
            found.profile.items[item],
            borda[item],
            _points(found.borda.points[item]),
            copeland[item],
            kemeny[item],
            any(_differ(methods, item, other) for other in named),
        )
        for item in sorted(named, key=lambda item: (borda[item], item))
    ]
    return Consensus(reading.label, found, tuple(placed))


def _points(points: Fraction) -> str:
    return str(points) if points.denominator == 1 else f"{float(points):g}"


def _places_of(order: tuple[int, ...]) -> dict[int, int]:
    return {item: n for n, item in enumerate(order, start=1)}


def _differ(methods: list[list[dict[int, int]]], one: int, other: int) -> bool:
    """Whether one method puts an item above another in all its orders, and a second below."""
    above = [all(order[one] < order[other] for order in method) for method in methods]
    below = [all(order[one] > order[other] for order in method) for method in methods]
    return any(above) and any(below)
