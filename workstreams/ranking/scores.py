"""Scores against weighted criteria, and how far each weight can move before the order does.

The weighted sum with weights made to total one (simple additive weighting: Hwang and Yoon,
"Multiple Attribute Decision Making", 1981). An item with a score missing is named, not ranked:
a missing score is not nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from workstreams.ranking.ballots import Groups, grouped_by


@dataclass(frozen=True)
class WeightedCriterion:
    """A criterion and its weight, of any size: weights count in proportion."""

    name: str
    weight: Fraction


@dataclass(frozen=True)
class Range:
    """Within these weights of one criterion, the others as they are, the order stays.

    Between `low` and `high` nothing changes places; on them items draw level, save on a `low` of
    nought that is only the least a weight can be. `high` is None where no weight is too great.
    """

    criterion: str
    low: Fraction
    high: Fraction | None


@dataclass(frozen=True)
class Scored:
    """The weighted means, the order they give, what is missing, and the ranges of the weights."""

    shares: dict[str, Fraction]
    totals: dict[int, Fraction]
    order: Groups
    missing: tuple[tuple[int, tuple[str, ...]], ...]
    ranges: tuple[Range, ...]


Scores = Mapping[tuple[int, str], Fraction]


def weigh(items: int, criteria: tuple[WeightedCriterion, ...], scores: Scores) -> Scored:
    """Rank items, numbered from 0, by their weighted scores.

    Raises ValueError for a weight below nought, or weights that total nought.
    """
    total = sum((criterion.weight for criterion in criteria), Fraction(0))
    if any(criterion.weight < 0 for criterion in criteria):
        raise ValueError("A weight cannot be below nought.")
    if not total:
        raise ValueError("The weights total nought: give at least one criterion some weight.")
    missing = tuple((i, names) for i in range(items) if (names := _missing(i, criteria, scores)))
    left_out = {item for item, _ in missing}
    ranked = [item for item in range(items) if item not in left_out]
    shares = {criterion.name: criterion.weight / total for criterion in criteria}
    totals = {
        item: sum((share * scores[item, name] for name, share in shares.items()), Fraction(0))
        for item in ranked
    }
    ranges = tuple(_range(criterion, criteria, ranked, scores) for criterion in criteria)
    return Scored(shares, totals, grouped_by(totals), missing, ranges)


def _missing(item: int, criteria: tuple[WeightedCriterion, ...], scores: Scores) -> tuple[str, ...]:
    return tuple(c.name for c in criteria if (item, c.name) not in scores)


def _range(
    moved: WeightedCriterion,
    criteria: tuple[WeightedCriterion, ...],
    items: list[int],
    scores: Scores,
) -> Range:
    """Where the first two items draw level, below and above the weight that one criterion has."""
    low, high = Fraction(0), None
    for a, b in combinations(items, 2):
        slope = scores[a, moved.name] - scores[b, moved.name]
        rest = sum(
            (c.weight * (scores[a, c.name] - scores[b, c.name]) for c in criteria if c != moved),
            Fraction(0),
        )
        if not slope:
            continue
        level = -rest / slope
        if level <= moved.weight and level >= low:
            low = level
        if level >= moved.weight and (high is None or level <= high):
            high = level
    return Range(moved.name, low, high)
