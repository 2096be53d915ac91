"""Workstreams, what became of them, and where they stand in a programme's phases."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from programmes.models import DatedRecord, HappeningRecord, once_in_a_programme
from sharedsvc.core.dates import bounds, day_in_words
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField
from workstreams.addresses import page_address, update_form_address
from workstreams.choices import DurationClass, LifecycleStage, LineageKind
from workstreams.models.fields import before_gates_only, why_before_gates
from workstreams.querysets import WorkstreamQuerySet


class Workstream(DatedRecord):
    """A proposed or running shared service. A component has a parent and is not counted."""

    seen_through = ("programme", "parent")
    ends_with = ("programme", "parent")
    told_by = ("ref", "title")
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="workstreams"
    )
    ref = models.SlugField(max_length=60, help_text="As the programme calls it.")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name="component of",
        help_text=("The workstream that it is a component of. Blank: it stands by itself."),
    )
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Place in lists, where no rank says it."
    )
    title = NameField(max_length=200, help_text="What the programme calls it.")
    scope = models.TextField(blank=True, help_text="Which services it covers, and which not.")
    remit = models.TextField(blank=True, help_text="What it is asked to do or find out.")
    duration_class = models.CharField(
        "duration",
        max_length=20,
        choices=DurationClass.offered,
        default=DurationClass.NOT_STATED,
        help_text="Whether it is meant to last.",
    )
    amount = models.CharField(max_length=100, blank=True, help_text="As stated.")

    objects: ClassVar[Any] = WorkstreamQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "ref", "pk"]
        # Whole: lists of what is of workstreams are read along it, struck out or not.
        # The other counts them: the last page of a list says which page it is.
        indexes: ClassVar = [
            models.Index(fields=["title", "id"], name="workstream_by_title"),
            models.Index(fields=["duration_class", "id"], name="workstream_by_class"),
            models.Index(
                fields=["audience", "end_latest", "start_earliest"],
                name="workstreams_in_force",
                condition=models.Q(struck_out=""),
            ),
        ]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a workstream", "ref"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="workstream_is_not_its_own_parent",
                violation_error_message="A workstream cannot be a component of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def printed_ref(self) -> str:
        """The reference, if it is the programme's own (A5b) and not this register's slug."""
        return self.ref if self.ref != self.ref.lower() else ""

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return page_address(self.programme.code, self.ref)

    @property
    def update_form_address(self) -> str:
        """The address of the form on which its officers say how it stands."""
        return update_form_address(self.programme.code, self.ref)


class Lineage(HappeningRecord):
    """That one workstream was merged into, split into, replaced by or renamed as another."""

    seen_through = ("predecessor", "successor")
    partnership_path = "successor__programme__partnership"

    predecessor = models.ForeignKey(
        Workstream,
        on_delete=models.PROTECT,
        related_name="led_to",
        verbose_name="workstream",
        help_text="The one that became another.",
    )
    successor = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="came_from", verbose_name="into"
    )
    kind = models.CharField("was", max_length=10, choices=LineageKind.offered)

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["successor", "predecessor"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "predecessor",
                "successor",
                name="lineage_once",
                message="This lineage is already recorded.",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="no_workstream_succeeds_itself",
                violation_error_message="A workstream cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.kind} into {self.successor}"


DID_NOT_RUN_THEN = (
    "It was recorded here on {}, and did not run then: record it as live, once the gates in front "
    "of it are passed."
)


class Stage(DatedRecord):
    """Where a workstream stands: its lifecycle, and its place, priority and title in a phase.

    With an owner it is that council's own route only (IC 2.4: roads, by a budget work stream).
    """

    seen_through = ("workstream", "phase", "owner")
    ends_with = ("workstream", "owner")
    partnership_path = "workstream__programme__partnership"
    same_programme = ("phase",)

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(
        max_length=30, choices=LifecycleStage.offered, help_text="How far it has come."
    )
    phase = models.ForeignKey(
        "programmes.Phase",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stages",
        help_text=("The phase of the programme in which it stands there. Blank: none is named."),
    )
    priority = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The phase's own number; it is not a rank."
    )
    title = models.CharField(
        "title in the phase", max_length=200, blank=True, help_text="The title in use in the phase."
    )
    spell = models.PositiveSmallIntegerField(default=1)
    before_gates = why_before_gates()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["workstream", "start_latest", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            before_gates_only(
                models.Q(stage=LifecycleStage.LIVE),
                "stage_before_gates_is_live",
                "a service that is live",
            ),
            unique(
                "workstream",
                "stage",
                "phase?",
                "owner?",
                "spell",
                name="stage_once_a_spell",
                message="This stage is already recorded.",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__isnull=True) | models.Q(phase__isnull=False),
                name="priority_only_in_a_phase",
                violation_error_message="A priority number belongs to a phase: name the phase.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}: {self.get_stage_display()}"

    def clean(self) -> None:
        """Refuse that it ran before it was recorded, where it began later. ValidationError."""
        super().clean()
        if self.stage == LifecycleStage.RUNNING and self.workstream_id and self.start:
            versions = self.workstream.history.order_by("history_id")
            recorded = versions.values_list("history_date", flat=True).first()
            if recorded and bounds(self.start).earliest > recorded.date():
                day = day_in_words(recorded.date())
                raise ValidationError({"start": DID_NOT_RUN_THEN.format(day)})
