"""How a workstream is delivered."""

from typing import ClassVar

from django.db import models

from programmes.models import DatedRecord
from sharedsvc.core.models import unique
from workstreams.choices import DeliveryModel, Standing
from workstreams.models.fields import before_gates_only, why_before_gates
from workstreams.models.workstreams import Workstream


class Arrangement(DatedRecord):
    """A delivery model of a workstream; one may be in force while another is proposed (CS)."""

    seen_through = ("workstream",)
    ends_with = ("workstream",)
    partnership_path = "workstream__programme__partnership"

    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="arrangements"
    )
    model = models.CharField("delivery model", max_length=40, choices=DeliveryModel.offered)
    standing = models.CharField(max_length=20, choices=Standing.offered)
    wording = models.CharField(
        "as worded", max_length=300, blank=True, help_text="How the source puts it."
    )
    spell = models.PositiveSmallIntegerField(default=1)
    before_gates = why_before_gates()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["workstream", "start_latest", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            before_gates_only(
                models.Q(standing__in=[Standing.IN_FORCE, Standing.ENDED]),
                "arrangement_before_gates_took_effect",
                "a delivery model that is or was in force",
            ),
            unique(
                "workstream",
                "model",
                "standing",
                "spell",
                name="arrangement_once_a_spell",
                message="This arrangement is already recorded.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream}: {self.get_model_display()}"
