"""Documents, what rests on them, and where they disagree."""

from typing import Any, ClassVar

from django.db import models

from programmes.choices import DocumentKind, Held, SubjectRelation
from programmes.models.partnerships import Programme
from programmes.models.records import (
    DatedRecord,
    HappeningRecord,
    Link,
    Record,
    once_in_a_programme,
)
from programmes.querysets.conflicts import ConflictQuerySet, ReadingQuerySet
from programmes.querysets.links import LinkQuerySet
from programmes.querysets.records import ToldQuerySet
from sharedsvc.core.dated.fields import DatedCharField, DatedTextField, Final
from sharedsvc.core.models import unique


class Document(HappeningRecord):
    """A document that facts rest on; it may be referred to without being held.

    It belongs to one programme, or to none, and may be cited for records of any: whoever may not
    see the document does not see that it is cited.
    """

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    kind = models.CharField(
        max_length=20, choices=DocumentKind.offered, default=DocumentKind.REPORT
    )
    number = models.CharField(max_length=100, blank=True)
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Whose it is.",
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="What it is about; blank where it is no programme's, but may be cited in any.",
    )
    held = DatedCharField(
        max_length=20, choices=Held.offered, default=Held.REFERRED_TO, unknown=Held.REFERRED_TO
    )

    objects: ClassVar[Any] = ToldQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["-date_latest", "title", "pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "code",
                name="document_code_once",
                message="There is another document with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Citation(Record, Link):
    """That a record rests on a paragraph of a document; several for a record."""

    seen_through = ("document",)

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="citations")
    paragraph = models.CharField(max_length=60, blank=True)
    inferred = models.BooleanField(
        default=False, help_text="Not stated there, but follows from paragraphs read together."
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["record_type", "record_id", "order", "pk"]
        indexes: ClassVar = [models.Index(fields=["record_type", "record_id"], name="cited_record")]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "record_type",
                "record_id",
                "document",
                "paragraph",
                name="paragraph_cited_once",
                message="This paragraph is already given as a source.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.code} {self.paragraph}".strip()


class Conflict(DatedRecord):
    """Sourced statements that disagree; both stay until somebody settles it and says why."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="conflicts")
    code = models.SlugField(max_length=80)
    question = models.CharField(max_length=300)
    settlement = DatedTextField(
        blank=True,
        unknown="",
        finals=[Final()],
        help_text="Which is right, and why. Blank while open.",
    )

    objects: ClassVar[Any] = ConflictQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a conflict"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_settled(self) -> bool:
        """Whether somebody has said which statement is right."""
        return bool(self.settlement)


class Reading(Record):
    """One side of a conflict."""

    seen_through = ("conflict",)
    partnership_path = "conflict__programme__partnership"

    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveSmallIntegerField(default=1)
    statement = models.TextField("what it says")

    objects: ClassVar[Any] = ReadingQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["conflict", "number"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "conflict",
                "number",
                name="reading_number_once_in_a_conflict",
                message="The conflict already has a reading with this number.",
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class Subject(Record, Link):
    """What a record (a conflict, a clause, an ask) is about or rests on: another of any kind."""

    subject_type = models.CharField(max_length=60, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    relation = models.CharField(
        max_length=10, choices=SubjectRelation.offered, default=SubjectRelation.ABOUT
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["record_type", "record_id", "order", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["record_type", "record_id"], name="subject_of_record"),
            models.Index(fields=["subject_type", "subject_id"], name="record_about_subject"),
        ]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "record_type",
                "record_id",
                "subject_type",
                "subject_id",
                "relation",
                name="subject_named_once",
                message="This is already named as a subject.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_id} about {self.subject_type} {self.subject_id}"

    @property
    def subject_reference(self) -> tuple[str, int]:
        """Kind and key of the record that it leads to."""
        return self.subject_type, self.subject_id
