"""That a report was published, when, and what it said then: kept once, and never changed."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from decisions.models.report_files import KeptText, ReportFile
from decisions.querysets import EditionQuerySet
from sharedsvc.core.dates import LATEST
from sharedsvc.core.history import current_recording
from sharedsvc.core.models import WrittenOnce, bounds_in_order, date_as_known
from sharedsvc.core.rights import fields_that_differ, permission

PUBLISHED = (
    "This report was published: it stays as it was read. To correct it, write a further report to "
    "the same body."
)
BY_AN_ACT = (
    "A report is published by an act of its own, on its form (Publish), not by a date that is "
    "typed or uploaded: leave this as it was."
)
NOT_TAKEN_BACK = "This report was published: that is not taken back."
UNPUBLISHED = "Until then only its organisation's clerks see it. Blank: not yet."
NOT_YET = (
    "A report is published on a day that has come: give that day, or what it is known to be "
    "before, no later than today."
)
DAY_WANTED = "Give the day of publication, as far as it is known, not its wording alone."
NO_LAST_DAY = "Say by which day it was published: this date has no last day."


class Publishable(models.Model):
    """Columns of what is seen by those who keep it alone, until it was published.

    Published it is by an act (`decisions.operations.publish`), never by a date that passes; a date
    of publication once given is not taken back.
    """

    published, published_words, published_earliest, published_latest = date_as_known(
        "published", UNPUBLISHED
    )

    was_published: bool = False
    in_the_act: bool = False  # set by the operation that publishes, and by nothing else

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("published"),
            models.CheckConstraint(
                condition=~Q(published="") | Q(published_words=""),
                name="%(app_label)s_%(class)s_published_on_a_day",
                violation_error_message=DAY_WANTED,
            ),
            models.CheckConstraint(
                condition=Q(published="") | Q(published_latest__lt=LATEST),
                name="%(app_label)s_%(class)s_published_has_a_last_day",
                violation_error_message=NO_LAST_DAY,
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError where it is published, or changed after that, but by the act.

        The command line, which has no user, says in the workbook what was published when, and mends
        what was entered wrongly; it does not take publishing back either.
        """
        stored = None if self._state.adding else self._locked()
        if stored is not None and stored.published and not self.published:
            raise ValidationError({"published": NOT_TAKEN_BACK})
        if current_recording().user is not None and not self.in_the_act:
            self._refuse_but_by_the_act(stored)
        super().save(*args, **kwargs)

    def _locked(self) -> Any:
        return type(self).objects.select_for_update().filter(pk=self.pk).first()  # type: ignore[attr-defined]

    def _refuse_but_by_the_act(self, stored: Any) -> None:
        if stored is not None and stored.is_published:
            changed = {field.name for field in fields_that_differ(stored, self) if field.editable}
            if changed - {"struck_out"}:
                raise ValidationError(PUBLISHED)
        elif self.published or self.published_words:
            raise ValidationError({"published": BY_AN_ACT})

    def clean(self) -> None:
        """Raises ValidationError for a day of publication that is still to come."""
        super().clean()
        if self.published_words and not self.published:
            raise ValidationError({"published": DAY_WANTED})
        if self.published and self.published_latest == LATEST:
            raise ValidationError({"published": NO_LAST_DAY})
        if self.published and self.published_latest > datetime.date.today():
            raise ValidationError({"published": NOT_YET})

    @property
    def is_published(self) -> bool:
        """Whether it was published: whoever may see it, and not its keepers alone, reads it."""
        return bool(self.published)

    @property
    def published_in_english(self) -> str:
        """The day of publication as far as it is known, in words."""
        return self.date_in_words("published")  # type: ignore[attr-defined]

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Any:
        """A stored record knows whether it was published when it was read."""
        record = super().from_db(db, field_names, values)
        if "published" in field_names:
            record.was_published = record.is_published
        return record

    @property
    def why_fixed(self) -> str:
        """That what was published stays, and what to do instead; "" before."""
        return PUBLISHED if self.was_published else ""


class ReportEdition(WrittenOnce):
    """What a published report says, to one group of its readers, as it was when it was published.

    `content` is the canonical JSON of `decisions.reports.frozen`, which also names the versions of
    records that only some may see and that it rests on; `checksum` its SHA-256. Place 0 is what
    everybody reads. The latest number counts; a further one comes only of a correction by the
    command line. Not governed: it is a record of what was read, and has no later versions.
    """

    report = models.ForeignKey(
        "decisions.Report", on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    content = models.TextField()
    checksum = models.CharField(max_length=64)
    reason = models.TextField()
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[Any] = EditionQuerySet.as_manager()
    called, act = "What a report said when it was published", "publish this report"

    class Meta(WrittenOnce.Meta):
        ordering: ClassVar = ["report", "number", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "number", "place"],
                name="edition_once_a_reader",
                violation_error_message="This edition of the report is kept already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="editions_begin_at_one",
                violation_error_message="Editions begin at 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, edition {self.number}"

    def may_be_written_by(self, user: Any) -> bool:
        """By a person only the first, on publishing."""
        return self.number == 1 and user.has_perm(permission("change", self.report), self.report)

    @classmethod
    def keep(cls, report: Any, texts: Iterable[KeptText]) -> None:
        """Write an edition: text and files for each group of readers, everybody's first."""
        now = current_recording()
        latest = report.editions.aggregate(models.Max("number"))["number__max"] or 0
        for place, kept in enumerate(texts):
            edition = cls(
                report=report,
                number=latest + 1,
                place=place,
                content=kept.content,
                checksum=kept.checksum,
                reason=now.reason,
                kept_at=now.at or timezone.now(),
                kept_by=now.user,
            )
            edition.save()
            ReportFile.keep(edition, kept.files)
