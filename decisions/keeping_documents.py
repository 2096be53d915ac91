"""The document of a version of a business case: kept once, given out only as it was kept."""

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from decisions.document_types import NotADocument, name_of, type_of
from decisions.models import BusinessCase, CaseDocument
from decisions.models.case_documents import STAYS
from programmes.operations import keep
from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import permission

NOT_THE_ONE = (
    "This is not the document whose SHA-256 the version states: choose that one, or add another "
    "version."
)


class Altered(ValueError):
    """A kept document that is no longer what was kept."""


@transaction.atomic
def keep_case_document(*, record: BusinessCase, name: str, content: bytes) -> CaseDocument:
    """Keep the document of a version of a business case, and state its SHA-256 on the version.

    Raises ValidationError (`document`) for what is no document that is kept, where the version has
    one already, and where it states the checksum of another; PermissionDenied where the user may
    not change the version.
    """
    case: BusinessCase = BusinessCase.objects.select_for_update(of=("self",)).get(pk=record.pk)
    user = current_recording().user
    if user is not None and not user.has_perm(permission("change", case), case):
        raise PermissionDenied("You have no right to change this business case.")
    if CaseDocument.objects.filter(business_case=case.pk).exists():
        raise ValidationError({"document": STAYS})
    try:
        kind = type_of(content)
    except NotADocument as error:
        raise ValidationError({"document": str(error)}) from error
    checksum = hashlib.sha256(content).hexdigest()
    if case.checksum not in ("", checksum):
        raise ValidationError({"document": NOT_THE_ONE})
    if not case.checksum:
        case.checksum = checksum
        keep(record=case)
    document = CaseDocument(
        business_case=case,
        name=name_of(name, kind),
        ending=kind.ending,
        size=len(content),
        checksum=checksum,
        content=content,
        by=user,
    )
    document.save()
    return document


def content_of(document: CaseDocument) -> bytes:
    """The bytes as they were kept. Raises Altered where they are not, or are no longer stated."""
    content = bytes(document.content)
    found = hashlib.sha256(content).hexdigest()
    if not found == document.checksum == document.business_case.checksum:
        raise Altered
    return content
