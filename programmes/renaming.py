"""Another name for what was there before: from a day on, or as a correction of all days.

Renamed, a record keeps the name of each day: lists, pages, reports and files as at a day read that
of the day (`core.names`). Corrected, it was never called so. Its code and address stay. Each is
atomic and runs inside `recording(...)`; whose a name is (`programmes.naming`) decides over both.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from programmes.models import DatedValue, NameAgreement, Post
from programmes.naming import agreements_on, all_agree, spoken_for_by
from programmes.operations import keep, strike_out
from sharedsvc.core.dated.rows import newest_value, stands_in_the_way
from sharedsvc.core.dates import NotADate, in_words
from sharedsvc.core.history import current_recording
from sharedsvc.core.names import CORRECTED, SINCE_WHEN, name_field_of
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import catch_up, locked

NO_NAME = "Write the other name."
LATER_NAME = "It is called “{}” from {} on: give a later day, or correct that name."


@transaction.atomic
def rename(*, record: Any, name: str, since: str) -> DatedValue:
    """Call a record otherwise from a day as known on.

    Raises ValidationError for no name, the present one, and a day that is not after that of the
    present.
    """
    field, before, name = _another_name(record, name)
    return _called_from(record, field, name, since, before)


@transaction.atomic
def correct(*, record: Any, name: str) -> Any:
    """Put a name right, on every day on which the wrong one was given. Raises ValidationError."""
    field, before, name = _another_name(record, name)
    setattr(record, field, name)
    if not _put_right(record, field, before):
        keep(record=record)
    return record


@transaction.atomic
def keep_answer(*, record: Any, was: Mapping[str, str], answer: str) -> None:
    """Keep what somebody answered of a record that was saved under another name.

    `was` is what it was called, by field; the answer is CORRECTED, or since when it is called so
    ("" for none). Raises ValidationError for a day that is not after that of the present name.
    """
    for field, before in was.items():
        if answer == CORRECTED:
            _put_right(record, field, before)
        elif answer:
            _called_from(record, field, getattr(record, field), answer, before)


def _another_name(record: Any, name: str) -> tuple[str, str, str]:
    """Which field names the record, what it is called there, and what it is to be called."""
    field = name_field_of(record)
    catch_up(record)
    before, name = getattr(record, field), name.strip()
    if name in ("", before):
        raise ValidationError({field: NO_NAME})
    return field, before, name


def _values(record: Any, field: str) -> Any:
    label, pk = record.reference
    rows = DatedValue.objects.that_hold().order_by("start_latest")
    return rows.filter(record_type=label, record_id=pk, field=field)


def _put_right(record: Any, field: str, before: str) -> int:
    """Let its name take the place of `before` in its dated values; returns in how many."""
    rows = list(_values(record, field).filter(value=before))
    name = getattr(record, field)
    for row in rows:
        row.record, row.value = record, name
        keep(record=row)
    return len(rows)


def _called_from(record: Any, field: str, name: str, since: str, before: str) -> DatedValue:
    _refuse_unless_latest(record, field, since)
    label, pk = record.reference
    value = DatedValue(record_type=label, record_id=pk, field=field, value=name, start=since)
    value.record, value.changed_from = record, before
    return keep(record=value)


def _refuse_unless_latest(record: Any, field: str, since: str) -> None:
    if not since:
        raise ValidationError({field: SINCE_WHEN})
    newest = newest_value(record, field)
    try:
        is_too_early = stands_in_the_way(newest, since)
    except NotADate as error:
        raise ValidationError({field: str(error)}) from error
    if is_too_early:
        raise ValidationError({field: LATER_NAME.format(newest.value, in_words(newest.start))})


# Names that several must agree to


@transaction.atomic
def agree_to_name(*, record: Any, name: str, since: str = "") -> bool:
    """Agree to another name for a person (title for a post); returns whether it has that name now.

    With `since` it is called so from that day on, else its name is put right. It takes effect once
    every organisation to which the name belongs has agreed to the same, at once where the user
    speaks for all. Raises PermissionDenied for whoever speaks for none of them, and ValidationError
    for no name or the present one.
    """
    record = locked(type(record)._base_manager.all()).get(pk=record.pk)
    user, called = current_recording().user, getattr(record, name_field_of(record))
    name = name.strip()
    if name in ("", called):
        raise ValidationError({"name": NO_NAME})
    may_change = user is None or user.has_perm(permission("change", record), record)
    if not may_change:
        _note_agreements(record, user, name, called, since)
    takes_effect = may_change or all_agree(record, name, since)
    if takes_effect:
        if since:
            rename(record=record, name=name, since=since)
        else:
            correct(record=record, name=name)
        for agreement in agreements_on(record, instead_of=called).filter(name=name):
            strike_out(record=agreement, reason="It took effect.")
    return takes_effect


def _note_agreements(record: Any, user: Any, name: str, called: str, since: str) -> None:
    of = "post" if isinstance(record, Post) else "person"
    spoken_for = spoken_for_by(user, record)
    if not spoken_for:
        raise PermissionDenied("You do not speak for anybody to whom this name belongs.")
    standing = NameAgreement.objects.filter(**{of: record}, struck_out="")
    present = {row.organisation_id: row for row in standing}
    for organisation in sorted(spoken_for):
        row = present.get(organisation) or NameAgreement(
            **{of: record}, organisation_id=organisation
        )
        row.name, row.instead_of, row.since = name, called, since
        keep(record=row)
