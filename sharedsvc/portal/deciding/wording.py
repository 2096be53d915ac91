"""What changed in a wording, word by word: struck, added and kept runs in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from decisions.choices import AnswerToAsk
from decisions.models import Clause, Decision, Recommendation

WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


@dataclass(frozen=True)
class MarkedRun:
    """Some words in a row that were kept, struck or added ("same", "del", "ins")."""

    what: str
    words: str
    is_replaced: bool = False  # words stand next in the place of these that were struck


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
    found = [MarkedRun("del", struck, is_replaced=bool(added))] if struck else []
    return [*found, MarkedRun("ins", added)] if added else found


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


@dataclass(frozen=True)
class AmendedWording:
    """A clause that amended what was recommended, with what changed in the words."""

    clause: Clause
    runs: list[MarkedRun]

    @property
    def called(self) -> str:
        """By what its heading is known on the page."""
        return f"wording-{self.clause.pk}"


def amended(record: Decision | Clause, user: Any) -> list[AmendedWording]:
    """The clauses of a decision, or the one, that amended an ask, both as far as a user sees."""
    of_it = {"pk": record.pk} if isinstance(record, Clause) else {"decision": record.pk}
    clauses = Clause.objects.visible_to(user).filter(outcome=AnswerToAsk.AMENDED, **of_it)
    found = list(clauses.select_related("answers").order_by("order", "pk"))
    if not found:
        return []
    asks = Recommendation.objects.visible_to(user).filter(pk__in=[one.answers_id for one in found])
    texts = dict(asks.values_list("pk", "text"))
    return [
        AmendedWording(one, changes(as_one_line(texts[one.answers_id]), as_one_line(one.text)))
        for one in found
        if one.answers_id in texts
    ]
