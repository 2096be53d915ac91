"""The form by which a condition is said to be met, failed or waived, on evidence."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions.choices import ConditionState
from decisions.deciding import SETTLED_ALREADY, settle_condition
from decisions.models import Condition
from programmes.viewers import note_found
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import bounds
from sharedsvc.core.field_words import heading_of, help_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen

ON_EVIDENCE = (ConditionState.MET, ConditionState.WAIVED)
TO_COME = "That is later than today: come back on the day."
WHAT_SHOWS_IT = "Say on what evidence: a minute, a letter, the paragraph of a report."


class ConditionForm(forms.Form):
    """What became of a condition: since when, who holds it to be so, on what evidence."""

    state = forms.ChoiceField(
        label="What became of it",
        choices=[choice for choice in ConditionState.choices if choice[0] != ConditionState.OPEN],
        widget=forms.RadioSelect,
    )
    day = DateAsKnownField(
        label="Since when", help_text="The day on which that was settled.", max_length=60
    )
    settled_by = forms.CharField(
        label=heading_of(Condition._meta.get_field("settled_by")),
        help_text=help_of(Condition._meta.get_field("settled_by")),
        max_length=200,
        validators=[validate_seen],
    )
    evidence = forms.CharField(
        label=heading_of(Condition._meta.get_field("evidence")),
        help_text="A minute, a letter, the paragraph of a report. Blank only for one that failed.",
        required=False,
        widget=Lines(attrs={"rows": 3}),
        validators=[validate_seen],
    )
    reason = forms.CharField(
        label="Why it is entered", max_length=200, help_text="Kept in the history."
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what is still to come, and what is held to be met without evidence."""
        data = super().clean() or {}
        day = data.get("day")
        if day and bounds(day).earliest > datetime.date.today():
            self.add_error("day", TO_COME)
        if data.get("state") in ON_EVIDENCE and not data.get("evidence"):
            self.add_error("evidence", WHAT_SHOWS_IT)
        return data


def address_of(condition: Condition) -> str:
    """Where a condition is said to be met, failed or waived."""
    return reverse("portal:settle_condition", args=[condition.pk])


def may_settle(user: Any, condition: Condition) -> bool:
    """Whether somebody may say what became of an open condition: a clerk of who decided."""
    is_open = condition.state == ConditionState.OPEN
    may = user.is_authenticated and user.has_perm(permission("change", condition), condition)
    return bool(is_open and may)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a condition is met, has failed or is waived; the clause that makes it stays."""
    seen = Condition.objects.visible_to(request.user).select_related("clause__decision__programme")
    condition = get_object_or_404(seen, pk=pk)
    note_found(request.user, condition)
    if not request.user.has_perm(permission("change", condition), condition):
        raise PermissionDenied("Only a clerk of the organisation that decided says so.")
    form = ConditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.fields if name != "reason"}
        with recording_by(form, request.user):
            settle_condition(record=condition, **given)
        if form.is_valid():
            messages.success(request, "What became of the condition is recorded.")
            return redirect(kinds.address(condition))
    context = {
        "section": "records",
        "condition": condition,
        "form": form,
        "why_not": "" if condition.state == ConditionState.OPEN else SETTLED_ALREADY,
    }
    return render(request, "portal/settle_condition.html", context)
