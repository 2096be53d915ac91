"""The document of a version of a business case, as it was uploaded: kept once, never changed."""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from sharedsvc.core.history import GuardedQuerySet, current_recording

CHECKSUM = RegexValidator(
    r"\A[0-9a-f]{64}\Z", "A SHA-256 is 64 digits and letters from a to f, in lower case."
)
models.CharField.register_lookup(Length)
STAYS = "The document of this version is kept as it is: for another, add another version."


def checksum_column(help_text: str) -> models.CharField:
    """A column that holds a SHA-256, or nothing."""
    return models.CharField(
        "SHA-256 of the document",
        max_length=64,
        blank=True,
        validators=[CHECKSUM],
        help_text=help_text,
    )


def is_checksum(name: str) -> models.CheckConstraint:
    """The checksum is a whole SHA-256, or blank."""
    return models.CheckConstraint(
        condition=Q(checksum="") | Q(checksum__length=64),
        name=name,
        violation_error_message=CHECKSUM.message,
    )


class Altered(ValueError):
    """A kept document that is no longer what was kept."""


class CaseDocument(models.Model):
    """The bytes of a version's document, with their SHA-256, which the version states too.

    They lie in the database: every server sees them, they go with its backup, and they come and go
    in one transaction with what is said of them. Written once, by `keep_case_document`.
    """

    business_case = models.OneToOneField(
        "decisions.BusinessCase", on_delete=models.PROTECT, related_name="kept_document"
    )
    name = models.CharField(max_length=100)
    ending = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        base_manager_name = "objects"
        constraints: ClassVar = [is_checksum("document_has_its_checksum")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it once. Raises ValidationError for another save, Unrecorded outside a recording."""
        current_recording()
        if not self._state.adding:
            raise ValidationError(STAYS)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never. Raises ValidationError."""
        raise ValidationError(STAYS)

    def as_kept(self) -> bytes:
        """The bytes as they were kept. Raises Altered where they are not, or are stated no more."""
        content = bytes(self.content)
        found = hashlib.sha256(content).hexdigest()
        if not found == self.checksum == self.business_case.checksum:
            raise Altered
        return content
