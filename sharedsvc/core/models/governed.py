"""A record whose every version is kept, and which is never deleted."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from sharedsvc.core.conditions import plainly_holds
from sharedsvc.core.dated.fields import reads_as_at
from sharedsvc.core.history import (
    NEW,
    GovernedHistory,
    GuardedQuerySet,
    Unrecorded,
    current_recording,
)
from sharedsvc.core.light import is_reading_light, light
from sharedsvc.core.models.dates import WithKnownDates
from sharedsvc.core.reading_day import reading
from sharedsvc.core.reserved import refuse_reserved_code
from sharedsvc.core.rights import note_added, require_right
from sharedsvc.core.texts import unseen_refused

TEXTS = (models.CharField, models.TextField)
OF_A_DAY = "What was read as at a day is only to be shown: read the record again to write it."


class Governed(WithKnownDates, models.Model):
    """A record whose every version is kept, with user and reason, and which is never deleted."""

    told_by: ClassVar[tuple[str, ...]] = ()  # the columns that make its name and address; () all

    reads_on_days: ClassVar[bool] = True  # some fields perhaps (`core.dated`); versions never

    struck_out = models.TextField(
        blank=True, help_text="A mistake is struck out with the reason, never deleted."
    )
    history = GovernedHistory(inherit=True, history_change_reason_field=models.TextField())

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    _as_read: ClassVar[tuple[Sequence[str], Sequence[Any]]] = ((), ())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with the bounds of its dates. Raises Unrecorded outside a recording."""
        current_recording()
        self.set_bounds()
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        """Keep the values that were read, so that saving can tell what was set since."""
        if is_reading_light():
            return light(cls, db, field_names, values)
        record = super().from_db(db, field_names, values)
        record.__dict__["_as_read"] = (field_names, values)
        if reading() is not None and reads_as_at(cls):
            record.__dict__["_of_a_day"] = True
        return record

    def as_read(self) -> dict[str, Any]:
        """The values with which the record was read; {} for one that was made here."""
        return dict(zip(*self._as_read, strict=True))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the record again, wholly or some fields of it."""
        super().refresh_from_db(*args, **kwargs)
        self.note_as_read(kwargs.get("fields") or (args[1] if len(args) > 1 else None))

    def save_base(self, raw: bool = False, *args: Any, **kwargs: Any) -> None:
        """The lowest door: no record is written without a right to it. Raises PermissionDenied."""
        recording = current_recording()
        if "_of_a_day" in self.__dict__:
            raise Unrecorded(OF_A_DAY)
        is_new = require_right(self)
        if not is_new:
            self.refuse_loss()
        if kwargs.get("update_fields") is None and not self._state.adding:
            kwargs["update_fields"] = self.set_since_read() or None
        super().save_base(raw, *args, **kwargs)
        written = kwargs.get("update_fields")
        self.note_as_read(written)
        recording.note(self, NEW if is_new else written and frozenset(written))
        if is_new:
            note_added(self)
            self.after_adding([self])

    def note_as_read(self, names: Iterable[str] | None = None) -> None:
        """From now on these values (or all) are those that stand in the database."""
        known = names or [field.attname for field in self._meta.concrete_fields]
        read = self.as_read() | {n: self.__dict__[n] for n in known if n in self.__dict__}
        self.__dict__["_as_read"] = ([*read], [*read.values()])

    def set_since_read(self) -> frozenset[str]:
        """The columns that were set since the record was read: only these are written.

        Where there is none, one stands for all, so that a version is written.
        """
        read = self.as_read()
        changed = frozenset(name for name, was in read.items() if getattr(self, name) != was)
        return changed or frozenset({"struck_out"} & read.keys())

    @classmethod
    def before_writing(cls, records: Sequence[Any]) -> None:
        """Complete valid records of the model that are about to be written; of most, nothing is."""

    @classmethod
    def after_adding(cls, records: Sequence[Any]) -> None:
        """What follows when new records were inserted, one or many; of most, nothing."""

    @classmethod
    def may_be_added_with_others(cls) -> bool:
        """Whether adding one looks at nothing but the record and the rules of the database."""
        return False

    def may_be_changed_with_others(self, stored: Self) -> bool:
        """Whether this change of what is stored takes nothing from anybody, whatever there is."""
        return False

    def carry_over(self, stored: Self) -> None:
        """Keep what a change leaves as it is stored."""

    @property
    def why_fixed(self) -> str:
        """Why people can no longer change the record, and what to do instead; "" where they can.

        Asked before a person's change is written, in the admin and of a workbook alike. A record
        answers as it was read: whoever makes it fixed may complete it in the same step.
        """
        return ""

    def refuse_loss(self) -> None:
        """Refuse a change that would take from others what they rely on. Raises ValidationError.

        Asked after the right to the change, before a stored record is written.
        """

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never: a mistake is struck out. Raises Unrecorded."""
        raise Unrecorded("Records are never deleted: strike out a mistake, with the reason.")

    def get_constraints(self) -> Any:
        """Those to be validated: the database is not asked about a condition that plainly holds."""
        return [
            (model, [one for one in constraints if not plainly_holds(one, self)])
            for model, constraints in super().get_constraints()
        ]

    def clean_fields(self, exclude: Any = None) -> None:
        """A record that is named and was read need not be looked up once more."""
        exclude = {*(exclude or ()), *self._relations_read()}
        errors: dict[str, Any] = {}
        for step in (super().clean_fields, self._refuse_unseen):
            try:
                step(exclude=exclude)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)
        self.set_bounds()
        refuse_reserved_code(self)

    def _relations_read(self) -> set[str]:
        keys = {field.name: field.attname for field in self._meta.concrete_fields}
        read: dict[str, Any] = self._state.fields_cache
        return {
            name
            for name, other in read.items()
            if name in keys and other is not None and other.pk == getattr(self, keys[name])
        }

    def _refuse_unseen(self, exclude: Any = None) -> None:
        """Refuse texts with characters that nobody sees. Raises ValidationError."""
        errors = {}
        for field in self._meta.concrete_fields:
            if isinstance(field, TEXTS) and field.name not in (exclude or ()):
                words = unseen_refused(getattr(self, field.attname))
                if words:
                    errors[field.name] = words
        if errors:
            raise ValidationError(errors)
