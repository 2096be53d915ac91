"""Workbooks in the admin: upload, preview of what would change, confirm; download."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from programmes.admin.fields import ReasonField
from programmes.models import Programme
from sharedsvc.core.sending import after_saving
from sharedsvc.core.workbook.outcome import ImportOutcome
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.portal.one_file import OneFileForm
from sharedsvc.portal.table_file import XLSX
from sharedsvc.portal.workbook.names import NamesForm
from sharedsvc.portal.workbook.programme import export_workbook, import_workbook
from sharedsvc.portal.workbook.uploads import (
    AlreadyWritten,
    Upload,
    UploadGone,
    as_workbook,
    find_upload,
    forget_upload,
    keep_upload,
    written_upload,
)

SHOWN = 500
SALT = "workbook preview"
CHANGED_SINCE = "Nothing was written: the register changed since the preview. Here is the new one."


class UploadForm(OneFileForm):
    """The workbook."""

    workbook = forms.FileField(
        help_text="An .xlsx file, or a .zip file of .csv files; at most 20 MB. Nothing is written "
        "before you have seen what would change."
    )


class ConfirmForm(NamesForm):
    """Why, what other names mean, and whether to overwrite what others changed meanwhile."""

    reason = ReasonField()
    overwrite = forms.BooleanField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, overlaps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if overlaps:
            self.fields["overwrite"].required = True
            self.fields["overwrite"].label = "Overwrite what others changed, as listed above"
        else:
            del self.fields["overwrite"]


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a workbook to upload, or one to download."""
    _require_right(request)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted, too_large=getattr(request, "too_large", ()))
    if request.method == "POST" and form.is_valid():
        try:
            token = keep_upload(request.user, form.cleaned_data["workbook"])
        except NotAWorkbook as error:
            form.add_error("workbook", str(error))
        else:
            return redirect("admin:workbook_preview", token)
    visible = Programme.objects.visible_to(request.user).order_by("title", "pk")
    programmes = [p for p in visible if request.user.has_perm("programmes.export_workbook", p)]
    context = {"title": "Workbooks", "form": form, "programmes": programmes}
    return _page(request, "admin/workbook.html", context)


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What an uploaded workbook would change; then, confirmed and with a reason, change it."""
    _require_right(request)
    path = find_upload(request.user, token)
    if path is None:
        return _no_longer_there(request, token)
    one = Upload(request.user, token, path)
    if request.method == "POST" and "cancel" in request.POST:
        return _cancelled(request, one)
    try:
        plan = _run(path, request.user, "Preview", dry_run=True)
    except NotAWorkbook as error:
        return _refused(request, one, error)
    return _answered(request, one, plan)


def _answered(request: HttpRequest, one: Upload, plan: ImportOutcome) -> HttpResponse:
    """The preview of an upload, or what came of confirming it; it may have waited for another."""
    if request.method == "POST" and not one.path.is_file():
        return _no_longer_there(request, one.token)  # written while this one waited for it
    form = _confirm_form(request, plan, one.token)
    if form.asks_otherwise:
        messages.warning(request, CHANGED_SINCE)
    elif request.method == "POST" and not plan.problems and form.is_valid():
        response = _confirmed(request, one, form)
        if response is not None:
            return response
        plan = _run(one.path, request.user, "Preview", dry_run=True)
        form = _confirm_form(request, plan, one.token)
    if plan.problems:
        forget_upload(one.path)  # it has to be mended and uploaded again
    return _page(request, "admin/workbook_preview.html", _shown(plan, form))


def _no_longer_there(request: HttpRequest, token: str) -> HttpResponse:
    """Say that an upload was written already, if it was. Raises Http404."""
    written = written_upload(request.user, token)
    if written is None:
        raise Http404("There is no such upload: it was cancelled or refused, or its day is over.")
    return _written_already(request, AlreadyWritten(written))


def _written_already(request: HttpRequest, error: AlreadyWritten) -> HttpResponse:
    messages.warning(
        request, f"You confirmed this upload already ({error}). It was not written a second time."
    )
    return redirect("admin:workbook")


def _cancelled(request: HttpRequest, one: Upload) -> HttpResponse:
    try:
        one.cancel()
    except AlreadyWritten as error:
        return _written_already(request, error)
    except UploadGone:
        pass
    messages.info(request, "Nothing was written, and the upload is deleted.")
    return redirect("admin:workbook")


def _refused(request: HttpRequest, one: Upload, error: NotAWorkbook) -> HttpResponse:
    """Say why a file is no workbook; or that it was confirmed or cancelled while it was read."""
    if not one.path.is_file():
        return _no_longer_there(request, one.token)
    forget_upload(one.path)
    messages.error(request, str(error).replace(one.path.name, "The file"))  # not by our own name
    return redirect("admin:workbook")


def _confirm_form(request: HttpRequest, plan: ImportOutcome, token: str) -> ConfirmForm:
    seen = [overlap.fingerprint for overlap in plan.overlaps]
    initial = {"seen": signing.dumps([request.user.pk, token, seen], salt=SALT)}
    data = request.POST if request.method == "POST" else None
    return ConfirmForm(data, initial=initial, overlaps=bool(plan.overlaps), names=plan.names)


def _confirmed(request: HttpRequest, one: Upload, form: ConfirmForm) -> HttpResponse | None:
    """Write the workbook, once; None where the register changed since the preview."""
    try:
        user, about, seen = signing.loads(form.cleaned_data["seen"], salt=SALT)
    except signing.BadSignature:
        raise PermissionDenied from None
    if (user, about) != (request.user.pk, one.token):
        raise PermissionDenied
    reason = form.cleaned_data["reason"]
    try:
        given: dict[str, Any] = {"overwrite": set(seen), "names": form.answer}
        outcome = _run(one.path, request.user, reason, upload=one, **given)
    except AlreadyWritten as error:
        return _written_already(request, error)
    except UploadGone:
        return _cancelled(request, one)
    except NotAWorkbook as error:
        return _refused(request, one, error)
    if outcome.problems or not outcome.written:
        messages.warning(request, CHANGED_SINCE)
        return None
    after_saving(request, lambda: forget_upload(one.path))
    messages.success(
        request,
        f"Written: {len(outcome.added)} added, {len(outcome.changed)} changed, "
        f"{outcome.left} left as they were.",
    )
    return redirect("admin:workbook")


def _run(path: Path, user: Any, reason: str, **options: Any) -> ImportOutcome:
    with as_workbook(path) as workbook:
        return import_workbook(
            workbook, user=user, reason=reason, patience=settings.PAGE_PATIENCE, **options
        )


def _shown(plan: ImportOutcome, form: ConfirmForm) -> dict[str, Any]:
    """With problems, only those: nothing can be confirmed, and old values need not be told."""
    told = ImportOutcome() if plan.problems else plan
    return {
        "title": "What the workbook would change",
        "form": form,
        "problems": plan.problems,
        "doubts": told.doubts[:SHOWN],
        "more_problems": plan.problems.more,
        "count_of_problems": plan.problems.total,
        "overlaps": told.overlaps,
        "names": told.names,
        "added": told.added[:SHOWN],
        "changed": told.changed[:SHOWN],
        "counts": {"added": len(plan.added), "changed": len(plan.changed), "left": plan.left},
        "more": max(len(plan.added) - SHOWN, 0) + max(len(plan.changed) - SHOWN, 0),
        "nothing": not (plan.added or plan.changed or plan.problems),
    }


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook to start from."""
    _require_right(request)
    from sharedsvc.core.workbook.template import write_template  # loads openpyxl, and numpy with it

    stream = io.BytesIO()
    write_template(stream, registry)
    return _file(stream.getvalue(), "template.xlsx", XLSX)


@require_safe
def download(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """A programme's workbook, as .xlsx or as a .zip of .csv files: what the reader may see."""
    programme = Programme.objects.visible_to(request.user).filter(code=code).first()
    if programme is None or ending not in ("xlsx", "zip"):
        raise Http404
    if not request.user.has_perm("programmes.export_workbook", programme):
        raise PermissionDenied("Only the manager of the partnership takes its workbook away.")
    with TemporaryDirectory() as folder:
        if ending == "xlsx":
            path = Path(folder) / f"{code}.xlsx"
            export_workbook(programme, path, user=request.user, patience=settings.PAGE_PATIENCE)
            return _file(path.read_bytes(), path.name, XLSX)
        sheets = Path(folder) / code
        export_workbook(programme, sheets, user=request.user, patience=settings.PAGE_PATIENCE)
        return _file(_zipped(sheets), f"{code}.zip", "application/zip")


def _zipped(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return stream.getvalue()


def _require_right(request: HttpRequest) -> None:
    if not request.user.has_perm("programmes.import_workbook"):
        raise PermissionDenied("Only the manager of a partnership takes in workbooks.")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _page(request: HttpRequest, template_name: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template_name, {**admin.site.each_context(request), **context})
