"""Fields of forms for dates, as people write them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sharedsvc.core.dates import NotADate, date_as_written, in_words, read_date, read_one_day


def date_as_typed(edtf: str) -> str:
    """A date as known in the words that read back as the same date; else as it is written."""
    words = in_words(edtf)
    try:
        return words if read_date(words) == edtf else date_as_written(edtf)
    except NotADate:
        return date_as_written(edtf)


class AsTyped(str):
    """A text as somebody typed it into a form."""


class DateAsKnownField(forms.CharField):
    """A date as known, typed as in the workbook and kept as EDTF text."""

    def to_python(self, value: Any) -> str:
        """A date as known, as EDTF text. Raises ValidationError."""
        try:
            return read_date(super().to_python(value) or "")
        except NotADate as error:
            raise ValidationError(f"{error}.") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What somebody typed: it is shown as they typed it."""
        return AsTyped(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        """EDTF text as people type it; what somebody typed, or is no date, as it is."""
        try:
            return value if isinstance(value, AsTyped) or not value else date_as_typed(value)
        except NotADate:
            return value


class DayField(forms.CharField):
    """One day, as people write it."""

    def clean(self, value: Any) -> datetime.date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_one_day(typed)
        except NotADate as error:
            raise forms.ValidationError(f"{error}.") from error
