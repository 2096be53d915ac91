"""Since when somebody is waited for at a gate: since the last of what had to come first."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sharedsvc.core.dates import day_in_words, in_words

NOT_STATED = "since when is not stated"


class CameAbout(NamedTuple):
    """A day by which something had surely come about, and how that reads."""

    latest: datetime.date
    words: str

    @classmethod
    def of(cls, date: str, latest: datetime.date) -> "CameAbout":
        """A date as known; one that is told by its wording alone by its last day."""
        return cls(latest, in_words(date) or f"by {day_in_words(latest)}")


@dataclass(frozen=True)
class Waited:
    """What had to begin before anybody is waited for at a gate before one workstream.

    The gate itself, its business case where one is done, and the part that each has: a role, or
    its membership (`joined`, by organisation).
    """

    gate: Any
    roles: tuple[Any, ...] = ()
    joined: Mapping[int, Any] = field(default_factory=dict)
    case: CameAbout | None = None

    def since(self, organisation: int) -> str:
        """Since when an organisation that has said nothing is waited for, in words."""
        its_own = [role for role in self.roles if role.organisation_id == organisation]
        part = min(its_own, key=_begun, default=self.joined.get(organisation))
        begun = [CameAbout(_begun(one), one.start_in_words) for one in (self.gate, part) if one]
        return _in_words([*begun, *([self.case] if self.case else [])])


def _begun(record: Any) -> datetime.date:
    latest: datetime.date = record.start_latest
    return latest


def _in_words(begun: Iterable[CameAbout]) -> str:
    last = max(begun, key=lambda one: one.latest)
    if last.words in ("", "unknown", "not stated"):
        return NOT_STATED
    if last.words.startswith("by "):
        return f"since {last.words.removeprefix('by ')} at the latest"
    some_day = "some day " if last.words.startswith(("between ", "on or after ")) else ""
    return f"since {some_day}{last.words}"
