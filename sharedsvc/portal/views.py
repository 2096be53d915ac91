"""Pages that show several apps at once: all public, showing what is `visible_to` the user."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from programmes.carried_on import as_run_on
from programmes.models import Programme
from programmes.viewers import note_found
from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.names import earlier_names
from sharedsvc.portal.home.page import HomePage
from sharedsvc.portal.home.register import RegisterOnADay
from sharedsvc.portal.position import position_of
from sharedsvc.portal.position_choice import Choice
from sharedsvc.portal.position_files import file_of
from sharedsvc.portal.position_statements import PROGRAMME
from sharedsvc.portal.programme_page import BACKGROUND, PROPOSALS, Part, ProgrammePage
from sharedsvc.portal.table_file import ENDINGS
from sharedsvc.portal.update_saved import PARAMETER, SavedUpdate, update_numbered
from sharedsvc.portal.workstream_page import WorkstreamPage
from sharedsvc.portal.workstream_statements import WORKSTREAM
from workstreams.models import Workstream


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever signed in, and what the register holds."""
    as_at = read_as_at(request)
    context = {"section": "home", "as_at": as_at, "page": HomePage(request.user, as_at)}
    return to_plain_address(request, as_at) or render(request, "portal/home.html", context)


def _found(rows: Sequence[Any], user: Any) -> Any:
    """The only record that was found. Raises Http404 where there is none."""
    if not rows:
        raise Http404("There is no such record.")
    return note_found(user, rows[0])


@login_not_required
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme that the user may see: those that run, and those that do no more."""
    as_at = read_as_at(request)
    context = {
        "section": "programmes",
        "as_at": as_at,
        "register": RegisterOnADay(request.user, as_at),
    }
    return to_plain_address(request, as_at) or render(request, "portal/programmes.html", context)


@login_not_required
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """A programme's position on a date."""
    as_at = read_as_at(request)
    found = _found(PROGRAMME(request.user, day=as_at.date, code=code), request.user)
    as_run_on([found], as_at.date)
    ending = request.GET.get("format", "")
    if ending in ENDINGS:
        position = position_of(found, request.user, as_at, Choice(request.GET, every=True))
        return file_of(position, request.build_absolute_uri).response(ending)
    position = position_of(found, request.user, as_at, Choice(request.GET))
    context = {
        "section": "programmes",
        "as_at": as_at,
        "position": position,
        "earlier_names": earlier_names(found, as_at.date),
    }
    return to_plain_address(request, as_at) or render(request, "portal/programme.html", context)


@login_not_required
def proposals(request: HttpRequest, code: str) -> HttpResponse:
    """What a programme proposes, its agreements, conditions and delegations, on a date."""
    return _programme_page(request, code, PROPOSALS, "Proposals and agreements")


@login_not_required
def background(request: HttpRequest, code: str) -> HttpResponse:
    """A programme's principles, risks and reviews; who is who; its meetings and documents."""
    return _programme_page(request, code, BACKGROUND, "Background and who is who")


def _programme_page(
    request: HttpRequest, code: str, parts: Sequence[Part], title: str
) -> HttpResponse:
    as_at = read_as_at(request)
    programmes = Programme.objects.visible_to(request.user).for_list()
    page = ProgrammePage(parts, get_object_or_404(programmes, code=code), request.user, as_at)
    context = {"section": "programmes", "as_at": as_at, "page": page, "title": title}
    return to_plain_address(request, as_at) or render(request, "portal/sections.html", context)


@login_not_required
def workstream(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Everything about one workstream on a date."""
    as_at = read_as_at(request)
    found = _found(WORKSTREAM(request.user, code=code, ref=ref), request.user)
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


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@login_not_required
def how_it_works(request: HttpRequest) -> HttpResponse:
    """How dates, sources and conflicts are shown."""
    return render(request, "portal/how_it_works.html")
