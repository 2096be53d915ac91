"""What would change if one owner were left out."""

import time
from dataclasses import dataclass
from fractions import Fraction

from workstreams.ranking.ballots import (
    Ballot,
    Groups,
    PairMatrix,
    Profile,
    grouped_by,
    preferences,
)
from workstreams.ranking.concordance import concordance_value
from workstreams.ranking.kemeny import Kemeny, kemeny
from workstreams.ranking.majority import condorcet_winner
from workstreams.ranking.points import borda, copeland


@dataclass(frozen=True)
class Orders:
    """What each method makes of a profile; no `kemeny` where the time was over."""

    borda: Groups
    copeland: Groups
    kemeny: Kemeny | None
    winner: int | None
    w: Fraction | None

    @property
    def proven(self) -> bool:
        """Whether the Kemeny order is proven to be best."""
        return self.kemeny is not None and self.kemeny.proven


@dataclass(frozen=True)
class LeftOut:
    """The orders without one owner, and the names of what then differs.

    Kemeny's order is among them only where it is `settled`: proven with the owner and without.
    """

    owner: str
    orders: Orders
    changed: tuple[str, ...]
    settled: bool


def leave_one_out(
    profile: Profile, seconds: float = 10.0, whole: Kemeny | None = None
) -> tuple[LeftOut, ...]:
    """Each owner left out in turn, within about `seconds`, whatever the number of items and owners.

    Points, majorities and W are worked out for all; Kemeny's orders as long as there is time, not
    at all where that of everybody (`whole`, if it is known already) is not proven. Nothing with
    fewer than two owners.
    """
    if len(profile.ballots) < 2:
        return ()
    deadline = time.monotonic() + seconds
    prefers, points = preferences(profile), borda(profile).points
    whole = whole or kemeny(prefers, seconds / (len(profile.ballots) + 1))
    everybody = _orders(profile, prefers, points, whole)
    found = []
    for n, ballot in enumerate(profile.ballots):
        fewer = _without(prefers, ballot)
        left = (deadline - time.monotonic()) / (len(profile.ballots) - n)
        kept = tuple(
            all_ - own for all_, own in zip(points, _points_of(ballot, profile), strict=True)
        )
        best = kemeny(fewer, left) if everybody.proven and left > 0 else None
        orders = _orders(profile.without(ballot.owner), fewer, kept, best)
        settled = everybody.proven and orders.proven
        found.append(LeftOut(ballot.owner, orders, _changed(everybody, orders, settled), settled))
    return tuple(found)


def _orders(
    profile: Profile, prefers: PairMatrix, points: tuple[Fraction, ...], best: Kemeny | None
) -> Orders:
    return Orders(
        borda=grouped_by(dict(enumerate(points))),
        copeland=copeland(prefers).order,
        kemeny=best,
        winner=condorcet_winner(prefers),
        w=concordance_value(profile),
    )


def _points_of(ballot: Ballot, profile: Profile) -> tuple[Fraction, ...]:
    return borda(Profile(profile.items, (ballot,))).points


def _without(prefers: PairMatrix, ballot: Ballot) -> PairMatrix:
    """The preferences without those of one list: everybody's need not be counted anew."""
    size = len(prefers)
    own = preferences(Profile(("",) * size, (ballot,)))
    return [[prefers[a][b] - own[a][b] for b in range(size)] for a in range(size)]


def _changed(whole: Orders, orders: Orders, settled: bool) -> tuple[str, ...]:
    differs = {
        "Borda": whole.borda != orders.borda,
        "Copeland": whole.copeland != orders.copeland,
        "Kemeny": settled and _best(whole) != _best(orders),
        "Condorcet winner": whole.winner != orders.winner,
    }
    return tuple(name for name, differ in differs.items() if differ)


def _best(found: Orders) -> tuple[object, ...]:
    return (found.kemeny.orders, found.kemeny.count) if found.kemeny else ()
