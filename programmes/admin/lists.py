"""The lists of the admin: cells as on the pages, filters that name nothing hidden."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
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
        used = model_admin.get_queryset(request).order_by().values(self.field_path)
        others = field.related_model._base_manager.visible_to(request.user).filter(pk__in=used)
        return sorted(((one.pk, str(one)) for one in others), key=lambda pair: pair[1])


class RecordChangeList(CarefulChangeList):
    """A list whose cells are those of the kind's own list: what may not be seen reads withheld."""

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
