"""Committee reports in the browser: published ones as they were read, by whoever may see them."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from decisions.models import Report
from decisions.redacting.told import of_report
from decisions.reports.files import file_of, tag_of
from decisions.reports.formats import FORMATS, Format
from decisions.reports.named import named_as_on_the_day
from decisions.reports.reading import outcome_of, read_report
from decisions.tables import ReportTable
from sharedsvc.core.as_at import AsAt, read_as_at, to_plain_address
from sharedsvc.core.reading_day import read_on


@login_not_required
def report_list(request: HttpRequest) -> HttpResponse:
    """Committee reports up to a date, newest first."""
    as_at = read_as_at(request)
    reports = list(Report.objects.visible_to(request.user).as_at(as_at.date).for_list())
    context = {
        "section": "reports",
        "as_at": as_at,
        "table": ReportTable(reports),
        "reports": reports,
        "may_write": request.user.has_perm("decisions.add_report"),
    }
    return to_plain_address(request, as_at) or render(
        request, "decisions/report_list.html", context
    )


@login_not_required
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A committee report, as it was published; or written as at another date, from the records.

    Where what was published cannot be shown the page says so, and leads to no files.
    """
    found, as_at = _asked_for(request, code)
    if wanted := FORMATS.get(request.GET.get("format", "")):
        return redirect(_address_of(found, wanted, as_at), permanent=True)
    read = read_report(found, request.user, as_at.date)
    typed = as_at if as_at.typed else None
    context = {
        "section": "reports",
        "report": found,
        "content": read.content,
        "edition": read.edition,
        "redacted": of_report(found) if getattr(read.edition, "is_redacted", False) else (),
        "trouble": read.trouble,
        "day": as_at.date,
        "outcome": outcome_of(found, request.user),
        "may_publish": not found.is_published
        and request.user.has_perm("decisions.change_report", found),
        "as_at": typed,
        "files": []
        if read.trouble
        else [(one.called, _address_of(found, one, as_at)) for one in FORMATS.values()],
    }
    return to_plain_address(request, as_at) or render(request, "decisions/report.html", context)


@login_not_required
def report_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """A report as a file to take away, for those who see its page; 404 in a form there is not.

    As it was kept when it was published, to save and not to show. Where that cannot be served, the
    page, which says why.
    """
    found, as_at = _asked_for(request, code)
    wanted = FORMATS.get(ending)
    if wanted is None:
        raise Http404("A report has no such form.")
    read = read_report(found, request.user, as_at.date)
    if read.trouble:
        return redirect(found)
    content = file_of(found, read, wanted)
    response = HttpResponse(content, content_type=wanted.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.code}.{wanted.ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"  # it may be closed, or corrected
    response["ETag"] = tag_of(content)
    return get_conditional_response(request, response["ETag"], None, response) or response


def _asked_for(request: HttpRequest, code: str) -> tuple[Report, AsAt]:
    """The report at this address, and the day as at which it is read: its own, or one typed."""
    reports = Report.objects.visible_to(request.user).for_report()
    found = get_object_or_404(reports, code=code)
    as_at = read_as_at(request)
    if as_at.error or not as_at.typed:
        as_at = replace(as_at, date=found.date_latest)
        read_on(as_at.date)
    return named_as_on_the_day(found), as_at


def _address_of(found: Report, wanted: Format, as_at: AsAt) -> str:
    address = reverse("decisions:report_file", args=[found.code, wanted.ending])
    return (
        f"{address}?as_at={as_at.date.isoformat()}" if as_at.typed and not as_at.error else address
    )
