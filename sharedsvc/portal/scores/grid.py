"""Scores in a form: a row for each workstream, a field for each criterion."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from programmes.models import Criterion
from workstreams.models import Workstream, off_the_scale, plain

NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,2})?", re.ASCII)
Texts = dict[str, str]


class ScoreField(forms.CharField):
    """A score on a criterion's scale, as typed; None where it is blank."""

    def __init__(self, criterion: Criterion, workstream: Workstream) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 3, "class": "compact"})
        super().__init__(
            label=f"{workstream.title}: {criterion.text}",
            required=False,
            max_length=12,
            widget=widget,
        )
        self.criterion = criterion

    def clean(self, value: Any) -> Decimal | None:
        """Raises ValidationError with the scale for what is not on it."""
        text = super().clean(value).strip()
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            raise forms.ValidationError(
                f"“{text}” is not a score. Write a number from {self.criterion.scale}, "
                "with at most two decimal places."
            )
        problem = off_the_scale(self.criterion, Decimal(text))
        if problem:
            raise forms.ValidationError(problem)
        return Decimal(text)


class ScoresOf(forms.Form):
    """The scores of one workstream."""

    def __init__(
        self, data: Any, workstream: Workstream, criteria: list[Criterion], stored: Texts
    ) -> None:
        super().__init__(data, prefix=f"s{workstream.pk}", initial=stored)
        self.workstream = workstream
        for criterion in criteria:
            self.fields[f"c{criterion.pk}"] = ScoreField(criterion, workstream)


class ScoreGrid:
    """All rows; `stored` are the scores as they stand, by workstream and criterion."""

    def __init__(
        self,
        data: Any,
        workstreams: list[Workstream],
        criteria: list[Criterion],
        stored: Mapping[tuple[int, int], Decimal],
    ) -> None:
        self.criteria, self.stored = criteria, stored
        self.rows = [
            ScoresOf(data, one, criteria, {f"c{c.pk}": self._text(one, c) for c in criteria})
            for one in workstreams
        ]

    def _text(self, workstream: Workstream, criterion: Criterion) -> str:
        value = self.stored.get((workstream.pk, criterion.pk))
        return "" if value is None else plain(value)

    @property
    def texts(self) -> Texts:
        """What stands in each field as stored: what the form is opened on."""
        return {
            row.add_prefix(f"c{criterion.pk}"): self._text(row.workstream, criterion)
            for row in self.rows
            for criterion in self.criteria
        }

    def is_valid(self) -> bool:
        """Whether every row is; all are looked at, so that all problems are said."""
        return all([row.is_valid() for row in self.rows])

    def refuse_changed(self, opened: Texts) -> None:
        """Put an error beside each field that was changed here, and by somebody else meanwhile."""
        now = self.texts
        for row in self.rows:
            for criterion in self.criteria:
                name = f"c{criterion.pk}"
                key = row.add_prefix(name)
                was, mine = opened.get(key, now[key]), row.data.get(key, "").strip()
                if now[key] != was and mine not in (was, now[key]):
                    row.add_error(name, _meanwhile(now[key]))

    def changed(self, opened: Texts) -> dict[tuple[Criterion, Workstream], Decimal | None]:
        """What was typed where something else stood when the form was opened."""
        return {
            (criterion, row.workstream): row.cleaned_data[f"c{criterion.pk}"]
            for row in self.rows
            for criterion in self.criteria
            if self._differs(row, criterion, opened)
        }

    @staticmethod
    def _differs(row: ScoresOf, criterion: Criterion, opened: Texts) -> bool:
        name = f"c{criterion.pk}"
        value = row.cleaned_data[name]
        return ("" if value is None else plain(value)) != opened.get(row.add_prefix(name), "")


def _meanwhile(now: str) -> str:
    became = f"set to {now}" if now else "made blank"
    return f"Somebody else has {became} this meanwhile. Record again to keep yours."
