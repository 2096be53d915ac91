"""What the sections of somebody's home have in common, and for whom they are read."""

import datetime
from collections.abc import Collection
from functools import cached_property
from typing import Any, ClassVar

from programmes.models import Following
from programmes.viewers import Viewer, viewer_of
from sharedsvc.core.dates import how_long
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.prose import verb_of
from sharedsvc.portal.programmes.listing import programmes_on

SHOWN = 6  # rows of a list; all that it leaves out is one link away


class SignedIn:
    """Somebody signed in, today."""

    def __init__(self, user: Any, today: datetime.date) -> None:
        self.user, self.today = user, today
        self.viewer: Viewer = viewer_of(user)

    def holding(self, *roles: str) -> frozenset[int]:
        """The organisations in which one of these roles is held."""
        return self.viewer.holding(*roles)

    def visible(self, model: Any) -> Any:
        """The records of a model that the reader may see."""
        return model.objects.visible_to(self.user)

    @cached_property
    def programmes(self) -> list[Any]:
        """Those that the reader may see, with whether they run today."""
        return programmes_on(self.user, self.today)

    @cached_property
    def followed(self) -> frozenset[int]:
        """The bodies that this person follows."""
        return frozenset(FOLLOWED(person=self.user.pk))


FOLLOWED = Prepared(
    lambda person: Following.objects.filter(user=person).values_list("body", flat=True)
)


class HomeSection:
    """A part of somebody's home. One that has nothing to say is left out."""

    key: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    is_beside: ClassVar[bool] = False
    roles: ClassVar[Collection[str]] = ()  # by which it is for somebody

    def __init__(self, reader: SignedIn) -> None:
        self.reader = reader

    @classmethod
    def is_for(cls, reader: SignedIn) -> bool:
        """Whether it is for somebody with these roles; asks no database."""
        return bool(reader.holding(*cls.roles))

    @property
    def is_shown(self) -> bool:
        """Whether it says anything, be it that there is nothing to do."""
        return True

    @property
    def count(self) -> int:
        """How many rows there are, of which the first are shown."""
        return len(self.rows)  # type: ignore[attr-defined]

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return max(0, self.count - SHOWN)

    @property
    def sentence(self) -> str:
        """What the top of the page says of it: what waits, and how much; "" for nothing."""
        return ""


def so_many(number: int, one: str, verb: str = "") -> str:
    """So many of them, in words: "One update", "3 updates are"."""
    many = f"One {one}" if number == 1 else f"{number} {one}s"
    return f"{many} {verb_of(number, verb)}" if verb else many


def until(days: int) -> str:
    """How long it is until a day: "in 3 days", "today"."""
    return f"in {how_long(days)}" if days else "today"
