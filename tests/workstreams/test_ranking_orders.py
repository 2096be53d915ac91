"""Orders that do justice to all: Borda, Copeland, Kemeny, majorities; beside brute force."""

import random
import time
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings

from tests.workstreams.profiles import names, profile_of, profiles
from workstreams.ranking import order_bound, stability, subsets
from workstreams.ranking.ballots import Ballot, Profile, Unranked, preferences
from workstreams.ranking.kemeny import kemeny
from workstreams.ranking.majority import condorcet_winner, cycles, shortest_circle
from workstreams.ranking.optimal_orders import cost_of, first_orders
from workstreams.ranking.points import borda, copeland
from workstreams.ranking.stability import leave_one_out

pytestmark = pytest.mark.once

# Where a capital for Tennessee should be; the answers are printed in Wikipedia's articles "Borda
# count", "Copeland's method" and "Kemeny method" (393 of 600 preferences kept: 207 turned round).
TENNESSEE = profile_of(
    "Memphis Nashville Chattanooga Knoxville",
    "Nashville Chattanooga Knoxville Memphis",
    "Chattanooga Knoxville Nashville Memphis",
    "Knoxville Chattanooga Nashville Memphis",
    weights=(42, 26, 15, 17),
)


def by_name(profile, points):
    return {name: points.points[n] for n, name in enumerate(profile.items)}


def relabelled(profile: Profile, to: tuple[int, ...]) -> Profile:
    """The same lists with item `n` called `to[n]`."""
    ballots = tuple(
        replace(b, groups=tuple(tuple(sorted(to[i] for i in group)) for group in b.groups))
        for b in profile.ballots
    )
    return replace(profile, ballots=ballots)


def reversed_(profile: Profile) -> Profile:
    return replace(
        profile, ballots=tuple(replace(b, groups=b.groups[::-1]) for b in profile.ballots)
    )


def all_best(prefers) -> tuple[int, list[tuple[int, ...]]]:
    """Score and orders, by trying every order."""
    costs = {order: cost_of(order, prefers) for order in permutations(range(len(prefers)))}
    least = min(costs.values())
    return least, [order for order, cost in costs.items() if cost == least]


def drawn_preferences(size: int, owners: int, seed: int) -> list[list[int]]:
    """Pairwise counts of owners who rank by chance: many circles."""
    chance = random.Random(seed)
    prefers = [[0] * size for _ in range(size)]
    for _ in range(owners):
        order = chance.sample(range(size), size)
        for n, above in enumerate(order):
            for below in order[n + 1 :]:
                prefers[above][below] += 1
    return prefers


def test_borda_gives_tennessee_its_published_points():
    assert by_name(TENNESSEE, borda(TENNESSEE)) == {
        "Nashville": 194, "Chattanooga": 173, "Memphis": 126, "Knoxville": 107,
    }  # fmt: skip


def test_copeland_gives_tennessee_its_published_order():
    found = copeland(preferences(TENNESSEE))
    assert by_name(TENNESSEE, found) == {
        "Nashville": 3, "Chattanooga": 2, "Knoxville": 1, "Memphis": 0,
    }  # fmt: skip


def test_kemeny_gives_tennessee_its_published_order_and_says_it_is_the_only_one():
    found = kemeny(preferences(TENNESSEE))
    assert [TENNESSEE.items[n] for n in found.orders[0]] == [
        "Nashville", "Chattanooga", "Knoxville", "Memphis",
    ]  # fmt: skip
    assert (found.score, found.count, found.proven) == (207, 1, True)


def test_condorcets_own_paradox_is_a_circle_without_a_winner():
    """Condorcet 1785: 23, 17, 2, 10 and 8 of 60 voters; B beats C, C beats A, A beats B."""
    profile = profile_of("a b c", "b c a", "b a c", "c a b", "c b a", weights=(23, 17, 2, 10, 8))
    prefers = preferences(profile)
    assert [prefers[0][1], prefers[1][2], prefers[2][0]] == [33, 42, 35]
    assert condorcet_winner(prefers) is None
    assert cycles(prefers) == [(0, 1, 2)]


def test_what_is_ranked_alone_has_won_over_no_other():
    alone = profile_of("a", "a", "a")
    assert condorcet_winner(preferences(alone)) is None
    assert {left.orders.winner for left in leave_one_out(alone)} == {None}


def test_borda_counts_items_strictly_below_and_half_of_those_tied_with():
    profile = profile_of("a b=c d")
    assert by_name(profile, borda(profile)) == {"a": 3, "b": Fraction(3, 2), "c": Fraction(3, 2),
                                                "d": 0}  # fmt: skip


def test_what_is_not_ranked_says_nothing_or_stands_below():
    profile = profile_of("a b", "a b c d")
    omitted, below = profile.read_as(Unranked.OMIT), profile.read_as(Unranked.BOTTOM)
    assert preferences(omitted)[1] == [0, 0, 1, 1]
    assert preferences(below)[1] == [0, 0, 2, 2]
    assert preferences(below)[2] == [0, 0, 0, 1]  # c and d are tied below by the first
    assert by_name(profile, borda(omitted)) == {"a": 4, "b": 2, "c": 1, "d": 0}
    assert by_name(profile, borda(below)) == {
        "a": 6, "b": 4, "c": Fraction(3, 2), "d": Fraction(1, 2),
    }  # fmt: skip


def test_pairs_that_an_owner_ties_cost_kemeny_nothing():
    profile = profile_of("a=b c", "b a c")
    found = kemeny(preferences(profile))
    assert (found.score, [names(profile, [[i] for i in o]) for o in found.orders]) == (
        0, [["b", "a", "c"]],
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(profiles(most_items=6, most_owners=6))
def test_kemeny_finds_every_best_order_that_brute_force_finds(profile):
    prefers = preferences(profile)
    least, best = all_best(prefers)
    found = kemeny(prefers)
    assert (found.score, found.bound, found.count) == (least, least, len(best))
    assert list(found.orders) == best[:10]


@settings(max_examples=40, deadline=None)
@given(profiles(most_items=6, most_owners=6))
def test_tables_of_subsets_and_the_integer_programme_find_what_plain_steps_find(profile):
    prefers = preferences(profile)
    items = tuple(range(len(prefers)))
    found = [
        subsets.by_subsets(items, prefers),
        subsets._by_all_subsets(items, subsets.beaten_majorities(items, prefers)),
        order_bound.by_bound(items, prefers, time.monotonic() + 60),
    ]
    first, *others = [(f.cost, f.bound, f.count, list(first_orders(f.ways, 10))) for f in found]
    assert others == [first, first]


@settings(max_examples=60, deadline=None)
@given(profiles(most_items=5, most_owners=4))
def test_reversing_every_list_reverses_every_best_order(profile):
    forth, back = kemeny(preferences(profile)), kemeny(preferences(reversed_(profile)))
    assert (forth.score, forth.count) == (back.score, back.count)
    if forth.count and forth.count <= 10:
        assert {order[::-1] for order in forth.orders} == set(back.orders)


@settings(max_examples=60, deadline=None)
@given(profiles(most_items=5, most_owners=4))
def test_other_names_for_the_items_move_no_item(profile):
    size = len(profile.items)
    to = tuple((n + 1) % size for n in range(size))
    moved = relabelled(profile, to)
    points, others = borda(profile).points, borda(moved).points
    assert [others[to[n]] for n in range(size)] == list(points)
    forth, back = kemeny(preferences(profile)), kemeny(preferences(moved))
    assert (forth.score, forth.count) == (back.score, back.count)


@settings(max_examples=60, deadline=None)
@given(profiles(most_items=5, most_owners=4))
def test_twice_as_many_owners_of_each_list_change_no_order(profile):
    twice = replace(profile, ballots=profile.ballots * 2)
    heavy = replace(
        profile, ballots=tuple(replace(b, weight=b.weight * 2) for b in profile.ballots)
    )
    for more in (twice, heavy):
        assert borda(more).order == borda(profile).order
        assert copeland(preferences(more)) == copeland(preferences(profile))
        found = kemeny(preferences(more))
        assert (found.orders, found.score) == (
            kemeny(preferences(profile)).orders, 2 * kemeny(preferences(profile)).score,
        )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(profiles(most_items=6, most_owners=5))
def test_a_circle_is_written_so_that_each_beats_the_next(profile):
    prefers = preferences(profile)
    for circle in cycles(prefers):
        assert condorcet_winner(prefers) not in circle
        for walk in (circle, shortest_circle(circle, prefers)):
            assert all(prefers[a][b] > prefers[b][a] for a, b in pairwise((*walk, walk[0])))


@pytest.mark.parametrize("size", [15, 40, 60])
def test_a_large_circle_without_even_contests_names_every_item_once(size):
    """A strong tournament has a walk through each of its items (Camion 1959)."""
    chance = random.Random(size)
    prefers = [[0] * size for _ in range(size)]
    for a, b in combinations(range(size), 2):
        above, below = (a, b) if chance.random() < 0.7 else (b, a)
        prefers[above][below] = 1
    found = cycles(prefers)
    assert max(map(len, found)) > size // 2
    for circle in found:
        assert len(set(circle)) == len(circle)
        assert all(prefers[a][b] for a, b in pairwise((*circle, circle[0])))


def test_where_no_walk_goes_through_each_once_an_item_stands_in_it_again():
    """Two circles that meet in one item: a beats b beats c beats a, c beats d beats e beats c."""
    prefers = [[0] * 5 for _ in range(5)]
    for above, below in ((0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)):
        prefers[above][below] = 1
    assert cycles(prefers) == [(0, 1, 2, 3, 4, 2)]


def test_a_thousand_million_best_orders_are_counted_and_ten_are_shown():
    """40 items that nobody tells apart: 40! orders, and the first ten in the items' order."""
    found = kemeny([[0] * 40 for _ in range(40)])
    assert found.count == 815915283247897734345611269596115894272000000000
    assert found.orders[0] == tuple(range(40))
    assert len(found.orders) == 10


@pytest.mark.parametrize(("size", "owners"), [(16, 5), (20, 50)])
def test_certificates_find_the_same_orders_as_a_table_of_all_subsets(size, owners):
    prefers = drawn_preferences(size, owners, 0)
    items = tuple(range(size))
    found, table = kemeny(prefers), subsets.by_subsets(items, prefers)
    unavoidable = sum(min(prefers[a][b], prefers[b][a]) for a in items for b in items[a + 1 :])
    assert (found.score, found.count, found.proven) == (table.cost + unavoidable, table.count, True)
    assert found.orders == tuple(first_orders(table.ways, 10))


def test_up_to_20_items_all_orders_are_found_whatever_the_time():
    prefers = drawn_preferences(15, 7, 2)
    assert kemeny(prefers, seconds=0) == kemeny(prefers)


def test_kemeny_is_proven_at_40_items_and_400_rankings():
    prefers = drawn_preferences(40, 400, 1)
    found = kemeny(prefers)
    assert found.proven
    assert all(cost_of(order, prefers) == found.score for order in found.orders)


def test_the_certificate_holds_in_whole_numbers_against_every_order():
    """Every order costs at least the bound, and for each pair turned round its toll more."""
    prefers = drawn_preferences(6, 5, 4)
    loss = subsets.beaten_majorities(tuple(range(6)), prefers)
    _, certificate = order_bound.Ordering(loss, time.monotonic() + 60).relax()
    tolls = certificate.costs(6)
    for order in permutations(range(6)):
        assert cost_of(order, loss) * order_bound.SCALE >= certificate.bound + cost_of(order, tolls)


@pytest.mark.parametrize("owners", [10**6, 10**13])
def test_the_certificate_holds_whatever_the_number_of_owners(owners):
    """In 64 bits it would overflow; the same lists so many times over prove the same."""
    prefers = drawn_preferences(40, 400, 5)
    more = [[number * owners for number in row] for row in prefers]
    found, once = kemeny(more), kemeny(prefers)
    assert found.proven
    assert (found.score, found.count) == (once.score * owners, once.count)
    assert found.orders == once.orders


def test_without_time_kemeny_says_that_nothing_is_proven():
    found = kemeny(drawn_preferences(45, 7, 1), seconds=0)
    assert not found.proven
    assert found.bound < found.score
    assert (found.count, len(found.orders)) == (None, 1)


def drawn_profile(size: int, owners: int, seed: int) -> Profile:
    """Lists by chance, of different owners."""
    chance = random.Random(seed)
    lists = (chance.sample(range(size), size) for _ in range(owners))
    ballots = (Ballot(str(n), tuple((item,) for item in order)) for n, order in enumerate(lists))
    return Profile(tuple(map(str, range(size))), tuple(ballots))


def test_trying_what_is_left_open_ends_with_its_sets_and_with_its_time():
    """Without these bounds 60 items of 50 owners took minutes where 20 seconds were given."""
    prefers = drawn_preferences(16, 8, 7)
    items, loss = tuple(range(16)), subsets.beaten_majorities(tuple(range(16)), prefers)
    free, tolls = [0] * 16, subsets.Tolls(())
    none_left = [
        subsets.Effort(1_000), subsets.Effort(1 << 16, time.monotonic() - 1), subsets.Effort(0),
    ]  # fmt: skip
    for effort in none_left:
        assert subsets.by_reachable(items, loss, free, tolls, effort) is None
    found = subsets.by_reachable(items, loss, free, tolls, subsets.Effort(1 << 16))
    assert found.count == subsets.by_subsets(items, prefers).count


def test_leaving_one_out_gives_what_is_quick_where_the_time_is_over():
    profile = drawn_profile(45, 30, 3)
    found = leave_one_out(profile, seconds=0)

    assert len(found) == 30
    assert not any(left.settled or "Kemeny" in left.changed for left in found)
    for left in (found[0], found[-1]):
        rest = profile.without(left.owner)
        assert left.orders.borda == borda(rest).order
        assert left.orders.copeland == copeland(preferences(rest)).order


def test_leaving_one_out_hands_out_no_more_time_than_it_has(monkeypatch):
    given_out = []

    def note(prefers, seconds):
        given_out.append(seconds)
        return kemeny(prefers, seconds)

    monkeypatch.setattr(stability, "kemeny", note)
    leave_one_out(drawn_profile(9, 20, 3), seconds=10)
    assert len(given_out) == 21
    assert max(given_out) <= 10
    assert given_out[0] == 10 / 21


def test_leaving_one_out_of_fifteen_items_is_settled_where_there_is_time():
    profile = drawn_profile(15, 5, 4)
    for left in leave_one_out(profile, seconds=60):
        assert left.settled
        assert left.orders.kemeny == kemeny(preferences(profile.without(left.owner)))


def test_leaving_out_one_owner_names_what_changes():
    """b beats a by 3 to 2, a beats c by 3 to 2, b beats c by 5 to none."""
    profile = profile_of("a b c", "a b c", "b a c", "b c a", "b c a")
    a_and_c_even, a_and_b_even = ("Copeland", "Kemeny"), ("Copeland", "Kemeny", "Condorcet winner")
    assert [left.changed for left in leave_one_out(profile)] == [
        a_and_c_even,
        a_and_c_even,
        ("Kemeny", "Condorcet winner"),  # a and b even, and a and c
        a_and_b_even,
        a_and_b_even,
    ]
