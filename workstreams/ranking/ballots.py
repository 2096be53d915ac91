"""What owners said: their lists of the same items, with ties, gaps and weights.

An item is its place in `Profile.items`; a list is groups of items, the best group first, items tied
with one another in one group. An item in no group was not ranked by that owner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

Groups = tuple[tuple[int, ...], ...]
PairMatrix = list[list[int]]
MOST_OWNERS = 10**9  # that may give one list


class Unranked(StrEnum):
    """What it says of two items that an owner ranks one and not the other."""

    OMIT = "omit"  # strict_omit: nothing
    BOTTOM = "bottom"  # strict_bottom: the ranked one stands above


@dataclass(frozen=True)
class Ballot:
    """One owner's list; `weight` owners gave it. A selection is one group without an order."""

    owner: str
    groups: Groups
    weight: int = 1
    ordered: bool = True

    @property
    def ranked(self) -> tuple[int, ...]:
        """The items that the list names, best first."""
        return tuple(item for group in self.groups for item in group)

    @property
    def level(self) -> dict[int, int]:
        """Of each item named, which group it stands in: 0 is the best."""
        return {item: n for n, group in enumerate(self.groups) for item in group}

    def ranks(self) -> dict[int, int]:
        """Of each item named, 1 more than the items above it: 1, 2, 2, 4."""
        return places_in(self.groups)

    def first(self, count: int) -> frozenset[int]:
        """The items ranked `count` or better; none of a selection, which has no first."""
        if not self.ordered:
            return frozenset()
        return frozenset(item for item, rank in self.ranks().items() if rank <= count)

    def among(self, items: Iterable[int]) -> "Ballot":
        """The same list with these items alone."""
        kept = set(items)
        groups = (tuple(item for item in group if item in kept) for group in self.groups)
        return replace(self, groups=tuple(group for group in groups if group))


@dataclass(frozen=True)
class Profile:
    """Items, and what each owner said of them."""

    items: tuple[str, ...]
    ballots: tuple[Ballot, ...]

    @property
    def owners(self) -> int:
        """How many owners there are, weights counted."""
        return sum(ballot.weight for ballot in self.ballots)

    @property
    def everywhere(self) -> tuple[int, ...]:
        """The items that every owner ranks."""
        named = [set(ballot.ranked) for ballot in self.ballots]
        return tuple(i for i in range(len(self.items)) if all(i in items for items in named))

    @property
    def is_complete(self) -> bool:
        """Whether every list ranks every item."""
        return len(self.everywhere) == len(self.items)

    def read_as(self, unranked: Unranked) -> "Profile":
        """The lists as the convention has them: with `bottom`, what is not ranked ties below."""
        if unranked == Unranked.OMIT:
            return self
        return replace(self, ballots=tuple(self._completed(ballot) for ballot in self.ballots))

    def _completed(self, ballot: Ballot) -> Ballot:
        named = set(ballot.ranked)
        rest = tuple(item for item in range(len(self.items)) if item not in named)
        return replace(ballot, groups=(*ballot.groups, rest)) if rest and named else ballot

    def without(self, owner: str) -> "Profile":
        """The same items, without what this owner said."""
        return replace(self, ballots=tuple(b for b in self.ballots if b.owner != owner))

    def among(self, items: tuple[int, ...]) -> "Profile":
        """The lists cut down to these items, which are numbered anew."""
        number = {item: n for n, item in enumerate(items)}
        ballots = (
            replace(cut, groups=tuple(tuple(number[i] for i in group) for group in cut.groups))
            for cut in (ballot.among(items) for ballot in self.ballots)
        )
        return Profile(tuple(self.items[item] for item in items), tuple(ballots))


def read_weight(text: str) -> int | None:
    """How many owners gave a list, as a file says it: a whole number from 1; None for another."""
    return int(text) if text.isdecimal() and 0 < int(text) <= MOST_OWNERS else None


def places_in(groups: Groups) -> dict[int, int]:
    """Each item's place, one more than the items above it: 1, 2, 2, 4."""
    found: dict[int, int] = {}
    for group in groups:
        found |= dict.fromkeys(group, len(found) + 1)
    return found


def doubled_mid_ranks(groups: Groups) -> dict[int, int]:
    """Twice the mid-rank of each item, a whole number: tied items share their mean place."""
    found: dict[int, int] = {}
    for group in groups:
        found |= dict.fromkeys(group, 2 * len(found) + len(group) + 1)
    return found


def preferences(profile: Profile) -> PairMatrix:
    """How many owners put item `a` strictly above item `b`, as `[a][b]`."""
    size = len(profile.items)
    prefers = [[0] * size for _ in range(size)]
    for ballot in profile.ballots:
        for above, below in _strictly(ballot.groups):
            prefers[above][below] += ballot.weight
    return prefers


def _strictly(groups: Groups) -> Iterator[tuple[int, int]]:
    for upper, lower in combinations(groups, 2):
        for above in upper:
            for below in lower:
                yield above, below


def grouped_by(points: dict[int, Fraction]) -> Groups:
    """Items in groups of equal points, most first; within a group in the items' own order."""
    by_points: dict[Fraction, list[int]] = {}
    for item in sorted(points):
        by_points.setdefault(points[item], []).append(item)
    return tuple(tuple(by_points[value]) for value in sorted(by_points, reverse=True))
