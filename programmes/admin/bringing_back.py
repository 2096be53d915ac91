"""Taking back that a record was struck out: a page for each record, for those who may."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from programmes.admin.fields import ReasonField
from programmes.operations import bring_back
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission


class BringBackForm(forms.Form):
    """Why a record is no mistake."""

    reason = ReasonField()


class BringsBack:
    """What an admin of records adds for those that were struck out."""

    model: Any

    def bring_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then bring the record back as it was."""
        record = self._struck_out(request, object_id)
        if not request.user.has_perm(permission("bring_back", self.model), record):
            raise PermissionDenied
        form = BringBackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with recording_by(form, request.user):
                bring_back(record=record, reason=form.cleaned_data["reason"])
            if form.is_valid():
                messages.success(request, f"“{record}” was brought back.")
                return redirect(admin_address(self.model, "change", record.pk))
        page = self._page(request, record, f"Bring back: {record}")  # type: ignore[attr-defined]
        context = {**page, "form": form, "reason": record.struck_out}
        return TemplateResponse(request, "admin/bring_back.html", context)

    def _struck_out(self, request: HttpRequest, object_id: str) -> Any:
        """The struck out record that the user would see. Raises Http404."""
        records = self.model._default_manager.struck_out_for(request.user)
        try:
            return records.get(pk=self.model._meta.pk.to_python(object_id))
        except (ValidationError, self.model.DoesNotExist) as error:
            raise Http404 from error
