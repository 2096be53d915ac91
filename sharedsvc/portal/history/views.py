"""The history of any record that has a page, and the record as it stood in each version."""

import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from decisions.redacting.told import of_record
from sharedsvc.core.as_at import AsAt, read_as_at, to_plain_address
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.portal.history.page import AsRecorded, History
from sharedsvc.portal.records.views import find_record, record


@login_not_required
def history(request: HttpRequest, kind: Kind, **names: str) -> HttpResponse:
    """Who changed a record, when, from what to what, and why.

    Within a programme it takes two names to know a record: what looks like the history of one is
    the page of a record whose code is "history", from the time before the word was refused.
    """
    if kind.programme and "programme" not in names:
        return record(request, kind, programme=names["own"], own="history")
    as_at = read_as_at(request)
    found = _history_of(request, kind, names, as_at)
    address = found.kind.history_address(found.record)
    if address != request.path:
        return redirect(f"{address}{as_at.query}")
    context = {**_context(found, as_at), "page": found.page(request.GET.get("page"))}
    return to_plain_address(request, as_at) or render(request, "portal/history.html", context)


@login_not_required
def version(request: HttpRequest, kind: Kind, number: int, **names: str) -> HttpResponse:
    """A record as it stood in one of its versions."""
    as_at = read_as_at(request)
    found = _history_of(request, kind, names, as_at)
    recorded = AsRecorded(found, number)
    address = found.kind.version_address(found.record, number)
    if address != request.path:
        return redirect(f"{address}{as_at.query}")
    context = {**_context(found, as_at), "recorded": recorded}
    return to_plain_address(request, as_at) or render(request, "portal/version.html", context)


def _history_of(request: HttpRequest, kind: Kind, names: dict[str, str], as_at: AsAt) -> History:
    """The history of the record of an address. Raises Http404 unless the user may see it."""
    return History(find_record(kind, request.user, names), request.user, as_at.query)


def _context(found: History, as_at: AsAt) -> dict[str, Any]:
    kind, record = found.kind, found.record
    told = kinds.told([record], found.user, datetime.date.today())
    return {
        "section": "records",
        "as_at": as_at,
        "kind": kind,
        "record": record,
        "title": kind.title(record),
        "names": " ".join(kind.names(record)),
        "address": kinds.address(record),
        "redacted": of_record(record),
        "told": told.get(record.reference, ()),
    }
