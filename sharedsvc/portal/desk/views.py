"""The pages of the desk: a new report, and writing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions.models import Report
from decisions.reports.markdown import WRITTEN
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import NotOpened, lock, read_sealed
from sharedsvc.portal.desk.new import NewReportForm, writing_for
from sharedsvc.portal.desk.publishing import PublishFromDeskForm, found_in
from sharedsvc.portal.desk.saving import move_section, save
from sharedsvc.portal.desk.sheet import DeskSheet
from sharedsvc.portal.signing_in_again import ask_to_sign_in, typed_fields, was_refused

NOT_YOURS = "Only clerks of the organisation whose report it is write it."
SIGNED_IN_AGAIN = "You are signed in. Nothing was saved yet: look at what you typed, then save."
ANOTHER_SESSION = (
    "Nothing was saved: this page was opened before you signed in or out. What you typed is below: "
    "look at it, then save."
)
UNOPENED = (
    "Nothing was saved: the page does not say what it was opened on. What you typed is below: look "
    "at it, then save."
)
SAVED = "Saved. Every change is in the history of the report."


def new(request: HttpRequest) -> HttpResponse:
    """Ask of what and to whom; then write the first draft. 403 for whoever writes no reports."""
    organisations = writing_for(request.user)
    data = request.POST if request.method == "POST" else None
    form = NewReportForm(data, user=request.user, organisations=organisations)
    if data is not None and form.is_valid():
        report = form.written()
        if report is not None:
            messages.success(request, "The draft is written. Only clerks of your council see it.")
            return redirect("desk:write", report.code)
    context = {"section": "reports", "form": form}
    return render(request, "portal/desk/new.html", context)


@login_not_required
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The desk of one report. 404 for whoever may not see the draft, 403 who may not write it."""
    if not request.user.is_authenticated:
        answer = ask_to_sign_in(request, _readable(typed_fields(request)))
        if answer is not None:
            return answer
        return _shown_again(request, code, SIGNED_IN_AGAIN)
    if request.method != "POST":
        return _page(request, DeskSheet(_report(request, code), request.user))
    if was_refused(request):
        return _shown_again(request, code, ANOTHER_SESSION)
    return _answer(request, code)


def publish(request: HttpRequest, code: str) -> HttpResponse:
    """What is found in a draft, and its publication. 404 and 403 as the desk."""
    report = _report(request, code)
    if report.is_published:
        return redirect(report.get_absolute_url())
    found = found_in(report, request.user)
    data = request.POST if request.method == "POST" else None
    form = PublishFromDeskForm(data, has_warnings=bool(found))
    why_not = report.why_not_publish()
    if data is not None and not why_not and form.is_valid() and form.publish(report, request.user):
        messages.success(request, f"“{report}” is published. It stays as it is read today.")
        return redirect(report.get_absolute_url())
    context = {
        "section": "reports",
        "report": report,
        "form": form,
        "found": found,
        "why_not": why_not,
    }
    return render(request, "portal/desk/publish_page.html", context)


def _readable(typed: dict[str, str]) -> list[tuple[str, str]]:
    """The words that were typed; choices are left out."""
    return [("Your words", text) for name, text in typed.items() if name.endswith("-text")]


def _report(request: HttpRequest, code: str) -> Report:
    """The draft at this address. Raises Http404 and PermissionDenied."""
    reports = Report.objects.visible_to(request.user).for_report()
    found: Report = get_object_or_404(reports, code=code)
    if not request.user.has_perm(permission("change", found), found):
        raise PermissionDenied(NOT_YOURS)
    return found


def _shown_again(request: HttpRequest, code: str, why: str) -> HttpResponse:
    """The desk with what was typed, which was not saved."""
    messages.warning(request, why)
    return _page(request, DeskSheet(_report(request, code), request.user, typed_fields(request)))


def _answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the button that was pressed comes to; whatever it is, what was typed is saved first."""
    report = _report(request, code)
    if report.is_published:
        return redirect(report.get_absolute_url())
    lock(Report, pk=report.pk)
    sheet = DeskSheet(_report(request, code), request.user, request.POST)
    try:
        opened = read_sealed(request.POST.get("opened"), sheet.report, request.user)
    except NotOpened:
        return _shown_again(request, code, UNOPENED)
    try:
        is_saved = save(sheet, opened)
    except ValidationError as error:
        is_saved = False
        sheet.head.add_error(None, error.messages)
    if not is_saved:
        return _page(request, sheet)
    return _after_saving(request, sheet)


def _after_saving(request: HttpRequest, sheet: DeskSheet) -> HttpResponse:
    do, _, key = request.POST.get("do", "save").partition(":")
    address = reverse("desk:write", args=[sheet.report.code])
    if do in ("up", "down"):
        keys = [one.row.key for one in sheet.sections]
        if key in keys:
            move_section(sheet.report, request.user, keys, key, do)
        return redirect(f"{address}#write-{key}")
    messages.success(request, SAVED)
    if do == "paper":
        return redirect(sheet.report.get_absolute_url())
    return redirect(f"{address}#write-{key}" if key else address)


def _page(request: HttpRequest, sheet: DeskSheet) -> HttpResponse:
    if sheet.report.is_published:
        return redirect(sheet.report.get_absolute_url())
    context: dict[str, Any] = {
        "section": "reports",
        "sheet": sheet,
        "report": sheet.report,
        "found": found_in(sheet.report, request.user),
        "written": WRITTEN,
    }
    return render(request, "portal/desk/write.html", context)
