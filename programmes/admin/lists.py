"""The lists of the admin: cells as on the pages, filters that name nothing hidden."""

import datetime
from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import HttpRequest

from programmes.admin.options import RecordOptions
from sharedsvc.core.careful import CarefulChangeList, is_key
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.search.narrowing import called_so_first
from sharedsvc.core.showing import Shown

FEW = 30  # records that a list offers side by side; beyond that they are looked for
FIND = "find"


class PickList(AutocompleteJsonView):
    """The records that a form offers for words that are typed, what is called so before others."""

    def get_queryset(self) -> Any:
        """What the words find, in the order in which it is offered."""
        return called_so_first(super().get_queryset(), self.term)


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only records that the reader may see, and that are in use.

    Where there are many (`is_long`) they are not all printed: words or a code narrow the list to
    what belongs to records that have them, of which the first are offered.
    """

    template = "admin/record_filter.html"
    is_long = False

    def __init__(
        self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        self.find_kwarg = f"{field_path}__{FIND}"
        self.words = next(iter(params.pop(self.find_kwarg, [])), "").strip()
        self.seen = field.related_model._base_manager.visible_to(request.user)
        self.found: Any = self._having_words(request, model_admin, field.related_model)
        super().__init__(field, request, params, model, model_admin, field_path)
        without = {*self.expected_parameters(), self.find_kwarg, PAGE_VAR}
        self.kept = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in without
            for value in values
        ]

    def _having_words(self, request: HttpRequest, model_admin: Any, other: Any) -> Any:
        """The records that the typed words find; None where none were typed."""
        if not self.words:
            return None
        others_admin = model_admin.admin_site.get_model_admin(other)
        return others_admin.get_search_results(request, self.seen, self.words)[0]

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        """The records to choose from; few are listed, many are found by words."""
        self.is_long = self.seen.order_by().values("pk")[: FEW + 1].count() > FEW
        if not self.is_long:
            used = model_admin.get_queryset(request).order_by()
            used = used.values_list(self.field_path, flat=True).distinct()
            others: Any = self.seen.filter(pk__in=list(used))  # nested it is too deep for SQLite
        elif self.words:
            others = self.found[:FEW]
        else:
            others = self._chosen()
        return sorted(((one.pk, str(one)) for one in others), key=lambda pair: pair[1])

    def _chosen(self) -> list[Any]:
        """The record by which the list is narrowed already."""
        chosen = [value for value in self.lookup_val or () if is_key(str(value))]
        return list(self.seen.filter(pk__in=chosen))

    def has_output(self) -> bool:
        """Whether there is anything to choose from."""
        return self.is_long or super().has_output()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Only what is linked to the record chosen, or to one that has the words."""
        narrowed: Any = super().queryset(request, queryset)
        if not self.words:
            return narrowed
        return narrowed.filter(**{f"{self.field_path}__in": self.found.order_by().values("pk")})


def _links_along(model: Any, lookup: str) -> list[tuple[str, Any]]:
    """The relations along which a lookup leads, each with the path to it."""
    found: list[tuple[str, Any]] = []
    steps = lookup.split("__")
    for number, step in enumerate(steps, start=1):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            break
        if not field.is_relation:
            break
        found.append(("__".join(steps[:number]), field))
        model = field.related_model
    return found


def leads_back(model: Any, lookup: str) -> bool:
    """Whether a lookup leads to what hangs on a record, not to what the record names."""
    return any(not field.concrete for _, field in _links_along(model, lookup))


class RecordChangeList(CarefulChangeList):
    """A list whose cells are those of the kind's own list: what may not be seen reads withheld.

    It is narrowed only by what may be seen: the id of what is hidden finds as little as one that
    there is not.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        """Narrowed only along what the reader may see."""
        found = super().get_queryset(request, exclude_parameters)
        for lookup in self.get_filters_params():
            for path, field in _links_along(self.model, lookup):
                others = field.related_model._default_manager.all()
                through = getattr(field.model, "seen_through", ())
                if field.name not in through and hasattr(others, "visible_to"):
                    seen = others.visible_to(request.user).order_by().values("pk")
                    found = found.filter(
                        Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__in": seen})
                    )
        return found

    def get_results(self, request: HttpRequest) -> None:
        """The page of rows, with all that their columns read."""
        super().get_results(request)
        kind = cast(RecordOptions, self.model_admin).kind
        if kind is not None:
            records = list(self.result_list)
            shown = Shown(kind, records, request.user, datetime.date.today())
            for row in shown.rows:
                row.record.cells = [shown.text(row, n) for n in range(len(shown.columns))]
            self.result_list = records


def list_column(column: Column, place: int, model: Any, user: Any) -> Callable[[Any], str]:
    """A column of the kind's list as one of the admin's."""

    def cell(record: Any) -> str:
        return record.cells[place]

    cell.__name__ = f"cell_{column.name}"
    cell.short_description = column.heading  # type: ignore[attr-defined]
    if column.sort:
        first = next(iter(column.sorting(model, user).values()))
        cell.admin_order_field = first  # type: ignore[attr-defined]
    return cell
