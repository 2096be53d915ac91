"""The list of programmes, a programme's position, and its further pages."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programmes.carried_on import as_run_on
from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.names import earlier_names
from sharedsvc.portal.gathered.found import only
from sharedsvc.portal.home.register import RegisterOnADay
from sharedsvc.portal.position.building import position_of
from sharedsvc.portal.position.choice import PositionChoice
from sharedsvc.portal.position.files import file_of
from sharedsvc.portal.position.statements import PROGRAMME
from sharedsvc.portal.programmes.found import find_programme
from sharedsvc.portal.programmes.page import BACKGROUND, PROPOSALS, PagePart, ProgrammePage
from sharedsvc.portal.table_file import ENDINGS


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
    found = only(PROGRAMME(request.user, day=as_at.date, code=code), request.user)
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
    page = ProgrammePage(parts, find_programme(request, code), request.user, as_at)
    context = {"section": "programmes", "as_at": as_at, "page": page, "title": title}
    return to_plain_address(request, as_at) or render(request, "portal/sections.html", context)
