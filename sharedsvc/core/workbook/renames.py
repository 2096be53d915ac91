"""Other names that a workbook gives to what the register knows: renamed from when, or corrected?

A renaming leaves the past as it was called then; a correction is of all days. A workbook that only
gives another name does not say which it is: nothing is written until somebody has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sharedsvc.core.dates import NotADate, read_date
from sharedsvc.core.names import CORRECTED, name_fields_of
from sharedsvc.core.workbook.columns import SheetColumn, Target
from sharedsvc.core.workbook.drafting import Entry
from sharedsvc.core.workbook.outcome import OtherName, Write

KEPT = "keep"
HOW = f"answer “{CORRECTED}”, “{KEPT}” (the register's name stays), or since when: 1 April 2022"


class NotAnAnswer(ValueError):
    """What was answered is neither of the words nor a date as known."""


def read_answer(text: str) -> str:
    """The answer that somebody typed: CORRECTED, KEPT, or since when it is called so, as EDTF.

    Raises NotAnAnswer.
    """
    word = text.strip().lower()
    if word in (CORRECTED, KEPT):
        return word
    try:
        since = read_date(text.strip())
    except NotADate as error:
        raise NotAnAnswer(f"{error}: {HOW}") from error
    if not since:
        raise NotAnAnswer(HOW)
    return since


AnswerName = Callable[[OtherName], str]


def unanswered(other: OtherName) -> str:
    """No answer to any question."""
    return ""


def answers_from(given: Mapping[str, str]) -> AnswerName:
    """Answers by the fingerprints of their questions."""
    return lambda other: given.get(other.fingerprint, "")


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """How an import asks about other names, and keeps the answers.

    `answer` gives what somebody answered, "" where nobody did; `is_said` whether the workbook says
    itself since when an entry's column holds this; `keep(record, was, answer)` keeps the answer
    about a record that was called `was`, by attribute.
    """

    answer: AnswerName = unanswered
    is_said: Callable[[Entry, SheetColumn, str], bool] = lambda entry, column, text: False
    keep: Callable[..., None] = lambda record, was, answer: None


@dataclass
class Renames:
    """The other names of one import: what is asked, and what follows from the answers."""

    renaming: Renaming
    asked: list[OtherName] = field(default_factory=list)
    waiting: list[OtherName] = field(default_factory=list)
    _answered: dict[Target, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def take(self, write: Write) -> Write:
        """Ask about an entry's other names; gives what is to be written, without those kept.

        While there is no answer they are taken as they are: the import is undone as a whole.
        """
        columns = self._in_question(write)
        if not columns:
            return write
        entry = write.entry
        said = tuple(one for one in write.differing if one[0] in columns)
        other = OtherName(**entry.place, columns=said)
        answer = self.renaming.answer(other)
        self.asked.append(other)
        if not answer:
            self.waiting.append(other)
        elif answer == KEPT:
            return write.without(columns)
        else:
            was = {columns[name].attribute: old for name, old, _ in said}
            self._answered[entry.target] = (answer, was)
        return write

    def note(self, write: Write) -> None:
        """Keep what was answered of an entry whose record was saved. Raises ValidationError."""
        if write.entry.target in self._answered:
            answer, was = self._answered.pop(write.entry.target)
            self.renaming.keep(record=write.record, was=was, answer=answer)

    def _in_question(self, write: Write) -> dict[str, SheetColumn]:
        """The columns by which what the register knows is called otherwise, by name."""
        if write.is_new or not write.differing:
            return {}
        names = name_fields_of(write.entry.part.model)
        columns = {c.name: c for c in write.columns if c.attribute in names}
        return {
            name: columns[name]
            for name, old, new in write.differing
            if name in columns
            and old
            and new
            and not self.renaming.is_said(write.entry, columns[name], new)
        }
