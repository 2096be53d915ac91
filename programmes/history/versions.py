"""The versions of a record that a reader may see, and what each changed.

A change is told from the version before that the reader saw.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Value
from django.utils.safestring import SafeString

from programmes.history.words import Change, NamedRecord, Names, changes_between, who_is
from programmes.viewers import AskedByReaders
from sharedsvc.core.kinds.kind import Beside
from sharedsvc.core.seen_versions import versions_seen


@dataclass
class Strand:
    """The versions, of a record or of what belongs to it, that a reader may see."""

    versions: QuerySet
    beside: Beside | None = None

    def keys(self, place: int) -> QuerySet:
        """When each version was recorded, and by what it is found again."""
        marked = self.versions.order_by().annotate(strand=Value(place, IntegerField()))
        return marked.values_list("history_date", "strand", "history_id")

    def with_before(self, numbers: Iterable[int]) -> list[tuple[Any, Any]]:
        """These versions, each with the one before it that the reader may see (or None)."""
        found = list(with_before(self.versions, numbers))
        befores = self.versions.in_bulk([v.before for v in found if v.before])
        return [(version, befores.get(version.before)) for version in found]


def with_before(versions: QuerySet, numbers: Any) -> QuerySet:
    """Those of these versions, each with the number of the one `before` it."""
    earlier = versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    wanted = versions.filter(history_id__among=numbers).annotate(before=last)
    return wanted.select_related("history_user")


@dataclass(frozen=True)
class Told:
    """A change as one reader may know it; `query` keeps the date of the position in links."""

    change: Change
    names: Names
    query: str = ""

    @property
    def heading(self) -> str:
        """What pages call the field."""
        return self.change.saying.heading

    @property
    def label(self) -> str:
        """What forms call the field."""
        return self.change.saying.label

    @property
    def markup(self) -> SafeString:
        """From what to what, for a page."""
        return self.change.markup(self.names, self.query)

    @property
    def before(self) -> str:
        """What it was, as plain text."""
        return self.names.said(self.change.before)

    @property
    def after(self) -> str:
        """What it became, as plain text."""
        return self.names.said(self.change.after)


@dataclass
class Event:
    """One version, in words."""

    version: Any
    what: str
    beside: Beside | None = None
    changes: list[Change] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    of: str = ""
    address: str = ""
    struck_because: str = ""

    @property
    def when(self) -> datetime.datetime:
        """When it was recorded."""
        return self.version.history_date

    @property
    def who(self) -> str:
        """Who recorded it, as others may know them."""
        return who_is(self.version.history_user)

    @property
    def why(self) -> str:
        """The reason that was given."""
        return self.version.history_change_reason or ""

    def references(self) -> list[NamedRecord]:
        """The records that telling it needs the names of."""
        link = self.beside.links_to(self.version.instance) if self.beside else None
        named = [NamedRecord(*link)] if link else []
        return named + [one for change in self.changes for one in change.references()]

    def tell(self, names: Names, query: str) -> None:
        """Put the changes, and what belongs to the record, in words."""
        self.told = [Told(change, names, query) for change in self.changes]
        if self.beside:
            self.of = name_of_row(self.beside, self.version.instance, names)


def name_of_row(beside: Beside, row: Any, names: Names) -> str:
    """What a row that belongs to a record is called."""
    link = beside.links_to(row)
    return beside.words(row, names.text(NamedRecord(*link), beside.named) if link else "")


def event_of(version: Any, before: Any, beside: Beside | None = None) -> Event:
    """What happened in a version, compared with the one before it (None where it is the first)."""
    event = Event(version, "Added", beside)
    was_struck_out = before is not None and bool(before.struck_out)
    if version.struck_out and not was_struck_out:
        event.what, event.struck_because = "Struck out", version.struck_out
    elif was_struck_out and not version.struck_out:
        event.what = "Restored"
    elif before is not None:
        event.what = "Changed"
    if before is not None:
        event.changes = changes_between(before.instance, version.instance)
    return event


def told(events: list[Event], user: Any, query: str = "") -> list[Event]:
    """These events in words, as the user may know the records that they name."""
    names = Names(user, [one for event in events for one in event.references()])
    for event in events:
        event.tell(names, query)
    return events


@dataclass
class OwnStrand(Strand):
    """The versions of a record itself, by statements that are built once for each model."""

    user: Any = None
    record: Any = None

    @classmethod
    def of(cls, record: Any, user: Any) -> "OwnStrand":
        """Those of a record that a user may see."""
        return cls(_own(type(record), user, record.pk), user=user, record=record)

    def latest(self, number: int | None = None) -> list[Event]:
        """The last few events, or all, newest first; not in words yet."""
        versions = self.versions.select_related("history_user").order_by("-history_id")
        found = list(versions if number is None else versions[: number + 1])
        pairs = zip_longest(found, found[1:])
        return [event_of(version, before) for version, before in pairs][:number]

    def since(self, number: int) -> list[Event | None]:
        """What was recorded after a version, oldest first; None for what the user may not see."""
        later = type(self.record).history.filter(id=self.record.pk, history_id__gt=number)
        numbers = [*later.order_by("history_id").values_list("history_id", flat=True)]
        pairs = super().with_before(numbers) if numbers else []
        events = told([event_of(*pair) for pair in pairs], self.user)
        seen = {event.version.history_id: event for event in events}
        return [seen.get(one) for one in numbers]

    def with_before(self, numbers: Iterable[int]) -> list[tuple[Any, Any]]:
        """As of any strand."""
        model: Any = type(self.record)
        found = _with_before(model)(self.user, record=self.record.pk, numbers=[*numbers])
        wanted = [version.before for version in found if version.before]
        befores = _these(model)(self.user, record=self.record.pk, numbers=wanted) if wanted else []
        by_number = {version.history_id: version for version in befores}
        return [(version, by_number.get(version.before)) for version in found]

    def begun(self) -> datetime.datetime | None:
        """When the first of them was recorded."""
        model: Any = type(self.record)
        found = _begun(model)(self.user, record=self.record.pk)
        return found[0] if found else None


def _own(model: Any, viewer: Any, record: Any) -> QuerySet:
    return versions_seen(model, viewer).filter(id=record)


@cache
def _with_before(model: Any) -> AskedByReaders:
    return AskedByReaders(
        lambda viewer, record, numbers: with_before(_own(model, viewer, record), numbers)
    )


@cache
def _these(model: Any) -> AskedByReaders:
    return AskedByReaders(
        lambda viewer, record, numbers: _own(model, viewer, record).filter(
            history_id__among=numbers
        )
    )


@cache
def _begun(model: Any) -> AskedByReaders:
    return AskedByReaders(
        lambda viewer, record: (
            _own(model, viewer, record)
            .order_by("history_id")
            .values_list("history_date", flat=True)[:1]
        )
    )
