"""The doors through which governed records are written: one by one, and many at once.

And how to read what is to be changed, so that nobody else changes it meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from sharedsvc.core.history import (
    NEW,
    current_recording,
    is_given_up_whole,
    step,
    write_versions,
)
from sharedsvc.core.portions import portions
from sharedsvc.core.rights import known_as_stored, note_added, require_right
from sharedsvc.core.versions import catch_up, lock, locked, take_over

Saved = TypeVar("Saved", bound=models.Model)
Item = TypeVar("Item")
Operation = TypeVar("Operation", bound=Callable[..., Any])
REFUSED = "Refused: "  # how what a trigger of ours says begins


def save_valid(record: Saved) -> Saved:
    """Validate a governed record, save it with its history, and return it.

    Of a record that is there already only what was set is written: what others changed since it was
    read stays. What the database refuses is explained afterwards by Django's own validation, so
    that a sound record costs no look-ups. Raises ValidationError; where the whole recording is
    given up RefusedByDatabase, to be explained after its end.
    """
    stored = catch_up(record)
    _clean(record)
    try:
        with step(), known_as_stored(record, stored):
            record.save()
    except IntegrityError as error:
        raise_in_words(error)
        refused = RefusedByDatabase(record)
        raise (refused if is_given_up_whole() else refused.explained()) from error
    return record


class RefusedByDatabase(ValidationError):
    """The database refused a record; it can be asked why once that was taken back."""

    def __init__(self, record: Any) -> None:
        super().__init__("The register cannot hold this beside what it holds.")
        self.record = record

    def explained(self) -> ValidationError:
        """What Django's own validation finds, or no more than that it was refused."""
        try:
            self.record.full_clean()
        except ValidationError as error:
            return error
        return self


def raise_in_words(error: IntegrityError) -> None:
    """Say what a trigger of ours refused in its own words. Raises ValidationError; else nothing."""
    _, found, words = str(error).partition(REFUSED)
    if found:
        raise ValidationError(words.splitlines()[0]) from error


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Within, what a trigger of ours refuses is a ValidationError; whoever asked rolls back."""
    try:
        yield
    except IntegrityError as error:
        raise_in_words(error)
        raise


class OneByOne(Exception):
    """Among these records is one that must be looked at by itself: save each by its operation."""


def create_many(records: Sequence[Any]) -> None:
    """Validate and insert new records of one model, with a version of each in the history.

    Raises ValidationError, PermissionDenied where the user may not add one, and IntegrityError
    where one breaks a rule of the database.
    """
    if not records:
        return
    for record in records:
        _clean(record)
        require_right(record)
    model = type(records[0])
    model.before_writing(records)
    with refused_in_words():
        models.QuerySet.bulk_create(model.objects.all(), records)
    _note_versions(records, "+", NEW)
    for record in records:
        record.note_as_read()
        note_added(record)
    model.after_adding(records)


def change_many(records: Sequence[Any]) -> None:
    """Validate and save changed records of one model, with a version of each in the history.

    As `save_valid` does: they are locked, of each only what was set is written, and what others
    changed since it was read stays. Raises as `create_many` does, and OneByOne for a change that
    may take something from others.
    """
    if not records:
        return
    model = type(records[0])
    rows = locked(model._base_manager.filter(pk__in=[record.pk for record in records]))
    stored = {one.pk: one for one in rows.order_by("pk")}
    for record in records:
        _check_change(record, stored.get(record.pk))
    model.before_writing(records)
    if not all(record.may_be_changed_with_others(stored[record.pk]) for record in records):
        raise OneByOne
    changed = sorted({name for record in records for name in record.set_since_read()})
    with refused_in_words():
        models.QuerySet.bulk_create(
            model._base_manager.all(),
            records,
            update_conflicts=True,
            unique_fields=[model._meta.pk.attname],
            update_fields=changed or ["struck_out"],
        )
    _note_versions(records, "~", frozenset(changed))
    for record in records:
        record.note_as_read(changed)


def _check_change(record: Any, stored: Any) -> None:
    if stored is None or not record.as_read():
        raise OneByOne
    take_over(record, stored)
    _clean(record)
    record.carry_over(stored)
    require_right(record, stored)


def _note_versions(records: Sequence[Any], history_type: str, written: frozenset[str]) -> None:
    write_versions(type(records[0]), [record.pk for record in records], history_type)
    for record in records:
        current_recording().note(record, written)


def many_by(many: Callable[..., None]) -> Callable[[Operation], Operation]:
    """Let an operation on one record know the one that does the same with many.

    That one may refuse more, never less: what it refuses is done one by one.
    """

    def mark(operation: Operation) -> Operation:
        operation.many = many  # type: ignore[attr-defined]
        return operation

    return mark


def save_each(
    records: Sequence[Any], operation: Callable[..., Any]
) -> Iterator[tuple[Any, Exception | None]]:
    """Save records by an operation, together where it can; gives each with why it was refused.

    One that is refused keeps none of the others out.
    """
    many: Any = getattr(operation, "many", None)

    def together(some: Sequence[Any]) -> None:
        new = [record for record in some if record._state.adding]
        try:
            many(records=some)
        except Exception:
            for record in new:
                record.pk, record._state.adding = None, True
            raise

    for some in portions(records):
        yield from in_halves(some, many and together, lambda record: operation(record=record))


def in_halves(
    items: Sequence[Item],
    together: Callable[[Sequence[Item]], None] | None,
    alone: Callable[[Item], Any],
) -> Iterator[tuple[Item, Exception | None]]:
    """Do something with all items together; where that is refused, with each half, down to one.

    Gives each item with why it was refused, or None.
    """
    if len(items) == 1 or together is None:
        for item in items:
            yield item, _refusal(alone, item)
    elif items and _goes(together, items):
        yield from ((item, None) for item in items)
    elif items:
        half = len(items) // 2
        yield from in_halves(items[:half], together, alone)
        yield from in_halves(items[half:], together, alone)


def _goes(together: Callable[[Any], None], items: Any) -> bool:
    try:
        with transaction.atomic():
            together(items)
    except (ValidationError, PermissionDenied, IntegrityError, OneByOne):
        return False
    return True


def _refusal(alone: Callable[[Any], Any], item: Any) -> Exception | None:
    try:
        alone(item)
    except (ValidationError, PermissionDenied) as error:
        return error
    return None


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


def _clean(record: Any) -> None:
    """Fields and the record's own rules; foreign keys are left to the database."""
    foreign = [field.name for field in record._meta.fields if field.is_relation]
    record.clean_fields(exclude=foreign)
    record.clean()
