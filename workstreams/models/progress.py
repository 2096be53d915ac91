"""Milestones, status updates, and drafts of updates."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programmes.models import DatedRecord, HappeningRecord, once_in_a_programme
from sharedsvc.core.dates import EARLIEST, LATEST, Bounds, NotADate, bounds
from sharedsvc.core.history import current_recording
from sharedsvc.core.models import (
    END,
    POINT,
    START,
    bounds_in_order,
    date_as_known,
    date_once_it_came,
    unique,
)
from workstreams.choices import Rating
from workstreams.models.workstreams import Workstream
from workstreams.querysets import MilestoneQuerySet, StatusUpdateQuerySet

NEEDS_A_DATE = (
    "Say on which day this was reported: an update without a date would stand above those that "
    "have one. For example: 15 January 2010."
)
WHEN_REPORTED = "On which day this was reported: not later than today."
LATER_THAN_TODAY = "The date is later than today: an update says how things stand by now."


class Milestone(DatedRecord):
    """Something to be done: of one workstream, or (without one) of the programme.

    It counts from `start`, when it was set. The due date stays when the forecast moves; a forecast
    is kept with the day from which it is known and why the date moved.
    """

    known_dates: ClassVar = {
        "start": START,
        "end": END,
        "due": POINT,
        "forecast": POINT,
        "forecast_known": POINT,
        "done": POINT,
    }
    seen_through = ("programme", "workstream")
    ends_with = ("programme", "workstream")
    partnership_path = "programme__partnership"
    same_programme = ("workstream",)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="milestones"
    )
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField("what", max_length=300)
    due, due_words, due_earliest, due_latest = date_as_known(
        "due", "When it is due; it stays when the forecast moves."
    )
    forecast, forecast_words, forecast_earliest, forecast_latest = date_as_known(
        "now expected", "When it is now expected."
    )
    (
        forecast_known,
        forecast_known_words,
        forecast_known_earliest,
        forecast_known_latest,
    ) = date_as_known("forecast known from", "From which day that forecast is known.")
    forecast_why = models.TextField("why the date moved", blank=True)
    done, done_words, done_earliest, done_latest = date_once_it_came(
        "done", "done", "When it was done. Blank: not done."
    )
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name="reports to",
    )
    who = models.CharField("who must act", max_length=200, blank=True)

    objects: ClassVar[Any] = MilestoneQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["due_latest", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["title", "id"], name="milestone_by_title", condition=models.Q(struck_out="")
            ),
            # Thousands may be due on a day: their order is found without reading them.
            models.Index(
                fields=["due_latest", "programme", "id"],
                include=["audience", "start_earliest", "end_latest"],
                name="milestone_by_due_day",
                condition=models.Q(struck_out=""),
            ),
        ]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            bounds_in_order("due"),
            bounds_in_order("forecast"),
            bounds_in_order("forecast_known"),
            bounds_in_order("done"),
            once_in_a_programme("a milestone"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, with the day from which its forecast is known."""
        if current_recording().at is None:
            self._note_when_known()
        super().save(*args, **kwargs)

    @classmethod
    def may_be_added_with_others(cls) -> bool:
        """Saving looks further only where a forecast is changed by itself."""
        return True

    def may_be_changed_with_others(self, stored: Any) -> bool:
        """In an upload, which says from when its forecasts are known."""
        return current_recording().at is not None and super().may_be_changed_with_others(stored)

    def _note_when_known(self) -> None:
        """A forecast that is typed by itself is known from today, and the old reason is not its.

        An upload, and an update, say so themselves; all that they write bears one time.
        """
        read = self.as_read()
        if self.forecast == read.get("forecast", self.forecast):
            return
        if self.forecast_known == read["forecast_known"]:
            self.forecast_known = datetime.date.today().isoformat() if self.forecast else ""
        if self.forecast_why == read["forecast_why"]:
            self.forecast_why = ""

    @property
    def due_in_words(self) -> str:
        """When it is due, as far as it is known."""
        return self.date_in_words("due")


class StatusUpdate(HappeningRecord):
    """What was reported of a workstream on a date. Without a rating it is not reported.

    None is taken without a date. One that was recorded so earlier stands from the day on which it
    became known, and below those that have a date.
    """

    seen_through = ("workstream",)
    partnership_path = "workstream__programme__partnership"

    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="status_updates"
    )
    number = models.PositiveSmallIntegerField(default=1)
    date, date_words, date_earliest, date_latest = date_as_known("date", WHEN_REPORTED)
    rating = models.CharField(max_length=10, choices=Rating.offered, blank=True)
    narrative = models.TextField("what has happened")
    next_steps = models.TextField("what comes next", blank=True)
    author = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = StatusUpdateQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["workstream", "-date_latest", "-pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(date_earliest__gt=EARLIEST) & Q(date_latest__lt=LATEST),
                name="update_stands_on_a_known_day",
                violation_error_message=NEEDS_A_DATE,
            ),
            unique(
                "workstream",
                "number",
                name="update_number_once_in_a_workstream",
                message="The workstream already has an update with this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}, {self.date_in_english}"

    def clean(self) -> None:
        """Refuse one without a day, or of a day to come. Raises ValidationError."""
        super().clean()
        try:
            said = bounds(self.date)
        except NotADate:
            return  # its field says so
        if LATEST in (said.earliest, said.latest):
            raise ValidationError({"date": NEEDS_A_DATE})
        if said.latest > datetime.date.today():
            raise ValidationError({"date": LATER_THAN_TODAY})

    def _bounds_of(self, name: str, role: str) -> Bounds:
        """An open side of its date is closed: it never stands before it was known."""
        said = bounds(self.date)
        if said.earliest > EARLIEST and said.latest < LATEST:
            return said
        if said.latest < LATEST:
            return Bounds(said.latest, said.latest)
        known = said.earliest if said.earliest > EARLIEST else self._known
        return Bounds(known, known)

    @classmethod
    def next_number(cls, workstream: int) -> int:
        """The number of a workstream's next one: after all that ever were, seen or taken back."""
        rows = cls._base_manager.filter(workstream=workstream)
        return (rows.aggregate(last=models.Max("number"))["last"] or 0) + 1

    @property
    def _known(self) -> datetime.date:
        """The day on which an update without a date became known."""
        kept = self.date_earliest if self.pk is not None else None
        known = self.known_by if self.known_by != LATEST else None
        return known or kept or datetime.date.today()


class UpdateDraft(models.Model):
    """What somebody typed of an update and has not saved yet: theirs alone, kept no history.

    `typed` holds the fields as they were typed; `opened` what the form was opened on. It goes when
    the update is saved, when its author says so, or by itself after some weeks.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    workstream = models.ForeignKey(Workstream, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(default=dict)
    opened = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "workstream"],
                name="one_draft_of_an_update",
                violation_error_message="A draft of this update is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.at}"
