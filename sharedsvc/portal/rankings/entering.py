"""A ranking entered in the browser: whose, when, from which source, and in what order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from programmes.choices import GrantRole
from programmes.models import Organisation, Programme
from programmes.operations import cite
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.portal.own_lists import OwnListForm, owners_for
from sharedsvc.portal.programmes.found import find_programme
from sharedsvc.portal.rankings.ordering import Typed, in_order, moved
from workstreams.choices import RankingKind
from workstreams.models import Ranking, Workstream
from workstreams.operations import adopt_ranking


class RankingForm(OwnListForm):
    """What is said of the list as a whole; its places are read beside it."""

    model = Ranking

    kind = forms.ChoiceField(
        choices=[
            (RankingKind.RANKED, "Ranked: give ranks, the same rank for a tie"),
            (RankingKind.SELECTION, "A selection without order: tick what is chosen"),
        ],
        initial=RankingKind.RANKED,
        widget=forms.RadioSelect,
    )
    date = DateAsKnownField(
        max_length=100,
        help_text="For example: 15 January 2010. A later list supersedes the owner’s earlier one; "
        "one of the same day stands beside it as another reading.",
    )

    field_order = ("by", "kind", "date", "meeting", "document", "paragraph", "visibility")


def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a ranking of an organisation that the reader acts for; nobody enters another's."""
    programme = find_programme(request, code)
    owners = owners_of(request.user, programme)
    if not owners:
        raise PermissionDenied("Only a clerk of a member, or the manager, enters a ranking.")
    streams = _workstreams(request.user, programme)
    places = _places(request, streams)
    sent = request.method == "POST" and "save" in request.POST
    data = request.POST if request.method == "POST" else None
    form = RankingForm(data, owners=owners, programme=programme, user=request.user)
    if sent and form.is_valid() and _keep(request, form, programme, streams, places):
        return redirect("portal:rankings", programme.code)
    if not sent:
        places = _as_asked(request, places)
        form = form if data is None else _untouched(form)
    context = {
        "section": "programmes",
        "programme": programme,
        "form": form,
        "places": in_order(places),
    }
    return render(request, "portal/rankings/enter.html", context)


def _untouched(form: RankingForm) -> RankingForm:
    """The form with what was typed and no errors yet: it was not sent to be kept."""
    form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def owners_of(user: Any, programme: Programme) -> list[Organisation]:
    """The partnership and its members, as far as the reader may enter a ranking of theirs."""
    return owners_for(user, programme, Ranking, GrantRole.CLERK, GrantRole.MANAGER)


def _workstreams(user: Any, programme: Programme) -> list[Workstream]:
    visible = Workstream.objects.visible_to(user).filter(programme=programme, parent__isnull=True)
    return list(visible.order_by("order", "ref"))


def _places(request: HttpRequest, streams: list[Workstream]) -> list[Typed]:
    given = request.POST
    return [
        Typed(one.ref, one.title, given.get(f"rank-{one.ref}", ""), f"chosen-{one.ref}" in given)
        for one in streams
    ]


def _as_asked(request: HttpRequest, places: list[Typed]) -> list[Typed]:
    """With the one moved whose button was pressed."""
    for way in ("up", "down"):
        if way in request.POST:
            return moved(places, request.POST[way], way)
    return places


def _keep(
    request: HttpRequest,
    form: RankingForm,
    programme: Programme,
    streams: list[Workstream],
    places: list[Typed],
) -> bool:
    """Save the list with its source, or say on the form why not."""
    data = form.cleaned_data
    ranked = data["kind"] == RankingKind.RANKED
    wrong = [it for it in places if it.is_wrong and ranked]
    for place in wrong:
        form.add_error(None, f"{place.title}: “{place.rank}” is not a rank. Ranks begin at 1.")
    if wrong:
        return False
    by_ref = {one.ref: one for one in streams}
    kept = [it for it in in_order(places) if (it.number is not None if ranked else it.chosen)]
    ranking = form.record(programme, kind=data["kind"])
    ranking.title = f"Ranking of {ranking.by.label}, {ranking.date_in_english}"[:200]
    places_kept = [(by_ref[it.ref], it.number if ranked else None) for it in kept]
    with recording_by(form, request.user):
        adopt_ranking(ranking=ranking, places=places_kept)
        cite(record=ranking, citations=form.citations)
    if form.is_valid():
        messages.success(request, f"{ranking.title} is recorded.")
    return form.is_valid()
