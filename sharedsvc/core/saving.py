"""The two doors through which governed records are written: one by one, and many at once."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import note_added, require_right
from sharedsvc.core.versions import catch_up

Saved = TypeVar("Saved", bound=models.Model)


def save_valid(record: Saved) -> Saved:
    """Validate a governed record, save it with its history, and return it.

    Of a record that is there already only what was set is written: what others changed since it was
    read stays. What the database refuses is explained afterwards by Django's own validation, so
    that a sound record costs no look-ups. Raises ValidationError.
    """
    catch_up(record)
    _clean(record)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        record.full_clean()
        raise ValidationError("The register cannot hold this beside what it holds.") from error
    return record


def create_many(records: Sequence[Any]) -> None:
    """Validate and insert new records of one model, with a version of each in the history.

    Raises ValidationError, PermissionDenied where the user may not add one, and IntegrityError
    where one breaks a rule of the database.
    """
    if not records:
        return
    recording = current_recording()
    for record in records:
        _clean(record)
        require_right(record)
    model = type(records[0])
    models.QuerySet.bulk_create(model.objects.all(), records)
    model.history.bulk_history_create(
        records,
        default_user=recording.user,
        default_change_reason=recording.reason,
        default_date=recording.at,
    )
    for record in records:
        recording.note(record)
        note_added(record)


def _clean(record: Any) -> None:
    """Fields and the record's own rules; foreign keys are left to the database."""
    foreign = [field.name for field in record._meta.fields if field.is_relation]
    record.clean_fields(exclude=foreign)
    record.clean()
