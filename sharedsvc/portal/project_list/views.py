"""A project list: uploaded, its columns matched, looked at, and written."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from programmes.choices import GrantRole
from programmes.models import Organisation, Programme
from programmes.viewers import note_found, viewer_of
from sharedsvc.core.sending import after_saving
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.portal.project_list.forms import A_LIST, ColumnsForm, ListUploadForm, RowsForm
from sharedsvc.portal.project_list.meanings import USUAL, remember, remembered, supposed
from sharedsvc.portal.project_list.plan import ListPlan
from sharedsvc.portal.project_list.reading import ProjectList, read_project_list
from sharedsvc.portal.project_list.saving import NotWritten, write
from sharedsvc.portal.workbook.uploads import (
    AlreadyWritten,
    Upload,
    UploadGone,
    find_upload,
    forget_upload,
    keep_upload,
    written_upload,
)
from workstreams.permissions import answered_for_by

NOT_YOURS = (
    "You report on no workstream of this programme: officers of the councils that lead or host one "
    "take in a project list, and where nobody does the partnership’s manager."
)
CHANGED_SINCE = "Nothing was written: what would be written is another than you saw. Look again."
GONE = "There is no such upload: it was cancelled, or its day is over."
NOTHING = "There is nothing to write."


def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a project list of a programme."""
    programme = _programme(request, code)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListUploadForm(*posted, too_large=getattr(request, "too_large", ()))
    if request.method == "POST" and form.is_valid():
        try:
            token = keep_upload(request.user, form.cleaned_data["project_list"], A_LIST)
        except NotAWorkbook as error:
            form.add_error("project_list", str(error))
        else:
            return redirect("portal:match_project_list", code, token)
    context = {"section": "programmes", "programme": programme, "form": form}
    return render(request, "portal/project_list/upload.html", context)


def match(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Match the columns of an uploaded list; then see what it would change, and write it."""
    programme = _programme(request, code)
    path = find_upload(request.user, token)
    if path is None:
        return _no_longer_there(request, programme, token)
    one = Upload(request.user, token, path)
    if "cancel" in request.POST:
        return _cancelled(request, programme, one)
    organisations = _organisations(request.user, programme)
    known = remembered(_whose(request, organisations))
    try:
        found = read_project_list(path, {*USUAL, *known})
    except NotAWorkbook as error:
        forget_upload(path)
        messages.error(request, str(error).replace(path.name, "The file"))
        return redirect("portal:project_list", code)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=found.columns,
        supposed=supposed(found, known),
        organisations=organisations,
    )
    sheet = ListSheet(request, programme, one, found, form)
    if request.method == "POST" and form.is_valid():
        return _answered(sheet)
    return sheet.page()


@dataclass
class ListSheet:
    """The page of an uploaded list."""

    request: HttpRequest
    programme: Programme
    upload: Upload
    found: ProjectList
    form: ColumnsForm

    def plan(self) -> ListPlan:
        """What the list would write, as its columns are matched."""
        day = self.form.cleaned_data["date"]
        chosen = {name: str(text) for name, text in self.request.POST.items()}
        meanings = self.form.meanings
        return ListPlan(self.found, meanings, self.programme, self.request.user, day, chosen)

    def page(self, plan: ListPlan | None = None, rows: RowsForm | None = None) -> HttpResponse:
        """The page: with a plan what would change, else the columns alone."""
        context = {
            "section": "programmes",
            "programme": self.programme,
            "found": self.found,
            "remarks": [r for r in self.found.remarks if r.row in (None, self.found.heading_row)],
            "form": self.form,
            "plan": plan,
            "rows": rows,
        }
        return render(self.request, "portal/project_list/match.html", context)


def _answered(sheet: ListSheet) -> HttpResponse:
    """What would change; or, where that is what was seen, what came of writing it."""
    plan, posted = sheet.plan(), sheet.request.POST
    writes = posted.get("do") == "write"
    asked = [row for row in plan.rows if row.needs_workstream or row.is_left_out]
    own = {pk: one for pk, one in plan.held.workstreams.items() if pk in plan.held.own}
    rows = RowsForm(posted if writes else None, rows=asked, wrong=len(plan.wrong), workstreams=own)
    rows.initial = {row.choice_name: posted.get(row.choice_name, "") for row in asked}
    if not writes:
        return sheet.page(plan, rows)
    if posted.get("seen") != plan.fingerprint:
        messages.warning(sheet.request, CHANGED_SINCE)
    elif not plan.to_write:
        messages.info(sheet.request, NOTHING)
    elif rows.is_valid():
        return _write(sheet, plan, rows)
    return sheet.page(plan, rows)


def _write(sheet: ListSheet, plan: ListPlan, rows: RowsForm) -> HttpResponse:
    request, code = sheet.request, sheet.programme.code
    try:
        updates, milestones = write(plan, request.user, sheet.upload, settings.PAGE_PATIENCE)
    except (AlreadyWritten, UploadGone):
        return _no_longer_there(request, sheet.programme, sheet.upload.token)
    except NotWritten as error:
        error.row.refuse("", str(error))
        messages.warning(request, f"Nothing was written: row {error.row.row.number}. {error}")
        return sheet.page(plan, rows)
    organisation = Organisation.objects.get(pk=sheet.form.cleaned_data["organisation"])
    remember(organisation, sheet.found.columns, sheet.form.meanings)
    after_saving(request, lambda: forget_upload(sheet.upload.path))
    messages.success(
        request, f"Written: {_count(updates, 'update')}, {_count(milestones, 'milestone')}."
    )
    return redirect("portal:programme", code)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _programme(request: HttpRequest, code: str) -> Programme:
    """The programme, if the user reports on any of it. Raises Http404 and PermissionDenied."""
    programme: Programme = get_object_or_404(Programme.objects.visible_to(request.user), code=code)
    note_found(request.user, programme)
    own = answered_for_by(request.user).filter(programme=programme)
    if not (request.user.is_superuser or own.exists()):
        raise PermissionDenied(NOT_YOURS)
    return programme


def _organisations(user: Any, programme: Programme) -> dict[str, str]:
    """Whose list it can be: of the organisations for which the user acts, by key."""
    pks = viewer_of(user).holding(GrantRole.OFFICER, GrantRole.MANAGER)
    rows = Organisation.objects.filter(pk__in=pks or [programme.partnership_id])
    return {str(one.pk): one.name for one in rows.order_by("name", "pk")}


def _whose(request: HttpRequest, organisations: dict[str, str]) -> str:
    chosen = request.POST.get("organisation", "")
    return chosen if chosen in organisations else next(iter(organisations))


def _no_longer_there(request: HttpRequest, programme: Programme, token: str) -> HttpResponse:
    """Say that a list was written already, if it was. Raises Http404."""
    written = written_upload(request.user, token)
    if written is None:
        raise Http404(GONE)
    messages.warning(
        request, f"You wrote this list already ({written}). It was not written a second time."
    )
    return redirect("portal:programme", programme.code)


def _cancelled(request: HttpRequest, programme: Programme, one: Upload) -> HttpResponse:
    try:
        one.cancel()
    except AlreadyWritten:
        return _no_longer_there(request, programme, one.token)
    except UploadGone:
        pass
    messages.info(request, "Nothing was written, and the upload is deleted.")
    return redirect("portal:project_list", programme.code)
