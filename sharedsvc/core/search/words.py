"""Texts as the words they are found by.

Both databases index these words as they stand, so that both find the same: lower case, without
accents, stemmed, in letters and digits that no tokenizer takes apart in its own way. A database's
own stemmer is another with each release, and the marks in a passage need one too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sharedsvc.core.search.english import english_stemmer

EnglishStemmer = english_stemmer()
SHORTEST, LONGEST = 4, 60
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_WORTH_STEMMING = re.compile(rf"[a-z]{{{SHORTEST},}}")  # not "its": councils share IT
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ENDINGS = "able ally ance ational ations ed ence er ful ible ing ities ive ments ness ous y"
_RESTS = {one[at:] for one in _ENDINGS.split() for at in range(1, len(one))}


@dataclass(frozen=True)
class TextWord:
    """A word of a text: where it stands, its plain form, and its stem."""

    start: int
    end: int
    plain: str
    stem: str


def composed(text: str) -> str:
    """The text with each accent joined to its letter."""
    return unicodedata.normalize("NFC", text)


def words_of(text: str) -> Iterator[TextWord]:
    """The words of a composed text, in order."""
    for found in _WORD.finditer(text):
        plain = fold(found.group())
        if plain:
            yield TextWord(found.start(), found.end(), plain, stemmed(plain))


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


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a plain word by Snowball's English rules; a short one, or a code, stays.

    Councils and council, libraries and library are one; community and communication are two.
    """
    if not _WORTH_STEMMING.fullmatch(word):
        return word
    stemmed: str = EnglishStemmer().stemWord(word)  # one each: it keeps the word it is at
    return stemmed


@lru_cache(maxsize=5_000)
def stems_of_begun(plain: str) -> tuple[str, ...]:
    """The stems that a word which begins so may have, as far as they are no longer than this.

    Of "managem", which begins management, that is "manag".
    """
    if len(plain) < SHORTEST:
        return ()
    found = {stem(f"{plain}{rest}") for rest in _RESTS}
    return tuple(sorted(one for one in found if not one.startswith(plain)))


def indexed(text: str) -> str:
    """The words of a text as the index holds them."""
    return " ".join(word.stem for word in words_of(composed(text)))
