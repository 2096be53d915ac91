"""Keep any record, strike it out, and bring it back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import DatedValue, Link, NameAgreement
from programmes.resting import may_know_of, named_but_struck_out, refuse_for_itself
from sharedsvc.core.rights import known_as_stored, require
from sharedsvc.core.saving import (
    OneByOne,
    Saved,
    change_many,
    create_many,
    many_by,
    refused_in_words,
    save_valid,
)
from sharedsvc.core.texts import validate_seen
from sharedsvc.core.versions import catch_up, lock, lock_unless_new, locked
from sharedsvc.core.workbook.sheets import registry


@transaction.atomic
def keep_many(*, records: Sequence[Any]) -> None:
    """Do what `keep` does with many records of one model, new or changed.

    Raises as soon as one is refused, or must be looked at by itself (OneByOne).
    """
    new = [record for record in records if record._state.adding]
    if new and not type(new[0]).may_be_added_with_others():
        raise OneByOne
    changed = [record for record in records if not record._state.adding]
    create_many(new)
    change_many(changed)


@many_by(keep_many)
def keep(*, record: Saved) -> Saved:
    """Validate a governed record and save it, new or changed. Raises ValidationError."""
    return save_valid(record)


@transaction.atomic
def keep_from_when(*, record: Any, before: dict[str, str], start: str) -> None:
    """Keep that what a record's fields say now is so from a day on, and what was so `before` it.

    Raises ValidationError where a value is recorded from that day on already.
    """
    record_type, record_id = record.reference
    for name, was in before.items():
        value = DatedValue(record_type=record_type, record_id=record_id, field=name)
        value.value, value.start, value.changed_from = getattr(record, name), start, was
        value.__dict__["record"] = record
        keep(record=value)


@transaction.atomic
def strike_out(*, record: Any, reason: str) -> Any:
    """Mark a record as a mistake; it stays in the history. Needs a reason: ValidationError."""
    if not reason.strip():
        raise ValidationError({"struck_out": "Say why the record is a mistake."})
    validate_seen(reason)
    if isinstance(record, Link):
        lock(apps.get_model(record.record_type), pk=record.record_id)
    stored = catch_up(record)
    record.struck_out = reason.strip()
    with refused_in_words(), known_as_stored(record, stored):
        record.save()
    return record


def link_only(
    rows: Any, far: str, others: Iterable[Any], reason: str, *, in_order: bool = False
) -> None:
    """Leave a record, whose `rows` these are, with one that names each of these, and no others.

    Others are struck out for the reason; with `in_order` each row has its place, from 1 on.
    """
    lock_unless_new(rows.instance)
    present = {getattr(row, f"{far}_id"): row for row in locked(rows.not_struck_out())}
    for order, other in enumerate(others, start=1):
        row = present.pop(other.pk, None) or rows.model(
            **{rows.field.name: rows.instance, far: other}
        )
        if in_order:
            row.order = order
        if in_order or row._state.adding:
            keep(record=row)
    for dropped in present.values():
        strike_out(record=dropped, reason=reason)


@transaction.atomic
def bring_back(*, record: Any, reason: str) -> Any:
    """Take back that a record was struck out, as it was; by the operation that writes such records.

    Raises PermissionDenied where the user may not, and ValidationError without a reason, where it
    is not struck out, while something that it names is, and where its place was taken meanwhile.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record is no mistake."})
    stored = locked(type(record)._base_manager.all()).get(pk=record.pk)
    _require_bringing_back(stored)
    missing = named_but_struck_out(stored)
    if missing:
        named = f"“{missing}” is struck out" if may_know_of(missing) else "what it hangs on is"
        raise ValidationError(f"“{stored}” cannot be brought back: {named}. Bring that back first.")
    stored.struck_out = ""
    try:
        return registry.operation_of(type(stored), keep)(record=stored)
    except ValidationError as error:
        raise ValidationError([f"“{record}” cannot be brought back.", *error.messages]) from error


def _require_bringing_back(record: Any) -> None:
    require("bring_back", record)
    if not record.struck_out:
        raise ValidationError(f"“{record}” is not struck out.")
    if isinstance(record, Link | NameAgreement):
        raise ValidationError("What was struck out so is given again, on the form of its record.")
    refuse_for_itself(record)
