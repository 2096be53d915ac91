"""Porter's stemmer (1980): councils and council, libraries and library, become one word.

Done here and not by the databases: their stemmers differ, and the marks in a passage need one too.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_CONSONANT = r"(?:[^aeiouy]|(?<=[aeiou])y|^y)"
_VOWEL = r"(?:[aeiou]|(?<![aeiou])(?<!^)y)"
_MEASURE_1 = re.compile(f"{_VOWEL}+{_CONSONANT}")
_SHORT_END = re.compile(f"{_CONSONANT}{_VOWEL}[^aeiouwxy]$")
_DOUBLE = re.compile(r"([^aeioulsz])\1$")
_WORTH_STEMMING = re.compile(r"[a-z]{4,}")


def _measure(stem: str) -> int:
    """How many times vowels are followed by consonants."""
    return len(_MEASURE_1.findall(stem))


def _has_vowel(stem: str) -> bool:
    return re.search(_VOWEL, stem) is not None


def _ends_short(stem: str) -> bool:
    return _SHORT_END.search(stem) is not None


_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "iser": "ise", "abli": "able", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous",
    "ization": "ize", "isation": "ise", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive",
    "biliti": "ble",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "alise": "al", "iciti": "ic", "ical": "ic",
    "ful": "", "ness": "",
}  # fmt: skip
_STEP_4 = dict.fromkeys(
    ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism",
     "ate", "iti", "ous", "ive", "ize", "ise"],
    "",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; words of three letters, and those with digits, stay."""
    if not _WORTH_STEMMING.fullmatch(word):
        return word
    for step in (_plural, _past, _final_y, _step_2, _step_3, _step_4, _final_e, _double_l):
        word = step(word)
    return word


def _plural(word: str) -> str:
    if word.endswith("sses") or word.endswith("ies"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
            return _after_past(word[: -len(ending)])
    return word


def _after_past(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return f"{word}e"
    if _DOUBLE.search(word):
        return word[:-1]
    return f"{word}e" if _measure(word) == 1 and _ends_short(word) else word


def _final_y(word: str) -> str:
    return f"{word[:-1]}i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replace(endings: dict[str, str], least: int) -> Callable[[str], str]:
    """Replaces the longest ending where what stands before it is long enough."""
    ordered = sorted(endings, key=len, reverse=True)

    def step(word: str) -> str:
        for ending in ordered:
            if word.endswith(ending):
                before = word[: -len(ending)]
                return before + endings[ending] if _measure(before) > least else word
        return word

    return step


_step_2 = _replace(_STEP_2, 0)
_step_3 = _replace(_STEP_3, 0)
_most_of_step_4 = _replace(_STEP_4, 1)


def _step_4(word: str) -> str:
    if word.endswith("ion"):
        before = word[:-3]
        return before if before.endswith(("s", "t")) and _measure(before) > 1 else word
    return _most_of_step_4(word)


def _final_e(word: str) -> str:
    if not word.endswith("e"):
        return word
    before = word[:-1]
    measure = _measure(before)
    return before if measure > 1 or (measure == 1 and not _ends_short(before)) else word


def _double_l(word: str) -> str:
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
