"""What people type into the search box, read without ever refusing it.

All words are looked for, in any order; "words in quotation marks" as they stand together; the last
word may be unfinished. Nothing else has a meaning: no sign can break a query.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sharedsvc.core.search.words import TextWord, composed, indexed, stems_of_begun, words_of

LONGEST, MOST_TERMS = 300, 16
_PIECE = re.compile(r'["“”„]([^"“”„]*)["“”„]|([^\s"“”„]+)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]+")
# Asked with, not for. Not "it": councils share IT.
_ASKED_WITH = """a about an and any are at be been by did do does for from had has have how in is of
on or our that the their there these this those to was we were what when where which who whom whose
why with can could if its many me much my should still than them then they will would you your"""
STOP_WORDS = frozenset(_ASKED_WITH.split())


@dataclass(frozen=True)
class Phrase:
    """Words that must stand together in this order; the last as typed, if it may be unfinished."""

    words: tuple[str, ...]
    unfinished: str = ""

    @property
    def is_plain(self) -> bool:
        """One whole word."""
        return len(self.words) == 1 and not self.unfinished

    def fits(self, word: TextWord) -> bool:
        """Whether a word of a text is one that was looked for."""
        return word.stem in self.words or bool(
            self.unfinished and word.plain.startswith(self.unfinished)
        )

    def is_among(self, words: Sequence[str]) -> bool:
        """Whether these indexed words hold it."""
        if len(self.words) == 1 and self.words[0] in words:
            return True
        if self.is_plain:
            return False
        return any(self._stands_at(words, at) for at in range(len(words) - len(self.words) + 1))

    def _stands_at(self, words: Sequence[str], at: int) -> bool:
        *before, last = words[at : at + len(self.words)]
        if tuple(before) != self.words[:-1]:
            return False
        return last in self.lasts or bool(self.unfinished and last.startswith(self.unfinished))

    @property
    def lasts(self) -> tuple[str, ...]:
        """What the last word is indexed by: the stem of what was typed, or of what that begins."""
        begun = stems_of_begun(self.unfinished) if self.unfinished else ()
        return tuple(dict.fromkeys((self.words[-1], *begun)))


@dataclass(frozen=True)
class Query:
    """The terms looked for; with `some`, it is enough to have one of them."""

    typed: str
    terms: tuple[Phrase, ...]
    some: bool = False

    def with_some(self) -> "Query":
        """The same query, for which some of its terms are enough."""
        return replace(self, some=True)

    def how_many_in(self, words: Sequence[str]) -> int:
        """How many of the terms these indexed words hold."""
        known = frozenset(words)
        return sum(
            term.words[0] in known if term.is_plain else term.is_among(words) for term in self.terms
        )

    def stands_in(self, text: str) -> bool:
        """Whether a text holds all of them."""
        return self.how_many_in(indexed(text).split()) == len(self.terms) > 0

    @property
    def words(self) -> tuple[str, ...]:
        """All its words, in order."""
        return tuple(word for term in self.terms for word in term.words)

    def for_sqlite(self) -> str:
        """As FTS5 reads it."""
        return (" OR " if self.some else " AND ").join(_sqlite(term) for term in self.terms)

    def for_postgresql(self, *, in_titles: bool = False) -> str:
        """As a tsquery; with `in_titles`, of words with the weight that titles have."""
        weight = "A" if in_titles else ""
        return (" | " if self.some else " & ").join(_postgresql(t, weight) for t in self.terms)


def read_query(typed: str) -> Query:
    """The query that was typed; without terms where nothing in it is a word."""
    typed = tidy(typed)
    terms = [term for found in _PIECE.finditer(typed) if (term := _term(*found.groups()))]
    telling = [term for term in terms if not term[2]] or terms
    telling = telling[:MOST_TERMS]
    read = [Phrase(words) for words, _, _ in telling]
    if telling and telling[-1] is terms[-1]:
        words, unfinished, _ = telling[-1]
        read[-1] = Phrase(words, unfinished)
    return Query(typed, tuple(dict.fromkeys(read)))


def tidy(typed: str) -> str:
    """What was typed, in one line of bearable length, without signs that nobody sees."""
    return " ".join(_CONTROL.sub(" ", composed(typed[:LONGEST])).split())


def _term(quoted: str | None, plain: str | None) -> tuple[tuple[str, ...], str, bool] | None:
    """The words of one piece, its last if it may be unfinished, and whether it tells little."""
    words = list(words_of(quoted or plain or ""))
    if not words:
        return None
    last = words[-1].plain
    may_go_on = quoted is None and len(last) > 1 and not last.isdigit()
    little = quoted is None and all(word.plain in STOP_WORDS for word in words)
    return tuple(word.stem for word in words), last if may_go_on else "", little


def _sqlite(term: Phrase) -> str:
    ways = [f'"{" ".join(words)}"' for words in _ways(term)]
    if term.unfinished:
        ways.append(f'"{" ".join(_begun(term))}" *')
    return f"({' OR '.join(ways)})"


def _postgresql(term: Phrase, weight: str) -> str:
    ways = [_together(words, weight) for words in _ways(term)]
    if term.unfinished:
        ways.append(f"{_together(_begun(term), weight)}{'' if weight else ':'}*")
    return f"({' | '.join(ways)})"


def _ways(term: Phrase) -> list[tuple[str, ...]]:
    return [(*term.words[:-1], last) for last in term.lasts]


def _begun(term: Phrase) -> tuple[str, ...]:
    begun = f"n{term.unfinished}" if term.unfinished[0].isdigit() else term.unfinished
    return (*term.words[:-1], begun)


def _together(words: Iterable[str], weight: str = "") -> str:
    marked = f":{weight}" if weight else ""
    return " <-> ".join(f"'{word}'{marked}" for word in words)
