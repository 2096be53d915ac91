"""The pages that every kind of record has: its list and each record's own page."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from programmes.viewers import AskedByReaders
from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.names import with_names_in_time
from sharedsvc.portal.gathered.found import only
from sharedsvc.portal.records.files import file_of
from sharedsvc.portal.records.listing import PER_PAGE, RecordList
from sharedsvc.portal.records.page import RecordPage, RecordSections
from sharedsvc.portal.table_file import ENDINGS

LONGEST = 18  # digits of a number that the database knows


@login_not_required
def record_list(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The records of a kind that the reader may see, filtered, sorted, paged, or as a file."""
    as_at = read_as_at(request)
    listed = RecordList(kind, request, as_at)
    ending = request.GET.get("format", "")
    if ending in ENDINGS:
        return file_of(listed).response(ending)
    context = {
        "section": _section(kind),
        "as_at": as_at,
        "kind": kind,
        "listed": listed.read_page(),
    }
    return to_plain_address(request, as_at) or render(request, "portal/record_list.html", context)


def _section(kind: Kind) -> str:
    """The part of the main navigation that a kind belongs to."""
    return kind.key if kind.key in ("organisations", "meetings") else "records"


@login_not_required
def record(request: HttpRequest, kind: Kind, **names: str) -> HttpResponse:
    """One record's page; a record of a more special kind is shown there."""
    as_at = read_as_at(request)
    found = find_record(kind, request.user, names)
    address = kinds.address(found)
    if address != request.path:
        return redirect(f"{address}{as_at.query}")
    page = RecordPage(kind, found, request.user, as_at)
    context = {"section": _section(kind), "as_at": as_at, "kind": kind, "page": page}
    return to_plain_address(request, as_at) or render(request, "portal/record.html", context)


@login_not_required
def part(request: HttpRequest, kind: Kind, part: str, **names: str) -> HttpResponse:
    """All records of one section of a record's page, as a list: sorted, paged, or as a file."""
    as_at = read_as_at(request)
    found = find_record(kind, request.user, names)
    hanging = RecordSections(kind, found, request.user, as_at, is_whole=True)
    context = {
        **{"section": _section(kind), "as_at": as_at, "kind": kind},
        **{"record": found, "title": kind.title(found)},
    }
    section = next((one for one in hanging.all() if one.key == part), None)
    if section is None:
        context |= _part_of_its_own(request, hanging, part)
    else:
        listed = RecordList(section.kind, request, as_at, among=section.asked.all)
        ending = request.GET.get("format", "")
        if ending in ENDINGS:
            return file_of(listed).response(ending)
        context |= {"part": section, "listed": listed.read_page()}
    return to_plain_address(request, as_at) or render(request, "portal/part.html", context)


def _part_of_its_own(request: HttpRequest, hanging: RecordSections, key: str) -> dict[str, Any]:
    """A part with a template of its own, page by page. Raises Http404 where there is none."""
    found = next((one for one in hanging.parts() if one.key == key and one.address), None)
    if found is None:
        raise Http404("The page of this record has no such part.")
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"part": found, "rows": page, "documents": hanging.more_documents}


def find_record(kind: Kind, user: Any, names: dict[str, str]) -> Any:
    """The record of an address. Raises Http404 unless the user may see it."""
    given = tuple(names[name] for name in ("programme", "own") if name in names)
    if len(given) != (2 if kind.programme else 1):
        raise Http404("A record of this kind has another form of address.")
    lookup: dict[str, Any] = {**kind.lookup(given)}
    if "pk" in lookup:
        is_known = lookup["pk"].isdecimal() and len(lookup["pk"]) <= LONGEST
        lookup["pk"] = int(lookup["pk"]) if is_known else 0
    return only(_found_by(kind.key)(user, **lookup), user)


@cache
def _found_by(key: str) -> AskedByReaders:
    """What is found in the kind of that key by the names of an address."""
    kind: Any = kinds.get(key)
    model = kind.model
    return AskedByReaders(
        lambda viewer, **names: with_names_in_time(
            kind.shaped(model.objects.visible_to(viewer)).filter(**names)
        )
    )


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of record, with what it is."""
    as_at = read_as_at(request)
    listed = [kind for kind in kinds if kind.listed]
    context = {
        "section": "records",
        "as_at": as_at,
        "kinds": sorted(listed, key=lambda kind: kind.plural),
    }
    return render(request, "portal/records.html", context)
