"""Abstract bases: Governed (history, never deleted) and the columns of a date as known."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from sharedsvc.core.conditions import plainly_holds
from sharedsvc.core.dated.ends import EndCharField, EndDateField
from sharedsvc.core.dated.fields import PointCharField, PointDateField, reads_as_at
from sharedsvc.core.dates import (
    EARLIEST,
    LATEST,
    Bounds,
    NotADate,
    bounds,
    start_in_words,
    stated_in_words,
)
from sharedsvc.core.history import (
    NEW,
    GovernedHistory,
    GuardedQuerySet,
    Unrecorded,
    current_recording,
)
from sharedsvc.core.light import is_reading_light, light
from sharedsvc.core.reading_day import reading
from sharedsvc.core.reserved import refuse_reserved_code
from sharedsvc.core.rights import note_added, require_right, that_may_be_told
from sharedsvc.core.texts import unseen_refused

TEXTS = (models.CharField, models.TextField)
START, END, POINT = "start", "end", "point"
AS_STATED = "The source's own wording, where the date alone would say too much or too little."
FIRST_DAY = (
    "First day in force. Blank: by the day of the document that first states it; else unknown."
)
LAST_DAY = "Last day in force. Blank: open; with wording alone, unknown but not before it was said."
WHEN = "When it happened, or is to happen. Blank: not stated."
OF_A_DAY = "What was read as at a day is only to be shown: read the record again to write it."


def validate_edtf(value: str) -> None:
    """Refuse text that is not a date as known. Raises ValidationError."""
    try:
        bounds(value)
    except NotADate as error:
        raise ValidationError(str(error)) from error


def _typed(label: str, help_text: str) -> dict[str, Any]:
    """What a date as known and each of its kin are declared with."""
    text = {"verbose_name": label, "help_text": help_text, "max_length": 60, "blank": True}
    return text | {"validators": [validate_edtf]}


def _wording(label: str) -> dict[str, Any]:
    """What the wording beside a date as known is declared with."""
    text = {"verbose_name": f"{label}, as stated", "max_length": 200, "blank": True}
    return text | {"help_text": AS_STATED}


def date_as_known(label: str, help_text: str = "") -> tuple[models.Field, ...]:
    """Four sibling columns: EDTF text, the report's wording, and the indexed first and last day."""
    return (
        models.CharField(**_typed(label, help_text)),
        models.CharField(**_wording(label)),
        models.DateField(editable=False, db_index=True),
        models.DateField(editable=False, db_index=True),
    )


def date_once_it_came(name: str, label: str, help_text: str = "") -> tuple[models.Field, ...]:
    """The same of a date that is blank on the pages of each day before it: when a task was done."""
    told = {"told_from": f"{name}_earliest"}
    return (
        PointCharField(**_typed(label, help_text), empty="''", **told),
        PointCharField(**_wording(label), empty="''", **told),
        PointDateField(editable=False, db_index=True, empty=f"'{EARLIEST.isoformat()}'", **told),
        PointDateField(editable=False, db_index=True, empty=f"'{LATEST.isoformat()}'", **told),
    )


def end_as_told(help_text: str = LAST_DAY) -> tuple[models.Field, ...]:
    """The same of an end, which is blank on the pages of days on which it was not known yet."""
    last = f"'{LATEST.isoformat()}'"
    return (
        EndCharField(**_typed("until", help_text)),
        EndCharField(**_wording("until")),
        EndDateField(editable=False, db_index=True, empty=last),
        EndDateField(editable=False, db_index=True, empty=last),
    )


def bounds_in_order(name: str) -> models.CheckConstraint:
    """The first possible day of a date is never after its last."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}_earliest__lte": F(f"{name}_latest")}),
        name=f"%(app_label)s_%(class)s_{name}_bounds",
        violation_error_message=f"The date “{name}” ends before it begins.",
    )


class Once(models.UniqueConstraint):
    """A unique rule whose message speaks of another record only to those who may see that one.

    They are told which record has the code, and whose that is; others that the code cannot be used.
    Migrations know it as Django's own.
    """

    hidden_messages: ClassVar = {
        "code": "This code cannot be used.",
        "ref": "This code cannot be used.",
        "number": "This number cannot be used.",
    }

    def deconstruct(self) -> Any:
        """As Django's own: migrations need not know of the messages."""
        _, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Not by a form that has no field for striking out: there the database says it."""
        if exclude and "struck_out" in exclude:
            return
        try:
            super().validate(model, instance, exclude, *args, **kwargs)  # type: ignore[misc]
        except ValidationError as error:
            rival = that_may_be_told(self._alike(model, instance)).first()
            said = self._when_hidden if rival is None else self._when_told(rival)
            raise ValidationError(said, code=error.code) from error

    @property
    def _names(self) -> list[str]:
        expressions: Any = self.expressions
        named = (
            one if isinstance(one, F) else one.get_source_expressions()[0] for one in expressions
        )
        return [one.name for one in named]

    def _when_told(self, rival: Any) -> str:
        """The message; where a code is refused, with the record that has it."""
        message = str(self.violation_error_message)
        if not {"code", "ref"} & {*self._names}:
            return message
        is_in_whole_register = len(self._names) == 1
        whose = getattr(rival, "whose_in_words", "") if is_in_whole_register else ""
        return f"{message.rstrip('.')}: “{rival}”{whose}."

    @property
    def _when_hidden(self) -> str:
        said = [self.hidden_messages[name] for name in self._names if name in self.hidden_messages]
        return said[0] if said else "This cannot be recorded."

    def _alike(self, model: Any, instance: Any) -> Any:
        wanted = Q(struck_out="")
        for name in self._names:
            value = getattr(instance, model._meta.get_field(name).attname)
            wanted &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        return model._meta.concrete_model._base_manager.filter(wanted).exclude(pk=instance.pk)


def unique(*fields: str, name: str, message: str) -> Once:
    """At most one record, struck out ones apart, with these values.

    A field marked "?" may be blank, and blanks count as equal; written as an expression, since
    SQLite knows no NULLS NOT DISTINCT.
    """
    expressions = [
        Coalesce(F(field.rstrip("?")), 0, output_field=models.BigIntegerField())
        if field.endswith("?")
        else F(field)
        for field in fields
    ]
    return Once(
        *expressions, condition=Q(struck_out=""), name=name, violation_error_message=message
    )


class Governed(models.Model):
    """A record whose every version is kept, with user and reason, and which is never deleted.

    `known_dates` names the dates as known that it carries, each START, END or POINT: they differ in
    what blank means. A blank start counts from the source that first states the fact (`known_by`),
    a blank end is open (or, where only wording is given, unknown), a blank point is not stated.
    """

    blank_start_means_always: ClassVar[bool] = False
    told_by: ClassVar[tuple[str, ...]] = ()  # the columns that make its name and address; () all

    reads_on_days: ClassVar[bool] = True  # some fields perhaps (`core.dated`); versions never

    known_dates: ClassVar[dict[str, str]] = {}
    known_by: datetime.date | None = None

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

    def set_bounds(self) -> None:
        """Work out the bounds of every date as known from its text. Raises NotADate."""
        for name, role in self.known_dates.items():
            limits = self._bounds_of(name, role)
            setattr(self, f"{name}_earliest", limits.earliest)
            setattr(self, f"{name}_latest", limits.latest)

    def _bounds_of(self, name: str, role: str) -> Bounds:
        text = getattr(self, name)
        if text:
            return bounds(text)
        if role == END:
            return self._bounds_of_open_end(name)
        if role == START and self.blank_start_means_always:
            return Bounds(EARLIEST, EARLIEST)
        if role == START:
            stated = self.known_by or getattr(self, f"{name}_latest") or datetime.date.today()
            return Bounds(EARLIEST, min(stated, self._latest_end()))
        return Bounds(EARLIEST, LATEST)

    def _latest_end(self) -> datetime.date:
        """The last day that its stated end leaves open: nothing starts after it has ended."""
        ends = [getattr(self, name) for name, role in self.known_dates.items() if role == END]
        return min([bounds(end).latest for end in ends if end], default=LATEST)

    def _bounds_of_open_end(self, name: str) -> Bounds:
        """Open; or, by wording alone ("until the director is in post"), not before it was said."""
        if not getattr(self, f"{name}_words"):
            return Bounds(LATEST, LATEST)
        said = self.known_by or getattr(self, f"{name}_earliest")
        return Bounds(said if said and said < LATEST else EARLIEST, LATEST)

    def date_in_words(self, name: str) -> str:
        """How the date reads: the EDTF in English, else the wording, else what blank means."""
        text, words = getattr(self, name), getattr(self, f"{name}_words")
        if text or words:
            return stated_in_words(text, words, edge=self.known_dates[name] != POINT)
        if self.known_dates[name] == END:
            return "open"
        if self.known_dates[name] == START and not self.blank_start_means_always:
            return start_in_words(self.start_latest)  # type: ignore[attr-defined]
        return "not stated"


class Dated(models.Model):
    """Columns of a record that is in force from a start to an end, both inclusive, as known."""

    start, start_words, start_earliest, start_latest = date_as_known("from", FIRST_DAY)
    end, end_words, end_earliest, end_latest = end_as_told()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("start"),
            bounds_in_order("end"),
            models.CheckConstraint(
                condition=Q(end_latest__gte=F("start_earliest")),
                name="%(app_label)s_%(class)s_end_after_start",
                violation_error_message="The end is before the start.",
            ),
        ]

    @property
    def start_in_words(self) -> str:
        """Since when, as far as it is known."""
        return self.date_in_words("start")  # type: ignore[attr-defined]

    @property
    def end_in_words(self) -> str:
        """Until when, as far as it is known."""
        return self.date_in_words("end")  # type: ignore[attr-defined]


class Happening(models.Model):
    """Columns of a record that happened, or is to happen, on a date as known."""

    date, date_words, date_earliest, date_latest = date_as_known("date", WHEN)

    class Meta:
        abstract = True
        constraints: ClassVar = [bounds_in_order("date")]

    @property
    def date_in_english(self) -> str:
        """When, as far as it is known."""
        return self.date_in_words("date")  # type: ignore[attr-defined]


class SearchEntry(models.Model):
    """What search knows of one record; written by `core.search.indexing` alone, kept no history.

    The words are those of the title and of the rest, as the index holds them; a title and other
    names stand each on a line. Derived from records, it can be written anew at any time.
    """

    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    title = models.TextField()
    title_words = models.TextField()
    text_words = models.TextField()
    audience = models.BigIntegerField(
        default=0, help_text="Who may see it: as the record's own says."
    )

    class Meta:
        verbose_name_plural = "search entries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_type", "record_id"], name="search_entry_once_a_record"
            )
        ]

    def __str__(self) -> str:
        return self.title


class WrittenUpload(models.Model):
    """That an uploaded workbook was written, so that it is written once; kept no history.

    Written in the transaction of what the workbook changed, and kept as long as uploads wait.
    """

    token = models.CharField(max_length=100, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    left = models.PositiveIntegerField()

    def __str__(self) -> str:
        when = date_format(timezone.localtime(self.at), "j F Y, H:i")
        return f"{when}: {self.added} added, {self.changed} changed, {self.left} left as they were"


class SentForm(models.Model):
    """A form that was sent, by its token, and what was answered; written by `core.sending` alone.

    Kept some days, no history. `answer` is blank only until the transaction ends.
    """

    token = models.CharField(max_length=32, primary_key=True)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"form sent at {self.at}"
