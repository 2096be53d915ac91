"""What a form was opened on, sealed into it, and the lock under which that is compared.

Whoever saves a record by a form hands back which version it was opened on. The record's row is
locked, read anew and compared before anything is written: of two who save at once the second is
told. An operation that holds a record read earlier takes over what others changed meanwhile, and so
writes back no old value.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core import signing
from django.db import connection, models
from django.db.models import Max, OuterRef, Subquery

from sharedsvc.core.prepared import Prepared
from sharedsvc.core.reference import reference_of
from sharedsvc.core.rights import was_added

SALT = "what a form was opened on"


class NotOpened(ValueError):
    """A form does not say, or not truly, which version of its record it was opened on."""


@dataclass(frozen=True)
class Opened:
    """The version that a form shows, and the texts of what it shows beside it, such as sources."""

    number: int | None
    texts: dict[str, str] = field(default_factory=dict)

    def is_after(self, opened: "Opened") -> bool:
        """Whether a newer version was there by now."""
        return (self.number or 0) > (opened.number or 0)

    def sealed(self, record: models.Model, user: Any) -> str:
        """What a form carries: true for this record and this user alone."""
        return signing.dumps([self.number, self.texts], salt=_salt(record, user), compress=True)


def read_sealed(text: str | None, record: models.Model, user: Any) -> Opened:
    """What a form of this record was opened on by this user. Raises NotOpened."""
    try:
        number, texts = signing.loads(text or "", salt=_salt(record, user))
    except signing.BadSignature as error:
        raise NotOpened from error
    return Opened(number, texts)


def _salt(record: models.Model, user: Any) -> str:
    label, pk = reference_of(record)
    return f"{SALT}: {label} {pk} {user.pk}"


def latest_version(record: Any) -> int | None:
    """The number of a record's latest version."""
    return latest_versions(type(record), [record.pk]).get(record.pk)


def latest_versions(model: Any, pks: Iterable[int]) -> dict[int, int]:
    """The numbers of the latest versions of some records of a model, in one statement."""
    rows = model.history.filter(id__in=list(pks)).order_by().values_list("id")
    return dict(rows.annotate(Max("history_id")))


def with_latest_version(rows: Any) -> Any:
    """Rows of a model that carry `latest_version`, the number of theirs."""
    return rows.annotate(latest_version=_latest_version_of(rows.model))


@cache
def _latest_version_of(model: Any) -> Subquery:
    versions = model.history.filter(id=OuterRef("pk")).order_by("-history_id")
    return Subquery(versions.values("history_id")[:1])


def version_numbered(record: Any, number: int | None) -> Any:
    """A version of a record by its number; None where there is none."""
    return type(record).history.filter(id=record.pk, history_id=number).first()


def lock(model: Any, **which: Any) -> None:
    """Lock the rows of a model with these values until the transaction ends.

    What refers to them can still be added. SQLite lets only one transaction write in any case.
    """
    if connection.features.has_select_for_update:
        told = {name.replace("__in", "__among"): value for name, value in which.items()}
        _locking(model, tuple(told))(**told)


@cache
def _locking(model: Any, names: tuple[str, ...]) -> Prepared:
    def rows(**which: Any) -> Any:
        return locked(model._base_manager.filter(**which).order_by("pk")).values_list("pk")

    return Prepared(rows, planned=True)


def locked(rows: Any) -> Any:
    """These rows, which nobody else changes until the transaction ends; they may be referred to.

    Whoever is changing one is waited for. SQLite has one writer: nothing is locked there.
    """
    return rows.select_for_update(of=("self",), no_key=True)


def catch_up(record: Any) -> Any:
    """Lock the row of a record that is to be written, and take over what others changed in it.

    What was set since the record was read stays as it was set. Returns the record as it is stored;
    None for a new one. Needs a transaction.
    """
    if record._state.adding or record.pk is None:
        return None
    model: Any = type(record)
    stored = next(iter(_row_to_change(model)(pk=record.pk)), None)
    if stored is not None:
        take_over(record, stored)
    return stored


@cache
def _row_to_change(model: Any) -> Prepared:
    rows = model._base_manager.select_for_update(no_key=True).order_by()  # without joins
    return Prepared(lambda pk: rows.filter(pk=pk), planned=True)


def take_over(record: Any, stored: Any) -> None:
    """Take over what others changed in a record, given its row as it is stored and locked."""
    for name, value in record.as_read().items():
        current = getattr(stored, name)
        if current != value and getattr(record, name) == value:
            setattr(record, name, current)


def lock_unless_new(*records: Any) -> None:
    """Lock records of one model while what hangs on them is looked at and written.

    One that was added in the recording in force nobody else knows yet.
    """
    pks = [record.pk for record in records if not was_added(record)]
    if pks:
        lock(type(records[0]), pk__in=pks)
