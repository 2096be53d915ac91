"""What an audience is: a condition on readers, in one form, known by a short key.

Pure: no database. A reader is known by terms: the organisations of their grants, the partnerships
in which these share, the acts of sharing that open to them what others keep there. Terms name
organisations and acts, never people or dates: who holds which of them is asked on the day of
reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

AnyOf = frozenset[str]

EVERYONE, NOBODY = 1, 0
STRUCK = "x"  # held by those alone who ask what would be seen if nothing had been struck out
UNDER_STRUCK_OUT: AnyOf = frozenset({STRUCK})
NO_TERM = "-"
OWN, PARTNERS, SHARING, KEEPERS = "o", "p", "s", "k"  # how terms begin, before a number


def own(organisation: int) -> str:
    """The people of an organisation."""
    return f"{OWN}{organisation}"


def partners(partnership: int) -> str:
    """The people of a partnership, and of those that share in it."""
    return f"{PARTNERS}{partnership}"


def sharing(act: int) -> str:
    """Those to whom this act of sharing opens what its organisation keeps between partners."""
    return f"{SHARING}{act}"


def keepers(organisation: int) -> str:
    """Those who keep an organisation's reports: its clerks, and managers for a partnership."""
    return f"{KEEPERS}{organisation}"


@dataclass(frozen=True)
class AudienceRule:
    """A reader belongs who holds at least one term of every clause; with no clause, everyone.

    Clauses that follow from others are left out whatever the terms mean, so that nothing has to be
    worked out anew when a membership ends. That something lies under what was struck out stays
    apart: a system administrator belongs to all other audiences.
    """

    clauses: frozenset[AnyOf] = frozenset()

    @classmethod
    def of(cls, clauses: Iterable[AnyOf]) -> "AudienceRule":
        """The audience of all these clauses, in its one form."""
        stated = set(clauses)
        apart = stated & {UNDER_STRUCK_OUT}
        stated -= apart
        kept = {one for one in stated if not any(other < one for other in stated)}
        return cls(frozenset(kept | apart))

    @classmethod
    def read(cls, text: str) -> "AudienceRule":
        """The audience that was written as this text."""
        clauses = text.split("&") if text else []
        return cls(
            frozenset(
                frozenset() if one == NO_TERM else frozenset(one.split("|")) for one in clauses
            )
        )

    @cached_property
    def text(self) -> str:
        """How it is written: the same for all that say the same."""
        return "&".join(sorted("|".join(sorted(one)) or NO_TERM for one in self.clauses))

    @property
    def in_words(self) -> str:
        """How it is told to whoever looks after the register: by the terms' names."""
        return self.text or "everyone"

    @cached_property
    def key(self) -> int:
        """The number by which records know it: follows from what it says, the same everywhere."""
        if not self.clauses:
            return EVERYONE
        if self.clauses == frozenset({frozenset()}):
            return NOBODY
        digest = blake2b(self.text.encode(), digest_size=8).digest()
        return (int.from_bytes(digest) >> 1) | 2

    def includes(self, terms: Iterable[str]) -> bool:
        """Whether a reader who holds these terms belongs to it."""
        held = frozenset(terms)
        return all(held & clause for clause in self.clauses)
