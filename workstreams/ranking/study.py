"""All that is worked out of one profile, and the same as plain data."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from workstreams.ranking.ballots import Groups, PairMatrix, Profile, Unranked, preferences
from workstreams.ranking.concordance import (
    Concordance,
    concordance,
    concordance_in_common,
    meaning,
)
from workstreams.ranking.kemeny import SECONDS, Kemeny, kemeny
from workstreams.ranking.majority import condorcet_winner, cycles, shortest_circle
from workstreams.ranking.pairwise import Concord, all_pairs
from workstreams.ranking.points import Points, borda, copeland
from workstreams.ranking.stability import LeftOut

MOST_PAIRED = 60  # lists: more pairs than their 1,770 nobody reads
MOST_STEPS = 5_000_000  # pairs of lists by pairs of items: some seconds
NOT_PAIRED = "So many different lists and items are not compared two by two."


@dataclass(frozen=True)
class Study:
    """A profile under a convention for what is not ranked, and every measure of it.

    `pairwise` is None where there are too many lists for every two of them.
    """

    profile: Profile
    unranked: Unranked
    prefers: PairMatrix
    w: Concordance
    w_in_common: Concordance | None
    borda: Points
    copeland: Points
    condorcet_winner: int | None
    cycles: tuple[tuple[int, ...], ...]
    kemeny: Kemeny
    pairwise: tuple[Concord, ...] | None
    took: float

    @property
    def read(self) -> Profile:
        """The rankings as they are read: what is left out stays out, or shares the last place."""
        return self.profile.read_as(self.unranked)

    @property
    def winner(self) -> str:
        """The item that beats every other one to one (Condorcet); "" where none does."""
        winner = self.condorcet_winner
        return "" if winner is None else self.profile.items[winner]

    @property
    def circles(self) -> list[str]:
        """The shortest circle of each set that beat one another in turn, in words."""
        walks = (shortest_circle(circle, self.prefers) for circle in self.cycles)
        return [circle_in_words(walk, self.profile.items) for walk in walks]


def circle_in_words(walk: Sequence[int], name: Sequence[str]) -> str:
    """ "a beats b, b beats c, c beats a"."""
    ends = [*walk[1:], walk[0]]
    return ", ".join(f"{name[a]} beats {name[b]}" for a, b in zip(walk, ends, strict=True))


def study(
    profile: Profile,
    unranked: Unranked = Unranked.OMIT,
    seconds: float = SECONDS,
    paired: bool = True,
) -> Study:
    """Work out everything; Kemeny's orders within about `seconds`."""
    began = time.monotonic()
    read = profile.read_as(unranked)
    prefers = preferences(read)
    return Study(
        profile=profile,
        unranked=unranked,
        prefers=prefers,
        w=concordance(profile),
        w_in_common=None if profile.is_complete else concordance_in_common(profile),
        borda=borda(read),
        copeland=copeland(prefers),
        condorcet_winner=condorcet_winner(prefers),
        cycles=tuple(cycles(prefers)),
        kemeny=kemeny(prefers, seconds),
        pairwise=_paired(read, profile) if paired else None,
        took=time.monotonic() - began,
    )


def _paired(read: Profile, profile: Profile) -> tuple[Concord, ...] | None:
    lists, items = len(profile.ballots), len(profile.items)
    if lists > MOST_PAIRED or lists**2 * items**2 > 4 * MOST_STEPS:
        return None
    return all_pairs(read, profile)


def as_data(found: Study) -> dict[str, Any]:
    """The study as what JSON can hold, items by name."""
    name = found.profile.items
    return {
        "items": list(name),
        "owners": found.profile.owners,
        "unranked": f"strict_{found.unranked}",
        "kendall_w": _concordance(found),
        "borda": _points(found.borda, name),
        "copeland": _points(found.copeland, name),
        "condorcet_winner": found.winner or None,
        "cycles": [[name[item] for item in circle] for circle in found.cycles],
        "kemeny": _kemeny(found.kemeny, name),
        **_pairwise(found),
    }


def without_each(found: Iterable[LeftOut]) -> dict[str, Any]:
    """What changes without each owner, as plain data."""
    data = [
        {"without": it.owner, "changed": list(it.changed), "settled": it.settled} for it in found
    ]
    return {"stability": data}


def plain_number(value: Fraction) -> int | float:
    """A fraction as a number: whole where it is."""
    return int(value) if value.denominator == 1 else float(value)


def _concordance(found: Study) -> dict[str, Any]:
    data = _w(found.w)
    if found.w_in_common is not None:
        names = [found.profile.items[item] for item in found.w_in_common.items]
        data["common"] = {"items": names, **_w(found.w_in_common)}
    return data


def _w(found: Concordance) -> dict[str, Any]:
    if found.value is None or found.chi2 is None:
        return {"value": None, "chi2": None, "df": None, "p": None, "refused": found.refused}
    return {
        "value": float(found.value),
        "chi2": float(found.chi2),
        "df": found.df,
        "p": found.p,
        "p_method": found.method,
        "p_chi2": found.p_chi2,
        "meaning": meaning(found),
    }


def _points(found: Points, name: Sequence[str]) -> dict[str, Any]:
    return {
        "points": {name[item]: plain_number(points) for item, points in enumerate(found.points)},
        "order": named_groups(found.order, name),
    }


def named_groups(groups: Groups, name: Sequence[str]) -> list[list[str]]:
    """Groups of items by their names."""
    return [[name[item] for item in group] for group in groups]


def _kemeny(found: Kemeny, name: Sequence[str]) -> dict[str, Any]:
    return {
        "score": found.score,
        "orders": named_groups(found.orders, name),
        "count": found.count,
        "proven": found.proven,
        "bound": found.bound,
    }


def _pairwise(found: Study) -> dict[str, Any]:
    if found.pairwise is None:
        return {"pairwise": [], "pairwise_left_out": NOT_PAIRED}
    return {"pairwise": [_agreement(pair) for pair in found.pairwise]}


def _agreement(pair: Concord) -> dict[str, Any]:
    data = {
        "owners": [pair.first, pair.second],
        "common": pair.common,
        "tau_b": pair.tau_b,
        "rho": pair.rho,
        "distance": None if pair.distance is None else float(pair.distance),
        "agree": pair.counts.agree,
        "disagree": pair.counts.disagree,
        "tied": pair.counts.tied_in_one + pair.counts.tied_in_both,
        "overlap": None if pair.overlap is None else [at.shared for at in pair.overlap],
    }
    return data | ({"refused": pair.refused} if pair.refused else {})
