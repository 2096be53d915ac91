"""The page of one workstream."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programmes.carried_on import as_run_on
from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.names import earlier_names
from sharedsvc.portal.gathered.found import only
from sharedsvc.portal.updates.saved import PARAMETER, SavedUpdate, update_numbered
from sharedsvc.portal.workstream.page import WorkstreamPage
from sharedsvc.portal.workstream.statements import WORKSTREAM
from workstreams.models import Workstream


@login_not_required
def workstream(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Everything about one workstream on a date."""
    as_at = read_as_at(request)
    found = only(WORKSTREAM(request.user, code=code, ref=ref), request.user)
    found.programme.handed_on = found.handed_on
    as_run_on([found.programme], as_at.date)
    page = WorkstreamPage(found, request.user, as_at)
    context = {
        "section": "programmes",
        "as_at": as_at,
        "page": page,
        "row": page.row,
        "earlier_names": earlier_names(found, as_at.date),
        "saved": _just_saved(request, found),
    }
    return to_plain_address(request, as_at) or render(request, "portal/workstream.html", context)


def _just_saved(request: HttpRequest, workstream: Workstream) -> SavedUpdate | None:
    """The update of which the address says that it was just saved, for whoever may undo it."""
    number = request.GET.get(PARAMETER)
    if number is None or not request.user.is_authenticated:
        return None
    update = update_numbered(workstream, request.user, number)
    return SavedUpdate(update, request.user) if update else None
