"""Scores against a programme's criteria: given by one organisation, on a date; never a ranking."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programmes.models import Criterion, HappeningRecord, Record, once_in_a_programme
from sharedsvc.core.models import WHEN, date_as_known, unique
from workstreams.models.workstreams import Workstream
from workstreams.querysets import ScoreQuerySet


class Scoring(HappeningRecord):
    """One organisation's scores of a programme's workstreams, with who gave them."""

    seen_through = ("programme", "by")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="scorings"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    by = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="scorings",
        help_text="Whose scores they are.",
        verbose_name="whose",
    )
    scorers = models.CharField(
        "who scored", max_length=200, blank=True, help_text="Names or posts, as stated."
    )
    date, date_words, date_earliest, date_latest = date_as_known("given", WHEN)
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scorings",
        verbose_name="reported to",
    )

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["programme", "date_latest", "code"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            once_in_a_programme("scores", name="scoring"),
        ]

    def __str__(self) -> str:
        return self.title


class Score(Record):
    """What one scoring gives one workstream against one criterion; blank: not scored yet."""

    seen_through = ("scoring", "criterion", "workstream")
    partnership_path = "scoring__programme__partnership"
    same_programme = ("criterion", "workstream")

    scoring = models.ForeignKey(
        Scoring, on_delete=models.PROTECT, related_name="scores", verbose_name="set of scores"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="scores")
    value = models.DecimalField(
        "score",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="On the criterion's scale. Blank: not scored; that is not nought.",
    )

    objects: ClassVar[Any] = ScoreQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["scoring", "workstream", "criterion", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "scoring",
                "criterion",
                "workstream",
                name="workstream_scored_once_against_a_criterion",
                message="The workstream already has a score against this criterion.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="scores_begin_at_nought",
                violation_error_message="A score is not below 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}, {self.criterion}: {self.shown}"

    @property
    def shown(self) -> str:
        """The score as people write it."""
        return "not scored" if self.value is None else plain(self.value)

    def clean(self) -> None:
        """Refuse a score off its criterion's scale. Raises ValidationError."""
        super().clean()
        if self.criterion_id and self.value is not None:
            problem = off_the_scale(self.criterion, self.value)
            if problem:
                raise ValidationError({"value": problem})


def plain(value: Decimal) -> str:
    """A number without noughts that say nothing: 3.5, 4."""
    return f"{value.normalize():f}"


def off_the_scale(criterion: Criterion, value: Decimal) -> str:
    """Why a score cannot be given against a criterion; "" where it can."""
    if not criterion.has_scale:
        return f"“{criterion}” has no scale yet: give the criterion its lowest and highest score."
    if criterion.lowest <= value <= criterion.highest:  # type: ignore[operator]
        return ""
    return f"“{criterion}” is scored from {criterion.scale}: {plain(value)} is not on that scale."
