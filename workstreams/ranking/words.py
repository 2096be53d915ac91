"""A study in plain text, for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from sharedsvc.core.prose import list_in_words
from workstreams.ranking.ballots import Unranked
from workstreams.ranking.concordance import meaning
from workstreams.ranking.kemeny import Kemeny
from workstreams.ranking.pairwise import Concord
from workstreams.ranking.points import Points
from workstreams.ranking.stability import LeftOut
from workstreams.ranking.study import NOT_PAIRED, Study, plain_number

CONVENTIONS = {
    Unranked.OMIT: "Of two items of which an owner ranks one, nothing is said (strict_omit).",
    Unranked.BOTTOM: (
        "Of two items of which an owner ranks one, it stands above the other (strict_bottom)."
    ),
}
TIES = (
    "Tied items share the mean of their places. Borda: a point for each item strictly below, half "
    "for each tied with. Kemeny: each owner's pair that is turned round counts one; tied pairs "
    "cost nothing. A list counts as often as owners gave it."
)


def study_in_words(found: Study) -> str:
    """All of a study as lines of text."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Study) -> Iterator[str]:
    name = found.profile.items
    yield f"{len(name)} items, {found.profile.owners} owners."
    yield CONVENTIONS[found.unranked]
    yield TIES
    yield ""
    yield f"Kendall's W: {meaning(found.w)}"
    if found.w_in_common is not None and found.w_in_common.value is not None:
        common = ", ".join(name[item] for item in found.w_in_common.items)
        yield f"On what all rank ({common}): {meaning(found.w_in_common)}"
    yield ""
    yield f"Borda: {_with_points(found.borda, name)}"
    yield f"Copeland: {_with_points(found.copeland, name)}"
    yield f"Condorcet winner: {found.winner or 'none'}"
    for circle in found.circles:
        yield f"Circle of majorities: {circle}"
    yield from kemeny_lines(found.kemeny, name)
    yield ""
    if found.pairwise is None:
        yield NOT_PAIRED
    for pair in found.pairwise or ():
        yield _pair(pair)


def without_each_in_words(found: Iterable[LeftOut]) -> str:
    """What changes without each owner, a line for each."""
    return "".join(f"Without {it.owner}: {_changes(it)}.\n" for it in found)


def _changes(left: LeftOut) -> str:
    changed = f"{list_in_words(left.changed)} change" if left.changed else "no order changes"
    return changed if left.settled else f"{changed}; Kemeny's order is not proven"


def _with_points(found: Points, name: Sequence[str]) -> str:
    return " > ".join(
        f"{' = '.join(name[item] for item in group)} ({plain_number(found.points[group[0]])})"
        for group in found.order
    )


def kemeny_lines(found: Kemeny, name: Sequence[str]) -> Iterator[str]:
    """The score, what is proven of it, and the first orders."""
    yield f"Kemeny: {kemeny_in_words(found)}"
    if found.count and found.count > len(found.orders):
        yield f"The first {len(found.orders)} of them:"
    for order in found.orders:
        yield f"  {' > '.join(name[item] for item in order)}"


def kemeny_in_words(found: Kemeny) -> str:
    """How good the orders are, how many there are, and what is not known."""
    if not found.proven:
        return (
            f"not proven. The best order found turns round {found.score:,} preferences; none can "
            f"turn round fewer than {found.bound:,}."
        )
    are = "preference is" if found.score == 1 else "preferences are"
    turned = f"{found.score:,} {are} turned round, and no order turns round fewer"
    if found.count is None:
        return f"{turned}. How many such orders there are is not known."
    if found.count == 1:
        return f"{turned}. It is the only such order."
    return f"{turned}. There are {found.count:,} such orders."


def _pair(pair: Concord) -> str:
    counted = f"{pair.counts.agree} of {pair.counts.pairs} pairs agree"
    figures = [
        f"{label} {value:.2f}"
        for label, value in (("tau-b", pair.tau_b), ("rho", pair.rho))
        if value is not None
    ]
    if pair.distance is not None:
        figures.append(f"distance {float(pair.distance):.2f}")
    if pair.overlap:
        shared = ", ".join(str(at.shared) for at in pair.overlap)
        figures.append(f"of the first 1, 2, 3 … they share {shared}")
    said = "; ".join([counted, *figures])
    return f"{pair.first} and {pair.second}: {said}. {pair.refused}".rstrip()
