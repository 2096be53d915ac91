"""The base of every governed record of the domain: visibility, owner, remarks."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property

from programmes.audiences.moving import (
    follow_record,
    hold_for_moving,
    keeps_its_audience,
    moves,
    openness_of,
    stored_openness,
)
from programmes.audiences.terms import NOBODY
from programmes.audiences.working_out import give_audiences
from programmes.belonging import programme_id_of
from programmes.choices import Ending, Visibility
from programmes.ends import (
    end_with_wholes,
    ends_otherwise,
    ends_with_another,
    follow_end,
    forget,
    what_ended,
    words_once_ended,
)
from programmes.querysets.records import (
    DatedRecordQuerySet,
    HappeningRecordQuerySet,
    RecordQuerySet,
)
from programmes.resting import refuse_for_itself, refuse_loss, takes_away
from programmes.viewers import note_those_seen
from sharedsvc.core.dated.ends import EndCharField
from sharedsvc.core.dates import LATEST, bounds
from sharedsvc.core.history import current_recording, moment_of_writing
from sharedsvc.core.models import END, POINT, START, Dated, Governed, Happening, unique
from sharedsvc.core.models.unique import Once
from sharedsvc.core.reference import Reference, reference_of
from sharedsvc.core.rights import is_being_kept, name_to_tell

# What a record may belong to, with the words before its name.
OWNERS = {"programme": "the programme ", "organisation": "", "body": ""}


def once_in_a_programme(which: str, field: str = "code", *, name: str = "") -> Once:
    """No two records of a programme have the same code, number or reference: "an agreement"."""
    called = {"ref": "reference"}.get(field, field)
    return unique(
        "programme",
        field,
        name=f"{name or which.split()[-1]}_{field}_once_in_a_programme",
        message=f"The programme already has {which} with this {called}.",
    )


class Record(Governed):
    """A governed record: who may see it, whose it is, and what must be said beside it.

    `seen_through` names the foreign keys whose records must be visible too; `partnership_path`
    leads to the partnership between whose members it may be open. `seen` is False only on rows of
    `with_seen_by` that the user may not see. `same_programme` names the foreign keys that lead to
    nothing of another programme; `kept_by` that to the organisation whose keepers alone see it
    until it is published. `audience` is the key of who may see it, worked out from all of these
    when it or what it is seen through is written (`programmes.audiences`).
    """

    seen_through: ClassVar[tuple[str, ...]] = ()
    seen: bool = True
    partnership_path: ClassVar[str] = ""
    same_programme: ClassVar[tuple[str, ...]] = ()
    kept_by: ClassVar[str] = ""
    is_fixed_by_itself: ClassVar[bool] = False
    is_never_struck_out: ClassVar[bool] = False  # once it is fixed

    visibility = models.CharField(
        "who may see it",
        max_length=10,
        choices=Visibility.offered,
        default=Visibility.PUBLIC,
        help_text=(
            "Everyone, the members that share in the partnership, or the owner's own people alone."
        ),
    )
    owner = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The council whose own this record is; blank when it is shared.",
    )
    remarks = models.TextField(
        blank=True, help_text="What must be said beside the record; it is shown with it."
    )
    opened = models.DateTimeField(
        default=moment_of_writing,
        editable=False,
        help_text="When its present visibility and owner were set.",
    )
    audience = models.BigIntegerField(
        default=NOBODY, editable=False, help_text="Who may see it, worked out."
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(visibility=Visibility.PUBLIC)
                | models.Q(visibility=Visibility.PARTNERS)
                | models.Q(owner__isnull=False),
                name="%(app_label)s_%(class)s_owner_alone_has_owner",
                violation_error_message="A record for its owner alone needs an owner.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with its audience; what is seen through it follows, in the same transaction."""
        current_recording()
        with transaction.atomic(savepoint=not is_being_kept(self)):
            stored = stored_openness(self) if self.pk is not None else {}
            self.opened = self._since_when_open(stored)
            if keeps_its_audience(self, stored):
                self.audience = stored["audience"]
            else:
                self.before_writing([self])
            is_moving = bool(stored) and moves(self, stored)
            if is_moving:
                hold_for_moving(self)
            before = self.as_read()
            super().save(*args, **kwargs)
            if is_moving:
                follow_record(self, stored)
            follow_end(self, before)

    @classmethod
    def before_writing(cls, records: Sequence[Any]) -> None:
        """Work out who may see them; note what they are seen through that the writer sees."""
        for parent, held in give_audiences(records):
            note_those_seen(parent, held)

    @classmethod
    def after_adding(cls, records: Sequence[Any]) -> None:
        """What belongs to them ends with them."""
        forget(cls)

    @classmethod
    def may_be_added_with_others(cls) -> bool:
        """Not where a kind looks further on saving."""
        return cls.save is Record.save and cls.save_base is Governed.save_base

    def may_be_changed_with_others(self, stored: Any) -> bool:
        """Not where a kind looks further on saving, nor to strike out or close a record.

        Links may be: nothing rests on one. Raises ValidationError for one of what is fixed.
        """
        is_plain = self.may_be_added_with_others() and type(self).refuse_loss is Record.refuse_loss
        if not is_plain or stored.struck_out or moves(self, openness_of(stored)):
            return False
        if ends_otherwise(self, stored):
            return False
        if not takes_away(self, stored):
            return True
        refuse_for_itself(self)
        return isinstance(self, Link)

    def carry_over(self, stored: Any) -> None:
        """Since when it is open, where visibility and owner stay as they are."""
        self.opened = self._since_when_open(openness_of(stored))

    def _since_when_open(self, stored: dict[str, Any]) -> datetime.datetime:
        """As stored where visibility and owner stay as they are, whatever was read before."""
        whose = (self.visibility, self.owner_id)
        if stored and whose == (stored["visibility"], stored["owner_id"]):
            return stored["opened"]
        return moment_of_writing()

    def clean(self) -> None:
        """Refuse what names records of another programme. Raises ValidationError."""
        super().clean()
        for name in self.same_programme:
            other: Any = getattr(self, name, None)
            own = programme_id_of(self) if other else None
            if own and programme_id_of(other) != own:
                what = other._meta.verbose_name
                raise ValidationError({name: f"The {what} belongs to another programme."})

    def unusual(self) -> dict[str, str]:
        """What is possible, yet seldom meant, by field: people are asked once whether it is."""
        return {}

    @property
    def label(self) -> str:
        """What lists and links call it."""
        return str(self)

    @property
    def whose_in_words(self) -> str:
        """Whose it is, behind its name: ", of the programme …"; "" for what is nobody's."""
        for name, words in OWNERS.items():
            owner = getattr(self, name, None)
            if owner is not None:
                return f", of {words}{name_to_tell(owner)}"
        return ""

    @property
    def is_fixed(self) -> bool:
        """Whether it was published or recorded: what it rests on is neither struck out nor hidden.

        Models that say so set `is_fixed_by_itself`; their parts are fixed with them.
        """
        return False

    def refuse_loss(self) -> None:
        """Refuse to strike out or hide what something published or recorded rests on."""
        refuse_loss(self)

    reference = property(reference_of)


class DatedRecord(Record, Dated):
    """A record in force from a start to an end; it ends at the latest with what it `ends_with`."""

    known_dates: ClassVar = {"start": START, "end": END}
    ends_with: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = DatedRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar = [*Record.Meta.constraints, *Dated.Meta.constraints]

    def set_bounds(self) -> None:
        """Also no further than what it belongs to."""
        before = self.end_earliest, self.end_latest
        self.set_own_bounds()
        end_with_wholes(self, before)

    def set_own_bounds(self) -> None:
        """By its own dates alone."""
        super().set_bounds()

    def date_in_words(self, name: str) -> str:
        """How the date reads; an end that is not its own, once it has come, with what it is."""
        words = super().date_in_words(name)
        return (self._end_with_its_whole() or words) if name == "end" else words

    def _end_with_its_whole(self) -> str:
        if self.end_latest == LATEST or not (self.ends_with and ends_with_another(self)):
            return ""
        return words_once_ended(self.end_latest, what_ended(self))


def refuse_after_the_end(record: Any, name: str, begins: str) -> None:
    """Refuse a record that surely begins when what it names there had ended. ValidationError."""
    named = getattr(record, name, None)
    if named and named.end_latest < record.start_earliest:
        raise ValidationError({name: f"{named} had ended before {begins}."})


def refuse_before_the_start(record: Any, name: str, until_then: str) -> None:
    """Refuse one that is said to begin while what it names there surely did not exist yet."""
    named = getattr(record, name, None)
    if named and record.start and bounds(record.start).latest < named.start_earliest:
        raise ValidationError(
            {
                name: f"{named} does not exist before {named.start_in_words}: {until_then} until "
                "then. Give a start from that day on."
            }
        )


def how_it_ended() -> models.CharField:
    """The column of what may end: how it did."""
    return EndCharField(
        "how it ended",
        max_length=20,
        choices=Ending.offered,
        default=Ending.NOT_STATED,
        empty=f"'{Ending.NOT_STATED}'",
        help_text="Only with an end. By whom it was followed stands under successions.",
    )


def ended_if_said_how() -> models.CheckConstraint:
    """What is said to have ended in some way has an end."""
    has_end = ~models.Q(end="") | ~models.Q(end_words="")
    return models.CheckConstraint(
        condition=models.Q(ending=Ending.NOT_STATED) | has_end,
        name="%(class)s_that_ended_somehow_has_an_end",
        violation_error_message="Say when it ended, too.",
    )


class HappeningRecord(Record, Happening):
    """A record that happened, or is to happen, on a date."""

    known_dates: ClassVar = {"date": POINT}

    objects: ClassVar[Any] = HappeningRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar = [*Record.Meta.constraints, *Happening.Meta.constraints]


class Link(models.Model):
    """Columns that point at a record of any kind.

    The kind is a model label, not a content type: pages then need no look-up of content types.
    """

    record_type = models.CharField(max_length=60, editable=False)
    record_id = models.BigIntegerField(editable=False)

    class Meta:
        abstract = True

    @cached_property
    def record(self) -> Any:
        """The record that it hangs on; None where there is none."""
        model: Any = apps.get_model(self.record_type)
        return model._base_manager.filter(pk=self.record_id).first()

    @property
    def record_reference(self) -> Reference:
        """Kind and key of the record that it hangs on."""
        return self.record_type, self.record_id


def refuse_wrong_whole(record: Any, parts: str) -> None:
    """Refuse a `parent` that cannot be: of another programme, or a part of the record itself.

    Whole and parts, which `parts` leads to, are of one programme: who may see a part is worked out
    from that. Raises ValidationError.
    """
    refuse_wrong_parent(record)
    if record.pk and _parts_elsewhere(record, parts).exists():
        raise ValidationError({"programme": "It has parts in its programme: take them out first."})


def refuse_wrong_parent(record: Any) -> None:
    """The same as far as it is wrong by the record's own `parent`."""
    whole, passed = record.parent, set()
    if whole is not None and whole.programme_id != record.programme_id:
        raise ValidationError({"parent": "The parent belongs to another programme."})
    while whole is not None and whole.pk not in passed:
        if record.pk is not None and whole.pk == record.pk:
            raise ValidationError({"parent": "The parents form a circle."})
        passed.add(whole.pk)
        whole = whole.parent


def _parts_elsewhere(record: Any, parts: str) -> Any:
    return getattr(record, parts).not_struck_out().exclude(programme=record.programme_id)
