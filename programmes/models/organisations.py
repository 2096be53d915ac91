"""Organisations and what they are called."""

from typing import Any, ClassVar

from django.db import models

from programmes.choices import COUNCIL_KINDS, OrganisationKind
from programmes.models.records import DatedRecord
from programmes.querysets import OrganisationQuerySet


class Organisation(DatedRecord):
    """A council, a partnership, or another partner.

    Its code is the register's for a council (three to five letters), otherwise a short slug. A
    blank start means always: a council's creation is often not known (domain.md, "Organisation").
    """

    blank_start_means_always = True

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(
        max_length=100, blank=True, help_text="As it stands in tables: Glasgow, not Glasgow City."
    )
    abbreviation = models.CharField(
        max_length=60, blank=True, help_text="Local: GCC is the city in one report."
    )
    kind = models.CharField(
        max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.COUNCIL
    )
    official_code = models.CharField("official code (GSS)", max_length=20, blank=True)

    objects: Any = OrganisationQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name for tables and lists."""
        return self.short_name or self.name

    @property
    def is_council(self) -> bool:
        return self.kind in COUNCIL_KINDS


class PartnershipManager(models.Manager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Only the organisations that are partnerships."""

    def get_queryset(self) -> OrganisationQuerySet:
        return super().get_queryset().partnerships()


class Partnership(Organisation):
    """Organisations that act together; itself an organisation, so that it can own and decide."""

    objects: Any = PartnershipManager()

    class Meta:
        proxy = True
