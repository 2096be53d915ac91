"""What has no end of its own ends with what it belongs to: a role with its programme.

A partnership that is dissolved takes its memberships and programmes with it, a programme its
workstreams, those their roles and stages, a council what it leads. Each says of what it is a part
(`ends_with`), and the last days that it allows are worked out when it is written; when the whole
ends, or is found not to have ended, its parts follow in the same transaction. No version is made:
nothing was recorded of them. So every list, count, file and right that asks for what is in force
has it, with nothing to be joined. What a page says of such an end: `DatedRecord.end_in_words`.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from sharedsvc.core.dates import LATEST, bounds, day_in_words
from sharedsvc.core.history import recording_in_force, write_derived
from sharedsvc.core.reading_day import reading
from sharedsvc.core.reference import label_of

Model = Any
BOUNDS = ("end_earliest", "end_latest")
Ends = dict[int, tuple[datetime.date, datetime.date]]


def end_with_wholes(record: Any, before: tuple[Any, Any]) -> None:
    """Let the bounds of a record's end go no further than those of what it belongs to.

    What starts after its whole had ended is left its first day. They stay as they were `before`
    where nothing was set since the record was read: whoever ends a whole has seen to its parts.
    """
    if _is_as_read(record, before):
        record.end_earliest, record.end_latest = before
    else:
        _cap(record)


def _is_as_read(record: Any, before: tuple[Any, Any]) -> bool:
    read = record.as_read()
    if not record.ends_with or before != tuple(read.get(name) for name in BOUNDS):
        return False
    telling = ("start", "end", "end_words", *(f"{name}_id" for name in record.ends_with))
    return all(name in read and read[name] == getattr(record, name) for name in telling)


def _cap(record: Any) -> None:
    for name in record.ends_with:
        end = _ends_of(_whole(_model_of(record), name)).get(getattr(record, f"{name}_id"))
        if end:
            record.end_latest = max(min(record.end_latest, end[1]), record.start_earliest)
            record.end_earliest = min(record.end_earliest, max(end[0], record.start_earliest))


def what_ended(record: Any) -> str:
    """With what a record ended that has no end of its own: "partnership", "organisation".

    The widest whole of those that were read with it; "" where none was: nothing is looked up.
    """
    for name in getattr(record, "ends_with", ()):
        whole = record._state.fields_cache.get(name)
        read = {} if whole is None else whole.__dict__
        if read.get("end_latest") == record.end_latest:
            return what_ended(whole) or record._meta.get_field(name).verbose_name
    return ""


def ends_with_another(record: Any) -> bool:
    """Whether its end is not its own: it states none, or a later one than its wholes allow."""
    return not record.end or bounds(record.end).latest > record.end_latest


def words_once_ended(day: datetime.date, whole: str) -> str:
    """How an end reads that is not a record's own: "" before it has come on the page's day."""
    page = reading()
    if day == LATEST or (page is not None and page.day <= day):
        return ""
    return f"{day_in_words(day)}, with {f'the {whole}' if whole else 'what it belonged to'}"


def ends_otherwise(record: Any, stored: Any) -> bool:
    """Whether a record to which others belong is to end on other days than it is stored with."""
    return bool(ending_with(_model_of(record))) and _end_of(record) != _end_of(stored)


def follow_end(record: Any, before: dict[str, Any]) -> None:
    """Let what belongs to a record follow its end, which was stored otherwise `before`."""
    if not ending_with(_model_of(record)):
        return
    forget(type(record))
    if before and _end_of(record) != (before.get("end_earliest"), before.get("end_latest")):
        follow_ends(type(record), [record.pk])


def follow_ends(model: Model, pks: Collection[int]) -> None:
    """Make the ends of what belongs to these records true again, and so on below it."""
    for part, name in ending_with(model):
        moved = _set_right(part, Q(**{f"{name}__in": pks}))
        if moved and ending_with(part):
            forget(part)
            follow_ends(part, moved)


def forget(model: Model) -> None:
    """Ask anew which records of a model have ended: some were written."""
    recording = recording_in_force()
    if recording is not None:
        recording.known.pop(_key(model), None)


@cache
def ending_with(model: Model) -> tuple[tuple[Model, str], ...]:
    """The models whose records end with one of this model, each with the field that names it."""
    return tuple((part, name) for part, name in _all_parts() if _whole(part, name) is _own(model))


def _all_parts() -> Iterator[tuple[Model, str]]:
    for model in apps.get_models():
        if not model._meta.proxy:
            yield from ((model, name) for name in getattr(model, "ends_with", ()))


def _model_of(record: Any) -> Model:
    return type(record)


@cache
def _whole(model: Any, name: str) -> Model:
    return _own(model._meta.get_field(name).related_model)


def _own(model: Model) -> Model:
    return model._meta.concrete_model


def _key(model: Model) -> str:
    return f"ends of {label_of(model)}"


def _end_of(record: Any) -> tuple[datetime.date, datetime.date]:
    return record.end_earliest, record.end_latest


def _ends_of(model: Model) -> Ends:
    """When those of a model ended that did, or may; within a recording asked once.

    Few have: they are all read, so that a thousand roles cost one statement.
    """
    recording = recording_in_force()
    known = recording.known if recording is not None else {}
    if _key(model) not in known:
        rows: Any = QuerySet(model).filter(end_earliest__lt=LATEST).order_by()
        found = rows.values_list("pk", "end_earliest", "end_latest")
        known[_key(model)] = {pk: (earliest, latest) for pk, earliest, latest in found}
    return known[_key(model)]


def _set_right(part: Model, which: Q) -> set[int]:
    """Returns the keys of those that moved."""
    moved: dict[Any, list[int]] = defaultdict(list)
    rows: Iterable[Any] = QuerySet(part).filter(which).order_by("pk")
    for record in rows:
        before = _end_of(record)
        record.set_own_bounds()
        _cap(record)
        if _end_of(record) != before:
            moved[_end_of(record)].append(record.pk)
    for (earliest, latest), keys in moved.items():
        write_derived(part, Q(pk__among=keys), end_earliest=earliest, end_latest=latest)
    return {pk for keys in moved.values() for pk in keys}
