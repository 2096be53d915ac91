"""What is done to one record, with a reason, on a page of its own: it is struck out, published."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from programmes.admin.fields import ReasonField
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.recorded_form import recording_by

ActPage = dict[str, Any]


class ActForm(forms.Form):
    """Why something is done to a record; `why_not` says why it cannot be done at all."""

    why_not = ""
    reason = ReasonField()

    def __init__(self, data: Any = None, *, record: Any, user: Any) -> None:
        super().__init__(data)
        self.record, self.user = record, user


@dataclass(frozen=True, kw_only=True)
class RecordAct:
    """An act on a record: in addresses it has its `name`, on pages the name as a `title`.

    `form` is made of what was sent, `record` and `user`; `do` takes the record and what the form
    gives. `may` is asked of admin, request and record. `done` is what is said of the record
    afterwards, `leads_to` the address shown then, by admin and record. `found` gives the record by
    admin, request and key, or raises Http404, where it is not one that the user sees.
    """

    name: str
    template: str
    form: Callable[..., Any]
    may: Callable[[Any, HttpRequest, Any], bool]
    do: Callable[[Any, dict[str, Any]], Any]
    done: str
    leads_to: Callable[[Any, Any], str]
    found: Callable[[Any, HttpRequest, str], Any] | None = None

    @property
    def title(self) -> str:
        """What its page and the way there are called."""
        return self.name.replace("_", " ").capitalize()

    def link_for(self, record: Any) -> tuple[str, str]:
        """The way to its page for a record: text and address."""
        return self.title, admin_address(record._meta.concrete_model, self.name, record.pk)


def may_change(admin: Any, request: HttpRequest, record: Any) -> bool:
    """Whether the user may change the record."""
    return bool(admin.has_change_permission(request, record))


class ActsOnRecords:
    """What an admin of records adds for its acts: a page for each."""

    acts: ClassVar[tuple[RecordAct, ...]] = ()
    record_page: Callable[[str, Callable[..., HttpResponse]], Any]
    _lock: Callable[[str], None]
    _visible: Callable[[HttpRequest, str], Any]
    _page: Callable[[HttpRequest, Any, str], ActPage]

    def get_urls(self) -> list[Any]:
        """With the page of each act."""
        own = [self.record_page(act.name, partial(self.act_view, act)) for act in self.acts]
        return own + super().get_urls()  # type: ignore[misc]

    def act_view(self, act: RecordAct, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what it does and ask for the reason; then do it. Of two who send it one waits."""
        if request.method == "POST":
            self._lock(object_id)
        record = (
            act.found(self, request, object_id) if act.found else self._visible(request, object_id)
        )
        if not act.may(self, request, record):
            raise PermissionDenied
        form = act.form(request.POST or None, record=record, user=request.user)
        if request.method == "POST" and form.is_valid() and _is_done(act, record, form):
            messages.success(request, f"“{record}” {act.done}.")
            return redirect(act.leads_to(self, record))
        page = self._page(request, record, f"{act.title}: {record}")
        return TemplateResponse(request, act.template, page | {"form": form, "act": act.title})


def _is_done(act: RecordAct, record: Any, form: Any) -> bool:
    with recording_by(form, form.user):
        act.do(record, form.cleaned_data)
    return bool(form.is_valid())
