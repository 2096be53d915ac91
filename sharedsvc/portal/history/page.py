"""The history of a record: who changed what, when, from what to what, and why.

What a reader may not see is neither shown nor counted. Which versions those are is one rule,
`RecordQuerySet.versions_visible_to`; a change is told from the version before that the reader saw.
"""

import datetime
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from programmes.history.versions import Event, OwnStrand, Strand, event_of, name_of_row, told
from programmes.history.words import NamedRecord, Names, who_is
from programmes.kinds import REMARKS, VISIBILITY
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Beside
from sharedsvc.core.seen_versions import versions_seen
from sharedsvc.core.showing import Shown

PER_PAGE = 50


class History:
    """The history of one record for one reader; `query` keeps the date of the position in links."""

    def __init__(self, record: Any, user: Any, query: str = "") -> None:
        self.record, self.user, self.query = record, user, query
        self.kind: Any = kinds.of(record)
        self.own = OwnStrand.of(record, user)

    @cached_property
    def strands(self) -> list[Strand]:
        """The record's own versions, and those of what belongs to it."""
        beside = [self._beside(beside) for beside in kinds.beside(self.record)]
        return [self.own, *beside]

    def _beside(self, beside: Beside) -> Strand:
        versions = versions_seen(beside.model, self.user).filter(beside.rows(self.record))
        if beside.points_at:
            versions = versions.filter(self._known(versions, beside.points_at))
        return Strand(self._since_seen(versions), beside)

    def _since_seen(self, versions: QuerySet) -> QuerySet:
        """Without what no longer belonged to the record when the reader's view of it begins.

        A report that was published has a history before, which is its clerks' alone.
        """
        if self._begun is None:
            return versions
        before = {"history_date__lt": self._begun}
        later = versions.model.objects.filter(
            id=OuterRef("id"), history_id__gt=OuterRef("history_id"), **before
        )
        return versions.exclude(~Q(struck_out=""), **before).filter(~Exists(later))

    @cached_property
    def _begun(self) -> datetime.datetime | None:
        """When the reader's view of the record begins; asked once, as it is too deep to nest."""
        return self.own.begun()

    def _known(self, versions: QuerySet, columns: tuple[str, str]) -> Q:
        """Those whose columns refer to a record, of whatever kind, that the reader may see."""
        pairs = versions.order_by().values_list(*columns).distinct()
        references = [NamedRecord(*pair) for pair in pairs]
        names = Names(self.user, references)
        known = Q(pk__in=[])
        for reference in filter(names.knows, references):
            known |= Q(**dict(zip(columns, (reference.label, reference.pk), strict=True)))
        return known

    def page(self, number: Any) -> Any:
        """A page of events, newest first."""
        first, *rest = (strand.keys(place) for place, strand in enumerate(self.strands))
        keys = first.union(*rest, all=True).order_by("-history_date", "strand", "-history_id")
        page = Paginator(keys, PER_PAGE).get_page(number)
        page.object_list = self._events(list(page.object_list))
        return page

    def _events(self, keys: list[tuple[Any, int, int]]) -> list[Event]:
        numbers: dict[int, list[int]] = defaultdict(list)
        for _, place, number in keys:
            numbers[place].append(number)
        found = {}
        for place, wanted in sorted(numbers.items()):
            strand = self.strands[place]
            for version, before in strand.with_before(wanted):
                found[place, version.history_id] = event_of(version, before, strand.beside)
        return self._told([found[place, number] for _, place, number in keys])

    def latest(self, number: int) -> list[Event]:
        """The last few events of the record itself, newest first."""
        return self._told(self.own.latest(number))

    def _told(self, events: list[Event]) -> list[Event]:
        for event in told(events, self.user, self.query):
            if not event.beside:
                number = event.version.history_id
                event.address = f"{self.kind.version_address(self.record, number)}{self.query}"
        return events


class AsRecorded:
    """A record as it stood from one version until the next that the reader may see."""

    def __init__(self, history: History, number: int) -> None:
        self.history, self.record, self.kind = history, history.record, history.kind
        versions = history.own.versions
        wanted = versions.filter(history_id=number).select_related("history_user")
        self.version: Any = wanted.first()
        if self.version is None:
            raise Http404("The record has no such version.")
        self.next = versions.filter(history_id__gt=number).order_by("history_id").first()
        self.previous = versions.filter(history_id__lt=number).order_by("-history_id").first()
        self.instance = self.version.instance

    @property
    def title(self) -> str:
        """The title of the record as it stood then."""
        return self.kind.title(self.instance)

    @property
    def who(self) -> str:
        """Who recorded the version."""
        return who_is(self.version.history_user)

    @property
    def since(self) -> datetime.datetime:
        """When it was recorded."""
        return self.version.history_date

    @property
    def until(self) -> datetime.datetime | None:
        """When the next version followed; None where this is how the record stands."""
        return self.next.history_date if self.next else None

    @property
    def previous_address(self) -> str:
        """The address of the version before; "" for the first."""
        return self._address(self.previous)

    @property
    def next_address(self) -> str:
        """The address of the version after; "" for the last."""
        return self._address(self.next)

    def _address(self, version: Any) -> str:
        return self.kind.version_address(self.record, version.history_id) if version else ""

    @cached_property
    def facts(self) -> Shown:
        """The kind's columns as the version fills them, without what other records bring."""
        columns = [c for c in (*self.kind.columns, *self.kind.facts) if not c.brought]
        if self.instance.remarks:
            columns.append(REMARKS)
        columns.append(VISIBILITY)
        kind = replace(self.kind, prepare=None)
        today = datetime.date.today()
        return Shown(kind, [self.instance], self.history.user, today, columns)

    @cached_property
    def beside(self) -> list[tuple[str, list[str]]]:
        """What belonged to the record by the end of that time, by what it is."""
        strands = [(s.beside, self._rows_of(s)) for s in self.history.strands if s.beside]
        links = [beside.links_to(row) for beside, rows in strands for row in rows]
        names = Names(self.history.user, [NamedRecord(*link) for link in links if link])
        return [
            (beside.nouns, [name_of_row(beside, row, names) for row in rows])
            for beside, rows in strands
            if rows
        ]

    def _rows_of(self, strand: Strand) -> list[Any]:
        versions = strand.versions.order_by("history_id")
        if self.until:
            versions = versions.filter(history_date__lt=self.until)
        last = {version.id: version for version in versions}
        rows = [version.instance for version in last.values() if not version.struck_out]
        return sorted(rows, key=lambda row: (getattr(row, "order", 0), row.pk))
