"""Many items: an integer programme's bound, its certificate, and all orders within it.

The linear ordering problem (Grötschel, Jünger and Reinelt 1984): of each two items one comes first,
and no three go round in a circle. Only circles that a solution breaks are added. The multipliers of
the circles are rounded to whole numbers, and what follows from them is worked out exactly: a bound
that holds whatever the solver's floats were, and for each pair what it costs at least to turn it
round. What costs more than the gap is settled; of the rest all orders are tried.
"""

import math
import time
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from workstreams.ranking.ballots import PairMatrix
from workstreams.ranking.optimal_orders import Fixed, cost_of
from workstreams.ranking.subsets import Effort, Solved, Toll, Tolls, beaten_majorities, by_reachable

SCALE = 1 << 20  # what multipliers are rounded to
ROUND = 600  # circles added at once
MOST_SETS = 300_000  # tried of what is left open: some 150 MB
TRYING = 3  # one part in so many of the time left goes into it; as much again to count the orders
FEW_SETS = 10_000  # quicker than a table of all sets
NEAR = 1e-6
MOST_ITEMS = 150  # beyond, the circles of three alone fill the memory


@dataclass(frozen=True)
class Certificate:
    """What the multipliers prove, in units of 1/SCALE above the unavoidable.

    Every order costs at least `bound`, and at least `turned[pair]` more for each pair that it puts
    the other way than `first_before[pair]` says.
    """

    bound: int
    turned: dict[tuple[int, int], int]
    first_before: dict[tuple[int, int], bool]

    def whole_bound(self) -> int:
        """Costs are whole: nothing is below the next whole number."""
        return -(-self.bound // SCALE)

    def costs(self, size: int) -> PairMatrix:
        """What it costs at least to put `b` before `a`, as `[a][b]`."""
        found = [[0] * size for _ in range(size)]
        for (a, b), turned in self.turned.items():
            above, below = (a, b) if self.first_before[a, b] else (b, a)
            found[above][below] = turned
        return found


class Ordering:
    """The programme for one set of items, numbered from 0."""

    def __init__(self, loss: PairMatrix, deadline: float) -> None:
        import numpy as np

        self.np, self.loss, self.size, self.deadline = np, loss, len(loss), deadline
        self.pairs = list(combinations(range(self.size), 2))
        number = {pair: n for n, pair in enumerate(self.pairs)}
        threes = [(number[a, b], number[b, c], number[a, c]) for a, b, c in _threes(self.size)]
        self.threes = np.array(threes, dtype=np.int64).reshape(-1, 3)
        # what it costs more to put a before b than b before a
        self.costs = np.array([loss[b][a] - loss[a][b] for a, b in self.pairs], dtype=np.int64)
        self.all_turned = sum(loss[a][b] for a, b in self.pairs)  # each b before its a
        self.rows: list[tuple[int, int]] = []  # a circle's number and its direction: 1 or -1

    @property
    def seconds_left(self) -> float:
        """Seconds until it gives up; below nought where that is past."""
        return self.deadline - time.monotonic()

    def relax(self, favour: Any = None) -> tuple[Any, Certificate]:
        """Solve without whole numbers; add circles until none is broken or the time is gone.

        `favour` is a small cost on each pair that decides between solutions of equal cost.
        """
        costs = self.costs if favour is None else self.costs + favour
        x = (costs < 0).astype(float)
        multipliers: Any = self.np.zeros(len(self.rows))
        while self.add_broken(x) and self.seconds_left > 0:
            solved = self._solve(costs)
            if solved is None:
                break
            x, multipliers = solved
        return x, self._certificate(multipliers)

    def add_broken(self, x: Any) -> bool:
        """Add the triangle rules that a solution breaks most; whether there were any."""
        np = self.np
        turns = x[self.threes[:, 0]] + x[self.threes[:, 1]] - x[self.threes[:, 2]]
        excess = np.maximum(turns - 1, -turns)
        known = set(self.rows)
        broken = [
            row
            for n in np.argsort(-excess)[: ROUND * 2]
            if excess[n] > NEAR and (row := (int(n), 1 if turns[n] > 1 else -1)) not in known
        ]
        self.rows += broken[:ROUND]
        return bool(broken)

    def _matrix(self) -> tuple[Any, Any]:
        """The rows added: turn * (x_ab + x_bc - x_ac) is at most 1, or at most 0 the other way."""
        from scipy.sparse import csr_array

        np = self.np
        numbers = np.array([n for n, _ in self.rows], dtype=np.int64)
        turn = np.array([turn for _, turn in self.rows])
        values = (turn[:, None] * np.array([1, 1, -1])).ravel().astype(float)
        at = (np.repeat(np.arange(len(turn)), 3), self.threes[numbers].ravel())
        shape = (len(turn), len(self.pairs))
        return csr_array((values, at), shape=shape), np.where(turn > 0, 1.0, 0.0)

    def _solve(self, costs: Any) -> tuple[Any, Any] | None:
        from scipy.optimize import linprog

        matrix, limits = self._matrix()
        options = {"time_limit": max(self.seconds_left, 0.01)}
        found = linprog(
            costs, A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs-ds", options=options
        )
        return (found.x, -found.ineqlin.marginals) if found.status == 0 else None

    def _certificate(self, multipliers: Any) -> Certificate:
        """What whole, non-negative multipliers prove of the true costs, in exact arithmetic."""
        reduced = [cost * SCALE for cost in self.costs.tolist()]
        bound = self.all_turned * SCALE
        threes = self.threes.tolist()
        for (n, turn), multiplier in zip(self.rows, multipliers.tolist(), strict=False):
            given = round(max(multiplier, 0.0) * SCALE)
            if given:
                ab, bc, ac = threes[n]
                reduced[ab] += turn * given
                reduced[bc] += turn * given
                reduced[ac] -= turn * given
                bound -= given if turn > 0 else 0
        bound += sum(min(value, 0) for value in reduced)
        return Certificate(
            bound,
            {pair: abs(value) for pair, value in zip(self.pairs, reduced, strict=True)},
            {pair: value < 0 for pair, value in zip(self.pairs, reduced, strict=True)},
        )

    def whole(self) -> Any:
        """Solve the rows so far in whole numbers with scipy's milp, within the time."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix, limits = self._matrix()
        return milp(
            self.costs,
            constraints=LinearConstraint(matrix, -self.np.inf, limits),
            integrality=self.np.ones(len(self.pairs)),
            bounds=Bounds(0, 1),
            options={"time_limit": max(self.seconds_left, 0.01)},
        )

    def favouring(self, order: tuple[int, ...]) -> Any:
        """A cost so small that it decides only between orders of equal cost, for this one."""
        place = {item: n for n, item in enumerate(order)}
        least = 1 / (4 * len(self.pairs))
        return self.np.array([-least if place[a] < place[b] else least for a, b in self.pairs])

    def order_of(self, x: Any) -> tuple[int, ...]:
        """The order nearest to a solution: by how many items each stands before."""
        before = [0.0] * self.size
        for (a, b), share in zip(self.pairs, x, strict=True):
            before[a] += share
            before[b] += 1 - share
        return tuple(sorted(range(self.size), key=lambda item: -before[item]))


def _threes(size: int) -> Any:
    return combinations(range(size), 3)


def improved(order: tuple[int, ...], loss: PairMatrix) -> tuple[int, ...]:
    """Move single items as long as that makes the order cheaper."""
    best, moving = list(order), True
    while moving:
        moving = False
        for item in order:
            moving |= _move(best, item, loss)
    return tuple(best)


def _move(order: list[int], item: int, loss: PairMatrix) -> bool:
    """Put an item where it costs least; tells whether that was cheaper than where it stood."""
    stood = order.index(item)
    others = order[:stood] + order[stood + 1 :]
    cost = [sum(loss[other][item] for other in others)]
    for other in others:
        cost.append(cost[-1] - loss[other][item] + loss[item][other])
    best = min(range(len(cost)), key=cost.__getitem__)
    if cost[best] >= cost[stood]:
        return False
    order[:] = [*others[:best], item, *others[best:]]
    return True


def by_bound(items: tuple[int, ...], prefers: PairMatrix, deadline: float) -> Solved:
    """The best orders of many items, as far as they can be proven until `deadline`."""
    loss = beaten_majorities(items, prefers)
    if len(items) > MOST_ITEMS:
        return _unproven(items, loss)
    programme = Ordering(loss, deadline)
    certificates, order = _certificates(programme)
    effort = Effort(MOST_SETS, time.monotonic() + programme.seconds_left / TRYING)
    found = _within(certificates, order, items, loss, effort)
    return found or _in_whole_numbers(programme, order, certificates[0].whole_bound(), items)


def at_once(items: tuple[int, ...], prefers: PairMatrix, deadline: float) -> Solved | None:
    """All best orders where the certificates leave little open; else None."""
    loss = beaten_majorities(items, prefers)
    certificates, order = _certificates(Ordering(loss, deadline))
    return _within(certificates, order, items, loss, Effort(FEW_SETS))


def _certificates(programme: Ordering) -> tuple[list[Certificate], tuple[int, ...]]:
    """What is proven, and the best order found. Where it is proven best, a second certificate
    tells it from others that cost as little."""
    x, certificate = programme.relax()
    order = improved(programme.order_of(x), programme.loss)
    if certificate.whole_bound() < cost_of(order, programme.loss):
        return [certificate], order
    return [certificate, programme.relax(programme.favouring(order))[1]], order


def _unproven(items: tuple[int, ...], loss: PairMatrix) -> Solved:
    """An order that no single move makes cheaper, from one by majorities won and lost."""
    size = range(len(items))
    won = [sum(loss[a][b] - loss[b][a] for b in size) for a in size]
    order = improved(tuple(sorted(size, key=lambda item: -won[item])), loss)
    return Solved(cost_of(order, loss), 0, None, Fixed(tuple(items[n] for n in order)))


def _within(
    certificates: list[Certificate],
    order: tuple[int, ...],
    items: tuple[int, ...],
    loss: PairMatrix,
    effort: Effort,
) -> Solved | None:
    """All orders that cost no more than this one, by trying what the certificates leave open."""
    cost = cost_of(order, loss) * SCALE
    tolls = [Toll(one.costs(len(items)), cost - one.bound) for one in certificates]
    before = [
        sum(
            1 << other
            for other in range(len(items))
            if any(toll.costs[other][item] > toll.gap for toll in tolls)
        )
        for item in range(len(items))
    ]
    return by_reachable(items, loss, before, Tolls(tuple(tolls)), effort)


def _in_whole_numbers(
    programme: Ordering, order: tuple[int, ...], bound: int, items: tuple[int, ...]
) -> Solved:
    """The best order that the solver finds in the time left, and its bound."""
    loss = programme.loss
    while cost_of(order, loss) > bound and programme.seconds_left > 0:
        found = programme.whole()
        if found.x is None:
            break
        dual = found.mip_dual_bound + programme.all_turned
        bound = max(bound, math.ceil(dual - NEAR * max(1.0, abs(dual))))
        order = min(
            order, improved(programme.order_of(found.x), loss), key=lambda it: cost_of(it, loss)
        )
        if not programme.add_broken(found.x):
            break
    ways = Fixed(tuple(items[n] for n in order))
    return Solved(cost_of(order, loss), bound, None, ways)
