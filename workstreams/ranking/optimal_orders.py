"""All orders that cost least, held as ways to go on rather than as lists: there may be n! of them.

Whatever way is taken from `nexts` leads to an optimal order, and no order is reached twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from workstreams.ranking.ballots import PairMatrix


class Ways(Protocol):
    """What may follow in an optimal order."""

    def nexts(self) -> list[tuple[int, "Ways"]]:
        """Each item that may stand next, in the items' own order, and the ways from there on."""
        ...


@dataclass(frozen=True)
class Fixed:
    """One order and no other."""

    items: tuple[int, ...]

    def nexts(self) -> list[tuple[int, Ways]]:
        """The only item that can come next, with what remains; none at the end."""
        return [(self.items[0], Fixed(self.items[1:]))] if self.items else []


@dataclass(frozen=True)
class InTurn:
    """All of the first part before all of the second, and so on."""

    parts: tuple[Ways, ...]

    def nexts(self) -> list[tuple[int, Ways]]:
        """The items of the first part that has any, each with what remains."""
        for n, part in enumerate(self.parts):
            if found := part.nexts():
                rest = self.parts[n + 1 :]
                return [(item, InTurn((after, *rest))) for item, after in found]
        return []


@dataclass(frozen=True)
class Shuffled:
    """Each part in its own order, laid into one another in any way."""

    parts: tuple[Ways, ...]

    def nexts(self) -> list[tuple[int, Ways]]:
        """The items that any of the parts begins with, each with what remains."""
        found = [
            (item, Shuffled((*self.parts[:n], after, *self.parts[n + 1 :])))
            for n, part in enumerate(self.parts)
            for item, after in part.nexts()
        ]
        return sorted(found, key=lambda step: step[0])


@dataclass(frozen=True)
class Cheapest:
    """What remains of a set of items, with the least cost of ordering each remainder."""

    remaining: int  # a bit for each item of `items`
    items: tuple[int, ...]
    first_cost: Callable[[int, int], int]  # of an item standing before the rest of a remainder
    best: Callable[[int], int | None]

    def nexts(self) -> list[tuple[int, Ways]]:
        """The items with which an order of least cost can go on, each with what remains."""
        least = self.best(self.remaining)
        return [
            (item, Cheapest(rest, self.items, self.first_cost, self.best))
            for n, item in enumerate(self.items)
            if self.remaining >> n & 1
            and (after := self.best(rest := self.remaining & ~(1 << n))) is not None
            and after + self.first_cost(n, self.remaining) == least
        ]


def first_orders(ways: Ways, limit: int) -> Iterator[tuple[int, ...]]:
    """The first `limit` orders, sorted by item."""
    ahead: list[tuple[tuple[int, ...], Ways]] = [((), ways)]
    while ahead and limit:
        order, here = ahead.pop()
        steps = here.nexts()
        if not steps:
            limit -= 1
            yield order
        ahead += [((*order, item), after) for item, after in reversed(steps)]


def cost_of(order: tuple[int, ...], prefers: PairMatrix) -> int:
    """The Kemeny score: owner by owner, the pairs that the order turns round."""
    return sum(prefers[b][a] for n, a in enumerate(order) for b in order[n + 1 :])
