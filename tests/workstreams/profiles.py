"""Profiles for the tests of rankings: by hand, and drawn by hypothesis."""

from hypothesis import strategies as st

from workstreams.ranking.ballots import Ballot, Profile


def profile_of(*lists: str, weights: tuple[int, ...] = ()) -> Profile:
    """Lists such as "a b=c d"; items in the order of the alphabet."""
    groups = [[part.split("=") for part in text.split()] for text in lists]
    names = tuple(sorted({name for one in groups for part in one for name in part}))
    ballots = tuple(
        Ballot(
            f"owner {n}",
            tuple(tuple(sorted(map(names.index, part))) for part in one),
            weights[n] if weights else 1,
        )
        for n, one in enumerate(groups)
    )
    return Profile(names, ballots)


def names(profile: Profile, groups) -> list[str]:
    """Groups as text: ["a", "b=c"]."""
    return ["=".join(profile.items[item] for item in group) for group in groups]


@st.composite
def levels(draw, size: int, complete: bool):
    """A list of `size` items as groups; without `complete` some items are left out."""
    level = st.integers(0, size - 1)
    drawn = draw(st.lists(level if complete else level | st.none(), min_size=size, max_size=size))
    return tuple(
        tuple(item for item in range(size) if drawn[item] == at)
        for at in sorted({at for at in drawn if at is not None})
    )


@st.composite
def profiles(draw, most_items: int = 5, most_owners: int = 5, complete: bool = False):
    """Any profile: ties, weights and, unless `complete`, gaps."""
    size = draw(st.integers(2, most_items))
    ballots = [
        Ballot(f"owner {n}", groups, draw(st.integers(1, 3)))
        for n in range(draw(st.integers(1, most_owners)))
        if (groups := draw(levels(size, complete)))
    ]
    return Profile(tuple("abcdefgh"[:size]), tuple(ballots))
