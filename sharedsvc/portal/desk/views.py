"""The pages of the desk: a new report, and writing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from decisions.models import Report, ReportOffer
from decisions.reports.markdown import WRITTEN
from decisions.reports.taken import take
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import NotOpened, lock, read_sealed
from sharedsvc.portal.desk.changed import changed_for_desk
from sharedsvc.portal.desk.new import NewReportForm, writing_for
from sharedsvc.portal.desk.offering import (
    OfferedReport,
    draft_of_offer,
    offer_report,
    offered_to,
    others_of,
)
from sharedsvc.portal.desk.publishing import PublishFromDeskForm, found_in
from sharedsvc.portal.desk.saving import move_section, save
from sharedsvc.portal.desk.sheet import DeskSheet
from sharedsvc.portal.desk.versions import versions_of
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
TAKEN = "The paper now says there what the records say."
NOTHING_TAKEN = "Nothing was ticked: the paper stays as it was taken."
OFFERED = "Offered: the clerks of the other councils can make drafts of their own."
NOT_OFFERED = "That is not offered to you any more, or you have a report of it already."
NO_MEETING = "Say under “Header” to which meeting it goes."
SAVED = "Saved. Every change is in the history of the report."


def new(request: HttpRequest) -> HttpResponse:
    """Ask of what and to whom; then write the first draft. 403 for whoever writes no reports."""
    organisations = writing_for(request.user)
    offered = offered_to(request.user, organisations)
    chosen = request.POST.get("offered")
    if chosen is not None:
        return _own_draft(request, next((one for one in offered if one.key == chosen), None))
    data = request.POST if request.method == "POST" else None
    form = NewReportForm(data, user=request.user, organisations=organisations)
    if data is not None and form.is_valid():
        report = form.written()
        if report is not None:
            messages.success(request, "The draft is written. Only clerks of your council see it.")
            return redirect("desk:write", report.code)
    context = {"section": "reports", "form": form, "offered": offered}
    return render(request, "portal/desk/new.html", context)


def _own_draft(request: HttpRequest, one: OfferedReport | None) -> HttpResponse:
    """A council's own draft of what another offered, with one click."""
    if one is None:
        messages.info(request, NOT_OFFERED)
        return redirect("desk:new")
    try:
        report = draft_of_offer(one, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("desk:new")
    messages.success(request, f"The draft of {one.organisation} is written. {NO_MEETING}")
    return redirect("desk:write", report.code)


def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Every save of a draft and what it changed. 404 and 403 as the desk."""
    report = _report(request, code)
    found, count = versions_of(report, request.user)
    context = {"section": "reports", "report": report, "versions": found, "count": count}
    return render(request, "portal/desk/versions.html", context)


@require_POST
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a report to the clerks of the other councils, not its words. 404, 403 as the desk."""
    report = _report(request, code)
    offer_report(report, request.user)
    messages.success(request, OFFERED)
    return redirect("desk:write", report.code)


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
    report, typed = _report(request, code), request.POST.copy()
    if why == SIGNED_IN_AGAIN:  # of several boxes ticked, one came back: they stand as they stood
        for name, ticked in DeskSheet(report, request.user).ticked:
            typed.setlist(name, ticked)
    return _page(request, DeskSheet(report, request.user, typed))


def _answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the button that was pressed comes to; whatever it is, what was typed is saved first."""
    report = _report(request, code)
    if report.is_published:
        return _published_meanwhile(request, report)
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


def _published_meanwhile(request: HttpRequest, report: Report) -> HttpResponse:
    """What was typed into a draft that somebody published meanwhile: for its author to keep."""
    typed = [text for _, text in _readable(typed_fields(request)) if text.strip()]
    context = {"section": "reports", "report": report, "typed": typed}
    return render(request, "portal/desk/published_meanwhile.html", context)


def _after_saving(request: HttpRequest, sheet: DeskSheet) -> HttpResponse:
    do, _, key = request.POST.get("do", "save").partition(":")
    address = reverse("desk:write", args=[sheet.report.code])
    if do == "take":
        chosen = [int(one) for one in request.POST.getlist("take") if one.isdigit()]
        take(sheet.report, chosen)
        messages.success(request, TAKEN if chosen else NOTHING_TAKEN)
        return redirect(address)
    take(sheet.report)  # what was added from the records
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
        "found": found_in(sheet.report, request.user, sheet.builder),
        "changed": changed_for_desk(sheet.report, sheet.builder),
        "others": others_of(sheet.report, request.user),
        "is_offered": ReportOffer.objects.filter(report=sheet.report).exists(),
        "written": WRITTEN,
    }
    return render(request, "portal/desk/write.html", context)
