"""What the reader chose to compare, and what if: all of it in the address, nothing saved."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from sharedsvc.portal.rankings.records import Listed
from workstreams.ranking.ballots import Unranked
from workstreams.ranking.compared_in_words import FIRST

MOST_WEIGHT = 99
MOST_MOVES = 20
RANK = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Move:
    """What if this list gave a workstream another rank; None: none at all."""

    code: str
    ref: str
    rank: int | None

    def __str__(self) -> str:
        return f"{self.code}:{self.ref}:{self.rank or '-'}"


@dataclass(frozen=True)
class RankingsChoice:
    """Lists by their code. `against` is the one that the others are measured by, "" for none."""

    shown: tuple[str, ...]
    against: str = ""
    first: int = FIRST
    unranked: Unranked = Unranked.OMIT
    as_one: bool = False  # what went forward as part of another counts as one with it
    drawn: str = ""
    left_out: frozenset[str] = frozenset()
    moves: tuple[Move, ...] = ()
    weights: dict[str, int] = field(default_factory=dict)

    @property
    def is_what_if(self) -> bool:
        """Whether anything is left out, moved or weighted."""
        return bool(self.left_out or self.moves or self.weights)

    @property
    def as_recorded(self) -> "RankingsChoice":
        """The same choice without what if."""
        return replace(self, left_out=frozenset(), moves=(), weights={})

    def query(self, **others: str) -> str:
        """The address's query that says all of this and nothing else."""
        pairs: list[tuple[str, str]] = [(name, value) for name, value in others.items() if value]
        pairs += [("list", code) for code in self.shown]
        pairs += [("against", self.against), ("first", str(self.first))]
        if self.unranked != Unranked.OMIT:
            pairs.append(("unranked", str(self.unranked)))
        if self.as_one:
            pairs.append(("merged", "one"))
        if self.drawn:
            pairs.append(("drawn", self.drawn))
        pairs += [("without", code) for code in sorted(self.left_out)]
        pairs += [("move", str(move)) for move in self.moves]
        pairs += [("weight", f"{code}:{n}") for code, n in sorted(self.weights.items())]
        return f"?{urlencode(pairs)}"


def read_choice(
    given: QueryDict, listed: list[Listed], partnerships: Collection[int]
) -> RankingsChoice:
    """The choice of an address; what it does not say, or what is not there, is as by default.

    By default: the latest list of each owner that was surely adopted, with its rival readings,
    against the partnership's.
    """
    codes = {one.code for one in listed}
    against = _against(given, listed, partnerships)
    asked = [code for code in dict.fromkeys(given.getlist("list")) if code in codes]
    shown = asked or [one.code for one in listed if not (one.superseded or one.unsure)]
    shown = [code for code in shown if code != against]
    return RankingsChoice(
        shown=tuple(shown),
        against=against,
        first=_number(given.get("first", ""), FIRST, 1, 99),
        unranked=Unranked.BOTTOM if given.get("unranked") == "bottom" else Unranked.OMIT,
        as_one=given.get("merged") == "one",
        drawn=given.get("drawn", "") if given.get("drawn") in shown else "",
        left_out=frozenset(code for code in given.getlist("without") if code in shown),
        moves=tuple(_moves(given, shown)),
        weights=_weights(given, shown),
    )


def _against(given: QueryDict, listed: list[Listed], partnerships: Collection[int]) -> str:
    asked = given.get("against")
    if asked == "" or asked in {one.code for one in listed if one.is_ranked}:
        return asked
    own = [one for one in listed if one.ranking.by_id in partnerships and one.is_ranked]
    surely = [one for one in own if not one.unsure]
    return surely[-1].code if surely else ""


def _number(text: str, otherwise: int, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 6 else otherwise


def _moves(given: QueryDict, shown: Iterable[str]) -> Iterable[Move]:
    """Moves of the address, then the one that the form asks for; the last on a place counts."""
    asked = given.getlist("move")
    if given.get("who") and given.get("what"):
        asked = [*asked, f"{given['who']}:{given['what']}:{given.get('to', '') or '-'}"]
    found: dict[tuple[str, str], Move] = {}
    for text in asked[-MOST_MOVES:]:
        code, _, rest = text.partition(":")
        ref, _, rank = rest.partition(":")
        if code in shown and ref and (rank == "-" or RANK.fullmatch(rank)):
            found[code, ref] = Move(code, ref, None if rank == "-" else int(rank))
    return found.values()


def _weights(given: QueryDict, shown: Iterable[str]) -> dict[str, int]:
    """Weights other than 1: of the address as code:number, of the form as weight-code."""
    asked = [text.partition(":") for text in given.getlist("weight")]
    pairs = {code: text for code, _, text in asked}
    pairs |= {code: given.get(f"weight-{code}", pairs.get(code, "")) for code in shown}
    read = {code: _number(text, 1, 1, MOST_WEIGHT) for code, text in pairs.items() if code in shown}
    return {code: weight for code, weight in read.items() if weight != 1}
