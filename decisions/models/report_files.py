"""The files of a published report: made once, when it is published, and served as they are."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from decisions.models.case_documents import Altered
from sharedsvc.core.history import GuardedQuerySet, current_recording
from sharedsvc.core.models import WrittenOnce


@dataclass(frozen=True)
class MadeFile:
    """A file as it was made: its ending, its bytes, and the versions of what made it."""

    ending: str
    content: bytes
    made_with: str


@dataclass(frozen=True)
class KeptText:
    """What is kept for one group of readers: the text with its checksum, and its files."""

    content: str
    checksum: str
    files: tuple[MadeFile, ...] = ()


class ReportFile(WrittenOnce):
    """A report as PDF, Word and so on, as those readers are served it whom its edition is for.

    The bytes lie in the database: they go with its backup, and come in one transaction with the
    edition. `made_with` names the versions of the libraries, with which its content gives the same
    bytes again. Not governed, like the edition.
    """

    edition = models.ForeignKey(
        "decisions.ReportEdition", on_delete=models.PROTECT, related_name="files"
    )
    ending = models.CharField(max_length=10)
    content = models.BinaryField()
    checksum = models.CharField(max_length=64)
    made_with = models.CharField(max_length=200)
    kept_at = models.DateTimeField()

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()
    called, act = "A file of a published report", "publish this report"

    class Meta(WrittenOnce.Meta):
        ordering: ClassVar = ["edition", "ending"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "ending"],
                name="report_file_once_a_form",
                violation_error_message="This form of the report is kept already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.ending}"

    def may_be_written_by(self, user: Any) -> bool:
        """Whoever may keep its edition."""
        return bool(self.edition.may_be_written_by(user))

    @classmethod
    def keep(cls, edition: Any, files: Iterable[MadeFile]) -> None:
        """Write the files of an edition."""
        for file in files:
            cls(
                edition=edition,
                ending=file.ending,
                content=file.content,
                checksum=hashlib.sha256(file.content).hexdigest(),
                made_with=file.made_with,
                kept_at=current_recording().at or timezone.now(),
            ).save()

    def as_kept(self) -> bytes:
        """The bytes as they were kept. Raises Altered where they are not."""
        content = bytes(self.content)
        if hashlib.sha256(content).hexdigest() != self.checksum:
            raise Altered
        return content
