"""The words of a house style for what a report says by itself."""

from collections.abc import Iterable

from decisions.choices import ImplicationAnswer, Word
from decisions.models import HouseSection

ANSWERS = {
    ImplicationAnswer.STATED: Word.NOT_STATED,
    ImplicationAnswer.NONE: Word.NONE,
    ImplicationAnswer.NOT_APPLICABLE: Word.NOT_APPLICABLE,
    ImplicationAnswer.NOT_STATED: Word.NOT_STATED,
}


class Words:
    """The house's own word for each thing, otherwise the register's."""

    def __init__(self, rows: Iterable[HouseSection]) -> None:
        self._own = {row.key: row.title for row in rows}

    def __getitem__(self, word: Word) -> str:
        return self._own.get(word.value) or str(word.label)

    def sentence(self, word: Word) -> str:
        """The word as a sentence: "Not stated."."""
        return f"{self[word]}."

    def answer(self, answer: str) -> str:
        """What an answer without a text says, as a sentence."""
        return self.sentence(ANSWERS[ImplicationAnswer(answer)])
