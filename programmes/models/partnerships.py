"""Partnerships' members, programmes and their phases."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from programmes.choices import MembershipRole, OrganisationKind
from programmes.models.organisations import Partnership
from programmes.models.records import DatedRecord
from programmes.querysets import ProgrammeQuerySet
from sharedsvc.core.models import unique


class Membership(DatedRecord):
    """An organisation's part in a partnership: member, chair, administrator and so on."""

    seen_through = ("partnership", "organisation")
    partnership_path = "partnership"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="joined"
    )
    role = models.CharField(
        max_length=20, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    spell = models.PositiveSmallIntegerField(
        default=1, help_text="2 for a council that left and came back."
    )

    class Meta(DatedRecord.Meta):
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "partnership",
                "organisation",
                "role",
                "spell",
                name="membership_once_a_spell",
                message="This membership is already recorded.",
            ),
            models.CheckConstraint(
                condition=~models.Q(partnership=models.F("organisation")),
                name="no_partnership_joins_itself",
                violation_error_message="A partnership cannot be a member of itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()} of {self.partnership}"


class Programme(DatedRecord):
    """What a partnership sets out to do."""

    seen_through = ("partnership",)
    partnership_path = "partnership"

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="programmes"
    )
    summary = models.TextField(blank=True)

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "code",
                name="programme_code_once",
                message="There is another programme with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:programme", args=[self.code])

    def clean(self) -> None:
        super().clean()
        if self.partnership_id and self.partnership.kind != OrganisationKind.PARTNERSHIP:
            raise ValidationError({"partnership": f"{self.partnership} is not a partnership."})


class Phase(DatedRecord):
    """A phase of a programme, with priority numbers of its own (IC 2.5)."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    code = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "programme",
                "code",
                name="phase_code_once_in_a_programme",
                message="The programme already has a phase with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title


class Principle(DatedRecord):
    """A written principle of a programme (CS 5.1)."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="principles")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "number"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "programme",
                "number",
                name="principle_number_once_in_a_programme",
                message="The programme already has a principle with this number.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Criterion(DatedRecord):
    """A criterion by which a programme puts its work in order, weighted or not (GC 3.11)."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="criteria")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    weight = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In per cent; blank where none is stated."
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "number"]
        verbose_name_plural = "criteria"
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "programme",
                "number",
                name="criterion_number_once_in_a_programme",
                message="The programme already has a criterion with this number.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
