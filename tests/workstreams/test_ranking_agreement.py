"""Who agrees with whom: figures printed elsewhere, scipy beside ours, and every way to rank."""

import math
import random
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import assume, given, settings
from scipy import stats

from tests.workstreams.profiles import profile_of, profiles
from workstreams.ranking.ballots import Ballot, Profile, Unranked
from workstreams.ranking.concordance import concordance, concordance_in_common, meaning
from workstreams.ranking.pairwise import compare_owners
from workstreams.ranking.study import study

pytestmark = pytest.mark.once


def by_ranks(*lists: list[float]) -> Profile:
    """Complete lists given by the rank of each item."""
    ballots = tuple(
        Ballot(
            f"owner {n}",
            tuple(tuple(i for i, r in enumerate(ranks) if r == at) for at in sorted(set(ranks))),
        )
        for n, ranks in enumerate(lists)
    )
    return Profile(tuple(f"item {n}" for n in range(len(lists[0]))), ballots)


def pair(profile: Profile):
    return compare_owners(*profile.ballots)


def test_tau_b_is_the_figure_printed_in_scipys_documentation():
    """scipy.stats.kendalltau, Examples: -0.4714…"""
    found = pair(by_ranks([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]))
    assert math.isclose(found.tau_b, -0.47140452079103173)


def test_rho_is_the_figure_printed_in_wikipedias_example():
    """Spearman's rank correlation coefficient, Example: IQ and hours of television, -29/165."""
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    assert math.isclose(pair(by_ranks(iq, hours)).rho, -29 / 165)


def test_w_of_three_executives_is_the_figure_printed_in_siegel():
    """Siegel, Nonparametric Statistics (1956), table 9.5: six applicants, s 25.5, W .16."""
    found = concordance(by_ranks([1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]))
    assert (found.value, found.df) == (Fraction(34, 210), 5)
    assert round(float(found.value), 2) == 0.16


def test_w_corrected_for_ties_is_the_figure_printed_in_siegel():
    """Siegel 1956, page 234: three rankings of ten with ties, s 591, W .828 (uncorrected .796)."""
    found = concordance(
        by_ranks(
            [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
            [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
            [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
        )
    )
    assert found.value == Fraction(591, 714)
    assert round(float(found.value), 3) == 0.828


def test_the_distance_counts_half_for_a_pair_that_one_list_ties():
    """Fagin and others 2006, K with p = 1/2: of 3 pairs, one turned round and one tied."""
    found = pair(profile_of("a b=c", "b a c"))
    assert found.distance == Fraction(3, 2) / 3


def test_two_of_the_first_three_are_the_partnerships_by_one_reading_of_inverclyde():
    """IC 2.3 and 2.4, as the pictures of the page print it: 17 of 24 pairs, tau-b 0.30."""
    partnership = "waste health transport property office fleet charging roads economy workforce"
    profile = profile_of("waste roads transport", partnership).read_as(Unranked.BOTTOM)
    found = pair(profile)
    assert (found.counts.agree, found.counts.ordered_by_both) == (17, 24)
    assert round(found.tau_b, 2) == 0.30
    selected = profile_of("waste=charging=roads", partnership).read_as(Unranked.BOTTOM)
    found = pair(selected)
    assert (found.counts.agree, found.counts.ordered_by_both) == (11, 21)
    assert round(found.tau_b, 2) == 0.03


def test_an_unranked_selection_has_no_first_k_and_no_tau():
    chosen = Ballot("owner 0", ((0, 1),), ordered=False)
    found = compare_owners(chosen, Ballot("owner 1", ((0,), (1,), (2,))))
    assert (found.overlap, found.tau_b, found.rho) == (None, None, None)
    assert found.refused == (
        "owner 0 puts no order among the 2 items in common: tau-b and rho are undefined."
    )


def test_the_first_k_overlap_is_counted_for_every_k():
    found = pair(profile_of("a b c d", "b a d c"))
    assert [at.shared for at in found.overlap] == [0, 2, 2, 4]


def test_one_item_in_common_makes_no_pair():
    found = pair(profile_of("a b", "a c"))
    assert (found.tau_b, found.rho, found.distance) == (None, None, None)
    assert "fewer than two items in common" in found.refused


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        (profile_of("a=b=c", "a=b=c"), "Every owner ties all the items: there is no order."),
        (profile_of("a b"), "W compares owners with one another: there are fewer than two."),
        (profile_of("a", "a"), "W needs at least two items that all owners rank: there is one."),
        (
            profile_of("a b", "a b c"),
            "W needs lists of the same items, and not all 3 are ranked by owner 0. "
            "All owners rank 2 of them.",
        ),
    ],
)
def test_where_w_is_undefined_there_is_a_reason_and_no_number(profile, reason):
    found = concordance(profile)
    assert (found.value, found.chi2, found.df, found.p, found.refused) == (
        None, None, None, None, reason,
    )  # fmt: skip
    assert meaning(found) == reason


def test_of_partial_lists_w_is_given_on_the_named_items_that_all_rank():
    profile = profile_of("a c b", "c a d")
    found = concordance_in_common(profile)
    assert [profile.items[item] for item in found.items] == ["a", "c"]
    assert found.value == 0


@settings(max_examples=100, deadline=None)
@given(profiles(most_items=6, most_owners=2, complete=True))
def test_tau_b_and_rho_are_scipys(profile):
    assume(len(profile.ballots) == 2 and all(len(b.groups) > 1 for b in profile.ballots))
    one, other = (
        [ballot.level[item] for item in range(len(profile.items))] for ballot in profile.ballots
    )
    found = pair(profile)
    assert math.isclose(found.tau_b, stats.kendalltau(one, other).statistic, abs_tol=1e-12)
    assert math.isclose(found.rho, stats.spearmanr(one, other).statistic, abs_tol=1e-12)


@settings(max_examples=60, deadline=None)
@given(profiles(most_items=6, most_owners=5, complete=True))
def test_chi_squared_of_w_is_scipys_friedman_test(profile):
    lists = [b for b in profile.ballots for _ in range(b.weight)]
    assume(len(lists) > 1 and len(profile.items) > 2 and any(len(b.groups) > 1 for b in lists))
    levels = [[b.level[item] for b in lists] for item in range(len(profile.items))]
    expected = stats.friedmanchisquare(*levels)
    found = concordance(profile)
    assert math.isclose(found.chi2, expected.statistic, abs_tol=1e-9)
    assert math.isclose(found.p_chi2, expected.pvalue, abs_tol=1e-9)


@pytest.mark.parametrize("lists", [("a b c",) * 2, ("a b c", "b a c", "a=b c")])
def test_p_is_the_share_of_all_ways_to_rank_that_agree_at_least_so_much(lists):
    profile = profile_of(*lists)
    found = concordance(profile)
    shapes = [[len(group) for group in ballot.groups] for ballot in profile.ballots]
    ways = [[_cut(order, shape) for order in permutations("abc")] for shape in shapes]
    values = [concordance(profile_of(*way)).value for way in product(*ways)]
    expected = Fraction(sum(value >= found.value for value in values), len(values))
    assert (found.p, found.method) == (float(expected), "exact")


@pytest.mark.parametrize(
    ("lists", "chi2", "p"),
    [
        (("a b c",) * 2, 4, ".167"),
        (("a b c", "a b c", "b a c"), Fraction(14, 3), ".194"),
        (("a b c",) * 3, 6, ".028"),
        (("a b c",) * 4, 8, ".0046"),
        (("a b c d",) * 2, 6, ".042"),
        (("a b c d",) * 3, 9, ".0017"),
    ],
)
def test_p_is_the_figure_printed_in_siegels_table_of_friedmans_test(lists, chi2, p):
    """Siegel, Nonparametric Statistics (1956), table N: exact probabilities of chi-squared r."""
    found = concordance(profile_of(*lists))
    assert (found.chi2, found.method) == (chi2, "exact")
    assert f"{found.p:.{len(p) - 1}f}".lstrip("0") == p


@pytest.mark.parametrize(("method", "said"), [
    ("exact", "counted over all ways to rank"), ("permutation", "from rankings drawn by chance"),
    ("chi-squared", "from chi-squared"),
])  # fmt: skip
def test_the_sentence_of_w_says_where_its_p_is_from(method, said):
    found = replace(concordance(profile_of("a b c", "a b c", "b a c")), method=method)
    assert meaning(found) == (
        "The owners agree strongly (W 0.78), and owners who ranked by chance could well agree as "
        f"much (p 0.194, {said})."
    )


def _cut(order, shape) -> str:
    letters = iter(order)
    return " ".join("=".join(next(letters) for _ in range(size)) for size in shape)


@pytest.mark.parametrize(
    ("owners", "items", "method"),
    [
        (3, 4, "exact"), (3, 7, "exact"), (2, 8, "exact"), (60, 7, "permutation"),
        (9, 12, "permutation"), (19, 12, "permutation"),
        (20, 12, "chi-squared"), (90, 7, "chi-squared"),
    ],
)  # fmt: skip
def test_p_says_how_it_was_worked_out(owners, items, method):
    order = " ".join("abcdefghijkl"[:items])
    found = concordance(profile_of(*[order] * owners))
    assert (found.value, found.method) == (1, method)
    assert found.p < 0.01


@settings(max_examples=30, deadline=None)
@given(profiles(most_items=5, most_owners=4))
def test_every_figure_of_a_pair_is_the_same_both_ways_round(profile):
    assume(len(profile.ballots) > 1)
    one, other, *_ = profile.ballots
    there, back = compare_owners(one, other), compare_owners(other, one)
    assert (there.tau_b, there.rho, there.distance, there.overlap) == (
        back.tau_b, back.rho, back.distance, back.overlap,
    )  # fmt: skip


def test_weights_count_as_so_many_owners():
    once, thrice = profile_of("a b c", "b a c", weights=(3, 1)), ["a b c"] * 3 + ["b a c"]
    assert concordance(once).value == concordance(profile_of(*thrice)).value
    assert study(once).profile.owners == 4


# Three comparisons of ten objects; W and its significance by chi-squared are printed in the results
# of the example of NAG's routine g08daf (from Kendall, "Rank Correlation Methods").
NAG = (
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
)


def _by_figures(figures) -> str:
    levels = sorted(set(figures))
    return " ".join(
        "=".join(
            name for name, figure in zip("abcdefghij", figures, strict=True) if figure == level
        )
        for level in levels
    )


def test_nags_example_of_ten_tied_objects():
    found = concordance(profile_of(*map(_by_figures, NAG)))
    assert (round(float(found.value), 3), found.df) == (0.828, 9)
    assert round(found.p_chi2, 3) == 0.008
    assert found.method == "permutation"
    assert found.p < 0.001  # of three owners chi-squared is far too cautious


def test_by_permutation_chance_is_as_often_below_a_level_as_it_should():
    """Of three owners by chance one in twenty stands out; by chi-squared fewer than that."""
    chance = random.Random(2005)
    levels = {"p": 0, "p_chi2": 0}
    for _ in range(200):
        lists = (" ".join(chance.sample("abcdefghij", 10)) for _ in range(3))
        found = concordance(profile_of(*lists))
        for name in levels:
            levels[name] += getattr(found, name) <= 0.05
    assert 4 <= levels["p"] <= 17
    assert levels["p_chi2"] < levels["p"]
