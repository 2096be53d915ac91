"""The base of every record in the admin: seen as on the pages, written by the same operations."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst

from programmes.admin.acts import ActsOnRecords, RecordAct, may_change
from programmes.admin.asked import asked_of
from programmes.admin.form import form_for
from programmes.admin.formset import is_gone
from programmes.admin.inlines import RecordInline
from programmes.admin.links import links_of
from programmes.admin.list_admin import ListAdmin
from programmes.admin.refused import Refused, refusing
from programmes.admin.shared_fields import share_fields
from programmes.admin.since import since_when
from programmes.admin.striking_out import BRING_BACK, STRIKE_OUT
from programmes.history.versions import OwnStrand, told
from programmes.operations import keep, keep_from_when, strike_out
from programmes.renaming import keep_answer
from programmes.viewers import note_found
from sharedsvc.core.addresses import admin_address, name_in_admin
from sharedsvc.core.careful import is_key
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.history import given_up_whole, recording, refuse_what_cannot_stand
from sharedsvc.core.kinds import kinds
from sharedsvc.core.rights import is_fresh, note_seen, permission, told_to
from sharedsvc.core.showing import withhold
from sharedsvc.core.versions import lock, with_latest_version
from sharedsvc.core.workbook.sheets import registry


def operation_of(model: type[Model]) -> Callable[..., Any]:
    """The operation by which records of a model are written, here as on the pages."""
    return registry.operation_of(model, keep)


class RecordAdmin(ActsOnRecords, ListAdmin):
    """A kind of record: a list, a form that says why, its history, and striking out."""

    change_form_template = "admin/record_form.html"
    object_history_template = "admin/record_history.html"
    acts: ClassVar[tuple[RecordAct, ...]] = (STRIKE_OUT, BRING_BACK)
    makes_forms_once: ClassVar[bool] = True  # unless its fields depend on who fills them in

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.form = form_for(model, with_reason=True)
        self.links = links_of(model)
        self.forms: dict[Any, Any] = {}
        self.with_key = asked_of(model, lambda viewer, pk: self._to_change(viewer).filter(pk=pk))

    # Who may do what

    def why_fixed(self, record: Any) -> str:
        """Why a record cannot be edited here, and what to do instead; "" where it can."""
        return record.why_fixed

    def _may(self, action: str, request: HttpRequest, record: Any = None) -> bool:
        """Whoever has just added a record was asked for the right to it."""
        if record is not None and is_fresh(record, request.user):
            return True
        return request.user.has_perm(permission(action, self.model), record)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the reader may see records of the kind, or this one."""
        return self._may("view", request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may add some record of the kind."""
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the reader may change records of the kind, or this one."""
        return self._may("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted: a mistake is struck out."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Always: the admin's first page groups kinds itself (`portal.admin.groups`)."""
        return True

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Nothing is deleted, whether or not it is there to be seen."""
        raise PermissionDenied

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the record says, its dates, whose it is; then links and reason."""
        own = self.own_fields()
        dated = dated_fields_of(self.model)
        after_them = max((own.index(name) + 1 for name in dated if name in own), default=len(own))
        own[after_them:after_them] = self._since_when(request, obj)
        sets: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": own})]
        if self.model.known_dates:
            sets.append(("Dates", {"fields": self.date_fields()}))
        if self.common_fields():
            sets.append(("Whose it is, and who may see it", {"fields": self.common_fields()}))
        if self.links:
            sets.append(("What it rests on", {"fields": list(self.links)}))
        if self._is_written(request, obj):
            sets.append(("Why", {"fields": ["reason", "version", "meant_so"]}))
        return sets

    def _since_when(self, request: HttpRequest, obj: Any) -> list[str]:
        """The fields about the day of a change, on the form of what has such fields."""
        is_changed = obj is not None and self._is_written(request, obj)
        asked = ("renamed", "since") if is_changed else ()
        return [name for name in asked if name in self.form.base_fields]

    def _is_written(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them, where the record may no longer be changed."""
        if obj is None or not self.why_fixed(obj):
            return []
        dates = [name for pair in self.date_fields() for name in pair]
        return [*self.own_fields(), *dates, *self.common_fields(), *self.links]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The record, if the user may see it. Raises Http404."""
        found = self._found(request.user, object_id, from_field)
        if not found:
            raise Http404
        record = found[0]
        note_seen(record, request.user)
        note_found(request.user, record)
        record.read_by = request.user
        return record

    def _found(self, user: Any, object_id: str, from_field: Any) -> Any:
        if from_field in (None, self.opts.pk.name):
            return self.with_key(user, pk=int(object_id)) if is_key(object_id) else []
        field = self.opts.get_field(from_field)
        try:
            return self._to_change(user).filter(**{field.name: field.to_python(object_id)})
        except (ValidationError, ValueError):
            return []

    def _to_change(self, user: Any) -> Any:
        """The records that a user may see, with the numbers of their versions."""
        return with_latest_version(self.visible(user)).order_by()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form for this user; what it is made of is made once for all who may do the same."""
        if not self.makes_forms_once:
            return self.bound_form(super().get_form(request, obj, change, **kwargs), request)
        is_written = not change or self.has_change_permission(request, obj)
        read = tuple(self.get_readonly_fields(request, obj))
        key = (change, is_written, read, tuple(kwargs.get("fields") or ()))
        if key not in self.forms:
            self.forms[key] = super().get_form(request, obj, change, **kwargs)
            share_fields(self.forms[key])
        return self.bound_form(self.forms[key], request)

    def sources(self, record: Any) -> str:
        """The sources, where they can only be read."""
        return self._links_text("sources", record)

    def about(self, record: Any) -> str:
        """What it is about, where that can only be read."""
        return self._links_text("about", record)

    def rests_on(self, record: Any) -> str:
        """What it rests on, where that can only be read."""
        return self._links_text("rests_on", record)

    def settles(self, record: Any) -> str:
        """What it settles, where that can only be read."""
        return self._links_text("settles", record)

    def _links_text(self, name: str, record: Any) -> str:
        reader = getattr(record, "read_by", None)
        return self.links[name].text(record, reader) if reader else ""

    @csrf_protect_m
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form. What an operation refuses is told on it, with all that was typed."""
        asked = (request, object_id, form_url, extra_context)
        if request.method != "POST":
            return self._form_page(*asked)
        reason = request.POST.get("reason", "")
        has_reason = bool(reason.strip())
        try:
            with recording(user=request.user, reason=reason) if has_reason else atomic():
                self._lock(object_id)
                return self._form_page(*asked)
        except Refused as refused:
            with told_to(request.user):
                request.refusals = {refused.prefix: refused.explained()}  # type: ignore[attr-defined]
            with atomic():
                self._lock(object_id)
                return self._form_page(*asked)

    def _lock(self, object_id: str | None) -> None:
        """Lock the record that a form is about, before it is read: of two who save one waits."""
        if object_id is not None and is_key(unquote(object_id)):
            lock(self.model, pk=int(unquote(object_id)))

    def _form_page(self, *asked: Any) -> HttpResponse:
        """Django's own, in a transaction that is begun by us."""
        page: HttpResponse = self._changeform_view(*asked)  # type: ignore[attr-defined]
        return page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form as a page. Whatever it only reads, it reads withheld where that is hidden."""
        context.update(self._context(request, kwargs.get("obj")))
        response = super().render_change_form(request, context, *args, **kwargs)  # not written yet
        forms = [context["adminform"].form]
        for inline_admin_formset in context["inline_admin_formsets"]:
            forms += inline_admin_formset.formset.forms
        withhold([form.instance for form in forms], request.user, unread=True)
        return response

    def _context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {
            "why_fixed": self.why_fixed(record) if record else "",
            "page_address": kinds.address(record) if record else "",
            "may_strike_out": record is not None and self.may_strike_out(request, record),
            "links_to": self.links_to(request, record) if record else [],
            "since_when": self.since_when(request, record) if record else [],
        }

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Further links beside the form: (text, address)."""
        return []

    def since_when(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Where one says from when something of the record was so: (text, address)."""
        return since_when(record, request.user)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """What the rows are made of: what was sent is not copied, as nothing changes it."""
        given = {"instance": obj, "prefix": prefix, "queryset": inline.get_queryset(request)}
        if request.method == "POST":
            given |= {"data": request.POST, "files": request.FILES}
        return given

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save it by its operation, unless only its links were changed."""
        if change and not form.changes_record:
            return
        if not change:
            obj.known_by = form.known_by()
        before = {name: obj.as_read()[name] for name in form.changed_states}
        was = {name: obj.as_read()[name] for name in form.changed_names}
        with refusing(form.prefix):
            self._refuse_fixed(obj)
            with given_up_whole():
                operation_of(self.model)(record=obj)
            if form.cleaned_data.get("since"):
                keep_from_when(record=obj, before=before, start=form.cleaned_data["since"])
            if was:
                keep_answer(record=obj, was=was, answer=form.name_answer)

    def _refuse_fixed(self, obj: Any) -> None:
        sentence = self.why_fixed(obj)
        if sentence:
            raise ValidationError(sentence)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write its links, then the rows of its inlines; then ask whether all may stand."""
        with refusing(form.prefix):
            form.save_links()
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        with refusing(form.prefix):
            refuse_what_cannot_stand()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Write each row by its operation; strike out those that are to go."""
        for row in formset.forms:
            if is_gone(row.instance):
                continue
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

    # Its history, and the pages of acts on it

    def may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        """Whether the user may mark the record as a mistake."""
        return may_change(self, request, record)

    def record_page(self, name: str, view: Callable[..., HttpResponse]) -> Any:
        """The pattern of a page about one record, beside its form."""
        route = f"<path:object_id>/{name.replace('_', '-')}/"
        return path(route, self.admin_site.admin_view(view), name=name_in_admin(self.model, name))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Who changed what, when and why."""
        record = self._visible(request, object_id)
        context = {
            **self._page(request, record, f"History: {record}"),
            "events": told(OwnStrand.of(record, request.user).latest(), request.user),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _visible(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, object_id)
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
            "change_address": admin_address(self.model, "change", record.pk),
        }


def register(model: Any, *inlines: type[RecordInline], **options: Any) -> None:
    """Put a kind of record in the admin, with these inlines and options."""
    body = {"__module__": __name__, "inlines": list(inlines), **options}
    admin.site.register(model, type(f"{model.__name__}Admin", (RecordAdmin,), body))
