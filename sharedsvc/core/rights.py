"""The right to write: asked of the user that a recording names, at the lowest door of all.

Each app says in its room `permissions` who may add and change what; here they are only asked, by
the permission's name. The command line (a recording without a user) is not asked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from sharedsvc.core.history import current_recording, recording_in_force
from sharedsvc.core.reference import reference_of


def permission(action: str, model: type[models.Model] | models.Model) -> str:
    """The name of the permission to do this ("view", "add", "change") to records of a model."""
    meta = model._meta.concrete_model._meta  # type: ignore[union-attr]
    return f"{meta.app_label}.{action}_{meta.model_name}"


_reader: ContextVar[Any] = ContextVar("reader", default=None)


@contextmanager
def told_to(user: Any) -> Iterator[None]:
    """Whatever is said about records within is said to this user, who fills in a form."""
    token = _reader.set(user)
    try:
        yield
    finally:
        _reader.reset(token)


def that_may_be_told(rows: Any) -> Any:
    """Those of the rows of which a message may speak.

    It is read by the user of the form, or by whoever writes: the command line may know of all, and
    where neither is known only what is public is told.
    """
    recording, reader = recording_in_force(), _reader.get()
    is_command_line = recording is not None and recording.user is None and reader is None
    if is_command_line or not hasattr(rows, "visible_to"):
        return rows
    return rows.visible_to(reader or (recording and recording.user))


def name_to_tell(record: Any) -> str:
    """What a message calls a record: its name, or that it is withheld from whoever reads it."""
    told = that_may_be_told(type(record)._base_manager.all())
    return str(record) if told.filter(pk=record.pk).exists() else "what is withheld from you"


def is_fresh(record: models.Model, user: Any) -> bool:
    """Whether this user's recording, in force, added the record: who adds one completes it."""
    recording = recording_in_force()
    return recording is not None and recording.user == user and was_added(record)


def was_added(record: models.Model) -> bool:
    """Whether the recording in force added this record."""
    return reference_of(record) in current_recording().added


def note_seen(record: models.Model, user: Any) -> None:
    """Remember in the recording in force, if it is this user's, that they see this record.

    Of one whose row is locked, so that it stays so.
    """
    recording = recording_in_force()
    if recording is not None and recording.user == user:
        recording.seen.add(reference_of(record))


def note_added(record: models.Model) -> None:
    """Remember that the recording in force added this record."""
    current_recording().added.add(reference_of(record))


_conferred: ContextVar[frozenset[tuple[str, Any]]] = ContextVar("conferred", default=frozenset())


@contextmanager
def conferred(*records: models.Model) -> Iterator[None]:
    """Within, whoever writes may write these records and what is dated of them.

    By right of an act that settles them, to which they had a right: the act says which, and checks
    first that these are its to settle.
    """
    token = _conferred.set(_conferred.get() | {reference_of(record) for record in records})
    try:
        yield
    finally:
        _conferred.reset(token)


def _is_conferred(record: Any) -> bool:
    found = _conferred.get()
    if not found:
        return False
    return reference_of(record) in found or getattr(record, "record_reference", None) in found


@contextmanager
def known_as_stored(record: Any, stored: Any) -> Iterator[None]:
    """While a record is saved, its row, read and locked just before, is not read again.

    Whoever calls this rolls back to before where saving is refused.
    """
    record.__dict__["_stored"] = stored
    try:
        yield
    finally:
        record.__dict__.pop("_stored", None)


def is_being_kept(record: Any) -> bool:
    """Whether a record is being saved by who knows its row, and takes back what is refused."""
    return "_stored" in record.__dict__


def row_known(record: Any) -> Any:
    """The row of a record that is being saved, if it was read and locked just before; or None."""
    return record.__dict__.get("_stored")


def stored_now(record: Any) -> Any:
    """A record as it is stored; None for a new one."""
    if record.pk is None:
        return None
    return row_known(record) or type(record)._base_manager.filter(pk=record.pk).first()


def fields_that_differ(stored: Any, record: Any) -> list[Any]:
    """The columns in which a record is otherwise than it is stored."""
    return [
        field
        for field in record._meta.concrete_fields
        if getattr(stored, field.attname) != getattr(record, field.attname)
    ]


WhoMay = Callable[..., str]
_who_may: list[WhoMay] = []


def name_who_may(in_words: WhoMay) -> None:
    """Have refusals say who may: `in_words(record, adding=…)`, "" where that cannot be told."""
    _who_may.append(in_words)


class NoRight(PermissionDenied):
    """Whoever writes may not add or change a record; the message says who may."""

    def __init__(self, record: Any, *, adding: bool) -> None:
        what = f"{'add' if adding else 'change'} this {record._meta.verbose_name}"
        named = next(filter(None, (say(record, adding=adding) for say in _who_may)), "")
        who = f": {named} may" if named else ""
        super().__init__(f"You have no right to {what}{who}.")


def require(action: str, record: Any, act: str = "") -> None:
    """Raise PermissionDenied unless whoever writes may do this ("confirm") to a record.

    The refusal names it as "confirm this decision", unless `act` says more.
    """
    user = current_recording().user
    if user is None or user.has_perm(permission(action, record), record):
        return
    if action == "change" and not act:
        raise NoRight(record, adding=False)
    act = act or f"{action.replace('_', ' ')} this {record._meta.verbose_name}"
    raise PermissionDenied(f"You have no right to {act}.")


def require_right(record: Any, stored: Any = None) -> bool:
    """Whether the record is new; raises PermissionDenied unless its writer may write it.

    To change one takes the right to it both as it is stored and as it is to become, so that nobody
    moves a record into their reach or out of it. `stored` is its row, where that was read already.
    """
    user = current_recording().user
    if user is None or _is_conferred(record):
        return bool(record._state.adding)
    stored = _with_relations_of(record, stored or stored_now(record))
    told = record
    if stored is None or is_fresh(record, user):
        allowed = user.has_perm(permission("add", record), record)
    elif getattr(stored, "struck_out", "") and not record.struck_out:
        named = permission("bring_back", record)
        changed = {field.name for field in fields_that_differ(stored, record)}
        allowed = changed == {"struck_out"} and user.has_perm(named, stored)
    else:
        name = permission("change", record)
        without = [one for one in (stored, record) if not user.has_perm(name, one)]
        allowed, told = not without, next(iter(without), record)
    if not allowed:
        raise NoRight(told, adding=stored is None)
    return stored is None


def _with_relations_of(record: Any, stored: Any) -> Any:
    """The stored record, with those of the record's relations that are loaded and the same."""
    for field in record._meta.fields if stored is not None else ():
        same = getattr(stored, field.attname) == getattr(record, field.attname)
        if same and field.is_relation and field.is_cached(record):
            field.set_cached_value(stored, field.get_cached_value(record))
    return stored
