"""People, the posts they hold, and the rights of those who sign in."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from programmes.choices import PEOPLES_CLERKS, GrantRole
from programmes.lockout import days_lost, lock_people_of, refuse_to_leave_alone
from programmes.models.organisations import seldom
from programmes.models.records import DatedRecord, Record
from programmes.querysets.people import GrantQuerySet, NameAgreementQuerySet
from programmes.querysets.records import NamedQuerySet
from programmes.viewers import viewer_of
from sharedsvc.core.history import recording_in_force
from sharedsvc.core.models import (
    END,
    START,
    Dated,
    Governed,
    date_as_known,
    end_as_told,
    unique,
    validate_edtf,
)
from sharedsvc.core.names import NameField
from sharedsvc.core.rights import is_fresh


class Person(Record):
    """Somebody named in a source.

    `recorded_for` is the one organisation as whose clerk (administrator, manager) somebody recorded
    the person; blank where that is not known.
    """

    told_by = ("code", "name")

    code = models.SlugField(max_length=60)
    name = NameField(max_length=200)
    recorded_for = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[Any] = NamedQuerySet.as_manager()

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

    def clean(self) -> None:
        """Note for which organisation a new person is recorded."""
        super().clean()
        recording = recording_in_force()
        if self._state.adding and recording:
            viewer = viewer_of(recording.user)
            held = viewer.holding(*PEOPLES_CLERKS)
            held = held or viewer.holding(GrantRole.MANAGER)
            self.recorded_for_id = next(iter(held)) if len(held) == 1 else None


class Post(Record):
    """A post, held at one or more organisations; delegations and clearances go to posts."""

    told_by = ("code", "title")

    code = models.SlugField(max_length=60)
    title = NameField(max_length=200)

    objects: ClassVar[Any] = NamedQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            unique("code", name="post_code_once", message="There is another post with this code."),
        ]

    def __str__(self) -> str:
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

    def unusual(self) -> dict[str, str]:
        """A partnership as employer, where usually one of its members is."""
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
    founding = models.BooleanField(
        default=False, editable=False, help_text="Recorded in one act with the person."
    )

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

    def clean(self) -> None:
        """Note whether it is recorded in one act with its person."""
        super().clean()
        self._note_whether_founding()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The same, whoever saves it."""
        self._note_whether_founding()
        super().save(*args, **kwargs)

    def _note_whether_founding(self) -> None:
        """One of another person or post is another tenure: it was not recorded with the person."""
        if self.pk and not self._state.adding and not self.has_moved():
            return
        recording = recording_in_force()
        self.founding = bool(
            self.person_id and recording and is_fresh(self.person, recording.user)  # type: ignore[arg-type]
        )

    def has_moved(self) -> bool:
        """Whether it is to be that of another person, or of another post, than is stored."""
        same = Tenure.objects.filter(pk=self.pk, post=self.post_id, person=self.person_id)
        return not same.exists()


class NameAgreement(Governed):
    """That an organisation agrees to another name for a person, or title for a post.

    It counts while what is called so still has the name that was to be changed (`instead_of`), and
    takes effect once every organisation that must agree has agreed to the same name.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="name_agreements"
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="name_agreements"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Which agrees.",
    )
    name = models.CharField(max_length=200)
    instead_of = models.CharField(max_length=200)
    since = models.CharField(
        max_length=60,
        blank=True,
        validators=[validate_edtf],
        help_text="From which day on it is called so; blank where the name was wrong.",
    )

    objects: ClassVar[Any] = NameAgreementQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            unique(
                "person?",
                "post?",
                "organisation",
                name="name_agreed_once_by_an_organisation",
                message="This organisation has agreed to a name already.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(post__isnull=True),
                name="name_of_a_person_or_a_post",
                violation_error_message="A name is that of a person or of a post: say which.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: “{self.name}” instead of “{self.instead_of}”"

    @property
    def named(self) -> Any:
        """The person or post that is to be called so."""
        return self.person or self.post


class Grant(Governed, Dated):
    """What a user may do in an organisation, from when to when."""

    known_dates: ClassVar = {"start": START, "end": END}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    start, start_words, start_earliest, start_latest = date_as_known(
        "from", "The first day of the role. Blank: from today."
    )
    end, end_words, end_earliest, end_latest = end_as_told(
        "The last day of the role. Blank, or in words alone: until it is ended."
    )
    role = models.CharField(
        max_length=20,
        choices=GrantRole.offered,
        help_text=(
            "What the person may do there. An officer keeps the progress of workstreams, a "
            "clerk records meetings, decisions and reports, a partnership manager keeps its "
            "programmes, an administrator looks after people and house styles; a member "
            "reads. For example: Clerk (democratic services)."
        ),
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        related_name="grants",
        help_text=(
            "The council or partnership in which the role is held; only those that you look "
            "after can be chosen. For example: Inverclyde Council."
        ),
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

    def save_base(self, raw: bool = False, *args: Any, **kwargs: Any) -> None:
        """Written so that nobody's last administrator goes. Raises ValidationError."""
        with transaction.atomic():
            stored = Grant.objects.filter(pk=self.pk).first() if self.pk else None
            if stored is not None and stored.role == GrantRole.ADMINISTRATOR:
                lock_people_of(stored.organisation_id)
            super().save_base(raw, *args, **kwargs)
            if stored is not None:
                refuse_to_leave_alone(stored.organisation, days_lost(stored, self))

    def clean(self) -> None:
        """Refuse a role that is held meanwhile, or that the organisation does not give.

        Raises ValidationError.
        """
        super().clean()
        if not (self.user_id and self.organisation_id):
            return
        if self._is_held_meanwhile():
            who = self.user.name_or_address
            raise ValidationError(f"{who} holds this role at {self.organisation} already.")
        if self.role == GrantRole.MANAGER and not self.organisation.is_partnership:
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
