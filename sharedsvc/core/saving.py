"""The two doors through which governed records are written: one by one, and many at once.

And how to read what is to be changed, so that nobody else changes it meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import note_added, require_right
from sharedsvc.core.versions import catch_up, lock

Saved = TypeVar("Saved", bound=models.Model)
AT_ONCE = 1000  # SQLite takes at most 32,766 values in a statement


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
    model.before_adding(records)
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
    model.after_adding(records)


def lock_all(model: Any, pks: Iterable[int]) -> None:
    """Lock records of a model, in the order of their ids.

    Without what they refer to: where a row had to be waited for, PostgreSQL gives it as it stands
    now, but beside it what was joined to it before.
    """
    for some in portions(sorted(pks)):
        lock(model, pk__in=some)


def read_to_change(rows: Any, pks: Iterable[int]) -> Iterator[Any]:
    """Those of `rows` with these ids, locked and then read.

    Saving one writes only the columns that were changed since, with a whole version of it in the
    history. What is no longer among `rows` once it is locked is left out.
    """
    pks = list(pks)
    lock_all(rows.model, pks)
    yield from read_again(rows, pks)


def read_again(rows: Any, pks: Iterable[int]) -> Iterator[Any]:
    """The same for records that the transaction has locked already."""
    for some in portions(sorted(pks)):
        yield from rows.filter(pk__in=some)


def portions(pks: Sequence[int]) -> Iterator[list[int]]:
    """Ids, as many at once as a statement takes."""
    rest = iter(pks)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _clean(record: Any) -> None:
    """Fields and the record's own rules; foreign keys are left to the database."""
    foreign = [field.name for field in record._meta.fields if field.is_relation]
    record.clean_fields(exclude=foreign)
    record.clean()
