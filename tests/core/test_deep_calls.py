"""Calls that lie deep: nothing is mapped anew for each (sharedsvc/core/deep_calls.py)."""

import resource

import pytest
from django.conf import settings

from sharedsvc.core.deep_calls import with_room

CALLS = 2_000


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def leaf() -> None:
    """What a loop calls."""


def calling() -> int:
    before = faults()
    for _ in range(CALLS):
        leaf()
    return faults() - before


def at(depth: int) -> int:
    return at(depth - 1) if depth else calling()


def test_no_loop_maps_memory_for_each_of_its_calls_however_deep_it_lies():
    touched = with_room(lambda: [at(depth) for depth in range(0, 300, 2)])()

    assert max(touched) < CALLS


def test_what_is_done_with_room_takes_and_gives_the_same():
    assert with_room(divmod)(7, 2) == (3, 1)
    assert with_room(sorted)([1, 2], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        with_room(divmod)(1, 0)


def test_pages_are_answered_with_room():
    assert settings.MIDDLEWARE[0] == "sharedsvc.core.deep_calls.room_for_a_page"
