"""Scores against weighted criteria: worked by hand, in fractions."""

from fractions import Fraction

import pytest

from workstreams.ranking.scores import Range, WeightedCriterion, weigh

pytestmark = pytest.mark.once

COST, TIME = WeightedCriterion("cost", Fraction(3)), WeightedCriterion("time", Fraction(1))


def scores(*rows):
    return {
        (item, name): Fraction(score)
        for item, row in enumerate(rows)
        for name, score in row.items()
    }


def test_weights_count_in_proportion_and_equal_totals_share_a_place():
    found = weigh(
        3,
        (COST, TIME),
        scores({"cost": 4, "time": 0}, {"cost": 3, "time": 3}, {"cost": 0, "time": 4}),
    )
    assert found.shares == {"cost": Fraction(3, 4), "time": Fraction(1, 4)}
    assert found.totals == {0: 3, 1: 3, 2: 1}
    assert found.order == ((0, 1), (2,))


def test_a_missing_score_is_named_and_not_counted_as_nought():
    found = weigh(2, (COST, TIME), scores({"cost": 1, "time": 1}, {"cost": 9}))
    assert found.missing == ((1, ("time",)),)
    assert found.order == ((0,),)


def test_a_weight_can_move_until_two_items_draw_level():
    """Item 0 leads by 2 on cost, item 1 by 3 on time: level at cost 3/2 for each unit of time."""
    found = weigh(2, (COST, TIME), scores({"cost": 4, "time": 1}, {"cost": 2, "time": 4}))
    assert found.order == ((0,), (1,))
    assert found.ranges == (
        Range("cost", Fraction(3, 2), None),
        Range("time", Fraction(0), Fraction(2)),
    )


def test_within_its_range_a_weight_changes_no_order():
    given = scores({"cost": 4, "time": 1}, {"cost": 2, "time": 4}, {"cost": 1, "time": 1})
    whole = weigh(3, (COST, TIME), given)
    for weight, same in ((Fraction(8, 5), True), (Fraction(7, 5), False), (Fraction(90), True)):
        moved = weigh(3, (WeightedCriterion("cost", weight), TIME), given)
        assert (moved.order == whole.order) is same


def test_a_tie_has_no_room():
    found = weigh(2, (COST, TIME), scores({"cost": 2, "time": 0}, {"cost": 1, "time": 3}))
    assert found.order == ((0, 1),)
    assert [(r.low, r.high) for r in found.ranges] == [(3, 3), (1, 1)]


@pytest.mark.parametrize("weights", [(0, 0), (-1, 2)])
def test_weights_below_nought_or_all_nought_are_refused(weights):
    criteria = tuple(WeightedCriterion(str(n), Fraction(w)) for n, w in enumerate(weights))
    with pytest.raises(ValueError, match="nought"):
        weigh(0, criteria, {})
