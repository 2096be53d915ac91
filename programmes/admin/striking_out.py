"""Striking a record out as a mistake: a page for each record, for those who may change it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from programmes.admin.conflicts import told_since
from programmes.admin.fields import ReasonField
from programmes.operations import strike_out
from programmes.resting import why_not_struck_out
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.opened_form import OpenedForm
from sharedsvc.core.recorded_form import recording_by


class StrikeOutForm(OpenedForm):
    """Why a record is a mistake."""

    reason = ReasonField()

    def told_since(self, number: int | None) -> list[str]:
        """What others changed since in the record that is called a mistake."""
        return told_since(self.record, number, self.user, of_hidden=False)


class StrikesOut:
    """What an admin of records adds for those that are mistakes."""

    model: Any
    has_change_permission: Any
    _lock: Any
    _visible: Any
    _page: Any

    def strike_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then mark the record as a mistake."""
        if request.method == "POST":
            self._lock(object_id)
        record = self._visible(request, object_id)
        if not self._may_strike_out(request, record):
            raise PermissionDenied
        form = StrikeOutForm(request.POST or None, record=record, user=request.user)
        if request.method == "POST" and form.is_valid():
            with recording_by(form, request.user):
                strike_out(record=record, reason=form.cleaned_data["reason"])
            if form.is_valid():
                messages.success(request, f"“{record}” was struck out.")
                return redirect(admin_address(self.model, "changelist"))
        context = {
            **self._page(request, record, f"Strike out: {record}"),
            "form": form,
            "rests_on_it": why_not_struck_out(record, request.user),
        }
        return TemplateResponse(request, "admin/strike_out.html", context)

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return self.has_change_permission(request, record)
