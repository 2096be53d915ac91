"""Milestones and status updates."""

from typing import Any, ClassVar

from django.db import models

from programmes.models import DatedRecord, HappeningRecord
from sharedsvc.core.models import END, POINT, START, bounds_in_order, date_as_known, unique
from workstreams.choices import Rating
from workstreams.models.workstreams import Workstream
from workstreams.querysets import MilestoneQuerySet


class Milestone(DatedRecord):
    """Something to be done: of one workstream, or (without one) of the programme.

    It counts from `start`, when it was set. The due date stays when the forecast moves.
    """

    known_dates: ClassVar = {
        "start": START,
        "end": END,
        "due": POINT,
        "forecast": POINT,
        "done": POINT,
    }
    seen_through = ("programme", "workstream")
    partnership_path = "programme__partnership"
    same_programme = ("workstream",)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="milestones"
    )
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    due, due_words, due_earliest, due_latest = date_as_known("due")
    forecast, forecast_words, forecast_earliest, forecast_latest = date_as_known("now expected")
    done, done_words, done_earliest, done_latest = date_as_known("done")
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text="The meeting it reports to.",
    )
    who = models.CharField(max_length=200, blank=True, help_text="Who must act.")

    objects: ClassVar[Any] = MilestoneQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["due_latest", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["title", "id"], name="milestone_by_title", condition=models.Q(struck_out="")
            )
        ]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            bounds_in_order("due"),
            bounds_in_order("forecast"),
            bounds_in_order("done"),
            unique(
                "programme",
                "code",
                name="milestone_code_once_in_a_programme",
                message="The programme already has a milestone with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title

    @property
    def due_in_words(self) -> str:
        return self.date_in_words("due")


class StatusUpdate(HappeningRecord):
    """What was reported of a workstream on a date. Without a rating it is not reported."""

    seen_through = ("workstream",)
    partnership_path = "workstream__programme__partnership"

    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="status_updates"
    )
    number = models.PositiveSmallIntegerField(default=1)
    rating = models.CharField(max_length=10, choices=Rating.choices, blank=True)
    narrative = models.TextField("what has happened")
    next_steps = models.TextField("what comes next", blank=True)
    author = models.CharField(max_length=200, blank=True)

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["workstream", "-date_latest", "-pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "workstream",
                "number",
                name="update_number_once_in_a_workstream",
                message="The workstream already has an update with this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}, {self.date_in_english}"
