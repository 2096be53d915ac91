"""Orders by points: Borda's and Copeland's.

Sources: Borda, "Mémoire sur les élections au scrutin" (1781/84), with half a point for each item
tied with (Young 1974); Copeland 1951, with half a win for each even contest.
"""

from dataclasses import dataclass
from fractions import Fraction

from workstreams.ranking.ballots import Groups, PairMatrix, Profile, grouped_by


@dataclass(frozen=True)
class Points:
    """What each item scores, and the order that follows, items with equal points together."""

    points: tuple[Fraction, ...]
    order: Groups


def _ordered(points: list[Fraction]) -> Points:
    return Points(tuple(points), grouped_by(dict(enumerate(points))))


def borda(profile: Profile) -> Points:
    """Of each owner's list, a point for each item strictly below and half for each tied with.

    What an owner does not rank gets nothing from that owner and gives nothing.
    """
    points = [Fraction(0)] * len(profile.items)
    for ballot in profile.ballots:
        below = len(ballot.ranked)
        for group in ballot.groups:
            below -= len(group)
            each = ballot.weight * (below + Fraction(len(group) - 1, 2))
            for item in group:
                points[item] += each
    return _ordered(points)


def copeland(prefers: PairMatrix) -> Points:
    """A point for each item that more owners put below than above, half where they are even."""
    items = range(len(prefers))
    halves = [sum(_contest(prefers[a][b], prefers[b][a]) for b in items if b != a) for a in items]
    return _ordered([Fraction(number, 2) for number in halves])


def _contest(owners_for: int, against: int) -> int:
    """2 for a contest won, 1 for an even one."""
    return 1 if owners_for == against else 2 * (owners_for > against)
