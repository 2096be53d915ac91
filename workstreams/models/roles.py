"""Who leads, hosts, takes part in or supports a workstream, and how firm that is."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from programmes.choices import OrganisationKind
from programmes.models import (
    DatedRecord,
    Organisation,
    refuse_after_the_end,
    refuse_before_the_start,
    seldom,
)
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import unique
from sharedsvc.core.states import NOT_STATED
from workstreams.choices import FIRM, Answer, RoleKind, Standing
from workstreams.models.workstreams import Workstream
from workstreams.querysets import RoleQuerySet

CARRY = (RoleKind.LEAD, RoleKind.JOINT_LEAD, RoleKind.HOST)
TAKE_PART = (*CARRY, RoleKind.PROVIDER, RoleKind.PARTICIPANT)
# Who can hardly hold such a role: a partnership acts through its members; a union or an adviser
# does not answer for a service.
SELDOM = {
    OrganisationKind.PARTNERSHIP: (TAKE_PART, "one of its members has the role"),
    OrganisationKind.UNION: (CARRY, "a council has the role"),
    OrganisationKind.ADVISER: (CARRY, "a council has the role"),
}


class StandingOfRole(DatedCharField):
    """How firm a role is. Before its organisation exists it is at most proposed.

    So read on the page of any day, in every list, count and file (domain.md, "Organisation").
    """

    def on_day(self, day: datetime.date, column: Any, sql: str) -> str:
        held = super().on_day(day, column, sql)
        organisations = Organisation._meta.db_table
        to_come = f"SELECT id FROM \"{organisations}\" WHERE start_earliest > '{day.isoformat()}'"
        firm = ", ".join(f"'{standing}'" for standing in FIRM)
        is_early = f"{column('organisation_id')} IN ({to_come}) AND ({held}) IN ({firm})"
        return f"CASE WHEN {is_early} THEN '{Standing.PROPOSED}' ELSE {held} END"


class WorkstreamRole(DatedRecord):
    """An organisation's (or a person's) part in a workstream.

    Two joint leads are two rows. Without anybody, `answer` says why nobody is named.
    """

    seen_through = ("workstream", "organisation", "person", "post")
    ends_with = ("workstream", "organisation")
    partnership_path = "workstream__programme__partnership"

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(
        "role",
        max_length=20,
        choices=RoleKind.offered,
        help_text="What the organisation or person does in it.",
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workstream_roles",
    )
    person = models.ForeignKey(
        "programmes.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workstream_roles",
        help_text="Who holds the role, where a person is named.",
    )
    post = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="workstream_roles",
        help_text="The post that acts.",
    )
    standing = StandingOfRole(
        max_length=20,
        choices=Standing.offered,
        unknown=NOT_STATED,
        finals=[Final((Standing.ENDED,), after=True)],
        help_text="How firm it is.",
    )
    answer = models.CharField(
        "answered",
        max_length=20,
        choices=Answer.offered,
        default=Answer.STATED,
        help_text="Why nobody is named, where nobody is.",
    )
    wording = models.CharField(
        "as worded",
        max_length=200,
        blank=True,
        help_text="How the source puts the standing: “identified”.",
    )
    order = models.PositiveSmallIntegerField(
        "named at place", default=1, help_text="First, second… as they are named."
    )
    spell = models.PositiveSmallIntegerField(default=1)

    objects: ClassVar[Any] = RoleQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["workstream", "order", "pk"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "workstream",
                "kind",
                "organisation?",
                "person?",
                "spell",
                name="role_once_a_spell",
                message="This role is already recorded.",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.STATED)
                & (Q(organisation__isnull=False) | Q(person__isnull=False) | Q(post__isnull=False))
                | ~Q(answer=Answer.STATED)
                & Q(organisation__isnull=True, person__isnull=True, post__isnull=True),
                name="role_names_somebody_or_says_why_not",
                violation_error_message=(
                    "Name who holds the role, or say why nobody is named "
                    "(to be decided, not applicable, not stated)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.get_kind_display()} of {self.workstream}"

    @property
    def holder(self) -> str:
        """Who holds the role, or why nobody is named."""
        named = self.organisation or self.person or self.post
        return named.label if named else self.get_answer_display()

    def unusual(self) -> dict[str, str]:
        """A role that an organisation of its kind seldom has, and who usually has it."""
        kind: Any = self.organisation and self.organisation.kind
        kinds, usually = SELDOM.get(kind, ((), ""))
        if self.organisation is None or self.kind not in kinds:
            return {}
        return {"organisation": seldom(self.organisation, f"usually {usually}")}

    def clean(self) -> None:
        """Refuse an organisation that had ended before. Raises ValidationError."""
        super().clean()
        refuse_after_the_end(self, "organisation", "this role starts")
        if self.standing in FIRM:
            refuse_before_the_start(self, "organisation", "its part is only proposed")
