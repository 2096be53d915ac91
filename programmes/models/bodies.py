"""Where decisions are taken or advised, and when they meet."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from programmes.choices import BodyKind, MeetingState, PowerKind
from programmes.models.records import DatedRecord, HappeningRecord
from programmes.querysets.bodies import MeetingQuerySet
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField
from sharedsvc.core.rights import name_to_tell


class Body(DatedRecord):
    """A council, cabinet, committee, panel, board or team of one organisation or partnership."""

    blank_start_means_always = True
    seen_through = ("organisation",)
    ends_with = ("organisation",)

    code = models.SlugField(max_length=60)
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="bodies"
    )
    name = NameField(max_length=200)
    kind = models.CharField(max_length=20, choices=BodyKind.offered, default=BodyKind.OTHER)
    powers = models.TextField("powers as stated", blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique("code", name="body_code_once", message="There is another body with this code."),
        ]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    @property
    def in_full(self) -> str:
        """The name, and whose it is where the name does not say: "Cabinet, Inverclyde"."""
        owner = self.organisation
        return self.name if self.is_named_after(owner) else f"{self.name}, {owner.label}"

    def is_named_after(self, organisation: Any) -> bool:
        """Whether its name says already whose it is: "Inverclyde Council" of Inverclyde."""
        return organisation.label in self.name or organisation.name in self.name


class Power(DatedRecord):
    """That a body decides, recommends or is consulted, on what, from when to when.

    Gates ask it: what a body says that may only recommend passes none, and only one that decides
    waives one (domain.md, "Body").
    """

    blank_start_means_always = True
    seen_through = ("body",)
    ends_with = ("body",)

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="dated_powers")
    kind = models.CharField("power", max_length=20, choices=PowerKind.offered)
    on_what = models.TextField("on what", blank=True, help_text="Blank where it is not stated.")
    number = models.PositiveSmallIntegerField(
        default=1, help_text="2 for another power of the same kind."
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["body", "kind", "number"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "body",
                "kind",
                "number",
                name="power_once_by_number",
                message="The body already has a power of this kind and number.",
            ),
        ]

    def __str__(self) -> str:
        on_what = f": {self.on_what}" if self.on_what else ""
        return f"{self.body} {self.get_kind_display().lower()}{on_what}"


def refuse_anothers_body(record: Any) -> None:
    """Refuse a `body` that is not the `organisation`'s, where one is named. ValidationError."""
    body = record.body
    if body and record.organisation_id not in (None, body.organisation_id):
        names = name_to_tell(body), name_to_tell(record.organisation)
        raise ValidationError({"body": "{} does not belong to {}.".format(*names)})


class Meeting(HappeningRecord):
    """A meeting of a body. A past one without a decision has its outcome not recorded."""

    seen_through = ("body",)

    code = models.SlugField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    state = DatedCharField(
        max_length=20,
        choices=MeetingState.offered,
        default=MeetingState.PLANNED,
        unknown=MeetingState.PLANNED,
        finals=[
            Final((MeetingState.HELD, MeetingState.OUTCOME_NOT_RECORDED), since="date"),
            Final((MeetingState.CANCELLED,), since=""),
        ],
    )
    purpose = models.TextField(blank=True, help_text="What is on its agenda, as far as stated.")

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["date_earliest", "pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            unique(
                "code", name="meeting_code_once", message="There is another meeting with this code."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.date_in_english}"


class Following(models.Model):
    """That somebody follows a body: theirs alone, kept no history, shown to nobody else.

    Their home shows its meetings first. It goes when they say so, or with their account.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "body"],
                name="body_followed_once",
                violation_error_message="You follow this body already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} followed"
