"""The list of a kind: filtered, sorted, paged (django-tables2)."""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, Self

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest

from sharedsvc.core.as_at import AsAt
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.showing import Shown
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.records.filters import IN_TIME, RecordFilterSet, filter_set
from sharedsvc.portal.records.paging import LongPage, LongPaginator, capped_count, capped_in_words

PER_PAGE = 50


class KindTable(tables.Table):
    """The head of a list: its columns, and how the address sorts by them. It holds no rows."""

    class Meta:
        order_by_field = "sort"


@cache
def table_of(key: str) -> type[KindTable]:
    """The table of a kind: one column for each that it declares."""
    kind = kinds.get(key)
    assert kind is not None
    columns = {
        column.name: tables.Column(
            verbose_name=column.heading, accessor="pk", orderable=bool(column.sort)
        )
        for column in kind.columns
    }
    return type("KindTable", (KindTable,), columns)


class RecordList:
    """One kind's records that a reader may see on a day, as the address narrows and sorts them.

    Those `among` some that are chosen already are only sorted and paged.
    """

    def __init__(
        self, kind: Kind, request: HttpRequest, as_at: AsAt, among: QuerySet | None = None
    ) -> None:
        self.kind = kind
        self.user = request.user
        self.as_at = as_at
        self.request = request
        self.among = among
        self.with_ended = among is not None or request.GET.get(IN_TIME) == "yes"
        self.visible = kind.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
        self.everything: QuerySet = kind.on(self.visible, as_at.date, ended=self.with_ended)
        self.filters: RecordFilterSet = filter_set(
            kind, request.GET, self.everything, self.user, as_at.date
        )

    @cached_property
    def rows(self) -> QuerySet:
        """All that the filters leave, as the address sorts them."""
        order = self.table.order_by or ()
        if self.among is None:
            return self.kind.sorted(self.filters.qs, order, self.user)
        return self.kind.sorted(self.among, order, self.user) if order else self.among

    @cached_property
    def table(self) -> KindTable:
        """The head of the table; a column that cannot be sorted by is left out."""
        table = table_of(self.kind.key)(())
        tables.RequestConfig(self.request, paginate=False).configure(table)
        return table

    @cached_property
    def page(self) -> LongPage:
        """The page that the address asks for, of as many rows as we say."""
        wanted = self.request.GET.get("page", "1")
        return LongPaginator(self.rows, PER_PAGE, wanted, self._whole).wanted_page()

    def _whole(self, keys: Sequence[int]) -> list[Any]:
        """The records of these keys, in their order, as far as they may (still) be seen."""
        chosen = self.kind.with_certainty(self.visible.filter(pk__in=keys), self.as_at.date)
        found = {one.pk: one for one in self.kind.shaped(chosen)}
        return [found[pk] for pk in keys if pk in found]

    def read_page(self) -> Self:
        """Read the rows of the page (`shown`), and give them their sources (`documents`)."""
        records = list(self.page)
        self.shown = Shown(self.kind, records, self.user, self.as_at.date)
        self.documents = attach_sources(records, citations_of(records, self.user), self.as_at.date)
        return self

    @property
    def count(self) -> int:
        """How many the filters leave; of a long list, how many were counted."""
        return self.page.paginator.count

    @cached_property
    def count_of_all(self) -> str:
        """How many there are without the filters; asked only where the filters leave none."""
        counted = capped_count(self.everything)
        return capped_in_words(counted) if counted else ""

    @cached_property
    def count_of_ended(self) -> int:
        """How many are left out because they had ended by the day, as far as they are counted."""
        if self.with_ended or not self.kind.is_dated:
            return 0
        return capped_count(self.kind.ended(self.visible, self.as_at.date))

    @property
    def ended_in_words(self) -> str:
        """How many had ended by the day, in words."""
        return capped_in_words(self.count_of_ended)
