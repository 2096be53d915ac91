"""The made-up councils, their bodies and meetings, and the partnerships that they form."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from programmes.choices import BodyKind, MeetingState, OrganisationKind
from programmes.models import Body, Meeting, Membership, Organisation, Post, PostOrganisation
from sharedsvc.portal.scale.past_the_door import SharedVersion, write
from sharedsvc.portal.scale.words import council_names

FEWEST, MOST = 8, 400
IN_A_PARTNERSHIP = 6
BEGAN = datetime.datetime(2024, 1, 8, 9, 0, tzinfo=datetime.UTC)
ONCE = (SharedVersion(BEGAN, "Made up for measuring", "+"),)
HELD = ("2023-01-19", "2023-04-20", "2023-07-20", "2023-10-19")
TO_COME = ("2035-01-18", "2035-04-19")


@dataclass(frozen=True)
class Partners:
    """A partnership of made-up councils, with what meets in it."""

    partnership: Organisation
    councils: list[Organisation]
    board: Body
    cabinets: dict[int, Body]
    meetings: list[Meeting]


@dataclass(frozen=True)
class Councils:
    """All made-up councils of one seed, and the body of each that decides, by council."""

    seed: int
    all: list[Organisation]
    cabinets: dict[int, Body]


def make_councils(seed: int, programmes: int) -> Councils:
    """Write as many councils as so many programmes need, each with a cabinet and a post."""
    number = min(MOST, max(FEWEST, 2 * programmes))
    councils = write(
        (
            Organisation(
                code=f"mu{seed}-{n:03}",
                name=f"{name} Council (made up)",
                short_name=name,
                kind=OrganisationKind.UNITARY,
            )
            for n, name in enumerate(islice(council_names(), number), start=1)
        ),
        ONCE,
    )
    _make_posts(councils)
    cabinets = write((_cabinet(council) for council in councils), ONCE)
    return Councils(seed, councils, {body.organisation_id: body for body in cabinets})


def _make_posts(councils: Sequence[Organisation]) -> None:
    posts = write(
        (Post(code=f"{c.code}-director", title=f"Director, {c.short_name}") for c in councils), ONCE
    )
    pairs = zip(posts, councils, strict=True)
    write((PostOrganisation(post=post, organisation=council) for post, council in pairs), ONCE)


def _cabinet(council: Organisation) -> Body:
    return Body(
        code=f"{council.code}-cabinet",
        organisation=council,
        name=f"Cabinet of {council.short_name}",
        kind=BodyKind.CABINET,
    )


def make_partners(councils: Councils, number: int, choice: random.Random) -> Partners:
    """Write the partnership of the programme of this number: six councils, a board, meetings."""
    code = f"mu{councils.seed}-partnership-{number}"
    members = choice.sample(councils.all, IN_A_PARTNERSHIP)
    [partnership] = write(
        [
            Organisation(
                code=code,
                name=f"Partnership {number} (made up)",
                kind=OrganisationKind.PARTNERSHIP,
            )
        ],
        ONCE,
    )
    write(
        (_member(partnership, council) for council in members),
        ONCE,
    )
    [board] = write([_board(partnership)], ONCE)
    meetings = write((_meeting(board, day) for day in HELD + TO_COME), ONCE)
    return Partners(partnership, members, board, councils.cabinets, meetings)


def _member(partnership: Any, council: Organisation) -> Membership:
    return Membership(partnership_id=partnership.pk, organisation=council, start="2018-04-01")


def _board(partnership: Organisation) -> Body:
    return Body(
        code=f"{partnership.code}-board",
        organisation=partnership,
        name=f"Board of {partnership.name}",
        kind=BodyKind.BOARD,
    )


def _meeting(board: Body, day: str) -> Meeting:
    state = MeetingState.HELD if day in HELD else MeetingState.PLANNED
    return Meeting(code=f"{board.code}-{day}", body=board, date=day, state=state)
