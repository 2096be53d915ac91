"""Numbers and lists as they are written in a sentence."""

import re
from collections.abc import Iterable, Sequence

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
OF_MANY = {"is": "are", "has": "have", "ends": "end"}


def as_word(number: int) -> str:
    """A number in a sentence: "two", "43", "5,000"."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def how_many(number: int, one: str) -> str:
    """How many of what: "one workstream", "43 workstreams"."""
    return f"{as_word(number)} {one}{'' if number == 1 else 's'}"


def in_figures(number: int, one: str) -> str:
    """The same in figures, for tables and messages: "1 workstream", "1,043 workstreams"."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def verb_of(number: int, verb: str) -> str:
    """The verb that goes with so many: "is" with one or none, "are" with several."""
    return OF_MANY[verb] if number > 1 else verb


def list_in_words(names: Iterable[str], joined_by: str = "and") -> str:
    """Names as prose: "a, b and c"."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} {joined_by} {last}" if most else last


def first_sentence(text: str) -> str:
    """The first sentence of a text: up to a full stop after which another begins."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“‘])", text.strip(), maxsplit=1)[0]


def paragraphs_in_words(numbers: Sequence[str]) -> str:
    """Paragraphs of a document: "Paragraphs 2.4 and 2.5"."""
    return f"Paragraph{'' if len(numbers) == 1 else 's'} {list_in_words(numbers)}"
