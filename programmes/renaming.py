"""Another name for what was there before: from a day on, or as a correction of all days.

Renamed, a record keeps the name of each day: lists, pages, reports and files as at a day read that
of the day (`core.names`). Corrected, it was never called so. Its code and address stay.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import DatedValue, Document
from programmes.models.dated import UNTIL_THEN
from programmes.operations import cite, keep
from sharedsvc.core.dates import NotADate, bounds, in_words
from sharedsvc.core.names import name_fields_of
from sharedsvc.core.versions import catch_up

CORRECTED = "corrected"
NO_NAME = "Write the other name."
SINCE_WHEN = "Say since when it is called so. For example: 1 April 2022."
LATER_NAME = "It is called “{}” from {} on: give a later day, or correct that name."


@transaction.atomic
def rename(
    *,
    record: Any,
    name: str,
    since: str,
    field: str = "",
    sources: Iterable[tuple[Document, str, bool]] = (),
    programme: Any = None,
) -> DatedValue:
    """Call a record otherwise from a day as known on; `field` is another than its name itself.

    `sources` are (document, paragraph, inferred) of the `programme`'s documents. Raises
    ValidationError for no name, the present one, and a day that is not after that of the present.
    """
    field = field or name_fields_of(type(record)._meta.concrete_model)[0]
    catch_up(record)
    before, name = getattr(record, field), name.strip()
    if name in ("", before):
        raise ValidationError({field: NO_NAME})
    value = _called_from(record, field, name, since)
    _keep_what_was(value, before)
    if sources:
        cite(record=value, citations=sources, programme=programme)
    return value


@transaction.atomic
def keep_renamed(*, record: Any, was: Mapping[str, str], since: str) -> None:
    """Note of a record that was saved under another name that it was called `was` until then."""
    for field, before in was.items():
        _keep_what_was(_called_from(record, field, getattr(record, field), since), before)


@transaction.atomic
def keep_corrected(*, record: Any, was: Mapping[str, str]) -> None:
    """Let a name that was saved take the place of `was` on every day on which that was given."""
    for field, before in was.items():
        for row in _values(record, field).filter(value=before):
            row.record, row.value = record, getattr(record, field)
            keep(record=row)


@transaction.atomic
def keep_answer(*, record: Any, was: Mapping[str, str], answer: str) -> None:
    """Keep what somebody answered of a record that was saved: CORRECTED, or since when."""
    if answer == CORRECTED:
        keep_corrected(record=record, was=was)
    elif answer:
        keep_renamed(record=record, was=was, since=answer)


def _values(record: Any, field: str) -> Any:
    label, pk = record.reference
    rows = DatedValue.objects.not_struck_out().order_by("start_latest")
    return rows.filter(record_type=label, record_id=pk, field=field)


def _keep_what_was(value: DatedValue, before: str) -> None:
    """Keep the name of the days before, also where the record was made in the same recording."""
    record = value.record
    if before and not _values(record, value.field).exclude(pk=value.pk).exists():
        label, pk = record.reference
        earlier = DatedValue(record_type=label, record_id=pk, field=value.field, value=before)
        earlier.record, earlier.remarks = record, UNTIL_THEN
        keep(record=earlier)


def _called_from(record: Any, field: str, name: str, since: str) -> DatedValue:
    _refuse_unless_latest(record, field, since)
    label, pk = record.reference
    value = DatedValue(record_type=label, record_id=pk, field=field, value=name, start=since)
    value.record = record
    return keep(record=value)


def _refuse_unless_latest(record: Any, field: str, since: str) -> None:
    try:
        day = bounds(since).latest if since else None
    except NotADate as error:
        raise ValidationError({field: str(error)}) from error
    if day is None:
        raise ValidationError({field: SINCE_WHEN})
    later = _values(record, field).filter(start_latest__gte=day).last()
    if later is not None:
        raise ValidationError({field: LATER_NAME.format(later.value, in_words(later.start))})
