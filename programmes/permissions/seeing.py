"""Whether a record, and all that it hangs on, is seen by who writes it."""

from functools import cache
from typing import Any

import rules

from programmes.models import Link
from programmes.permissions.terms import RecordModel
from programmes.querysets.records import RecordQuerySet
from programmes.viewers import AskedByReaders, viewer_of
from sharedsvc.core.history import recording_in_force
from sharedsvc.core.reference import label_of


@rules.predicate
def is_visible(user: Any, record: Any) -> bool:
    """Whether `visible_to` finds the record. Without a record: whether it could."""
    return record is None or sees(user, type(record), record.pk)


@rules.predicate
def sees_what_it_hangs_on(user: Any, record: Any) -> bool:
    """Whether all that a new record is to be seen through can be seen."""
    for name in getattr(record, "seen_through", ()):
        field = record._meta.get_field(name)
        pk = getattr(record, field.attname)
        if pk is not None and not sees(user, field.related_model, pk):
            return False
    return True


def sees(user: Any, model: RecordModel, pk: Any) -> bool:
    """Whether a user may see the record of a model with this id; asked once in a recording."""
    known = (label_of(model), pk)
    recording = recording_in_force()
    if recording is None or recording.user != user:
        return known in viewer_of(user).found or _found(user, model, pk)
    if known in recording.added or known in recording.seen:
        return True
    if _found(user, model, pk):
        recording.seen.add(known)
    return known in recording.seen


def _found(user: Any, model: RecordModel, pk: Any) -> bool:
    """By `visible_to`; of a link by its two halves, since it would ask for every kind at once."""
    records: Any = model._base_manager
    if issubclass(model, Link):
        link = records.in_visible_documents(user).filter(pk=pk).first()
        return (
            link is not None and bool(link.record) and sees(user, type(link.record), link.record_id)
        )
    if not isinstance(records.all(), RecordQuerySet):
        return records.visible_to(user).filter(pk=pk).exists()
    return bool(_keys(model)(user, pk=pk))


@cache
def _keys(model: RecordModel) -> AskedByReaders:
    """The key of a record, where a reader sees it."""
    records: Any = model._base_manager
    return AskedByReaders(
        lambda viewer, pk: records.visible_to(viewer).filter(pk=pk).order_by().values_list("pk")
    )


@rules.predicate
def would_be_visible(user: Any, record: Any) -> bool:
    """Whether a record that was struck out would be seen if nothing had been struck out."""
    if record is None:
        return True
    records: Any = type(record)._base_manager
    return records.struck_out_for(user).filter(pk=record.pk).exists()
