"""What would change if one owner were left out."""

from dataclasses import dataclass
from fractions import Fraction

from workstreams.ranking.ballots import Groups, Profile, preferences
from workstreams.ranking.concordance import concordance
from workstreams.ranking.kemeny import Kemeny, kemeny
from workstreams.ranking.majority import condorcet_winner
from workstreams.ranking.points import borda, copeland


@dataclass(frozen=True)
class Orders:
    """What each method makes of a profile."""

    borda: Groups
    copeland: Groups
    kemeny: Kemeny
    winner: int | None
    w: Fraction | None


@dataclass(frozen=True)
class LeftOut:
    """The orders without one owner, and the names of what then differs."""

    owner: str
    orders: Orders
    changed: tuple[str, ...]


def orders_of(profile: Profile, seconds: float) -> Orders:
    """All methods on one profile; Kemeny's within `seconds`."""
    prefers = preferences(profile)
    return Orders(
        borda=borda(profile).order,
        copeland=copeland(prefers).order,
        kemeny=kemeny(prefers, seconds),
        winner=condorcet_winner(prefers),
        w=concordance_value(profile),
    )


def concordance_value(profile: Profile) -> Fraction | None:
    return concordance(profile).value


def leave_one_out(profile: Profile, seconds: float = 10.0) -> tuple[LeftOut, ...]:
    """Each owner left out in turn, all within about `seconds`. Nothing with fewer than two."""
    owners = [ballot.owner for ballot in profile.ballots]
    if len(owners) < 2:
        return ()
    each = seconds / (len(owners) + 1)
    whole = orders_of(profile, each)
    found = []
    for owner in owners:
        orders = orders_of(profile.without(owner), each)
        found.append(LeftOut(owner, orders, _changed(whole, orders)))
    return tuple(found)


def _changed(whole: Orders, orders: Orders) -> tuple[str, ...]:
    differs = {
        "Borda": whole.borda != orders.borda,
        "Copeland": whole.copeland != orders.copeland,
        "Kemeny": _orders(whole.kemeny) != _orders(orders.kemeny),
        "Condorcet winner": whole.winner != orders.winner,
    }
    return tuple(name for name, differ in differs.items() if differ)


def _orders(found: Kemeny) -> tuple[object, ...]:
    return found.orders, found.count
