"""The lists of the admin: cells as on the pages, filters that name nothing hidden."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from programmes.admin.options import RecordOptions
from sharedsvc.core.careful import CarefulChangeList
from sharedsvc.core.kinds import Column
from sharedsvc.core.showing import Shown


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only records that the reader may see, and that are in use."""

    def __init__(
        self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        label = model_admin.labels.get(field_path, "")
        self.title = f"{label[:1].lower()}{label[1:]}" or self.title

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        used = model_admin.get_queryset(request).order_by().values_list(self.field_path, flat=True)
        others = field.related_model._base_manager.visible_to(request.user)
        others = others.filter(pk__in=list(used.distinct()))  # nested it is too deep for SQLite
        return sorted(((one.pk, str(one)) for one in others), key=lambda pair: pair[1])


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
        super().get_results(request)
        kind = cast(RecordOptions, self.model_admin).kind
        if kind is not None:
            records = list(self.result_list)
            shown = Shown(kind, records, request.user, timezone.localdate())
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
