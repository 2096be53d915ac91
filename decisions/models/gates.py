"""Gates: what must be passed before anything takes effect, and who has passed them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from decisions.choices import AgreementKind, AgreementNeeded, CaseStage, Outcome, WhoMustPass
from decisions.models.case_documents import checksum_column, is_checksum
from decisions.models.decisions import Clause
from decisions.models.proposals import BusinessCase, Proposal
from decisions.querysets import GateQuerySet, OutcomeQuerySet
from programmes.models import DatedRecord, HappeningRecord, Record, refuse_anothers_body, seldom
from sharedsvc.core.models import END, POINT, START, bounds_in_order, date_as_known, unique
from sharedsvc.core.names import NameField


class Gate(DatedRecord):
    """An ordered checkpoint of a programme, or one by which a council binds itself alone.

    A gate without a programme holds for every workstream that its council joins (IC 4.6).
    """

    seen_through = ("programme", "by")
    ends_with = ("programme", "by")
    partnership_path = "programme__partnership"
    known_dates: ClassVar = {"start": START, "end": END, "last_day": POINT}

    code = models.SlugField(max_length=80)
    title = NameField(max_length=200, help_text="What the checkpoint is called.")
    programme = models.ForeignKey(
        "programmes.Programme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gates",
        help_text=(
            "The programme whose proposals must pass it. Blank: the gate by which one council"
            " binds itself on all that it joins."
        ),
    )
    by = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_gates",
        verbose_name="council that binds itself",
        help_text=(
            "The council that binds itself by this gate. Blank: it is the programme's own gate."
        ),
    )
    order = models.PositiveSmallIntegerField(
        default=1, help_text="Gates are passed in this order, 1 first."
    )
    case_stage = models.CharField(
        "business case needed",
        max_length=20,
        choices=CaseStage.offered,
        blank=True,
        help_text=("The business case that must be there before anybody can pass it. Blank: none."),
    )
    agreement_needed = models.CharField(
        max_length=10,
        choices=AgreementNeeded.offered,
        blank=True,
        help_text=(
            "How far an agreement must be, to which every council that takes part is a party (at "
            "its own gate: that council), before it is passed. Blank: it asks for none."
        ),
    )
    agreement_kind = models.CharField(
        "kind of that agreement",
        max_length=40,
        choices=AgreementKind.offered,
        blank=True,
        help_text="Blank: of whatever kind.",
    )
    who_must_pass = models.CharField(
        "who must pass it",
        max_length=40,
        choices=WhoMustPass.offered,
        default=WhoMustPass.PARTICIPANTS,
        help_text=(
            "Whose approval opens the gate. Until all of them have given it, proposals wait here."
        ),
    )
    in_principle_suffices = models.BooleanField(
        "an agreement in principle passes it",
        default=False,
        help_text="Whether who approves in principle has passed it. Unticked: they have not yet.",
    )
    last_day, last_day_words, last_day_earliest, last_day_latest = date_as_known(
        "last day to pass it", "After that day it can no longer be passed. Blank: it has none."
    )
    rule = models.TextField(
        "in words", blank=True, help_text="The gate in words, as the programme puts it."
    )

    objects: ClassVar[Any] = GateQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            bounds_in_order("last_day"),
            unique(
                "code",
                name="gate_code_once",
                message="There is another gate with this code.",
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(by__isnull=False),
                name="gate_of_a_programme_or_an_organisation",
                violation_error_message="A gate belongs to a programme or to a council: name one.",
            ),
            models.CheckConstraint(
                condition=~Q(who_must_pass=WhoMustPass.OWNER) | Q(by__isnull=False),
                name="own_gate_names_its_council",
                violation_error_message="Name the council that must pass its own gate.",
            ),
            models.CheckConstraint(
                condition=~Q(agreement_needed="") | Q(agreement_kind=""),
                name="kind_of_an_agreement_that_is_needed",
                violation_error_message=(
                    "Say how far the agreement of this kind must be: agreed, or signed."
                ),
            ),
        ]

    @property
    def whose(self) -> Any:
        """The programme whose gate it is; without one, the council that binds itself."""
        return self.programme or self.by

    def __str__(self) -> str:
        return self.title

    def unusual(self) -> dict[str, str]:
        """A partnership that binds itself, where a programme's gate leaves that blank."""
        if self.by is None or not self.by.is_partnership:
            return {}
        return {"by": seldom(self.by, "a gate of the whole programme leaves this blank")}


class GateTest(Record):
    """A written test of a gate (IC 4.3: improves the service for local people)."""

    seen_through = ("gate",)

    gate = models.ForeignKey(
        Gate,
        on_delete=models.PROTECT,
        related_name="tests",
        help_text="The gate that is passed only when this is shown.",
    )
    number = models.PositiveSmallIntegerField(default=1, help_text="Tests are numbered from 1.")
    text = models.TextField(help_text="What must be shown before the gate is passed.")

    class Meta(Record.Meta):
        ordering: ClassVar = ["gate", "number"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "gate",
                "number",
                name="test_number_once_in_a_gate",
                message="The gate already has a test with this number.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GateVoter(Record):
    """An organisation, or one named body, that passes a gate, and what its say weighs there.

    Of a gate that those named must pass these are all. Of one that a majority of the participating
    councils must pass they say whose say weighs more than one, and who has a veto.
    """

    seen_through = ("gate", "organisation", "body")

    gate = models.ForeignKey(
        Gate, on_delete=models.PROTECT, related_name="voters", help_text="The gate that it passes."
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="gates_passed_by_name",
        help_text="The organisation that has a say, or whose body does.",
    )
    body = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gates_passed_by_name",
        help_text="The body whose say it is. Blank: any body of the organisation.",
    )
    votes = models.PositiveSmallIntegerField(
        default=1, help_text="Its seats or votes, where a majority is counted."
    )
    has_veto = models.BooleanField(
        "has a veto", default=False, help_text="Whether its refusal alone ends it."
    )

    class Meta(Record.Meta):
        ordering: ClassVar = ["gate", "organisation", "body", "pk"]
        verbose_name = "named voter at a gate"
        verbose_name_plural = "named voters at gates"
        constraints: ClassVar = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(votes__gte=1),
                name="voter_has_a_vote",
                violation_error_message="Who has a say has at least one vote.",
            ),
            unique(
                "gate",
                "organisation",
                "body?",
                name="voter_once_at_a_gate",
                message="They are named at this gate already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body or self.organisation} at {self.gate}"

    def clean(self) -> None:
        """Refuse a body of another organisation. Raises ValidationError."""
        super().clean()
        refuse_anothers_body(self)


class Approval(HappeningRecord):
    """The outcome of one organisation, or one named body, at one gate."""

    seen_through = ("gate", "proposal", "workstream", "organisation")
    is_fixed_by_itself = True

    gate = models.ForeignKey(
        Gate,
        on_delete=models.PROTECT,
        related_name="approvals",
        help_text="The gate at which it was voted.",
    )
    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="The proposal that was before the gate. Blank: name a workstream.",
    )
    workstream = models.ForeignKey(
        "workstreams.Workstream",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="The workstream that was before the gate. Blank: name a proposal.",
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="approvals",
        help_text="The council that voted, or whose body did.",
    )
    body = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="The body that voted. Blank: not stated.",
    )
    outcome = models.CharField(
        max_length=30,
        choices=Outcome.offered,
        help_text="What came of it. Deferral and no vote leave the gate waiting.",
    )
    clause = models.ForeignKey(
        Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="The clause that says so.",
    )
    business_case = models.ForeignKey(
        BusinessCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="The business case that was before it. Blank: none, or not stated.",
    )
    checksum = checksum_column(
        "Of the document that was before it. Blank: as the business case says, or not known."
    )
    until = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="deferred until it decides",
        help_text="Of a deferral: the one whose decision is awaited. Blank: none, or not stated.",
    )
    number = models.PositiveSmallIntegerField(default=1, help_text="2 for a second vote.")

    objects: ClassVar[Any] = OutcomeQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["gate", "date_latest", "pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(proposal__isnull=False) | Q(workstream__isnull=False),
                name="approval_of_a_proposal_or_a_workstream",
                violation_error_message="Say what was approved: a proposal or a workstream.",
            ),
            is_checksum("approval_checksum_is_whole"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(outcome=Outcome.DEFERRED),
                name="only_a_deferral_awaits_another",
                violation_error_message="Only what is deferred waits until another decides.",
            ),
            unique(
                "gate",
                "proposal?",
                "workstream?",
                "organisation",
                "body?",
                "number",
                name="approval_once_a_vote",
                message="This outcome is already recorded at this gate.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_outcome_display()} at {self.gate}"

    @property
    def is_fixed(self) -> bool:
        """An outcome is on the record from the first."""
        return True

    def clean(self) -> None:
        """Refuse a body of another organisation. Raises ValidationError."""
        super().clean()
        refuse_anothers_body(self)
