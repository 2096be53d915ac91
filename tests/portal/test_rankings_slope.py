"""The slope chart as numbers: what is written keeps apart, whatever the number of lines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedsvc.portal.rankings.slope import SMALL, DrawnItem, draw, furthest, set_apart

pytestmark = pytest.mark.once

GAP, LOWEST = 14, 160
heights = st.lists(st.floats(0, LOWEST), min_size=1, max_size=5)


@given(heights)
def test_what_is_written_keeps_apart_and_in_order_and_on_the_chart(found):
    placed = set_apart(found, GAP, LOWEST)
    by_height = sorted(zip(found, placed, strict=True))
    written = [place for _, place in by_height]

    assert all(b - a >= GAP - 0.11 for a, b in pairwise(written))
    assert written[-1] <= LOWEST


def test_what_has_room_stays_where_it_is():
    assert set_apart([90, 10, 40], GAP, LOWEST) == [90, 10, 40]


def test_of_forty_lines_three_are_written_at_both_ends_without_lying_on_one_another():
    marks = [DrawnItem(str(n), n, n) for n in range(1, 41)]
    marks[14:16] = [DrawnItem("15", 15, 24), DrawnItem("16", 16, 28)]
    marks[23], marks[27], marks[29] = (
        DrawnItem("24", 24, 15),
        DrawnItem("28", 28, 16),
        DrawnItem("30", 30, 30),
    )
    found = furthest(marks, SMALL)

    assert [far.mark.name for far in found] == ["16", "28", "15"]
    for ends in ([far.left for far in found], [far.right for far in found]):
        near = sorted(ends)
        assert all(b - a >= SMALL.size - 0.11 for a, b in pairwise(near))
        assert near[-1] <= draw(marks, SMALL).height
