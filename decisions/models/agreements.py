"""Agreements between organisations, and their parts."""

from typing import ClassVar

from django.db import models

from decisions.choices import AgreementKind, AgreementState, Exclusive
from programmes.models import DatedRecord, Record, once_in_a_programme, refuse_wrong_whole, seldom
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField


class Agreement(DatedRecord):
    """A memorandum, strategic or inter-authority agreement; a part names its parent (CE)."""

    seen_through = ("programme", "parent")
    partnership_path = "programme__partnership"
    same_programme = ("parent",)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="agreements"
    )
    code = models.SlugField(max_length=80)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="part of",
        help_text="The agreement it is a part of.",
    )
    order = models.PositiveSmallIntegerField(default=0)
    title = NameField(max_length=300)
    kind = models.CharField(max_length=40, choices=AgreementKind.offered)
    state = DatedCharField(
        max_length=20,
        choices=AgreementState.offered,
        default=AgreementState.NOT_STATED,
        unknown=AgreementState.NOT_STATED,
        finals=[Final((AgreementState.ENDED,), after=True)],
    )
    covers = models.TextField("what it covers", blank=True)
    exclusive = models.CharField(
        max_length=20, choices=Exclusive.offered, default=Exclusive.NOT_STATED
    )
    drafted_by = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafted_agreements",
    )
    document = models.ForeignKey(
        "programmes.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("an agreement"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="agreement_is_not_its_own_part",
                violation_error_message="An agreement cannot be a part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a whole of another programme, or that is a part of itself.

        Raises ValidationError.
        """
        super().clean()
        refuse_wrong_whole(self, "parts")


class Party(Record):
    """That an organisation is a party to an agreement."""

    seen_through = ("agreement", "organisation")
    partnership_path = "agreement__programme__partnership"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="party_to"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar = ["agreement", "order", "pk"]
        verbose_name_plural = "parties"
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "agreement",
                "organisation",
                name="party_once",
                message="This organisation is already a party.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.agreement}"

    def unusual(self) -> dict[str, str]:
        """A partnership as party, where usually its members are."""
        if not self.organisation.is_partnership:
            return {}
        return {"organisation": seldom(self.organisation, "usually its members are the parties")}
