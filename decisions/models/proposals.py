"""What councils are asked to agree to, and the cases made for it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from decisions.choices import CaseStage, CaseState, PointKind, ProposalKind
from decisions.models.case_documents import STAYS, checksum_column, is_checksum
from programmes.models import DatedRecord, HappeningRecord, Record, once_in_a_programme
from programmes.querysets.records import ToldQuerySet
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField
from sharedsvc.core.states import NOT_STATED
from workstreams.choices import DeliveryModel, Standing
from workstreams.models import before_gates_only, why_before_gates


class Proposal(DatedRecord):
    """What councils are asked to agree to; its workstreams are its subjects."""

    seen_through = ("programme",)
    ends_with = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="proposals"
    )
    code = models.SlugField(max_length=80)
    title = NameField(max_length=200)
    kind = models.CharField(max_length=30, choices=ProposalKind.offered)
    description = models.TextField(blank=True)
    standing = DatedCharField(
        max_length=20,
        choices=Standing.offered,
        default=Standing.PROPOSED,
        unknown=NOT_STATED,
        finals=[Final((Standing.ENDED,), after=True)],
    )
    before_gates = why_before_gates()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            before_gates_only(
                models.Q(standing__in=[Standing.IN_FORCE, Standing.ENDED]),
                "proposal_before_gates_took_effect",
                "a proposal that is or was in force",
            ),
            once_in_a_programme("a proposal"),
        ]

    def __str__(self) -> str:
        return self.title


class Option(Record):
    """One option weighed for a proposal; doing nothing is one too (GC 4.1)."""

    seen_through = ("programme", "proposal")
    partnership_path = "programme__partnership"
    same_programme = ("proposal",)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="options"
    )
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="options")
    code = models.SlugField(max_length=80)
    number = models.CharField(
        max_length=20, blank=True, help_text="As numbered; blank where it is not."
    )
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    model = models.CharField(
        "delivery model",
        max_length=40,
        choices=DeliveryModel.offered,
        default=DeliveryModel.NOT_STATED,
    )
    standing = DatedCharField(max_length=20, choices=Standing.offered, unknown=NOT_STATED)

    class Meta(Record.Meta):
        ordering: ClassVar = ["proposal", "order", "number"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            once_in_a_programme("an option"),
        ]

    def __str__(self) -> str:
        return self.title


class OptionPoint(Record):
    """A strength, weakness, comment or feature of an option, as numbered (CS appendix 2)."""

    seen_through = ("option",)
    partnership_path = "option__programme__partnership"

    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=20, choices=PointKind.offered)
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0, help_text="Place on the page.")
    text = models.TextField()

    class Meta(Record.Meta):
        ordering: ClassVar = ["option", "kind", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "option",
                "kind",
                "number",
                name="point_number_once_in_an_option",
                message="The option already has a point of this kind and number.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class BusinessCase(HappeningRecord):
    """One version of a business case for a proposal, or for a workstream without one yet."""

    seen_through = ("programme", "proposal", "workstream")
    partnership_path = "programme__partnership"
    same_programme = ("proposal", "workstream")

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="business_cases"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=20, choices=CaseStage.offered)
    state = DatedCharField(
        max_length=20,
        choices=CaseState.offered,
        default=CaseState.AWAITED,
        unknown=CaseState.AWAITED,
        finals=[Final((CaseState.DONE, CaseState.REPLACED), since="date")],
    )
    version = models.CharField(max_length=20, default="1")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="business_cases"
    )
    workstream = models.ForeignKey(
        "workstreams.Workstream",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="business_cases",
    )
    in_scope = models.TextField(
        "scope, benefits, contents",
        blank=True,
        help_text="Services in scope, benefits, required contents.",
    )
    document = models.ForeignKey(
        "programmes.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="business_cases",
    )
    checksum = checksum_column(
        "Of the very document that is this version; it comes with the upload. Blank: not known."
    )

    objects: ClassVar[Any] = ToldQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            is_checksum("case_checksum_is_whole"),
            once_in_a_programme("a business case"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it. Raises ValidationError for another checksum than that of its document."""
        if not self._state.adding:
            stored: Any = type(self).objects.filter(pk=self.pk)
            before = stored.values_list("checksum", flat=True).first()
            if before and before != self.checksum:
                raise ValidationError({"checksum": STAYS})
        super().save(*args, **kwargs)
