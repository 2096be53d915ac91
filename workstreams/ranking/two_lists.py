"""Two lists side by side: what they share, and how far each item moves.

Partial lists are ordinary (three of ten), ties are equal ranks, and an unranked selection has no
order, so nothing is said about its ranks (domain.md, "In what order"; IC 2.4 and 4.5).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """An item's place in a list; without a rank where the list has no order."""

    item: str
    rank: int | None = None


@dataclass(frozen=True)
class RankedList:
    """One owner's list of items, ranked or an unranked selection."""

    places: tuple[Place, ...]
    ranked: bool = True

    @property
    def items(self) -> tuple[str, ...]:
        """The items in order, first to last."""
        return tuple(place.item for place in self.places)

    def rank_of(self, item: str) -> int | None:
        """The item's rank, or None where it has none here."""
        return next((place.rank for place in self.places if place.item == item), None)

    def first(self, count: int) -> tuple[str, ...]:
        """The items ranked `count` or better; of an unranked selection, all of it."""
        if not self.ranked:
            return self.items
        return tuple(p.item for p in self.places if p.rank is not None and p.rank <= count)


def tied_ranks(ranks: Iterable[int]) -> dict[int, int | None]:
    """Each rank given more than once, and the rank that follows too soon for a tie, or None.

    A tie leaves out the ranks after it: 1, 2, 2, 4. Where 3 follows instead, one of the figures may
    be wrong, or all of them are only places in a list.
    """
    counted = Counter(ranks)
    return {
        rank: next((n for n in range(rank + 1, rank + count) if n in counted), None)
        for rank, count in sorted(counted.items())
        if count > 1
    }


@dataclass(frozen=True)
class TwoLists:
    """How one list stands to another.

    `shared`: items of `chosen` that are among the other's first `count` too. `places_lower` tells,
    for each ranked item that the other ranks too, how many places lower (or, negative, higher) the
    other puts it.
    """

    chosen: tuple[str, ...]
    count: int
    shared: tuple[str, ...]
    places_lower: tuple[tuple[str, int], ...]


def compare(mine: RankedList, theirs: RankedList, first: int | None = None) -> TwoLists:
    """Compare my first items (all of them without `first`) with as many of theirs.

    Raises ValueError when `theirs` has no order: it then has no first items.
    """
    if not theirs.ranked:
        raise ValueError("A list without an order has no first items to compare with.")
    chosen = mine.items if first is None else mine.first(first)
    count = len(chosen) if first is None else first
    top = set(theirs.first(count))
    moved = tuple(
        (item, their_rank - my_rank)
        for item in chosen
        if (my_rank := mine.rank_of(item)) is not None
        and (their_rank := theirs.rank_of(item)) is not None
    )
    return TwoLists(
        chosen=chosen,
        count=count,
        shared=tuple(item for item in chosen if item in top),
        places_lower=moved,
    )


def could_be_an_order(places: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether figures beside places 1, 2, 3, … could as well say which number comes in each place.

    Not where both readings come to the same: 2, 1, 3 does, 2, 3, 1 does not.
    """
    numbers = list(range(1, len(places) + 1))
    if list(places) != numbers or sorted(figures) != numbers:
        return False
    return any(figures[figure - 1] != n for n, figure in enumerate(figures, start=1))
