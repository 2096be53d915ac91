"""The document of a version of a business case: to take away, and to upload once."""

import logging

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from decisions.document_types import IN_WORDS, TYPES
from decisions.models import BusinessCase, CaseDocument
from decisions.models.case_documents import STAYS, Altered
from decisions.operations import keep_case_document
from programmes.admin.fields import ReasonField
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.rights import permission
from sharedsvc.portal.one_file import OneFileForm
from sharedsvc.portal.records.views import find_record

logger = logging.getLogger(__name__)
NOT_SERVED = (
    "This document is not what was kept, and is not given out. Tell whoever looks after the "
    "register, and ask the council for its own copy."
)


class DocumentForm(OneFileForm):
    """The document, and why it is kept."""

    document = forms.FileField(
        label="The document",
        help_text=f"At most 20 MB: {IN_WORDS}. It is kept as it is; it cannot be changed later.",
    )
    reason = ReasonField()


def _case(request: HttpRequest, programme: str, own: str) -> BusinessCase:
    """The version at this address. Raises Http404 unless the user may see it."""
    kind = kinds.get("business-cases")
    found: BusinessCase = find_record(kind, request.user, {"programme": programme, "own": own})  # type: ignore[arg-type]
    return found


@login_not_required
def document(request: HttpRequest, programme: str, own: str) -> HttpResponse:
    """The document of a version as it was kept, to save and not to show; else 404 as its page."""
    case = _case(request, programme, own)
    kept = CaseDocument.objects.filter(business_case=case.pk).first()
    if kept is None:
        raise Http404("No document of this version is kept.")
    if not kept.size:
        raise Http404("The document was taken out: it held personal details.")
    kept.business_case = case
    try:
        content = kept.as_kept()
    except Altered:
        logger.exception("a kept document is not what was kept")
        return HttpResponse(NOT_SERVED, status=500, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type=TYPES[kept.ending].media_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def upload(request: HttpRequest, programme: str, own: str) -> HttpResponse:
    """The form by which the document of a version is kept, once. 403 for those who may not."""
    case = _case(request, programme, own)
    if not request.user.has_perm(permission("change", case), case):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*posted, too_large=getattr(request, "too_large", ()))
    if posted and form.is_valid() and _kept(request, case, form):
        return redirect(kinds.address(case))
    is_kept = CaseDocument.objects.filter(business_case=case.pk).exists()
    context = {
        "section": "records",
        "form": form,
        "case": case,
        "why_not": STAYS if is_kept else "",
    }
    return render(request, "portal/case_document.html", context)


def _kept(request: HttpRequest, case: BusinessCase, form: DocumentForm) -> bool:
    chosen = form.cleaned_data["document"]
    try:
        with recording(user=request.user, reason=form.cleaned_data["reason"]):
            kept = keep_case_document(record=case, name=chosen.name, content=chosen.read())
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, words in told.items():
            form.add_error(name if name in form.fields else None, words)
        return False
    messages.success(request, f"“{kept.name}” is kept. SHA-256: {kept.checksum}")
    return True
