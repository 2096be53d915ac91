"""What councils are asked to agree to, and the cases made for it."""

from typing import ClassVar

from django.db import models

from decisions.choices import CaseStage, CaseState, ProposalKind
from programmes.models import DatedRecord, HappeningRecord
from sharedsvc.core.models import unique
from workstreams.choices import Standing


class Proposal(DatedRecord):
    """What councils are asked to agree to; its workstreams are its subjects."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="proposals"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=ProposalKind.choices)
    description = models.TextField(blank=True)
    standing = models.CharField(
        max_length=20, choices=Standing.choices, default=Standing.PROPOSED
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "programme", "code",
                name="proposal_code_once_in_a_programme",
                message="The programme already has a proposal with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title


class BusinessCase(HappeningRecord):
    """One version of a business case for a proposal, or for a workstream without one yet."""

    seen_through = ("programme", "proposal", "workstream")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="business_cases"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=20, choices=CaseStage.choices)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.AWAITED)
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
    document = models.ForeignKey(
        "programmes.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="business_cases",
    )

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "programme", "code",
                name="case_code_once_in_a_programme",
                message="The programme already has a business case with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title
