"""Fields of forms for dates, as people write them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sharedsvc.core.as_at import HOW_A_DAY
from sharedsvc.core.dates import HOW, NotADate, bounds, in_words, read_date


def date_as_typed(edtf: str) -> str:
    """A date as known in the words that read back as the same date; else as it is stored."""
    words = in_words(edtf)
    try:
        return words if read_date(words) == edtf else edtf
    except NotADate:
        return edtf


class DateAsKnownField(forms.CharField):
    """A date as known, typed as in the workbook and kept as EDTF text."""

    def to_python(self, value: Any) -> str:
        """A date as known, as EDTF text. Raises ValidationError."""
        try:
            return read_date(super().to_python(value) or "")
        except NotADate as error:
            raise ValidationError(f"{error}.") from error

    def prepare_value(self, value: Any) -> Any:
        """EDTF text as people type it; what is none as it is."""
        try:
            return date_as_typed(value) if value else value
        except NotADate:
            return value


class DayField(forms.CharField):
    """One day, as people write it."""

    def clean(self, value: Any) -> datetime.date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            limits = bounds(read_date(typed))
        except NotADate as error:
            raise forms.ValidationError(f"{str(error).replace(HOW, HOW_A_DAY)}.") from error
        if limits.earliest != limits.latest:
            raise forms.ValidationError(f"“{typed}” is not one day; {HOW_A_DAY}.")
        return limits.earliest


class KnownDateField(forms.CharField):
    """A date as far as it is known, as people write it; its value is EDTF text."""

    def clean(self, value: Any) -> str:
        """The date as EDTF text. Raises ValidationError."""
        typed = super().clean(value)
        try:
            return read_date(typed)
        except NotADate as error:
            said = str(error).replace(HOW, f"{HOW_A_DAY}, or April 2010")
            raise forms.ValidationError(f"{said}.") from error
