"""Roles in time as shapes: what is known firmly, what is not, and what has no end."""

import datetime
from types import SimpleNamespace

import pytest

from sharedsvc.portal.workstream.roles_drawing import NARROW, WIDE, both, draw

pytestmark = pytest.mark.once

FIRST, LAST = datetime.date.min, datetime.date.max
DAY = datetime.date(2010, 2, 18)
LONG_AGO, FAR_OFF = datetime.date(1974, 5, 16), datetime.date(9999, 1, 1)
JANUARY, MARCH = datetime.date(2010, 1, 15), datetime.date(2010, 3, 12)


def role(start=(JANUARY, JANUARY), end=(LAST, LAST), **fields) -> SimpleNamespace:
    usual = {
        "holder": "East Renfrewshire",
        "kind_in_words": "Joint lead",
        "standing": "confirmed",
        "standing_in_words": "Confirmed",
        "is_named": True,
        "dispute": None,
    }
    return SimpleNamespace(
        start_earliest=start[0],
        start_latest=start[1],
        end_earliest=end[0],
        end_latest=end[1],
        **{**usual, **fields},
    )


def bars(*roles, day=DAY, shape=WIDE) -> list[tuple]:
    return [
        (bar.fill, bar.sure, bar.comes_from, bar.goes_on)
        for lane in draw(roles, day, shape).lanes
        for bar in lane.bars
    ]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (role(), [("firm", True, False, True)]),
        (role(end=(MARCH, MARCH)), [("firm", True, False, False)]),
        (
            role(start=(FIRST, JANUARY)),
            [("firm", False, True, False), ("firm", True, False, True)],
        ),
        (
            role(end=(JANUARY, LAST), start=(FIRST, JANUARY)),
            [("firm", False, True, False), ("firm", False, False, True)],
        ),
        (role(start=(JANUARY, MARCH), end=(DAY, LAST)), [("firm", False, False, True)]),
        (role(standing="proposed"), [("hoped", True, False, True)]),
        (role(is_named=False), [("hoped", True, False, True)]),
        (role(dispute=object()), [("disputed", True, False, True)]),
    ],
    ids=[
        "a known day and no end",
        "two known days",
        "begun by a day",
        "ends with an event",
        "on no day surely in force",
        "proposed",
        "nobody named",
        "disputed",
    ],
)
def test_a_bar_says_what_is_known(drawn, expected):
    assert bars(drawn) == expected


def test_bars_follow_one_another_and_the_day_is_marked_between_them():
    drawing = draw([role(start=(FIRST, JANUARY)), role(end=(DAY, DAY))], DAY, WIDE)
    (unsure, sure), (ended,) = (lane.bars for lane in drawing.lanes)

    assert unsure.x1 == WIDE.left and unsure.x2 == sure.x1 == ended.x1
    assert sure.x1 < drawing.day == ended.x2 < sure.x2 == WIDE.right
    assert drawing.day_label == "as at 18 February 2010"


def test_an_open_end_is_an_arrow_and_an_unknown_begin_is_open():
    ((unsure, sure),) = (
        lane.bars for lane in draw([role(start=(FIRST, JANUARY))], DAY, WIDE).lanes
    )

    assert not unsure.path.endswith("Z") and "V" in unsure.path
    assert sure.path.endswith("Z") and sure.path.count("L") == 2


@pytest.mark.parametrize("shape", [WIDE, NARROW])
@pytest.mark.parametrize(
    "start",
    [JANUARY, datetime.date(1974, 5, 16), datetime.date(1, 1, 2), datetime.date(9999, 1, 1)],
)
def test_everything_stays_within_the_drawing_with_room_for_each_label(shape, start):
    drawing = draw([role(start=(start, start)), role(end=(MARCH, MARCH))], DAY, shape)
    places = [line.x for line in drawing.lines]

    assert len(places) <= shape.most_lines and places == sorted(places)
    for lane in drawing.lanes:
        for bar in lane.bars:
            assert shape.left <= bar.x1 <= bar.x2 <= shape.right
    assert drawing.height == 52 + 2 * shape.lane


def test_the_legend_names_only_the_marks_that_occur():
    assert draw([role(end=(MARCH, MARCH))], DAY, WIDE).legend == ["filled: confirmed or in force"]
    assert draw([role(dispute=object())], DAY, WIDE).legend == [
        "hatched: sources disagree",
        "arrowhead: no last day is known",
    ]


def test_a_long_name_is_cut_to_its_room():
    holder = "The Chief Executives of East Renfrewshire and Inverclyde"
    for shape in (WIDE, NARROW):
        (lane,) = draw([role(holder=holder)], DAY, shape).lanes
        assert lane.who.endswith("…") and len(lane.who) <= shape.letters


def test_without_roles_nothing_is_drawn():
    assert both([], DAY) == ()
