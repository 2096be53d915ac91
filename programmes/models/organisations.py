"""Organisations and what they are called."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from programmes.choices import (
    COUNCIL_KINDS,
    NameKind,
    OrganisationKind,
    SuccessionKind,
)
from programmes.lockout import refuse_to_shut
from programmes.models.called import OrganisationsName, OrganisationsShortName
from programmes.models.records import (
    DatedRecord,
    HappeningRecord,
    ended_if_said_how,
    how_it_ended,
)
from programmes.querysets.organisations import OrganisationQuerySet
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField


class Organisation(DatedRecord):
    """A council, a partnership, or another partner.

    Its code is the register's for a council (three to five letters), otherwise a short slug. A
    blank start means always: a council's creation is often not known (domain.md, "Organisation").
    """

    blank_start_means_always = True
    told_by = ("code", "name", "short_name", "kind")

    code = models.SlugField(max_length=60, help_text="The official register's, for a council.")
    name = OrganisationsName(max_length=200)
    short_name = OrganisationsShortName(
        max_length=100, blank=True, help_text="As it stands in tables: Glasgow, not Glasgow City."
    )
    abbreviation = NameField(
        max_length=60, blank=True, help_text="As the source uses it: GCC is the city in one report."
    )
    kind = models.CharField(
        max_length=20, choices=OrganisationKind.offered, default=OrganisationKind.COUNCIL
    )
    official_code = models.CharField("official code", max_length=20, blank=True)
    former_codes = models.CharField(
        "former official codes",
        max_length=200,
        blank=True,
        help_text="From the official register, separated by commas.",
    )
    ending = how_it_ended()

    objects: ClassVar[Any] = OrganisationQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "code",
                name="organisation_code_once",
                message="There is another organisation with this code.",
            ),
            ended_if_said_how(),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name for tables and lists."""
        return self.short_name or self.name

    def refuse_loss(self) -> None:
        """Nor is it taken from its own people while they hold roles in it."""
        super().refuse_loss()
        refuse_to_shut(self)

    def clean(self) -> None:
        """Refuse to make a council of what has members or programmes. Raises ValidationError."""
        super().clean()
        if self.pk and not self.is_partnership:
            partnership = Partnership(pk=self.pk)
            if partnership.memberships.exists() or partnership.programmes.exists():
                raise ValidationError(
                    {"kind": "It has members or programmes: it stays a partnership."}
                )

    @property
    def is_council(self) -> bool:
        """Whether it is a council of any type."""
        return self.kind in COUNCIL_KINDS

    @property
    def is_partnership(self) -> bool:
        """Whether it is a partnership."""
        return self.kind == OrganisationKind.PARTNERSHIP


def seldom(organisation: Organisation, usually: str) -> str:
    """What is said where a partnership is named, or another that can hardly be meant."""
    kind = organisation.get_kind_display().lower()
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{organisation} is {article} {kind}: {usually}."


class PartnershipManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Only the organisations that are partnerships."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Only the organisations that are partnerships."""
        return super().get_queryset().partnerships()


class Partnership(Organisation):
    """Organisations that act together; itself an organisation, so that it can own and decide."""

    objects: ClassVar[Any] = PartnershipManager()

    class Meta:
        proxy = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A new one is a partnership, whatever is an organisation's usual kind."""
        if not args:
            kwargs.setdefault("kind", OrganisationKind.PARTNERSHIP)
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Refuse any other kind. Raises ValidationError."""
        super().clean()
        if not self.is_partnership:
            raise ValidationError({"kind": "A partnership is of the kind “Partnership”."})


class OrganisationName(DatedRecord):
    """Another name of an organisation: former, other in use, or an abbreviation."""

    blank_start_means_always = True
    seen_through = ("organisation",)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="other_names"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=NameKind.offered, default=NameKind.OTHER)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["organisation", "name"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "organisation",
                "name",
                name="organisation_name_once",
                message="This name is already recorded.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(HappeningRecord):
    """That an organisation, or part of it, was succeeded by another.

    What it is about are the programmes that the successor carries on.
    """

    seen_through = ("predecessor", "successor")

    predecessor = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="succeeded_by",
        verbose_name="organisation",
        help_text="The one that was followed.",
    )
    successor = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="succeeds",
        verbose_name="followed by",
        help_text="The one that followed it.",
    )
    kind = models.CharField(
        "how", max_length=20, choices=SuccessionKind.offered, default=SuccessionKind.SUCCEEDED
    )
    functions = models.TextField(
        "which functions went", blank=True, help_text="Blank: not stated which went."
    )

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["predecessor", "successor"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "predecessor",
                "successor",
                name="succession_once",
                message="This succession is already recorded.",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="no_organisation_succeeds_itself",
                violation_error_message="An organisation cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def unusual(self) -> dict[str, str]:
        """A partnership after a council, which is followed by councils."""
        if self.predecessor.is_council and self.successor.is_partnership:
            return {"successor": seldom(self.successor, "a council is followed by councils")}
        return {}
