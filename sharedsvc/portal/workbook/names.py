"""The question that an import asks about other names, as fields of a form and as a file."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django import forms

from programmes.admin.fields import DATE_HELP
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.names import CORRECTED, RENAMED, why_wrong_day
from sharedsvc.core.workbook.outcome import OtherName
from sharedsvc.core.workbook.renames import (
    HOW,
    KEPT,
    AnswerName,
    NotAnAnswer,
    answers_from,
    read_answer,
)

CHOICES = (
    (RENAMED, "Renamed: before that day it was called as the register has it"),
    (CORRECTED, "Corrected: the register's name was wrong on every day"),
    (KEPT, "Neither: leave the register's name"),
)
MOST_ASKED = 100  # one by one; more are answered alike, or by the command with a file
ALL = "all"
COLUMNS = ("sheet", "code", "answer")  # of a file of answers


class NamesForm(forms.Form):
    """Fields that ask about other names; `names` are the questions, in order."""

    def __init__(self, *args: Any, names: Sequence[OtherName] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        asked = {one.fingerprint: f"{one.where}: {one.names}" for one in names}
        if len(asked) > MOST_ASKED:
            asked = {ALL: f"All {len(names)} names that differ, listed above"}
        self.asked = asked
        first: dict[str, forms.Field] = {}
        for key, question in asked.items():
            first[f"name_{key}"] = forms.ChoiceField(
                label=question, choices=CHOICES, widget=forms.RadioSelect
            )
            first[f"since_{key}"] = DateAsKnownField(
                label="If it was renamed, since when is it called so?",
                required=False,
                help_text=DATE_HELP,
            )
        self.fields = {**first, **self.fields}

    def clean(self) -> Any:
        """A day goes with a renaming, and with nothing else."""
        for key in self.asked:
            name, since = f"name_{key}", f"since_{key}"
            if not self.errors.keys() & {name, since}:
                wrong = why_wrong_day(self.cleaned_data[name], self.cleaned_data[since])
                if wrong:
                    self.add_error(since, wrong)
        return super().clean()

    @property
    def asks_otherwise(self) -> bool:
        """Whether something was answered that is no longer asked: the register changed since."""
        return any(key.startswith("name_") and key not in self.fields for key in self.data)

    @property
    def answer(self) -> AnswerName:
        """What was answered to each question."""
        given = {key: self._given(key) for key in self.asked}
        if ALL in given:
            given = {one.fingerprint: given[ALL] for one in self.names}
        return answers_from(given)

    def _given(self, key: str) -> str:
        chosen: str = self.cleaned_data[f"name_{key}"]
        return self.cleaned_data[f"since_{key}"] if chosen == RENAMED else chosen


def answers_given(text: str) -> AnswerName:
    """The answers that a command is given: one for all names, or a .csv file of them.

    The file has the columns sheet, code and answer. Raises NotAnAnswer, and OSError for no such
    file.
    """
    if not text.lower().endswith(".csv"):
        answer = read_answer(text)
        return lambda other: answer
    given = _answers_in(Path(text))
    return lambda other: given.get((other.part, other.code), "")


def _answers_in(path: Path) -> Mapping[tuple[str, str], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for number, row in enumerate(rows, start=2):
        sheet, code, answer = ((row.get(name) or "").strip() for name in COLUMNS)
        if not (sheet and code and answer):
            raise NotAnAnswer(f"{path.name}, row {number}: fill in {', '.join(COLUMNS)}; {HOW}")
        try:
            found[sheet, code] = read_answer(answer)
        except NotAnAnswer as error:
            raise NotAnAnswer(f"{path.name}, row {number}: {error}") from error
    return found
