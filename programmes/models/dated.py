"""Since when something was so: values of records' fields, each with the day from which it held."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from programmes.models.records import Link, Record
from programmes.models.sources import Citation, Document
from programmes.querysets.links import DatedValueQuerySet
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.dated.rows import Rows
from sharedsvc.core.history import NEW, current_recording
from sharedsvc.core.models import START, bounds_in_order, date_as_known, unique
from sharedsvc.core.reference import Reference, keys_by_label
from sharedsvc.core.saving import save_valid
from sharedsvc.core.versions import locked
from sharedsvc.core.workbook.sheets import registry

UNTIL_THEN = "As it was recorded until then."


class DatedValue(Record, Link):
    """That from a day on a field of a record had a value: an agreement's state, a council's name.

    Blank starts at the beginning of the record. The record's own column holds the newest of its
    values; it follows when one is added, changed or struck out. Seen by whoever sees the record:
    one that is kept from some of them says nothing on any page of a day.
    """

    known_dates: ClassVar = {"start": START}
    blank_start_means_always = True

    field = models.CharField(
        "what", max_length=60, help_text="What of the record: state, standing, name."
    )
    value = models.TextField(
        help_text=(
            "What was so from then on. The record itself says what the newest of its values "
            "says; pages as at a day say what held on it."
        )
    )
    start, start_words, start_earliest, start_latest = date_as_known(
        "from", "From which day on it was so. Blank: from the beginning."
    )

    changed_from: str | None = None  # what was so before, where whoever records it says so
    is_until_then: bool = False  # beside the first that has a day

    objects: ClassVar[Any] = DatedValueQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["record_type", "record_id", "field", "start_latest", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["record_type", "record_id", "field", "start_latest"],
                name="value_of_a_day",
                condition=models.Q(struck_out=""),
            )
        ]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            bounds_in_order("start"),
            unique(
                "record_type",
                "record_id",
                "field",
                "start_latest",
                name="one_value_from_a_day",
                message="Another value is recorded from this day on: correct or strike out one.",
            ),
            models.CheckConstraint(
                condition=~models.Q(value=""),
                name="dated_value_says_something",
                violation_error_message="Say what was so from this day on.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_in_words} from {self.start_in_words}"

    @property
    def start_in_words(self) -> str:
        """From when; blank is the beginning of the record."""
        return self.date_in_words("start") if self.start or self.start_words else "the beginning"

    @property
    def value_in_words(self) -> str:
        """The value as pages say it."""
        field = self.of_field
        return dict(field.flatchoices).get(self.value, self.value) if field else self.value

    @property
    def field_in_words(self) -> str:
        """What the field is called: "state"."""
        return str(self.of_field.verbose_name)

    @property
    def of_field(self) -> Any:
        """The field that had the value; None where there is none of the name."""
        model = type(self)._meta.apps.get_model(self.record_type)
        return next((f for f in model._meta.concrete_fields if f.name == self.field), None)

    def clean(self) -> None:
        super().clean()
        if self.record is None:
            raise ValidationError({"record": "Say which record had the value."})
        possible = dated_fields_of(self.record._meta.model)
        if self.field not in possible:
            what = self.record._meta.verbose_name_plural
            known = f": {', '.join(possible)}" if possible else ""
            raise ValidationError({"field": f"No “{self.field}” of {what} is dated{known}."})
        if not self.value:
            return  # that it is missing is said already
        self.value = self.of_field.value_from_words(self.value)
        try:
            self.of_field.clean(self.value, self.record)
        except ValidationError as error:
            raise ValidationError({"value": _in_words(self.of_field, self.value, error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, and let the record's own column say what its newest value says."""
        with transaction.atomic():
            is_new = self._state.adding
            super().save(*args, **kwargs)
            if not is_new:
                bring_records_in_line([self], locked_records([self]))

    @classmethod
    def after_adding(cls, records: Sequence[Any]) -> None:
        """What was so before the first of them stays, and the records follow the newest."""
        if all(value.is_until_then for value in records):
            return  # those that follow it bring the record in line, once
        stored = locked_records(records)  # first: what others add meanwhile is then known
        keep_what_was_until_then(records)
        bring_records_in_line(records, stored)

    @classmethod
    def may_be_added_with_others(cls) -> bool:
        """What follows is done for many together."""
        return True

    def may_be_changed_with_others(self, stored: Any) -> bool:
        """Its record may have to follow."""
        return False

    @property
    def key(self) -> tuple[str, int, str]:
        """Of which field of which record it is."""
        return self.record_type, self.record_id, self.field

    def recorded_before(self) -> str:
        """What the record's column said before what is being recorded; "" where nothing did."""
        now = current_recording()
        written = now.saved.get(self.record_reference, frozenset({""}))
        if written == NEW:
            return ""
        value = getattr(self.record, self.field)
        if written is None or self.field in written:
            earlier = type(self.record).history.filter(id=self.record_id)
            if now.at is not None:
                earlier = earlier.filter(history_date__lt=now.at)
            value = earlier.order_by("-history_id").values_list(self.field, flat=True).first()
        return "" if value in (None, self.of_field.unknown) else value


def keep_what_was_until_then(values: Sequence[DatedValue]) -> None:
    """With the first value of a field that is dated, the one before it stays for the days before.

    Not where the record came with it, nor where it can only have come later.
    """
    first: dict[tuple[str, int, str], DatedValue] = {}
    for value in sorted(values, key=lambda one: one.start_latest):
        first.setdefault(value.key, value)
    alone = [value for value in first.values() if value.start]
    if not alone:
        return
    others = _of_the_same(alone).exclude(pk__in=[value.pk for value in values])
    known = set(others.values_list("record_type", "record_id", "field"))
    for value in (value for value in alone if value.key not in known):
        before = value.changed_from or value.recorded_before()
        if before and (value.changed_from or value.of_field.comes_after(value.value, before)):
            link = {"record_type": value.record_type, "record_id": value.record_id}
            earlier = DatedValue(**link, field=value.field, value=before, remarks=UNTIL_THEN)
            earlier.is_until_then = True
            earlier.save()


def bring_records_in_line(values: Sequence[DatedValue], stored: dict[Reference, Any]) -> None:
    """Let the columns of the values' records, locked, say what the newest of their values say."""
    newest = {row.key: row.value for row in _of_the_same(values).order_by("start_latest", "pk")}
    for value in values:
        record = stored.get(value.record_reference)
        if record is None:
            continue
        said = newest.get(value.key, getattr(record, value.field))
        if getattr(record, value.field) != said:
            setattr(record, value.field, said)
            registry.operation_of(type(record), save_valid)(record=record)
        setattr(value.record, value.field, said)
        value.record.note_as_read([value.field])


def _of_the_same(values: Sequence[DatedValue]) -> Any:
    """All values that hold of the same fields of the same records, and perhaps some more."""
    types, ids, fields = zip(*(value.key for value in values), strict=True)
    rows = DatedValue.objects.that_hold().filter(record_id__among=set(ids))
    return rows.filter(record_type__in=set(types), field__in=set(fields))


def locked_records(values: Sequence[DatedValue]) -> dict[Reference, Any]:
    """The records of the values, which nobody else changes meanwhile."""
    found = {}
    for label, ids in keys_by_label(value.record_reference for value in values).items():
        model: Any = apps.get_model(label)
        for record in locked(model._base_manager.all()).filter(pk__among=ids).order_by("pk"):
            found[record.reference] = record
    return found


def _in_words(field: Any, value: str, error: ValidationError) -> str:
    """What is wrong with a value; of a list, which there are."""
    if not field.choices:
        return " ".join(error.messages)
    return f"“{value}” is not one of: {', '.join(value for value, _ in field.choices)}."


Rows.values, Rows.citations, Rows.documents = DatedValue, Citation, Document
