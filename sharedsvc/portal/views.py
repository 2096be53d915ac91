"""Pages that show several apps at once: all public, showing what is `visible_to` the user."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions.models import Report
from programmes.carried_on import as_run_on, handed_on
from programmes.models import Programme
from programmes.viewers import note_found
from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.names import earlier_names, with_names_in_time
from sharedsvc.portal.home.page import HomePage
from sharedsvc.portal.home.register import RegisterOnADay
from sharedsvc.portal.position.building import position_of
from sharedsvc.portal.position.choice import PositionChoice
from sharedsvc.portal.position.files import file_of
from sharedsvc.portal.programmes.links import has_proposals, is_scored
from sharedsvc.portal.programmes.page import BACKGROUND, PROPOSALS, PagePart, ProgrammePage
from sharedsvc.portal.table_file import ENDINGS
from sharedsvc.portal.updates.saved import PARAMETER, SavedUpdate, update_numbered
from sharedsvc.portal.workstream.page import WorkstreamPage
from workstreams.models import Workstream


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever signed in, and what the register holds."""
    as_at = read_as_at(request)
    context = {"section": "home", "as_at": as_at, "page": HomePage(request.user, as_at)}
    return to_plain_address(request, as_at) or render(request, "portal/home.html", context)


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
    reports = Report.objects.visible_to(request.user).surely(as_at.date)
    latest = reports.filter(programme=OuterRef("pk")).order_by("-date_latest")
    queryset = (
        Programme.objects.visible_to(request.user)
        .for_position(as_at.date, request.user)
        .annotate(
            reported_on=Subquery(latest.values("date_latest")[:1]),
            has_proposals=has_proposals(request.user, as_at.date),
            is_scored=is_scored(request.user),
        )
    )
    named = with_names_in_time(queryset)
    found = note_found(request.user, get_object_or_404(named, code=code))
    as_run_on([found], as_at.date)
    ending = request.GET.get("format", "")
    if ending in ENDINGS:
        position = position_of(found, request.user, as_at, PositionChoice(request.GET, every=True))
        return file_of(position, request.build_absolute_uri).response(ending)
    position = position_of(found, request.user, as_at, PositionChoice(request.GET))
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
    request: HttpRequest, code: str, parts: Sequence[PagePart], title: str
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
    queryset: Any = Workstream.objects.visible_to(request.user).select_related(
        "programme__partnership", "parent"
    )
    named = with_names_in_time(queryset.annotate(handed_on=handed_on("programme")))
    found = note_found(request.user, get_object_or_404(named, programme__code=code, ref=ref))
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
