"""Records that hang on another, on its form."""

from collections import defaultdict
from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from programmes.admin.asked import asked_of
from programmes.admin.form import form_for
from programmes.admin.formset import RecordFormSet
from programmes.admin.options import RecordOptions
from programmes.admin.shared_fields import share_fields
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import with_latest_version

# An inline is made anew for each request, its formsets are not.
_formsets: dict[Any, dict[Any, Any]] = defaultdict(dict)


class RecordInline(RecordOptions, admin.TabularInline):
    """Records that hang on another, on its form. `frozen_with_parent`: fixed where that is."""

    template = "admin/record_inline.html"
    extra = 0
    formset = RecordFormSet
    show_change_link = True
    frozen_with_parent = True
    keeps_rows = False

    def __init__(self, parent_model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(parent_model, admin_site)
        self.form = form_for(self.model, with_reason=False)
        self.formsets = _formsets[type(self), parent_model]

    @property
    def parent_field(self) -> str:
        """The foreign key to the record whose form this is on."""
        return self.fk_name or next(
            field.name
            for field in self.opts.fields
            if field.is_relation
            and field.related_model._meta.concrete_model is self.parent_model._meta.concrete_model
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the row says and its dates, with the version it was read from."""
        dates = [name for name, _ in self.date_fields()]
        fields = [*self.own_fields(without=(self.parent_field,)), *dates]
        return [(None, {"fields": [*fields, "version", "meant_so"]})]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The rows of whichever record; a form that was sent asks for its own (`rows_of`)."""
        if request.method == "POST":
            return _unasked(self.model)
        return self._rows(request.user)

    def _rows(self, user: Any) -> Any:
        """The rows with their versions; what they hang on is known, and does not order them."""
        rows = self.model._default_manager.visible_to(user)
        joins = [name for name in self.joins if name.split("__")[0] != self.parent_field]
        order = [
            o for o in self.opts.ordering or () if o.strip("-") not in (self.parent_field, "pk")
        ]
        rows = rows.select_related(*joins) if joins else rows
        return with_latest_version(rows.order_by(*order, "pk"))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The rows' forms by what the reader may do to them; made once for each."""
        rights = tuple(
            may(request, obj)
            for may in (
                self.has_add_permission,
                self.has_change_permission,
                self.has_delete_permission,
            )
        )
        read = tuple(self.get_readonly_fields(request, obj))
        key = (rights, read, tuple(kwargs.get("fields") or ()))
        if key not in self.formsets:
            self.formsets[key] = self._make_formset(request, obj, **kwargs)
        known = self.formsets[key]
        own = {"form": self.bound_form(known.form, request), "user": request.user}
        return type(known.__name__, (known,), own)

    def _make_formset(self, request: HttpRequest, obj: Any, **kwargs: Any) -> Any:
        """The rows as one with these rights fills them in, whoever it is."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():  # the table's heads are no labels
            field.widget.attrs.setdefault("aria-label", str(field.label))
        share_fields(formset.form)
        formset.form.hand_clean_DELETE = lambda row: None  # struck out, not deleted
        formset.rows_of = asked_of(
            self.model,
            lambda viewer, parent: self._rows(viewer).filter(**{self.parent_field: parent}),
        )
        return formset

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a row may be added here; a form asks ten times."""
        known = request.__dict__.setdefault("_rows_may_be_written", {})
        key = (self.model, self.parent_model, obj and obj.pk)
        if key not in known:
            known[key] = self._may_add_to(request, obj)
        return bool(known[key])

    def _may_add_to(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or obj.pk is None:
            return request.user.has_perm(permission("add", self.model))
        parent = self.admin_site.get_model_admin(self.parent_model)
        if self.frozen_with_parent and parent.why_fixed(obj):
            return False
        row = self.model()
        setattr(row, self.parent_field, obj)
        return request.user.has_perm(permission("add", self.model), row)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always: whoever sees the record sees its rows, as far as these may be seen."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the reader may write the record."""
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same, but for rows that stay as they were recorded."""
        return not self.keeps_rows and self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same: to strike a row out."""
        return not self.keeps_rows and self._may_write(request, obj)


class Unasked(QuerySet):
    """No rows, whatever is asked of them: those of a form that was sent are asked for by it."""

    def filter(self, *args: Any, **kwargs: Any) -> "Unasked":
        """The same: Django narrows them to those of the record."""
        return self


@cache
def _unasked(model: type[Model]) -> QuerySet:
    return Unasked(model).none()


def inline(record_model: Any, **options: Any) -> type[RecordInline]:
    """An inline for a model's records, with these options."""
    body = {"__module__": __name__, "model": record_model, **options}
    return type(f"{record_model.__name__}Inline", (RecordInline,), body)
