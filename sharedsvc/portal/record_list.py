"""The list of a kind: filtered, sorted, paged (django-tables2)."""

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest

from sharedsvc.core.as_at import AsAt
from sharedsvc.core.kinds import Kind
from sharedsvc.core.showing import Shown
from sharedsvc.portal.children import attach_sources, citations_of
from sharedsvc.portal.record_filters import IN_TIME, RecordFilterSet, filter_set

PER_PAGE = 50


class KindTable(tables.Table):
    """What can be sorted and how; the rows themselves are `Shown`."""

    class Meta:
        order_by_field = "sort"


def table_of(kind: Kind, user: Any) -> type[KindTable]:
    """The table of a kind: one column for each that it declares."""
    columns = {
        column.name: tables.Column(
            verbose_name=column.heading,
            accessor="pk",
            orderable=bool(column.sort),
            order_by=tuple(column.sorting(kind.model, user)),
        )
        for column in kind.columns
    }
    return type("KindTable", (KindTable,), columns)


class RecordList:
    """One kind's records that a reader may see on a day, as the address narrows and sorts them."""

    def __init__(self, kind: Kind, request: HttpRequest, as_at: AsAt) -> None:
        self.kind = kind
        self.user = request.user
        self.as_at = as_at
        self.request = request
        self.documents: list[Any] = []
        self.with_ended = request.GET.get(IN_TIME) == "yes"
        self.visible = kind.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
        self.everything: QuerySet = kind.on(self.visible, as_at.date, ended=self.with_ended)
        self.filters: RecordFilterSet = filter_set(
            kind, request.GET, self.everything, self.user, as_at.date
        )

    @cached_property
    def rows(self) -> QuerySet:
        sorted_by = {
            name: value
            for column in self.kind.columns
            for name, value in column.sorting(self.kind.model, self.user).items()
            if name != value
        }
        return self.kind.shaped(self.filters.qs).alias(**sorted_by)

    @cached_property
    def sorted_table(self) -> KindTable:
        """Every row in the order that was asked for; an unknown column is passed over."""
        table = table_of(self.kind, self.user)(self.rows)
        tables.RequestConfig(self.request, paginate=False).configure(table)
        return table

    @cached_property
    def table(self) -> KindTable:
        """The same, paged; an unknown page number falls back to the first or last."""
        table = self.sorted_table
        table.paginate(per_page=PER_PAGE)  # not as many as the address asks for
        table.page = table.paginator.get_page(self.request.GET.get("page", 1))
        return table

    @cached_property
    def page(self) -> Shown:
        records = [row.record for row in self.table.page.object_list]
        shown = Shown(self.kind, records, self.user, self.as_at.date)
        self.documents = attach_sources(records, citations_of(records, self.user))
        return shown

    @cached_property
    def count(self) -> int:
        return self.table.paginator.count

    @cached_property
    def count_of_all(self) -> int:
        """How many there are without the filters; asked only where the filters leave none."""
        return self.everything.count()

    @cached_property
    def count_of_ended(self) -> int:
        """How many are left out because they had ended by the day."""
        if self.with_ended or not self.kind.is_dated:
            return 0
        begun = self.kind.on(self.visible, self.as_at.date, ended=True)
        return begun.exclude(pk__in=self.everything.values("pk")).count()
