"""The least cost of ordering each set of items, from what it costs to order the smaller sets.

Held and Karp, "A dynamic programming approach to sequencing problems" (1962): the best order of a
set begins with one of its items, followed by a best order of the rest. Costs are those above the
unavoidable, so that only beaten majorities cost anything.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from workstreams.ranking.ballots import PairMatrix
from workstreams.ranking.optimal_orders import Cheapest, Ways

Layers = list[dict[int, list[int]]]

SMALL = 9  # up to here plain Python is quicker than waking numpy
LARGE = 20  # beyond, a table of all sets is too large


@dataclass(frozen=True)
class Solved:
    """An order of some items that costs least. `cost` and `bound` are above the unavoidable.

    `count` is the number of such orders, None where it is not known; `bound` is what no order can
    be below: the cost is proven least where they are equal.
    """

    cost: int
    bound: int
    count: int | None
    ways: Ways


def beaten_majorities(items: tuple[int, ...], prefers: PairMatrix) -> PairMatrix:
    """What it costs to put `b` before `a`, as `[a][b]`: the majority for `a`, else nothing."""
    return [[max(0, prefers[a][b] - prefers[b][a]) for b in items] for a in items]


def by_subsets(items: tuple[int, ...], prefers: PairMatrix) -> Solved:
    """All best orders of at most `LARGE` items."""
    loss = beaten_majorities(items, prefers)
    if len(items) > SMALL:
        return _by_all_subsets(items, loss)
    free = [0] * len(items)
    return _by_layers(items, loss, cast(Layers, _layers(free, Tolls(()), Effort(1 << SMALL))))


@dataclass(frozen=True)
class Toll:
    """What it costs at least, above a bound, to put `n` before others; `gap` is too much."""

    costs: PairMatrix
    gap: int


@dataclass
class Effort:
    """How many sets may be tried, and until when: there is no end to them."""

    sets: int
    deadline: float = math.inf

    def allows(self, sets: int) -> bool:
        """Whether so many may be tried, and there is time."""
        return sets <= self.sets and time.monotonic() < self.deadline


class Tolls:
    """Several tolls at once: an order that breaks any of the gaps is not among the best."""

    def __init__(self, tolls: tuple[Toll, ...]) -> None:
        self.costs = [first_costs(toll.costs) for toll in tolls]
        self.gaps = [toll.gap for toll in tolls]
        self.none = (0,) * len(tolls)

    def paid(self, so_far: tuple[int, ...], n: int, remaining: int) -> tuple[int, ...] | None:
        """What has been paid when `n` stands next; None where it is more than a gap."""
        paid = []
        for done, cost, gap in zip(so_far, self.costs, self.gaps, strict=True):
            total = done + cost(n, remaining)
            if total > gap:
                return None
            paid.append(total)
        return tuple(paid)


def by_reachable(
    items: tuple[int, ...], loss: PairMatrix, before: list[int], tolls: Tolls, effort: Effort
) -> Solved | None:
    """All best orders among those in which each item follows those of its bits in `before`.

    Orders that break a toll's gap may be left out. None where it takes more than the effort, or no
    order is left.
    """
    layers = _layers(before, tolls, effort)
    return _by_layers(items, loss, layers) if layers else None


def _by_layers(items: tuple[int, ...], loss: PairMatrix, layers: "Layers") -> Solved:
    first_cost = first_costs(loss)
    best: dict[int, int] = {0: 0}
    count: dict[int, int] = {0: 1}
    for layer in reversed(layers[:-1]):
        for remaining, firsts in layer.items():
            _choose(remaining, firsts, first_cost, best, count)
    whole = (1 << len(items)) - 1
    return Solved(
        best[whole], best[whole], count[whole], Cheapest(whole, items, first_cost, best.get)
    )


def _choose(
    remaining: int,
    firsts: list[int],
    first_cost: Callable[[int, int], int],
    best: dict[int, int],
    count: dict[int, int],
) -> None:
    """Set the least cost of what remains; leave it out where nothing leads on from it."""
    costs = {
        rest: best[rest] + first_cost(n, remaining)
        for n in firsts
        if (rest := remaining & ~(1 << n)) in best
    }
    if costs:
        least = best[remaining] = min(costs.values())
        count[remaining] = sum(count[rest] for rest, cost in costs.items() if cost == least)


def _layers(before: list[int], tolls: Tolls, effort: Effort) -> Layers | None:
    """The sets that can remain, by size, each with the items that may then stand first."""
    size = len(before)
    layers: Layers = [{(1 << size) - 1: []}]
    paid = {(1 << size) - 1: tolls.none}
    while layers[-1].keys() != {0}:
        following: dict[int, tuple[int, ...]] = {}
        for remaining, firsts in layers[-1].items():
            firsts += _may_stand_first(remaining, before, tolls, paid[remaining], following)
            if not effort.allows(len(following)):
                return None
        if not following:
            return None
        effort.sets -= len(following)
        layers.append({remaining: [] for remaining in following})
        paid = following
    return layers


def _may_stand_first(
    remaining: int,
    before: list[int],
    tolls: Tolls,
    so_far: tuple[int, ...],
    following: dict[int, tuple[int, ...]],
) -> list[int]:
    firsts = []
    for n, needed in enumerate(before):
        if remaining >> n & 1 and not needed & remaining:
            paid = tolls.paid(so_far, n, remaining)
            if paid is not None:
                rest = remaining & ~(1 << n)
                firsts.append(n)
                following[rest] = tuple(map(min, following.get(rest, paid), paid))
    return firsts


def first_costs(loss: PairMatrix) -> Callable[[int, int], int]:
    """What it costs that item `n` stands before all others of a set."""
    size = len(loss)
    beaten_by = [[(1 << a, loss[a][n]) for a in range(size) if loss[a][n]] for n in range(size)]

    def first_cost(n: int, remaining: int) -> int:
        return sum(lost for bit, lost in beaten_by[n] if remaining & bit)

    return first_cost


def _by_all_subsets(items: tuple[int, ...], loss: PairMatrix) -> Solved:
    """The same over a table of all sets, in numpy; the number of orders of 20 fits into 64 bits."""
    import numpy as np

    size = len(items)
    costs = _halved_costs(np, loss)
    best = np.zeros(1 << size, dtype=np.int64)
    count = np.zeros(1 << size, dtype=np.int64)
    count[0] = 1
    for layer in _by_size(np, size):
        least = np.full(len(layer), np.iinfo(np.int64).max)
        ways = np.zeros(len(layer), dtype=np.int64)
        for n in range(size):
            here = np.flatnonzero(layer >> n & 1)
            sets = layer[here]
            rest = sets ^ (1 << n)
            cost = best[rest] + costs(n, sets)
            kept = least[here]
            ways[here] = np.where(cost < kept, 0, ways[here]) + np.where(
                cost <= kept, count[rest], 0
            )
            least[here] = np.minimum(cost, kept)
        best[layer], count[layer] = least, ways
    whole = (1 << size) - 1
    cheapest = Cheapest(whole, items, first_costs(loss), lambda remaining: int(best[remaining]))
    return Solved(int(best[whole]), int(best[whole]), int(count[whole]), cheapest)


def _by_size(np: Any, size: int) -> Any:
    """All sets but the empty one, as bits, those with fewer items first."""
    sets = np.arange(1 << size, dtype=np.int32)
    members = np.zeros(1 << size, dtype=np.int8)
    for n in range(size):
        members += (sets >> n & 1).astype(np.int8)
    ends = np.cumsum(np.bincount(members, minlength=size + 1))
    return np.split(np.argsort(members, kind="stable").astype(np.int32), ends[:-1])[1:]


def _halved_costs(np: Any, loss: PairMatrix) -> Callable[[int, Any], Any]:
    """What it costs that an item stands first, from two small tables instead of one of all sets."""
    size = len(loss)
    half = (size + 1) // 2
    low = [_sums(np, [loss[a][n] for a in range(half)]) for n in range(size)]
    high = [_sums(np, [loss[a][n] for a in range(half, size)]) for n in range(size)]
    mask = (1 << half) - 1
    return lambda n, sets: low[n][sets & mask] + high[n][sets >> half]


def _sums(np: Any, values: list[int]) -> Any:
    """The sum of each subset of some values, by its bits."""
    sums = np.zeros(1, dtype=np.int64)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums
