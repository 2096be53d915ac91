"""What the public register of councils said of an organisation when it was last taken in."""

from typing import Any, ClassVar

from django.db import models

from programmes.models.organisations import Organisation
from sharedsvc.core.history import current_recording


class RegisterRow(models.Model):
    """The register's row of a council, and of which day that edition is; kept no history.

    By it the next edition tells what only the register said, which it may change, from what people
    or reports stated, which stays. Written by `programmes.operations.councils` alone.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="register_row"
    )
    code = models.CharField(max_length=60, unique=True, help_text="The register's own.")
    edition = models.DateField(help_text="The day of which the register is.")
    said = models.JSONField(help_text="What stood there, by field.")

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.code}, {self.edition:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only within a recording. Raises Unrecorded."""
        current_recording()
        super().save(*args, **kwargs)
