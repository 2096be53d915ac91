"""How far all owners agree: Kendall's coefficient of concordance W, with the correction for ties.

Kendall and Babington Smith, "The problem of m rankings", Annals of Mathematical Statistics 10
(1939); Siegel and Castellan, "Nonparametric Statistics" (1988), section 9.6, for ties and for
chi-squared; Legendre, "Species associations: the Kendall coefficient of concordance revisited",
Journal of Agricultural, Biological, and Environmental Statistics 10 (2005), for permutations where
owners are few. It is defined for lists of the same items alone.
"""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from workstreams.ranking.ballots import Groups, Profile, doubled_mid_ranks

EXACT_STEPS = 50_000  # rank sums to add up before the exact distribution is too long
EXACT_LAST = 20_000_000  # of the last list, that are only counted
LISTED = 8  # items of which all orders are listed: 40,320
DRAWN = 29_999  # seeded permutations where the exact distribution is too long
LEAST_DRAWN = 9_999
DRAWN_RANKS = 2_000_000  # ranks to draw at most: permutations by owners by items
DRAWN_CELLS = 500  # owners by items up to which that is worth its time
SMALL = 7  # items up to which chi-squared is a poor guide (Siegel and Castellan, 9.6.3)
FEW = 20  # owners below which it is too cautious, whatever the items (Legendre 2005)


@dataclass(frozen=True)
class Concordance:
    """W from 0 (no agreement) to 1 (the same list); all None where it is undefined: `refused`.

    `p`: how often owners who rank by chance agree at least so much; `method` is how it was worked
    out (exact, permutation, chi-squared).
    """

    items: tuple[int, ...]
    value: Fraction | None = None
    chi2: Fraction | None = None
    df: int | None = None
    p: float | None = None
    p_chi2: float | None = None
    method: str = ""
    refused: str = ""


def concordance(profile: Profile) -> Concordance:
    """W of complete lists; of others refused."""
    items = tuple(range(len(profile.items)))
    if not profile.is_complete:
        return Concordance(items, refused=_who_is_short(profile))
    return _of_complete(profile, items)


def concordance_value(profile: Profile) -> Fraction | None:
    """W alone, without how likely it is by chance; None where it is undefined."""
    if not profile.is_complete or _why_undefined(profile.owners, len(profile.items)):
        return None
    most = _most(profile)
    return Fraction(_spread(profile), most) if most else None


def concordance_in_common(profile: Profile) -> Concordance:
    """W of the items that every owner ranks: `items` names them."""
    common = profile.everywhere
    return _of_complete(profile.among(common), common)


def _who_is_short(profile: Profile) -> str:
    size = len(profile.items)
    short = [ballot.owner for ballot in profile.ballots if len(ballot.ranked) < size]
    named = ", ".join(short[:5]) + (f" and {len(short) - 5} more" if len(short) > 5 else "")
    return (
        f"W needs lists of the same items, and not all {size} are ranked by {named}. "
        f"All owners rank {len(profile.everywhere)} of them."
    )


def _of_complete(profile: Profile, items: tuple[int, ...]) -> Concordance:
    owners, size = profile.owners, len(items)
    refused = _why_undefined(owners, size)
    if refused:
        return Concordance(items, refused=refused)
    spread = _spread(profile)
    most = _most(profile)
    if not most:
        return Concordance(items, refused="Every owner ties all the items: there is no order.")
    value = Fraction(spread, most)
    chi2 = owners * (size - 1) * value
    p_chi2 = _chi_squared(chi2, size - 1)
    p, method = _chance(profile, spread) or (p_chi2, "chi-squared")
    return Concordance(items, value, chi2, size - 1, p, p_chi2, method)


def _why_undefined(owners: int, size: int) -> str:
    if owners < 2:
        return "W compares owners with one another: there are fewer than two."
    if size < 2:
        return f"W needs at least two items that all owners rank: there {_are(size)}."
    return ""


def _are(number: int) -> str:
    return "is one" if number == 1 else "are none"


def _spread(profile: Profile) -> int:
    """The squared differences of the items' rank sums from their mean; 4 times, as mid-ranks are
    doubled."""
    sums: Counter[int] = Counter()
    for ballot in profile.ballots:
        for item, doubled in doubled_mid_ranks(ballot.groups).items():
            sums[item] += ballot.weight * doubled
    middle = profile.owners * (len(profile.items) + 1)
    return sum((total - middle) ** 2 for total in sums.values())


def _most(profile: Profile) -> Fraction:
    """What the spread would be if all owners agreed as far as their ties allow."""
    owners, size = profile.owners, len(profile.items)
    ties = sum(b.weight * sum(len(g) ** 3 - len(g) for g in b.groups) for b in profile.ballots)
    return Fraction(owners * owners * (size**3 - size) - owners * ties, 3)


def _chi_squared(chi2: Fraction, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, float(chi2)))


def _chance(profile: Profile, spread: int) -> tuple[float, str] | None:
    """The share of all ways to rank that spread at least so far; None where chi-squared serves.

    Counted where all ways can be, whatever the size; else, of few items or owners, drawn.
    """
    size, owners = len(profile.items), profile.owners
    if owners * size > DRAWN_CELLS:
        return None
    lists = [ballot.groups for ballot in profile.ballots for _ in range(ballot.weight)]
    exact = _exactly(lists, spread) if size <= LISTED else None
    if exact is not None:
        return float(exact), "exact"
    return (_drawn(lists, spread), "permutation") if size <= SMALL or owners < FEW else None


def _exactly(lists: list[Groups], spread: int) -> Fraction | None:
    """Add up the rank sums of all ways to rank, owner by owner; None where there are too many.

    Sums are kept sorted: which item has which does not matter, and makes few of many. So does not
    how the first list goes; of the last the sums are counted and not kept.
    """
    centred = [_centred(groups) for groups in lists]
    first, last, *others = sorted(centred, key=_number_of_ways, reverse=True)
    sums = {first: 1}
    steps = 0
    for ranks in others:
        steps += len(sums) * _number_of_ways(ranks)
        if steps > EXACT_STEPS:
            return None
        sums = _added(sums, set(permutations(ranks)))
    if len(sums) * _number_of_ways(last) > EXACT_LAST:
        return None
    return _share_as_far(sums, set(permutations(last)), spread)


def _centred(groups: Groups) -> tuple[int, ...]:
    """Twice the mid-ranks of a list, less their mean, in order."""
    doubled = doubled_mid_ranks(groups).values()
    return tuple(sorted(rank - len(doubled) - 1 for rank in doubled))


def _number_of_ways(ranks: tuple[int, ...]) -> int:
    """In how many ways items can be given these ranks."""
    ties = math.prod(math.factorial(times) for times in Counter(ranks).values())
    return math.factorial(len(ranks)) // ties


def _added(
    sums: dict[tuple[int, ...], int], ways: set[tuple[int, ...]]
) -> dict[tuple[int, ...], int]:
    found: Counter[tuple[int, ...]] = Counter()
    for total, times in sums.items():
        for way in ways:
            found[tuple(sorted(map(sum, zip(total, way, strict=True))))] += times
    return found


def _share_as_far(
    sums: dict[tuple[int, ...], int], ways: set[tuple[int, ...]], spread: int
) -> Fraction:
    """The share of ways to add one more list to these sums that spread at least so far."""
    import numpy as np

    last = np.array(list(ways), dtype=float)  # whole numbers far below 2**53: no rounding
    own = sum(value * value for value in next(iter(ways)))
    far = 0
    for total, times in sums.items():
        # the sum of squares of (total + way), without writing the sum out
        needed = spread - own - sum(value * value for value in total)
        far += times * int(np.count_nonzero(last @ np.array(total, dtype=float) * 2 >= needed))
    return Fraction(far, sum(sums.values()) * len(ways))


def _drawn(lists: list[Groups], spread: int) -> float:
    """The share among seeded permutations, the one observed counted among them."""
    import numpy as np

    chance = np.random.default_rng(1939)
    size = sum(map(len, lists[0]))
    drawn = max(LEAST_DRAWN, min(DRAWN, DRAWN_RANKS // (len(lists) * size)))
    sums = np.zeros((drawn, size), dtype=np.int64)
    for groups in lists:
        sums += chance.permuted(np.broadcast_to(np.array(_centred(groups)), sums.shape), axis=1)
    far = int(((sums**2).sum(axis=1) >= spread).sum())
    return (far + 1) / (drawn + 1)


def meaning(found: Concordance) -> str:
    """What W says, in a sentence. The words for its size are a convention, not a test."""
    if found.value is None or found.p is None:
        return found.refused
    strength = next(word for least, word in STRENGTHS if found.value >= least)
    chance = (
        "owners who ranked by chance would hardly agree so much"
        if found.p < 0.05
        else "owners who ranked by chance could well agree as much"
    )
    size = f"W {float(found.value):.2f}"
    return f"The owners {strength} ({size}), and {chance} ({_p(found.p)}, {FROM[found.method]})."


FROM = {
    "exact": "counted over all ways to rank",
    "permutation": "from rankings drawn by chance",
    "chi-squared": "from chi-squared",
}
STRENGTHS = (
    (Fraction(9, 10), "agree almost entirely"),
    (Fraction(7, 10), "agree strongly"),
    (Fraction(1, 2), "agree broadly"),
    (Fraction(3, 10), "agree in part"),
    (Fraction(1, 10), "agree little"),
    (Fraction(0), "hardly agree"),
)


def _p(value: float) -> str:
    return "p below 0.001" if value < 0.001 else f"p {math.floor(value * 1000 + 0.5) / 1000:.3f}"
