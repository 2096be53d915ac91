"""Rankings compared: tables of cases, without a database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workstreams.ranking import Place, RankedList, TwoLists, compare

# IC 2.2 and 2.3, IC 2.4, IC 4.5
PARTNERSHIP = [
    "waste", "health", "social-transport", "property", "back-office",
    "fleet", "charging", "roads", "economy", "workforce",
]  # fmt: skip
COUNCIL = ["waste", "roads", "social-transport"]
COMMITTEE = ["waste", "roads", "charging"]


def ranked(*items: str) -> RankedList:
    """Items in order, from rank 1."""
    return RankedList(tuple(Place(item, rank) for rank, item in enumerate(items, start=1)))


def with_ranks(**ranks: int) -> RankedList:
    """Items with these ranks: ties and gaps are possible."""
    return RankedList(tuple(Place(item, rank) for item, rank in ranks.items()))


def selection(*items: str) -> RankedList:
    """Items without an order."""
    return RankedList(tuple(Place(item) for item in items), ranked=False)


def test_two_of_the_councils_three_are_among_the_partnerships_first_three():
    assert compare(ranked(*COUNCIL), ranked(*PARTNERSHIP)) == TwoLists(
        chosen=("waste", "roads", "social-transport"),
        count=3,
        shared=("waste", "social-transport"),
        places_lower=(("waste", 0), ("roads", 6), ("social-transport", 0)),
    )


def test_one_of_the_committees_three_is_and_nothing_is_said_of_their_order():
    assert compare(selection(*COMMITTEE), ranked(*PARTNERSHIP)) == TwoLists(
        chosen=("waste", "roads", "charging"),
        count=3,
        shared=("waste",),
        places_lower=(),
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "first", "shared", "places_lower"),
    [
        pytest.param(
            ranked("a", "b", "c"), ranked("c", "b", "a"), None,
            ("a", "b", "c"), (("a", 2), ("b", 0), ("c", -2)),
            id="reversed",
        ),
        pytest.param(
            ranked("a", "b", "c"), ranked("a", "c", "b"), 1,
            ("a",), (("a", 0),),
            id="only-the-first",
        ),
        pytest.param(
            ranked("a", "b", "c"), ranked("a", "c", "b"), 2,
            ("a",), (("a", 0), ("b", 1)),
            id="the-first-two",
        ),
        pytest.param(
            with_ranks(a=1, b=1, c=3), ranked("a", "b", "c"), 1,
            ("a",), (("a", 0), ("b", 1)),
            id="my-first-is-a-tie",
        ),
        pytest.param(
            ranked("a", "b", "c"), with_ranks(c=1, a=2, b=2), 2,
            ("a", "b"), (("a", 1), ("b", 0)),
            id="their-second-is-a-tie",
        ),
        pytest.param(
            ranked("a", "x"), ranked("b", "a"), None,
            ("a",), (("a", 1),),
            id="one-that-they-leave-out",
        ),
        pytest.param(
            ranked("a", "b", "c"), ranked("c"), None,
            ("c",), (("c", -2),),
            id="their-list-is-shorter",
        ),
        pytest.param(
            ranked("a", "b"), ranked("b", "c", "a"), 3,
            ("a", "b"), (("a", 2), ("b", -1)),
            id="my-list-is-shorter-than-asked-for",
        ),
        pytest.param(
            selection("a", "b"), ranked("a", "c", "b"), 1,
            ("a",), (),
            id="a-selection-has-no-first",
        ),
        pytest.param(ranked(), ranked("a"), None, (), (), id="nothing-chosen"),
    ],
)  # fmt: skip
def test_compare(mine, theirs, first, shared, places_lower):
    found = compare(mine, theirs, first)

    assert (found.shared, found.places_lower) == (shared, places_lower)


def test_nothing_is_compared_with_the_first_of_a_list_without_an_order():
    with pytest.raises(ValueError, match="A list without an order has no first items"):
        compare(ranked(*COUNCIL), selection(*COMMITTEE))


@pytest.mark.parametrize(
    ("places", "count", "first"),
    [
        (ranked("a", "b", "c"), 0, ()),
        (ranked("a", "b", "c"), 2, ("a", "b")),
        (ranked("a", "b", "c"), 9, ("a", "b", "c")),
        (with_ranks(a=1, b=2, c=2, d=4), 2, ("a", "b", "c")),
        (selection("a", "b"), 1, ("a", "b")),
    ],
)
def test_first(places, count, first):
    assert places.first(count) == first


# A busy machine is no reason to fail.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

lists = st.permutations("abcdef").map(lambda items: ranked(*items))
partial = st.lists(st.sampled_from("abcdef"), unique=True).map(lambda items: ranked(*items))


@calm
@given(lists)
def test_a_list_agrees_with_itself(mine):
    found = compare(mine, mine)

    assert found.shared == mine.items
    assert found.places_lower == tuple((item, 0) for item in mine.items)


@calm
@given(lists, lists)
def test_what_one_list_puts_lower_the_other_puts_higher(mine, theirs):
    there, back = dict(compare(mine, theirs).places_lower), dict(compare(theirs, mine).places_lower)

    assert there == {item: -places for item, places in back.items()}


@calm
@given(partial, partial, st.integers(0, 6))
def test_only_what_was_chosen_is_shared_or_moved(mine, theirs, first):
    found = compare(mine, theirs, first)

    assert set(found.shared) | {item for item, _ in found.places_lower} <= set(found.chosen)
    assert {item for item, _ in found.places_lower} <= set(theirs.items)
