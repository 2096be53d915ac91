"""The base of every record in the admin: seen as on the pages, written by the same operations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from programmes.admin.fields import DATE_HELP, DateAsKnownField, ReasonField, RecordSelect
from programmes.admin.form import RecordForm, RecordFormSet, Refused, form_for
from programmes.admin.links import links_of
from programmes.admin.past import versions
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import Column, Kind, kinds
from sharedsvc.core.rights import permission
from sharedsvc.core.showing import Shown, withhold
from sharedsvc.core.workbook.sheets import registry

COMMON = ("visibility", "owner", "remarks")
HELP = {
    "visibility": "Who may see the record: everyone, the members of the partnership, or the "
    "owner's own people alone.",
    "remarks": "What must be said beside the record; it is shown with it.",
    "order": "Place in lists: 1 comes first.",
    "spell": "2 where the same comes a second time, for instance a member who left and came back.",
    "code": "What addresses and the workbook know the record by. For example: back-office.",
    "number": "As it is numbered in the source. For example: 2(a).",
}


def operation_of(model: type[Model]) -> Callable[..., Any]:
    """The operation by which records of a model are written, here as on the pages."""
    part = registry.part_of(model)
    return part.save if part else keep


@contextmanager
def refusing(prefix: str | None) -> Iterator[None]:
    """Turn what an operation refuses into Refused, for the form with this prefix."""
    try:
        yield
    except ValidationError as error:
        raise Refused(prefix, error) from error


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only records that the reader may see, and that are in use."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        used = model_admin.get_queryset(request).order_by().values(self.field_path)
        others = field.related_model._base_manager.visible_to(request.user).filter(pk__in=used)
        return sorted(((one.pk, str(one)) for one in others), key=lambda pair: pair[1])


class RecordChangeList(ChangeList):
    """A list whose cells are those of the kind's own list: what may not be seen reads withheld."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        kind = cast(RecordAdmin, self.model_admin).kind
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


class RecordOptions:
    """What the form of a record and the rows of an inline have in common."""

    model: Any
    opts: Any
    admin_site: Any
    help_texts: ClassVar[dict[str, str]] = {}

    @property
    def kind(self) -> Kind | None:
        """The kind of the model's records, if they have pages."""
        return next((kind for kind in kinds if kind.model is self.model), None)

    @property
    def joins(self) -> tuple[str, ...]:
        """What a list of records reads beside them."""
        if self.kind is not None:
            return self.kind.joins
        return tuple(
            field.name for field in self.opts.fields if field.is_relation and field.name != "owner"
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        """The records that may be seen."""
        found = self.model._default_manager.visible_to(request.user)
        joins = self.joins
        return (found.select_related(*joins) if joins else found).order_by(
            *(self.opts.ordering or ()), "pk"
        )

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return tuple(
            field.name
            for field in self.opts.fields
            if field.is_relation
            and self.admin_site.is_registered(field.related_model)
            and hasattr(field.related_model._default_manager, "visible_to")
        )

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Only what the user may see can be chosen."""
        return db_field.related_model._default_manager.visible_to(request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = RecordSelect(db_field, self.admin_site)
            kwargs["queryset"] = self.get_field_queryset(None, db_field, request)
        return db_field.formfield(**kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A form's field; dates as known are typed as people write them."""
        if isinstance(db_field, models.ForeignKey):
            field = self.formfield_for_foreignkey(db_field, request, **kwargs)
        elif db_field.name in self.model.known_dates:
            field = DateAsKnownField(
                label=capfirst(db_field.verbose_name), required=False, max_length=60
            )
        else:
            field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.help_text = self._help(db_field) or field.help_text
        return field

    def _help(self, db_field: Any) -> str:
        name = db_field.name
        own = self.help_texts.get(name) or db_field.help_text
        part = registry.part_of(self.model)
        columns = [c for c in (part.all_columns if part else ()) if c.attribute == name]
        told = own or next((c.help for c in columns), "") or HELP.get(name, "")
        if name in self.model.known_dates:
            return f"{told} {DATE_HELP}".strip()
        example = next((c.example for c in columns), "")
        return f"{told} For example: {example}." if example and "xample" not in told else told

    def bound_form(self, form: type, request: HttpRequest) -> type:
        """The form class, for this request's user."""
        refusals = getattr(request, "refusals", {})
        return type(form.__name__, (form,), {"user": request.user, "refusals": refusals})

    def own_fields(self, without: tuple[str, ...] = ()) -> list[str]:
        """The fields that people fill in, dates apart."""
        dates = {f"{name}{end}" for name in self.model.known_dates for end in ("", "_words")}
        return [
            field.name
            for field in self.opts.concrete_fields
            if field.editable
            and not field.primary_key
            and field.name not in {*COMMON, *dates, *without, "struck_out"}
        ]

    def date_fields(self) -> list[tuple[str, str]]:
        """Each date as known with its wording."""
        return [(name, f"{name}_words") for name in self.model.known_dates]

    def common_fields(self) -> list[str]:
        names = {field.name for field in self.opts.concrete_fields}
        return [name for name in COMMON if name in names]


class RecordAdmin(RecordOptions, admin.ModelAdmin):
    """A kind of record: a list, a form that says why, its history, and striking out."""

    change_form_template = "admin/record_form.html"
    object_history_template = "admin/record_history.html"
    list_per_page = 50
    show_full_result_count = True
    actions = None

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.form = form_for(model, with_reason=True)
        self.links = links_of(model)

    # Who may do what

    def why_fixed(self, record: Any) -> str:
        """Why a record cannot be edited here, and what to do instead; "" where it can."""
        return ""

    def _may(self, action: str, request: HttpRequest, record: Any = None) -> bool:
        return request.user.has_perm(permission(action, self.model), record)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("view", request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted: a mistake is struck out."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordChangeList

    def get_list_display(self, request: HttpRequest) -> Any:
        if self.kind is None:
            return self.list_display
        return [
            list_column(column, place, self.model, request.user)
            for place, column in enumerate(self.kind.columns)
        ]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """The kind's own; never through records that may be hidden."""
        if self.kind is None or not self.kind.searched:
            return tuple(self.search_fields)
        seen = getattr(self.model, "seen_through", ())
        return tuple(
            name
            for name in self.kind.searched
            if "__" not in name or name.partition("__")[0] in seen
        )

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """What an address may narrow a list by: no patterns, which can be made to take hours."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        own = [
            field.name
            for field in self.opts.concrete_fields
            if field.choices and field.name != "visibility"
        ]
        names = [field.name for field in self.opts.concrete_fields]
        linked = [
            (name, VisibleRelatedFilter)
            for name in ("programme", "organisation", "workstream", "partnership", "body", "by")
            if name in names and self.opts.get_field(name).related_model is not self.model
        ]
        return [*linked, *own, *(["visibility"] if "visibility" in names else [])]

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": self.own_fields()})]
        if self.model.known_dates:
            sets.append(("Dates", {"fields": self.date_fields()}))
        if self.common_fields():
            sets.append(("Whose it is, and who may see it", {"fields": self.common_fields()}))
        if self.links:
            sets.append(("What it rests on", {"fields": list(self.links)}))
        if self._is_written(request, obj):
            sets.append(("Why", {"fields": ["reason", "version"]}))
        return sets

    def _is_written(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None or not self.why_fixed(obj):
            return []
        dates = [name for pair in self.date_fields() for name in pair]
        return [*self.own_fields(), *dates, *self.common_fields(), *self.links]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            record.read_by = request.user
        return record

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return self.bound_form(super().get_form(request, obj, change, **kwargs), request)

    def sources(self, record: Any) -> str:
        """The sources, where they can only be read."""
        return self._links_text("sources", record)

    def about(self, record: Any) -> str:
        """What it is about, where that can only be read."""
        return self._links_text("about", record)

    def rests_on(self, record: Any) -> str:
        """What it rests on, where that can only be read."""
        return self._links_text("rests_on", record)

    def _links_text(self, name: str, record: Any) -> str:
        reader = getattr(record, "read_by", None)
        return self.links[name].text(record, reader) if reader else ""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form. What an operation refuses is told on it, with all that was typed."""
        reason = request.POST.get("reason", "")
        context = {**self._context(request, object_id), **(extra_context or {})}
        may_write = request.method == "POST" and reason.strip()
        try:
            with recording(user=request.user, reason=reason) if may_write else nullcontext():
                return super().changeform_view(request, object_id, form_url, context)
        except Refused as refused:
            request.refusals = {refused.prefix: refused.error}  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form as a page. Whatever it only reads, it reads withheld where that is hidden."""
        response = super().render_change_form(request, context, *args, **kwargs)  # not written yet
        forms = [context["adminform"].form]
        for inline_admin_formset in context["inline_admin_formsets"]:
            forms += inline_admin_formset.formset.forms
        withhold([form.instance for form in forms], request.user, unread=True)
        return response

    def _context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        record = self.get_object(request, object_id) if object_id else None
        if object_id and record is None:
            raise Http404
        return {
            "why_fixed": self.why_fixed(record) if record else "",
            "page_address": kinds.address(record) if record else "",
            "may_strike_out": record is not None and self._may_strike_out(request, record),
            "links_to": self.links_to(request, record) if record else [],
        }

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Further links beside the form: (text, address)."""
        return []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and not form.changes_record:
            return
        if not change:
            obj.known_by = form.known_by()
        with refusing(form.prefix):
            self._refuse_fixed(obj)
            operation_of(self.model)(record=obj)

    def _refuse_fixed(self, obj: Any) -> None:
        sentence = self.why_fixed(obj)
        if sentence:
            raise ValidationError(sentence)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with refusing(form.prefix):
            form.save_links()
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            removed = formset.can_delete and formset._should_delete_form(row)
            with refusing(None if removed else row.prefix):
                if removed and row.instance.pk:
                    stored = type(row.instance)._base_manager.get(pk=row.instance.pk)
                    strike_out(record=stored, reason=request.POST["reason"])
                elif row.has_changed() and not removed:
                    setattr(row.instance, formset.fk.name, form.instance)
                    operation_of(formset.model)(record=row.instance)

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> str:
        """The record's own history says what was changed; here only whether anything was."""
        changed = add or any(one.has_changed() for one in (form, *formsets))
        request.nothing_changed = not changed  # type: ignore[attr-defined]
        return ""

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Nobody is told that something was changed where nothing was."""
        if getattr(request, "nothing_changed", False):
            message = "Nothing was changed."
        super().message_user(request, message, *args, **kwargs)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """The register has one history, its own."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """The register has one history, its own."""

    # History and striking out

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_strike_out"
        view = self.admin_site.admin_view(self.strike_out_view)
        return [path("<path:object_id>/strike-out/", view, name=name), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Who changed what, when and why."""
        record = self._visible(request, object_id)
        context = {
            **self._page(request, record, f"History: {record}"),
            "versions": list(reversed(versions(record, request.user))),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def strike_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then mark the record as a mistake."""
        record = self._visible(request, object_id)
        if not self._may_strike_out(request, record):
            raise PermissionDenied
        form = StrikeOutForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                with transaction.atomic(), recording(user=request.user, reason=reason):
                    strike_out(record=record, reason=reason)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"“{record}” was struck out.")
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {**self._page(request, record, f"Strike out: {record}"), "form": form}
        return TemplateResponse(request, "admin/strike_out.html", context)

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return self.has_change_permission(request, record)

    def _visible(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return record

    def _page(self, request: HttpRequest, record: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": record,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "change_address": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]
            ),
        }


class StrikeOutForm(forms.Form):
    """Why a record is a mistake."""

    reason = ReasonField()


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
        dates = [name for name, _ in self.date_fields()]
        fields = [*self.own_fields(without=(self.parent_field,)), *dates]
        return [(None, {"fields": [*fields, "version"]})]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = self.bound_form(self.form, request)
        formset: Any = super().get_formset(request, obj, form=form, **kwargs)
        for field in formset.form.base_fields.values():  # the table's heads are no labels
            field.widget.attrs.setdefault("aria-label", str(field.label))
        formset.form.hand_clean_DELETE = lambda row: None  # struck out, not deleted
        return formset

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a row may be added here, which is to say: to this record."""
        if obj is None or obj.pk is None:
            return request.user.has_perm(permission("add", self.model))
        parent = self.admin_site.get_model_admin(self.parent_model)
        if self.frozen_with_parent and parent.why_fixed(obj):
            return False
        row = self.model()
        setattr(row, self.parent_field, obj)
        return request.user.has_perm(permission("add", self.model), row)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.keeps_rows and self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.keeps_rows and self._may_write(request, obj)


def inline(record_model: Any, **options: Any) -> type[RecordInline]:
    """An inline for a model's records, with these options."""
    body = {"__module__": __name__, "model": record_model, **options}
    return type(f"{record_model.__name__}Inline", (RecordInline,), body)


def register(model: Any, *inlines: type[RecordInline], **options: Any) -> None:
    """Put a kind of record in the admin, with these inlines and options."""
    body = {"__module__": __name__, "inlines": list(inlines), **options}
    admin.site.register(model, type(f"{model.__name__}Admin", (RecordAdmin,), body))


__all__ = ["RecordAdmin", "RecordForm", "RecordInline", "inline", "register"]
