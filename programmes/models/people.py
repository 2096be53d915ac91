"""People, the posts they hold, and the rights of those who sign in."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from programmes.choices import GrantRole, OrganisationKind
from programmes.models.organisations import seldom
from programmes.models.records import DatedRecord, Record
from programmes.querysets import GrantQuerySet
from sharedsvc.core.models import END, START, Dated, Governed, unique


class Person(Record):
    """Somebody named in a source."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta(Record.Meta):
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "code", name="person_code_once", message="There is another person with this code."
            ),
        ]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name


class Post(Record):
    """A post, held at one or more organisations; delegations and clearances go to posts."""

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)

    class Meta(Record.Meta):
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique("code", name="post_code_once", message="There is another post with this code."),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title


class PostOrganisation(Record):
    """That a post belongs to an organisation; a joint post belongs to several."""

    seen_through = ("post", "organisation")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="employers")
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique(
                "post",
                "organisation",
                name="one_row_for_a_post_and_organisation",
                message="This post already belongs to this organisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} at {self.organisation}"

    @property
    def unusual(self) -> dict[str, str]:
        if not self.organisation.is_partnership:
            return {}
        return {"organisation": seldom(self.organisation, "a post belongs to one of its members")}


class Tenure(DatedRecord):
    """Who holds a post, from when to when. Without a person the post is vacant."""

    seen_through = ("post", "person")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tenures"
    )
    spell = models.PositiveSmallIntegerField(default=1)

    class Meta(DatedRecord.Meta):
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            unique(
                "post",
                "person?",
                "spell",
                name="tenure_once_a_spell",
                message="This tenure is already recorded.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or 'Vacant'}: {self.post}"


class Grant(Governed, Dated):
    """What a user may do in an organisation, from when to when."""

    known_dates: ClassVar = {"start": START, "end": END}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(max_length=20, choices=GrantRole.choices)
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="grants"
    )

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    class Meta(Dated.Meta):
        base_manager_name = "objects"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            unique(
                "user",
                "role",
                "organisation",
                "start_earliest",
                name="grant_once",
                message="This person already holds this role here.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.organisation}"

    def clean(self) -> None:
        super().clean()
        if not (self.user_id and self.organisation_id):
            return
        if self._is_held_meanwhile():
            who = self.user.name_or_address
            raise ValidationError(f"{who} holds this role at {self.organisation} already.")
        is_partnership = self.organisation.kind == OrganisationKind.PARTNERSHIP
        if self.role == GrantRole.MANAGER and not is_partnership:
            raise ValidationError(
                {"role": f"{self.organisation} is no partnership: it has no partnership manager."}
            )

    def _is_held_meanwhile(self) -> bool:
        """Whether another grant gives the same role at the same time.

        Ending one would leave the other in force. The same start is the constraint's matter.
        """
        if self.struck_out or not (self.start_earliest and self.end_latest):
            return False
        same = Grant.objects.filter(
            user=self.user_id, role=self.role, organisation=self.organisation_id, struck_out=""
        )
        others = same.exclude(pk=self.pk).exclude(start_earliest=self.start_earliest)
        return others.filter(
            start_earliest__lte=self.end_latest, end_latest__gte=self.start_earliest
        ).exists()
