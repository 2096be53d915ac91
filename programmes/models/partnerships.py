"""Partnerships' members, programmes and their phases."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from programmes.audiences.moving import follow_act_of_sharing
from programmes.choices import MembershipRole, Visibility
from programmes.models.organisations import Partnership
from programmes.models.records import (
    DatedRecord,
    ended_if_said_how,
    how_it_ended,
    once_in_a_programme,
    refuse_after_the_end,
    refuse_before_the_start,
)
from programmes.querysets.partnerships import MembershipQuerySet, ProgrammeQuerySet, SharingQuerySet
from sharedsvc.core.addresses import address_of
from sharedsvc.core.history import moment_of_writing, recording
from sharedsvc.core.models import unique
from sharedsvc.core.names import NameField
from sharedsvc.core.rights import fields_that_differ


class Membership(DatedRecord):
    """An organisation's part in a partnership: member, chair, administrator and so on."""

    seen_through = ("partnership", "organisation")
    ends_with = ("partnership", "organisation")
    partnership_path = "partnership"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="joined"
    )
    role = models.CharField(
        "part", max_length=20, choices=MembershipRole.offered, default=MembershipRole.MEMBER
    )
    spell = models.PositiveSmallIntegerField(
        default=1, help_text="2 for a council that left and came back."
    )

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

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

    def clean(self) -> None:
        super().clean()
        for name in self.ends_with:
            refuse_after_the_end(self, name, "this membership starts")
            refuse_before_the_start(self, name, "there is no membership")

    def set_bounds(self) -> None:
        """Where its start is not stated, not before the organisation exists."""
        super().set_bounds()
        if not self.start and self.organisation_id:
            self.start_earliest = max(self.start_earliest, self.organisation.start_earliest)
            self.start_latest = max(self.start_latest, self.organisation.start_latest)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Who left and comes back shares nothing until it says so again."""
        with transaction.atomic():
            self._end_what_it_left_open()
            super().save(*args, **kwargs)

    def _end_what_it_left_open(self) -> None:
        pair = {"partnership": self.partnership_id, "organisation": self.organisation_id}
        sharing = Sharing.objects.not_struck_out().filter(end="", **pair).first()
        if sharing and not Membership.objects.surely_members(datetime.date.today(), **pair):
            with recording(user=None, reason=MEMBERSHIP_OVER):
                sharing.close(MEMBERSHIP_OVER)
                sharing.save()


class Sharing(DatedRecord):
    """That a member shares with its partners what is kept between them: its own act, and dated.

    While it is surely in force, and the membership too, the organisation's people see what those
    who share there keep between partners, and theirs see what it keeps so, as far as that was
    opened since `opens_from`, which is long ago where `earlier_too`. Only its end is ever changed.
    """

    seen_through = ("partnership", "organisation")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="sharings", verbose_name="partnership"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="shares"
    )
    earlier_too = models.BooleanField(
        "what it recorded before",
        default=False,
        help_text="What was recorded before it shared opens too.",
    )
    source = models.CharField(
        "decision or letter",
        max_length=300,
        blank=True,
        help_text="The decision or letter by which it shares.",
    )
    opens_from = models.DateTimeField(editable=False)

    objects: ClassVar[Any] = SharingQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = "act of sharing"
        verbose_name_plural = "acts of sharing"
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "partnership",
                "organisation",
                "end",
                name="one_open_sharing_at_a_time",
                message="This organisation shares in this partnership already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(partnership=models.F("organisation")),
                name="no_partnership_shares_with_itself",
                violation_error_message="A partnership sees what is kept in it without sharing.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    owner__isnull=False,
                    owner=models.F("organisation"),
                    visibility=Visibility.PUBLIC,
                ),
                name="sharing_is_its_organisations_own_act",
                violation_error_message="Sharing is the organisation's own act, and known.",
            ),
            models.CheckConstraint(
                condition=~models.Q(start=""),
                name="sharing_has_a_start",
                violation_error_message="Say from when it shares.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} shares in {self.partnership}"

    @property
    def why_fixed(self) -> str:
        """That an act of sharing is ended, never changed."""
        return NEVER_WIDENED if self.pk else ""

    def set_bounds(self) -> None:
        """Also since when what is opened counts."""
        super().set_bounds()
        if self._state.adding:
            self.opens_from = AT_ANY_TIME if self.earlier_too else self._first_moment()

    def _first_moment(self) -> datetime.datetime:
        """When its first day begins; where that is today, the moment of the act."""
        now = moment_of_writing()
        first = datetime.datetime.combine(self.start_latest, datetime.time.min)
        is_today = self.start_latest == timezone.localtime(now).date()
        return now if is_today else timezone.make_aware(first)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; of one that is stored only its end. Raises ValidationError."""
        if self.pk is not None:
            self._refuse_widening()
        super().save(*args, **kwargs)

    @classmethod
    def after_adding(cls, records: Sequence[Any]) -> None:
        """What their organisations keep between partners opens to those who share there."""
        for organisation in sorted({one.organisation_id for one in records}):
            follow_act_of_sharing(organisation)

    def _refuse_widening(self) -> None:
        """Raise ValidationError where anything but an earlier end is changed."""
        stored = Sharing.objects.get(pk=self.pk)
        self.set_bounds()
        changed = {field.name for field in fields_that_differ(stored, self)}
        if changed & FIXED_IN_SHARING or self.end_latest > stored.end_latest:
            raise ValidationError(NEVER_WIDENED)

    def close(self, reason: str) -> None:
        """Let it end at once, not saved yet: yesterday was its last day.

        One that has not been in force on any day before today is struck out.
        """
        yesterday = datetime.date.today() - datetime.timedelta(days=1)
        if self.start_earliest > yesterday:
            self.struck_out = reason
        else:
            self.end = yesterday.isoformat()


AT_ANY_TIME = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)
NEVER_WIDENED = (
    "Sharing is never changed, only ended: end it under “Sharing”, and start it there anew."
)
MEMBERSHIP_OVER = "The membership had ended: whoever comes back shares anew."
FIXED_IN_SHARING = {"partnership", "organisation", "start", "earlier_too", "source"}


class Programme(DatedRecord):
    """What a partnership sets out to do."""

    seen_through = ("partnership",)
    ends_with = ("partnership",)
    told_by = ("code", "title")
    partnership_path = "partnership"

    code = models.SlugField(max_length=60)
    title = NameField(max_length=200)
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="programmes"
    )
    summary = models.TextField(blank=True, help_text="What the programme is, in two sentences.")
    ending = how_it_ended()

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["title", "pk"]
        # Whole: lists of what is in programmes are read along it, struck out or not.
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="programme_by_title")]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "code",
                name="programme_code_once",
                message="There is another programme with this code.",
            ),
            ended_if_said_how(),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return address_of("portal:programme", self.code)

    def clean(self) -> None:
        """Refuse a partnership that is none. Raises ValidationError."""
        super().clean()
        if self.partnership_id and not self.partnership.is_partnership:
            raise ValidationError({"partnership": f"{self.partnership} is not a partnership."})


class Phase(DatedRecord):
    """A phase of a programme, with priority numbers of its own (IC 2.5)."""

    told_by = ("code", "title")
    seen_through = ("programme",)
    ends_with = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    code = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField(default=1)
    title = NameField(max_length=200)
    description = models.TextField(blank=True)

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a phase"),
        ]

    def __str__(self) -> str:
        return self.title


class Principle(DatedRecord):
    """A written principle of a programme (CS 5.1)."""

    seen_through = ("programme",)
    ends_with = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="principles")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "number"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a principle", "number"),
        ]

    def __str__(self) -> str:
        return self.text


class Criterion(DatedRecord):
    """A criterion by which a programme puts its work in order, weighted or not (GC 3.11)."""

    seen_through = ("programme",)
    ends_with = ("programme",)
    partnership_path = "programme__partnership"

    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="criteria",
        help_text="The programme that puts its work in order by it.",
    )
    number = models.CharField(max_length=20, help_text="As the programme numbers it.")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(
        help_text=(
            "By what the programme puts its work in order; it names a column where "
            "workstreams are scored."
        )
    )
    weight = models.PositiveSmallIntegerField(
        "weight, per cent",
        null=True,
        blank=True,
        help_text="How much it counts. Blank: no weight is stated, and none is assumed.",
    )
    lowest = models.PositiveSmallIntegerField(
        "lowest score",
        null=True,
        blank=True,
        help_text="Where its scale begins. Blank: nothing is scored against it.",
    )
    highest = models.PositiveSmallIntegerField(
        "highest score", null=True, blank=True, help_text="Where its scale ends: the best there is."
    )

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "order", "number"]
        verbose_name_plural = "criteria"
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a criterion", "number"),
            models.CheckConstraint(
                condition=models.Q(lowest__isnull=True, highest__isnull=True)
                | models.Q(
                    lowest__isnull=False, highest__isnull=False, lowest__lt=models.F("highest")
                ),
                name="a_scale_goes_from_lowest_to_highest",
                violation_error_message="A scale has a lowest and a highest score: give both, the "
                "lowest first, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_scale(self) -> bool:
        """Whether anything may be scored against it."""
        return self.lowest is not None and self.highest is not None

    @property
    def scale(self) -> str:
        """Its scale in words; "" where nothing is scored against it."""
        return f"{self.lowest} to {self.highest}" if self.has_scale else ""
