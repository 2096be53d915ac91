"""Who changed what, when and why: nothing governed is written outside `recording(...)`.

`recording` names the person and the reason; `GovernedHistory` writes both beside every version.
Ways of saving that leave no history (update, bulk writes, raw fixtures, deletion) raise.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from sharedsvc.core.copied_versions import Written, copy_versions
from sharedsvc.core.reference import Reference, reference_of


class Unrecorded(RuntimeError):
    """A write that would leave no history was tried."""


# Sent as the last thing in the transaction of the outermost recording: `saved`, what was saved
# within it (some of it perhaps rolled back since).
recorded = Signal()

# By label and id of a record the columns in which it was changed; None where that is not known, and
# none of a new record, which nothing named before.
Saved = dict[Reference, frozenset[str] | None]
NEW: frozenset[str] = frozenset()

# What is asked of all that was saved, once an act is complete: ValidationError where it cannot
# stand together. The apps above say what; whoever writes, by whatever way, is asked.
_rules: list[Callable[[Saved], None]] = []
HELD_TO = "held to the rules"


def hold_to(rule: Callable[[Saved], None]) -> None:
    """Have all that recordings save be asked, before they end, whether it may stand together."""
    _rules.append(rule)


def refuse_what_cannot_stand() -> None:
    """Ask now what is asked before the recording in force ends. Raises ValidationError."""
    now = _current.get()
    if now is not None and now.known.get(HELD_TO) != now.saved:
        for rule in _rules:
            rule(now.saved)
        now.known[HELD_TO] = dict(now.saved)


@dataclass(frozen=True)
class Recording:
    """On whose behalf, and why, records are being written; and which were.

    `saved` knows all that were written within the outermost recording. `added` knows the records
    that this one has added itself, and `seen` those whose visibility to the user was looked up
    already, by model labels and ids. `known` is what was looked up within the outermost one, until
    whoever writes otherwise forgets it.
    """

    user: Any
    reason: str
    at: datetime.datetime | None = None
    saved: Saved = field(default_factory=dict, compare=False)
    added: set[Reference] = field(default_factory=set, compare=False)
    seen: set[Reference] = field(default_factory=set, compare=False)
    known: dict[str, Any] = field(default_factory=dict, compare=False)

    def note(self, record: models.Model, columns: frozenset[str] | None) -> None:
        """Remember that a record was saved, and which columns of it were changed."""
        key = reference_of(record)
        before = self.saved.get(key, NEW)
        unknown = before is None or columns is None
        self.saved[key] = None if unknown else before | columns  # type: ignore[operator]


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording(
    *, user: Any, reason: str, at: datetime.datetime | None = None
) -> Iterator[Recording]:
    """Allow governed records to be saved, and note `user` (or None) and `reason` on each version.

    It is a transaction, or a part of one: what it saves, its history and what follows from it (the
    entries of search, with the outermost) are written together or not at all.
    With `at` every version bears that one time (an import's), else each the time it was written.
    Raises ValueError when the reason is blank, and ValidationError where what was saved cannot
    stand together (`hold_to`).
    """
    if not reason.strip():
        raise ValueError("Say why: every change is recorded with a reason.")
    outer = _current.get()
    shared: dict[str, Any] = {"saved": outer.saved, "known": outer.known} if outer else {}
    current = Recording(user, reason.strip(), at, **shared)
    with transaction.atomic():
        token = _current.set(current)
        try:
            yield current
            if outer is None and current.saved and not connection.needs_rollback:
                refuse_what_cannot_stand()
        finally:
            _current.reset(token)
        if outer is None and current.saved and not connection.needs_rollback:
            recorded.send(Recording, saved=current.saved)


def recording_in_force() -> Recording | None:
    """The recording in force, if there is one."""
    return _current.get()


_given_up_whole: ContextVar[bool] = ContextVar("given up whole", default=False)


@contextmanager
def given_up_whole() -> Iterator[None]:
    """What is refused within ends the whole recording: no step need be taken back by itself.

    Each would cost the database two statements more. For the first that a recording writes: what
    is refused is explained after its end, when nothing of it is there any more.
    """
    token = _given_up_whole.set(True)
    try:
        yield
    finally:
        _given_up_whole.reset(token)


def is_given_up_whole() -> bool:
    """Whether a refusal ends the whole recording."""
    return _given_up_whole.get()


def step() -> Any:
    """A transaction within the transaction, which is taken back by itself unless all is."""
    return transaction.atomic(savepoint=not is_given_up_whole())


def current_recording() -> Recording:
    """The recording in force. Raises Unrecorded when there is none."""
    found = _current.get()
    if found is None:
        raise Unrecorded("Governed records are saved through operations, with a user and a reason.")
    return found


def moment_of_writing() -> datetime.datetime:
    """The time that what is being written bears: the recording's own, or now."""
    recording = _current.get()
    return (recording and recording.at) or timezone.now()


def write_versions(model: Any, pks: Sequence[int], history_type: str) -> None:
    """Write a version of each of these records of a model, which were just written.

    By whom, why and when says the recording in force. Raises Unrecorded.
    """
    now = current_recording()
    by = now.user and now.user.pk
    copy_versions(model, pks, Written(moment_of_writing(), by, now.reason, history_type))


class Versions(HistoryDescriptor):
    """What `record.history` gives: the library makes the manager's class anew each time."""

    def __init__(self, made: HistoryDescriptor) -> None:
        super().__init__(made.model, made.manager_class, made.queryset_class)
        self.manager = self.manager_class.from_queryset(self.queryset_class)

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self.manager(self.model, instance)


class GovernedHistory(HistoricalRecords):
    """History whose user and reason come from `recording`, and which outlives nobody it names."""

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        """Write a version, as the recording in force says by whom, why and when.

        Raises Unrecorded.
        """
        write_versions(type(instance), [instance.pk], history_type)

    def add_extra_methods(self, cls: type[models.Model]) -> None:
        """Shut the way that simple-history adds of saving without a version."""

        def save_without_historical_record(record: models.Model, *args: Any, **kwargs: Any) -> None:
            raise Unrecorded("Every version is kept: save the record through its operation.")

        setattr(cls, "save_without_historical_record", save_without_historical_record)  # noqa: B010

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        """Refuse to leave a version out. Raises Unrecorded."""
        if hasattr(instance, "skip_history_when_saving"):
            raise Unrecorded("Every version is kept: save the record through its operation.")
        super().post_save(instance, created, using=using, **kwargs)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Give each table one history: a proxy's saves go to that of its concrete model."""
        if sender._meta.proxy and self.inherit and issubclass(sender, self.cls):
            models.signals.post_save.connect(self.post_save, sender=sender, weak=False)
        else:
            super().finalize(sender, **kwargs)
            made = vars(sender).get(self.manager_name)
            if isinstance(made, HistoryDescriptor):
                setattr(sender, self.manager_name, Versions(made))

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Versions of links are found by the record that they hang on, as the links are."""
        options: dict[str, Any] = super().get_meta_options(model)
        if hasattr(model, "record_type"):
            name = f"versions_of_{model._meta.model_name}"
            options["indexes"] = [models.Index(fields=["record_type", "record_id"], name=name)]
        return options

    def _get_history_change_reason_field(self) -> models.Field:
        """A field for each history: the library gives one to all, and who then updates the reasons
        of one model's versions writes into the table of another (findings/).
        """
        field: models.Field = super()._get_history_change_reason_field().clone()
        return field

    def _get_history_user_fields(self) -> dict[str, models.Field]:
        user: models.Field = models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            related_name=self.user_related_name,
            on_delete=models.PROTECT,
        )
        return {"history_user": user}


class GuardedQuerySet(models.QuerySet):
    """A queryset that refuses every write which would skip the history."""

    def _refuse(self, what: str) -> Any:
        raise Unrecorded(f"{what} would leave no history: save each record through its operation.")

    def update(self, **kwargs: Any) -> int:
        """Never: it would leave no history. Raises Unrecorded."""
        return self._refuse("update()")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list:
        """Never: `create_many` keeps the history. Raises Unrecorded."""
        return self._refuse("bulk_create()")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Never: `change_many` keeps the history. Raises Unrecorded."""
        return self._refuse("bulk_update()")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never: a mistake is struck out. Raises Unrecorded."""
        return self._refuse("delete()")

    def _raw_delete(self, using: str | None) -> int:
        return self._refuse("_raw_delete()")


def write_derived(model: Any, which: models.Q, **values: Any) -> int:
    """Write what is worked out from records beside them, in one statement; no version is made.

    For columns that say nothing of their own, such as who may see a row; returns how many rows.
    """
    return models.QuerySet(model).filter(which).update(**values)
