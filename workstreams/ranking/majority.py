"""What majorities say of each two items: a winner over all others, and circles.

Condorcet, "Essai sur l'application de l'analyse à la probabilité des décisions" (1785).
"""

from collections.abc import Callable

from workstreams.ranking.ballots import PairMatrix

Relation = Callable[[int, int], bool]
TRIES = 20_000  # steps to write a circle through all its items before it is listed as a set


def condorcet_winner(prefers: PairMatrix) -> int | None:
    """The item that more owners put above than below each other item, if there is one.

    One alone has no other to win over.
    """
    items, beats = range(len(prefers)), _majority_of(prefers)
    if len(items) < 2:
        return None
    return next((a for a in items if all(beats(a, b) for b in items if b != a)), None)


def _majority_of(prefers: PairMatrix) -> Relation:
    """Whether more owners put an item above another than below it."""
    return lambda a, b: prefers[a][b] > prefers[b][a]


def components(items: tuple[int, ...], leads_to: Relation) -> list[tuple[int, ...]]:
    """The strongly connected components of a relation, those that lead to others first.

    An item that leads to another and back stands in one component with it.
    """
    reach = {item: _reached(item, items, leads_to) for item in items}
    left, found = list(items), []
    while left:
        # What reaches most comes before what it reaches; equals reach each other or neither.
        head = max(left, key=lambda item: len(reach[item]))
        together = tuple(i for i in left if i in reach[head] and head in reach[i])
        found.append(together)
        left = [item for item in left if item not in together]
    return found


def _reached(start: int, items: tuple[int, ...], leads_to: Relation) -> set[int]:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        new = [item for item in items if item not in seen and leads_to(here, item)]
        seen.update(new)
        ahead += new
    return seen


def cycles(prefers: PairMatrix) -> list[tuple[int, ...]]:
    """The circles of majorities: in each, every item beats another that beats it in the end.

    Each names all the items that are caught in it, from the earliest on, so that each beats the
    next and the last the first: every item once where such a walk was found, else some again. In
    the order of their items.
    """
    found = components(tuple(range(len(prefers))), _majority_of(prefers))
    return sorted(_as_walk(sorted(circle), prefers) for circle in found if len(circle) > 1)


def _as_walk(circle: list[int], prefers: PairMatrix) -> tuple[int, ...]:
    """The items of a circle so that each beats the next.

    Where no contest inside is even each can stand once, and it is found (Camion 1959).
    """
    beats = _majority_of(prefers)
    walk = _widened(shortest_circle(tuple(circle), prefers), circle, beats)
    if len(walk) < len(circle):
        walk = _tried(circle, beats) or _with_returns(walk, circle, prefers)
    first = walk.index(min(walk))
    return walk[first:] + walk[:first]


def _with_returns(walk: tuple[int, ...], circle: list[int], prefers: PairMatrix) -> tuple[int, ...]:
    """A walk that goes from its end to each item that is left, and back to its end."""
    for item in circle:
        if item not in walk:
            there = _path(walk[-1], item, circle, prefers)
            back = _path(item, walk[-1], circle, prefers)
            walk += (*there[1:], *back, walk[-1])
    return walk


def _widened(walk: tuple[int, ...], circle: list[int], beats: Relation) -> tuple[int, ...]:
    """A walk round, with as many more items put in, one or two at a time, as can be."""
    grown, left = list(walk), set(circle) - set(walk)
    beaten = {a: {b for b in circle if beats(a, b)} for a in circle}
    beaters = {b: {a for a in circle if beats(a, b)} for b in circle}
    while found := _detour(grown, left, beaten, beaters):
        at, between = found
        grown[at:at] = between
        left -= set(between)
    return tuple(grown)


def _detour(
    walk: list[int], left: set[int], beaten: dict[int, set[int]], beaters: dict[int, set[int]]
) -> tuple[int, list[int]] | None:
    """Where in a walk one or two of those left can stand: before which place, and which."""
    steps = list(zip(range(1, len(walk) + 1), walk, [*walk[1:], walk[0]], strict=True))
    for at, here, there in steps:
        if one := left & beaten[here] & beaters[there]:
            return at, [min(one)]
    for at, here, there in steps:
        for first in sorted(left & beaten[here]):
            if second := left & beaten[first] & beaters[there]:
                return at, [first, min(second)]
    return None


def _tried(circle: list[int], beats: Relation) -> tuple[int, ...]:
    """A walk through each once, by trying; nothing where none is found soon."""
    start, *others = circle
    walk, choices, left = [start], [[i for i in others if beats(start, i)]], set(others)
    for _ in range(TRIES):
        if not left and beats(walk[-1], start):
            return tuple(walk)
        while choices and not choices[-1]:
            choices.pop()
            left.add(walk.pop())
        if not choices:
            break
        step = choices[-1].pop(0)
        left.discard(step)
        walk.append(step)
        choices.append([i for i in sorted(left) if beats(step, i)])
    return ()


def shortest_circle(circle: tuple[int, ...], prefers: PairMatrix) -> tuple[int, ...]:
    """A shortest walk within a circle in which each beats the next and the last the first."""
    inside = sorted(set(circle))
    walks = [walk for start in inside if (walk := _path(start, start, inside, prefers))]
    return min(walks, key=lambda walk: (len(walk), walk))


def _path(start: int, end: int, inside: list[int], prefers: PairMatrix) -> tuple[int, ...]:
    """A shortest walk in which each beats the next and the last beats `end`, which is left out."""
    paths: list[tuple[int, ...]] = [(start,)]
    seen, beats = {start}, _majority_of(prefers)
    for path in paths:
        here = path[-1]
        if beats(here, end):
            return path
        for item in inside:
            if item not in seen and beats(here, item):
                seen.add(item)
                paths.append((*path, item))
    return ()
