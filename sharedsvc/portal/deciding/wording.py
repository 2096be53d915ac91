"""What changed in a wording, word by word: struck, added and kept runs in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


@dataclass(frozen=True)
class MarkedRun:
    """Some words in a row that were kept, struck or added ("same", "del", "ins")."""

    what: str
    words: str


def changes(old: str, new: str) -> list[MarkedRun]:
    """The runs that make the old wording and the new one, as people mark up a minute."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    runs: list[MarkedRun] = []
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        if what == "equal":
            runs.append(MarkedRun("same", "".join(before[a1:a2])))
        else:
            runs += _replaced("".join(before[a1:a2]), "".join(after[b1:b2]))
    return list(_joined(runs))


def _replaced(struck: str, added: str) -> list[MarkedRun]:
    return [MarkedRun(what, words) for what, words in (("del", struck), ("ins", added)) if words]


def _joined(runs: list[MarkedRun]) -> Iterator[MarkedRun]:
    """Words changed with nothing but a blank kept between them read as one change.

    So a sentence that was put otherwise is struck and added whole, not word by word.
    """
    struck = added = ""
    for place, run in enumerate(runs):
        is_between = run.what == "same" and run.words.isspace() and 0 < place < len(runs) - 1
        if run.what == "same" and not is_between:
            yield from _replaced(struck, added)
            struck = added = ""
            yield run
        else:
            struck += run.words if run.what != "ins" else ""
            added += run.words if run.what != "del" else ""
    yield from _replaced(struck, added)


def as_one_line(text: str) -> str:
    """A wording as it is compared: spaces and line ends are no change."""
    return " ".join(text.split())
