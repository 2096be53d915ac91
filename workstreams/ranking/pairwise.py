"""Two owners: how far their lists agree.

All is said of the items that both rank. Sources: Kendall, "The treatment of ties in ranking
problems", Biometrika 33 (1945) for tau-b; Spearman's rho as Pearson's correlation of mid-ranks;
Fagin, Kumar, Mahdian, Sivakumar and Vee, "Comparing partial rankings", SIAM Journal on Discrete
Mathematics 20 (2006) for the distance, with their p = 1/2.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, combinations

from workstreams.ranking.ballots import Ballot, Profile, doubled_mid_ranks


@dataclass(frozen=True)
class PairCounts:
    """How two lists treat the pairs of items that both rank."""

    agree: int = 0
    disagree: int = 0
    tied_in_first: int = 0  # and ordered by the second
    tied_in_second: int = 0
    tied_in_both: int = 0

    @property
    def pairs(self) -> int:
        """All pairs of items that both rankings name."""
        return self.agree + self.disagree + self.tied_in_one + self.tied_in_both

    @property
    def tied_in_one(self) -> int:
        """Pairs tied in one ranking and ordered by the other."""
        return self.tied_in_first + self.tied_in_second

    @property
    def ordered_by_both(self) -> int:
        """Pairs that both order, either way: what gamma divides by."""
        return self.agree + self.disagree


@dataclass(frozen=True)
class SharedItems:
    """How many items two lists share among their first `count`."""

    count: int
    shared: int


@dataclass(frozen=True)
class Concord:
    """Two lists compared; None where a figure is undefined, with the reason in `refused`."""

    first: str
    second: str
    common: int
    counts: PairCounts
    tau_b: float | None
    rho: float | None
    distance: Fraction | None
    overlap: tuple[SharedItems, ...] | None
    refused: str = ""


def compare_owners(first: Ballot, second: Ballot) -> Concord:
    """Compare two lists by every measure of a pair."""
    one, other, common = _on_common_items(first, second)
    counts = count_pairs(one, other)
    return Concord(
        first=first.owner,
        second=second.owner,
        common=len(common),
        counts=counts,
        tau_b=tau_b(counts),
        rho=rho(one, other),
        distance=distance(counts),
        overlap=overlap(first, second),
        refused=_why_refused(common, one, other),
    )


def all_pairs(read: Profile, given: Profile) -> tuple[Concord, ...]:
    """Every two lists compared, as a convention reads them; their first k as they were given."""
    found = []
    for (one, other), as_given in zip(
        combinations(read.ballots, 2), combinations(given.ballots, 2), strict=True
    ):
        found.append(replace(compare_owners(one, other), overlap=overlap(*as_given)))
    return tuple(found)


def _on_common_items(first: Ballot, second: Ballot) -> tuple[Ballot, Ballot, set[int]]:
    common = set(first.ranked) & set(second.ranked)
    return first.among(common), second.among(common), common


def _why_refused(common: set[int], *ballots: Ballot) -> str:
    if len(common) < 2:
        return "They rank fewer than two items in common: there is no pair to compare."
    level = [ballot.owner for ballot in ballots if len(ballot.groups) == 1]
    if level:
        verb = "puts" if len(level) == 1 else "put"
        return (
            f"{' and '.join(level)} {verb} no order among the {len(common)} items in common: "
            "tau-b and rho are undefined."
        )
    return ""


def count_pairs(first: Ballot, second: Ballot) -> PairCounts:
    """Count how the pairs of items stand that both lists name."""
    one, other = first.level, second.level
    found = {"agree": 0, "disagree": 0, "first": 0, "second": 0, "both": 0}
    for a, b in combinations(sorted(one.keys() & other.keys()), 2):
        found[_standing(one[a] - one[b], other[a] - other[b])] += 1
    return PairCounts(*found.values())


def _standing(in_first: int, in_second: int) -> str:
    if in_first and in_second:
        return "agree" if (in_first > 0) == (in_second > 0) else "disagree"
    if in_first or in_second:
        return "second" if in_first else "first"
    return "both"


def tau_b(counts: PairCounts) -> float | None:
    """Kendall's tau-b: from -1 (opposite) to 1 (the same). None where a list has no order."""
    ordered = [counts.ordered_by_both + n for n in (counts.tied_in_first, counts.tied_in_second)]
    return _ratio(counts.agree - counts.disagree, ordered[0] * ordered[1])


def rho(first: Ballot, second: Ballot) -> float | None:
    """Spearman's rho with mid-ranks, for two lists of the same items. None without an order."""
    one, other = doubled_mid_ranks(first.groups), doubled_mid_ranks(second.groups)
    middle = len(one) + 1  # twice the mean rank
    together = sum((one[item] - middle) * (other[item] - middle) for item in one)
    return _ratio(together, _spread(one.values(), middle) * _spread(other.values(), middle))


def _spread(doubled: Iterable[int], middle: int) -> int:
    return sum((rank - middle) ** 2 for rank in doubled)


def _ratio(above: int, below_squared: int) -> float | None:
    """`above` over the root of `below_squared`: exact where the root is whole."""
    if not below_squared:
        return None
    root = math.isqrt(below_squared)
    if root * root == below_squared:
        return above / root
    return max(-1.0, min(1.0, above / math.sqrt(below_squared)))


def distance(counts: PairCounts) -> Fraction | None:
    """The share of pairs on which two lists differ; a pair tied in one of them alone is half."""
    if not counts.pairs:
        return None
    return (counts.disagree + Fraction(counts.tied_in_one, 2)) / counts.pairs


def overlap(first: Ballot, second: Ballot) -> tuple[SharedItems, ...] | None:
    """What the first k of two lists share, for each k up to the longer list's end.

    With ties the first k are all those ranked k or better, which may be more than k. None where one
    is an unranked selection: it has no first k.
    """
    if not (first.ordered and second.ordered):
        return None
    one, other = first.ranks(), second.ranks()
    # An item is shared from the later of its two ranks on.
    from_rank = Counter(max(one[item], other[item]) for item in one.keys() & other.keys())
    counts = range(1, max(len(one), len(other)) + 1)
    shared = accumulate(from_rank[count] for count in counts)
    return tuple(SharedItems(count, found) for count, found in zip(counts, shared, strict=True))
