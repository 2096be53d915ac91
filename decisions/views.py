"""Committee reports in the browser: published ones as they were read, by whoever may see them."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from decisions.models import Report
from decisions.reports.content import ReportContent
from decisions.reports.formats import FORMATS, Format
from decisions.reports.named import named_as_on_the_day
from decisions.reports.reading import outcome_of, read_report
from decisions.tables import ReportTable
from sharedsvc.core.as_at import read_as_at, to_plain_address
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

    With a format in the address it is a file to take away; but where what was published cannot be
    shown the page says so.
    """
    reports = Report.objects.visible_to(request.user).for_report()
    found = get_object_or_404(reports, code=code)
    as_at = read_as_at(request)
    if as_at.error or not as_at.typed:
        as_at = replace(as_at, date=found.date_latest)
        read_on(as_at.date)
    found = named_as_on_the_day(found)
    read = read_report(found, request.user, as_at.date)
    context = {
        "section": "reports",
        "report": found,
        "content": read.content,
        "edition": read.edition,
        "trouble": read.trouble,
        "day": as_at.date,
        "outcome": outcome_of(found, request.user),
        "may_publish": not found.is_published
        and request.user.has_perm("decisions.change_report", found),
        "as_at": as_at if as_at.typed else None,
        "formats": () if read.trouble else FORMATS.values(),
    }
    wanted = FORMATS.get(request.GET.get("format", ""))
    if wanted and not read.trouble:
        return _as_file(found, read.content, wanted)
    return to_plain_address(request, as_at) or render(request, "decisions/report.html", context)


def _as_file(found: Report, content: ReportContent, wanted: Format) -> HttpResponse:
    response = HttpResponse(wanted.render(content), content_type=wanted.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.code}.{wanted.ending}"'
    return response
