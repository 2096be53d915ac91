"""What a clerk typed of a decision and has not recorded yet."""

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
