"""The comparison of a programme's rankings: all of the choice stands in the address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from programmes.carried_on import run_by
from sharedsvc.core.as_at import PARAMETER, read_as_at, to_plain_address
from sharedsvc.portal.programmes.found import find_programme
from sharedsvc.portal.rankings.choice import read_choice
from sharedsvc.portal.rankings.entering import owners_of
from sharedsvc.portal.rankings.page import RankingsPage
from sharedsvc.portal.rankings.records import RankingRecords
from sharedsvc.portal.table_file import ENDINGS, TableFile

SENT = "who"  # the form's own field: an address that holds the choice has none


@login_not_required
def rankings(request: HttpRequest, code: str) -> HttpResponse:
    """A programme's rankings side by side, on a date; nothing is written, whatever is tried."""
    as_at = read_as_at(request)
    programme = find_programme(request, code, as_at)
    records = RankingRecords(programme, request.user, as_at)
    choice = read_choice(request.GET, records.listed, run_by(programme))
    if SENT in request.GET:
        day = request.GET.get(PARAMETER, "")
        return HttpResponseRedirect(f"{request.path}{choice.query(as_at=day)}")
    page = RankingsPage(programme, records, choice, as_at)
    ending = request.GET.get("format", "")
    if ending in ENDINGS:
        return _file_of(page).response(ending)
    context = {
        "section": "programmes",
        "as_at": as_at,
        "page": page,
        "choice": choice,
        "may_enter": request.user.is_authenticated and bool(owners_of(request.user, programme)),
    }
    return to_plain_address(request, as_at) or render(request, "portal/rankings.html", context)


def _file_of(page: RankingsPage) -> TableFile:
    """The matrix as a table to take away."""
    return TableFile(f"{page.programme.code}-rankings", "Rankings", *page.table())
