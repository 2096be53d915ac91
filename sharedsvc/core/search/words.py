"""Texts as the words they are found by.

Both databases index these words as they stand, so that both find the same: lower case, without
accents, stemmed, in letters and digits that no tokenizer takes apart in its own way.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sharedsvc.core.search.stemming import stem

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
LONGEST = 60


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, its plain form, and its stem."""

    start: int
    end: int
    plain: str
    stem: str


def composed(text: str) -> str:
    """The text with each accent joined to its letter."""
    return unicodedata.normalize("NFC", text)


def words_of(text: str) -> Iterator[Word]:
    """The words of a composed text, in order."""
    for found in _WORD.finditer(text):
        plain = fold(found.group())
        if plain:
            yield Word(found.start(), found.end(), plain, stemmed(plain))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word in plain lower-case letters and digits: Gŵyl is gwyl, council’s is council."""
    word = _POSSESSIVE.sub("", word.casefold())
    parts = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(_plain(part) for part in parts).lower()[:LONGEST]


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    if unicodedata.combining(character) or not character.isalnum():
        return ""
    return f"u{ord(character):x}"


def stemmed(plain: str) -> str:
    """What a plain word is indexed by.

    A number gets a letter, or PostgreSQL would read "1e5" or "007" as numbers of its own.
    """
    return f"n{plain}" if plain[0].isdigit() else stem(plain)


def indexed(text: str) -> str:
    """The words of a text as the index holds them."""
    return " ".join(word.stem for word in words_of(composed(text)))
