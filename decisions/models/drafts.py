"""What is kept of drafts beside their records, without history: it goes with them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class DecisionDraft(models.Model):
    """What somebody typed of a decision and has not recorded yet: theirs alone, without history.

    `place` is the address of the form, `typed` its fields as they were typed. It goes when the
    decision is recorded, when its author says so, or by itself after some weeks.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    typed: Any = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "place"],
                name="one_draft_of_a_decision",
                violation_error_message="A draft of this decision is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.at}"


class TakenPlaces(models.Model):
    """What the computed places of a draft said when its clerks last took them from the records.

    `content` has the blocks of each place by its key, and the records that they rest on. The paper
    prints them until the clerks take what the records say by now (`decisions.reports.taken`). Seen
    by nobody but through the draft.
    """

    report = models.OneToOneField(
        "decisions.Report", on_delete=models.CASCADE, related_name="taken_places"
    )
    content: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"taken for {self.report_id}"


class ReportOffer(models.Model):
    """That a council's clerk offered the other councils of a programme to report on it too.

    It says of which programme, as at which day, by whom: never what the draft says, nor its title.
    Their clerks make drafts of their own of it; it goes with the report.
    """

    report = models.OneToOneField(
        "decisions.Report", on_delete=models.CASCADE, related_name="offer"
    )
    highlights = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"offered {self.at}"
