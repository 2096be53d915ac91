"""That personal details were taken out of texts: when, by whom, why and where, never the detail.

A redaction is also the one door in the triggers that guard what was confirmed: while it is `open`,
in the transaction that makes it, the texts that it names may be written (`sealing.triggers`).
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from decisions.choices import PersonalDetail
from sharedsvc.core.models import WrittenOnce


class Redaction(WrittenOnce):
    """The act; `kind` says what was taken out, in a word of a list."""

    kind = models.CharField("what it is", max_length=20, choices=PersonalDetail.offered)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_open = models.BooleanField(default=True)

    called, act = "The record of a redaction", "take out personal details"

    class Meta(WrittenOnce.Meta):
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"

    def may_be_written_by(self, user: Any) -> bool:
        """By an administrator; of which records, the operation asks."""
        return user.has_perm("programmes.redact")


class RedactedPlace(WrittenOnce):
    """A column of a record, and of all its versions, out of which a detail was taken.

    Of a text that has a checksum of its own, what that was and what it is now.
    """

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="places")
    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    column = models.CharField(max_length=60)
    versions = models.PositiveIntegerField(default=0)
    checksum_before = models.CharField(max_length=64, blank=True)
    checksum_after = models.CharField(max_length=64, blank=True)

    called, act = "The record of a redaction", "take out personal details"

    class Meta(WrittenOnce.Meta):
        ordering: ClassVar = ["redaction", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["record_type", "record_id"], name="redacted_places_of_a_record")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["redaction", "record_type", "record_id", "column"],
                name="redacted_place_once_in_a_redaction",
                violation_error_message="The redaction names this place already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id}: {self.column}"

    def may_be_written_by(self, user: Any) -> bool:
        """As of its redaction."""
        return self.redaction.may_be_written_by(user)
