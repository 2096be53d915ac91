"""The orders that turn round the fewest of the owners' preferences: Kemeny's.

Kemeny, "Mathematics without numbers", Daedalus 88 (1959). The score counts, owner by owner, the
pairs that the order puts the other way round; a pair that an owner ties or does not rank costs
nothing. The items are first taken apart where nothing is lost: a set whose every item beats every
item of another goes before it in all best orders (Truchon's extended Condorcet criterion, 1998),
and sets between which all contests are even may be laid into one another in any way.
"""

import math
import time
from dataclasses import dataclass

from workstreams.ranking.ballots import PairMatrix
from workstreams.ranking.majority import components
from workstreams.ranking.optimal_orders import Fixed, InTurn, Shuffled, Ways, first_orders
from workstreams.ranking.order_bound import at_once, by_bound
from workstreams.ranking.subsets import LARGE, Solved, by_subsets

SHOWN = 10
SECONDS = 10.0
TABLED = 14  # items up to which a table of all their sets is quickest


@dataclass(frozen=True)
class Kemeny:
    """The best orders. `count` is None where it is not known how many there are.

    `proven`: no order has a lower score than `bound`, and `score` is it. `orders` are the first of
    them, sorted by item; where not proven, the best that was found.
    """

    score: int
    bound: int
    orders: tuple[tuple[int, ...], ...]
    count: int | None

    @property
    def proven(self) -> bool:
        """Whether no order can do better: its score meets the lower bound."""
        return self.score == self.bound

    @property
    def all_shown(self) -> bool:
        """Whether `orders` are all the best ones there are."""
        return self.proven and self.count == len(self.orders)


def kemeny(prefers: PairMatrix, seconds: float = SECONDS, shown: int = SHOWN) -> Kemeny:
    """Find the best orders of all items, taking about `seconds` where they are hard to find."""
    items = tuple(range(len(prefers)))
    found = _in_turn(items, prefers, time.monotonic() + seconds)
    unavoidable = sum(min(prefers[a][b], prefers[b][a]) for a in items for b in items[a + 1 :])
    return Kemeny(
        score=found.cost + unavoidable,
        bound=found.bound + unavoidable,
        orders=tuple(first_orders(found.ways, shown)),
        count=found.count,
    )


def _in_turn(items: tuple[int, ...], prefers: PairMatrix, deadline: float) -> Solved:
    """Take apart where every item of one set beats every item of the next."""
    parts = components(items, lambda a, b: prefers[a][b] >= prefers[b][a])
    solved = [_side_by_side(part, prefers, deadline) for part in parts]
    return _together(solved, InTurn(tuple(part.ways for part in solved)), 1)


def _side_by_side(items: tuple[int, ...], prefers: PairMatrix, deadline: float) -> Solved:
    """Take apart where all contests between one set and another are even."""
    if len(items) == 1:
        return Solved(0, 0, 1, Fixed(items))
    parts = components(items, lambda a, b: prefers[a][b] != prefers[b][a])
    if len(parts) == 1:
        return _undivided(items, prefers, deadline)
    solved = [_in_turn(part, prefers, deadline) for part in parts]
    mixtures, laid = 1, 0
    for part in parts:
        laid += len(part)
        mixtures *= math.comb(laid, len(part))
    return _together(solved, Shuffled(tuple(part.ways for part in solved)), mixtures)


def _undivided(items: tuple[int, ...], prefers: PairMatrix, deadline: float) -> Solved:
    """By whichever way is quickest; up to `LARGE` items always exactly, whatever the time."""
    if len(items) > LARGE:
        return by_bound(items, prefers, deadline)
    found = at_once(items, prefers, deadline) if len(items) > TABLED else None
    return found or by_subsets(items, prefers)


def _together(parts: list[Solved], ways: Ways, mixtures: int) -> Solved:
    counts = [part.count for part in parts]
    return Solved(
        cost=sum(part.cost for part in parts),
        bound=sum(part.bound for part in parts),
        count=None if None in counts else mixtures * math.prod(n for n in counts if n is not None),
        ways=ways,
    )
