"""The columns of a date as known, and what a record has that is in force or happened."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sharedsvc.core.dated.ends import EndCharField, EndDateField
from sharedsvc.core.dated.fields import PointCharField, PointDateField
from sharedsvc.core.dates import (
    EARLIEST,
    LATEST,
    Bounds,
    NotADate,
    bounds,
    start_in_words,
    stated_in_words,
)

START, END, POINT = "start", "end", "point"
AS_STATED = "The source's own wording, where the date alone would say too much or too little."
FIRST_DAY = (
    "First day in force. Blank: by the day of the document that first states it; else unknown."
)
LAST_DAY = "Last day in force. Blank: open; with wording alone, unknown but not before it was said."
WHEN = "When it happened, or is to happen. Blank: not stated."


def validate_edtf(value: str) -> None:
    """Refuse text that is not a date as known. Raises ValidationError."""
    try:
        bounds(value)
    except NotADate as error:
        raise ValidationError(str(error)) from error


def _typed(label: str, help_text: str) -> dict[str, Any]:
    """What a date as known and each of its kin are declared with."""
    text = {"verbose_name": label, "help_text": help_text, "max_length": 60, "blank": True}
    return text | {"validators": [validate_edtf]}


def _wording(label: str) -> dict[str, Any]:
    """What the wording beside a date as known is declared with."""
    text = {"verbose_name": f"{label}, as stated", "max_length": 200, "blank": True}
    return text | {"help_text": AS_STATED}


def date_as_known(label: str, help_text: str = "") -> tuple[models.Field, ...]:
    """Four sibling columns: EDTF text, the report's wording, and the indexed first and last day."""
    return (
        models.CharField(**_typed(label, help_text)),
        models.CharField(**_wording(label)),
        models.DateField(editable=False, db_index=True),
        models.DateField(editable=False, db_index=True),
    )


def date_once_it_came(name: str, label: str, help_text: str = "") -> tuple[models.Field, ...]:
    """The same of a date that is blank on the pages of each day before it: when a task was done."""
    told = {"told_from": f"{name}_earliest"}
    return (
        PointCharField(**_typed(label, help_text), empty="''", **told),
        PointCharField(**_wording(label), empty="''", **told),
        PointDateField(editable=False, db_index=True, empty=f"'{EARLIEST.isoformat()}'", **told),
        PointDateField(editable=False, db_index=True, empty=f"'{LATEST.isoformat()}'", **told),
    )


def end_as_told(help_text: str = LAST_DAY) -> tuple[models.Field, ...]:
    """The same of an end, which is blank on the pages of days on which it was not known yet."""
    last = f"'{LATEST.isoformat()}'"
    return (
        EndCharField(**_typed("until", help_text)),
        EndCharField(**_wording("until")),
        EndDateField(editable=False, db_index=True, empty=last),
        EndDateField(editable=False, db_index=True, empty=last),
    )


def bounds_in_order(name: str) -> models.CheckConstraint:
    """The first possible day of a date is never after its last."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}_earliest__lte": F(f"{name}_latest")}),
        name=f"%(app_label)s_%(class)s_{name}_bounds",
        violation_error_message=f"The date “{name}” ends before it begins.",
    )


class WithKnownDates:
    """What a record does with the dates as known that it carries.

    `known_dates` names the dates as known that it carries, each START, END or POINT: they differ in
    what blank means. A blank start counts from the source that first states the fact (`known_by`),
    a blank end is open (or, where only wording is given, unknown), a blank point is not stated.
    """

    blank_start_means_always: ClassVar[bool] = False
    known_dates: ClassVar[dict[str, str]] = {}
    known_by: datetime.date | None = None

    def set_bounds(self) -> None:
        """Work out the bounds of every date as known from its text. Raises NotADate."""
        for name, role in self.known_dates.items():
            limits = self._bounds_of(name, role)
            setattr(self, f"{name}_earliest", limits.earliest)
            setattr(self, f"{name}_latest", limits.latest)

    def _bounds_of(self, name: str, role: str) -> Bounds:
        text = getattr(self, name)
        if text:
            return bounds(text)
        if role == END:
            return self._bounds_of_open_end(name)
        if role == START and self.blank_start_means_always:
            return Bounds(EARLIEST, EARLIEST)
        if role == START:
            stated = self.known_by or getattr(self, f"{name}_latest") or datetime.date.today()
            return Bounds(EARLIEST, min(stated, self._latest_end()))
        return Bounds(EARLIEST, LATEST)

    def _latest_end(self) -> datetime.date:
        """The last day that its stated end leaves open: nothing starts after it has ended."""
        ends = [getattr(self, name) for name, role in self.known_dates.items() if role == END]
        return min([bounds(end).latest for end in ends if end], default=LATEST)

    def _bounds_of_open_end(self, name: str) -> Bounds:
        """Open; or, by wording alone ("until the director is in post"), not before it was said."""
        if not getattr(self, f"{name}_words"):
            return Bounds(LATEST, LATEST)
        said = self.known_by or getattr(self, f"{name}_earliest")
        return Bounds(said if said and said < LATEST else EARLIEST, LATEST)

    def date_in_words(self, name: str) -> str:
        """How the date reads: the EDTF in English, else the wording, else what blank means."""
        text, words = getattr(self, name), getattr(self, f"{name}_words")
        if text or words:
            return stated_in_words(text, words, edge=self.known_dates[name] != POINT)
        if self.known_dates[name] == END:
            return "open"
        if self.known_dates[name] == START and not self.blank_start_means_always:
            return start_in_words(self.start_latest)  # type: ignore[attr-defined]
        return "not stated"


class Dated(models.Model):
    """Columns of a record that is in force from a start to an end, both inclusive, as known."""

    start, start_words, start_earliest, start_latest = date_as_known("from", FIRST_DAY)
    end, end_words, end_earliest, end_latest = end_as_told()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("start"),
            bounds_in_order("end"),
            models.CheckConstraint(
                condition=Q(end_latest__gte=F("start_earliest")),
                name="%(app_label)s_%(class)s_end_after_start",
                violation_error_message="The end is before the start.",
            ),
        ]

    @property
    def start_in_words(self) -> str:
        """Since when, as far as it is known."""
        return self.date_in_words("start")  # type: ignore[attr-defined]

    @property
    def end_in_words(self) -> str:
        """Until when, as far as it is known."""
        return self.date_in_words("end")  # type: ignore[attr-defined]


class Happening(models.Model):
    """Columns of a record that happened, or is to happen, on a date as known."""

    date, date_words, date_earliest, date_latest = date_as_known("date", WHEN)

    class Meta:
        abstract = True
        constraints: ClassVar = [bounds_in_order("date")]

    @property
    def date_in_english(self) -> str:
        """When, as far as it is known."""
        return self.date_in_words("date")  # type: ignore[attr-defined]
