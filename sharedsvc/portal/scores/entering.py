"""Scores entered in the browser: of the organisation that the reader acts for, and of no other."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from programmes.choices import GrantRole
from programmes.models import Organisation, Programme
from programmes.operations import cite
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.prose import in_figures
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import NotOpened, Opened, lock, read_sealed
from sharedsvc.portal.own_lists import OwnListForm, owners_for
from sharedsvc.portal.programmes.found import find_programme
from sharedsvc.portal.scores.grid import ScoreGrid, Texts
from sharedsvc.portal.scores.records import ScoreRecords
from workstreams.models import Scoring
from workstreams.operations import score_workstreams

NOT_OPENED = "The form does not say when it was opened. Look at the scores below and record again."
ENTERERS = (GrantRole.OFFICER, GrantRole.CLERK, GrantRole.MANAGER)


class ScoresReasonForm(forms.Form):
    """Why scores are changed."""

    reason = forms.CharField(
        label="Why it is entered", max_length=200, help_text="Kept in the history."
    )


class ScoringForm(OwnListForm):
    """What is said of the scores as a whole."""

    model = Scoring

    scorers = forms.CharField(
        max_length=200,
        required=False,
        help_text="Names or posts. For example: heads of service.",
    )
    date = DateAsKnownField(
        max_length=100,
        help_text="For example: 15 January 2010. Later scores supersede the owner’s earlier ones.",
    )

    field_order = ("by", "scorers", "date", "meeting", "document", "paragraph", "visibility")


def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the scores of an organisation that the reader acts for; nobody enters another's."""
    programme = find_programme(request, code)
    owners = scorers_of(request.user, programme)
    if not owners:
        raise PermissionDenied("Only an officer or clerk of a member, or the manager, scores.")
    data = request.POST if request.method == "POST" else None
    form = ScoringForm(data, owners=owners, programme=programme, user=request.user)
    grid = _grid(data, _records(request, programme), {})
    if data is not None and _all_valid(form, grid) and _keep_new(request, form, programme, grid):
        return redirect("portal:scores", programme.code)
    return _shown(request, programme, form, grid)


def change(request: HttpRequest, code: str, own: str) -> HttpResponse:
    """Complete or correct one's own scores; what others changed meanwhile is said beside it."""
    programme = find_programme(request, code)
    scorings = Scoring.objects.visible_to(request.user).select_related("by", "programme")
    scoring = get_object_or_404(scorings, programme=programme, code=own)
    if not request.user.has_perm(permission("change", scoring), scoring):
        raise PermissionDenied("These are the scores of another organisation.")
    data = request.POST if request.method == "POST" else None
    with transaction.atomic():
        if data is not None:
            lock(Programme, pk=programme.pk)
        form = ScoresReasonForm(data)
        grid = _stored_grid(request, programme, scoring, data)
        if data is not None and _all_valid(form, grid) and _changed(request, form, scoring, grid):
            return redirect("portal:working", programme.code, scoring.code)
        return _shown(request, programme, form, grid, scoring)


def _changed(request: HttpRequest, form: forms.Form, scoring: Scoring, grid: ScoreGrid) -> bool:
    """Keep what was changed since the form was opened, or say beside the fields why not."""
    try:
        opened = read_sealed(request.POST.get("version"), scoring, request.user).texts
    except NotOpened:
        form.add_error(None, NOT_OPENED)
        return False
    grid.refuse_changed(opened)
    return grid.is_valid() and _keep_changes(request, form, scoring, grid, opened)


def _all_valid(form: forms.Form, grid: ScoreGrid) -> bool:
    """Both are asked, so that everything wrong is said at once."""
    return all([form.is_valid(), grid.is_valid()])


def _records(request: HttpRequest, programme: Programme) -> ScoreRecords:
    today = datetime.date.today()
    return ScoreRecords(programme, request.user, AsAt(today, today))


def _grid(data: Any, records: ScoreRecords, stored: Any) -> ScoreGrid:
    return ScoreGrid(data, records.workstreams, records.scored_criteria, stored)


def _stored_grid(
    request: HttpRequest, programme: Programme, scoring: Scoring, data: Any
) -> ScoreGrid:
    records = _records(request, programme)
    stored = next((it.values for it in records.given if it.scoring.pk == scoring.pk), {})
    return _grid(data, records, stored)


def _shown(
    request: HttpRequest,
    programme: Programme,
    form: forms.Form,
    grid: ScoreGrid,
    scoring: Scoring | None = None,
) -> HttpResponse:
    context = {
        "section": "programmes",
        "programme": programme,
        "form": form,
        "grid": grid,
        "forms": [form, *grid.rows],
        "errors": form.errors or any(row.errors for row in grid.rows),
        "scoring": scoring,
        "sealed": Opened(None, grid.texts).sealed(scoring, request.user) if scoring else "",
    }
    return render(request, "portal/scores/enter.html", context)


def scorers_of(user: Any, programme: Programme) -> list[Organisation]:
    """The partnership and its members, as far as the reader may enter their scores."""
    return owners_for(user, programme, Scoring, *ENTERERS)


def _keep_new(
    request: HttpRequest, form: ScoringForm, programme: Programme, grid: ScoreGrid
) -> bool:
    scoring = form.record(programme, scorers=form.cleaned_data["scorers"])
    scoring.title = f"Scores of {scoring.by.label}, {scoring.date_in_english}"[:200]
    with recording_by(form, request.user):
        score_workstreams(scoring=scoring, values=grid.changed({}))
        cite(record=scoring, citations=form.citations)
    if form.is_valid():
        messages.success(request, f"{scoring.title} are recorded.")
    return form.is_valid()


def _keep_changes(
    request: HttpRequest, form: forms.Form, scoring: Scoring, grid: ScoreGrid, opened: Texts
) -> bool:
    changed = grid.changed(opened)
    with recording_by(form, request.user):
        score_workstreams(scoring=scoring, values=changed)
    if form.is_valid():
        many = in_figures(len(changed), "score")
        messages.success(request, f"{many} changed." if changed else "Nothing was changed.")
    return form.is_valid()
