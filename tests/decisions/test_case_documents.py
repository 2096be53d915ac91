"""The document of a version of a business case: what is kept, once, and never changed."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from decisions.document_types import LARGEST, NotADocument, name_of, type_of
from decisions.models import Approval, BusinessCase, CaseDocument
from decisions.models.case_documents import Altered
from decisions.operations import keep_case_document, record_approval
from programmes.operations import keep
from sharedsvc.core.history import Unrecorded, recording
from tests.factories import GateFactory, OrganisationFactory, WorkstreamFactory

PDF = b"%PDF-1.4\nThe full business case.\n%%EOF\n"
ODT = b"application/vnd.oasis.opendocument.text"


def zipped(**entries: bytes) -> bytes:
    """A zip of these entries, in their order; `__` stands for a slash, `_0` for a dot."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_0", "."), content)
    return kept.getvalue()


def word(**more: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<x/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_0", "."), content)
    return kept.getvalue()


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "ending"),
    [(PDF, "pdf"), (word(), "docx"), (zipped(mimetype=ODT, content_0xml=b"<x/>"), "odt")],
    ids=["pdf", "docx", "odt"],
)
def test_a_document_is_known_by_its_content(content, ending):
    assert type_of(content).ending == ending


REFUSED = {
    "empty": (b"", "empty"),
    "a web page": (b"<html><script>alert(1)</script></html>", "not a PDF"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 64, "not a PDF"),
    "a PDF that is cut off": (b"%PDF-1.4\nThe full", "not complete"),
    "a zip of anything": (zipped(a_0txt=b"x"), "not a PDF"),
    "a spreadsheet": (zipped(xl__workbook_0xml=b"x"), "not a PDF"),
    "a zip that is cut off": (word()[:-30], "not a PDF"),
    "a Word document with macros": (word(word__vbaProject_0bin=b"x"), "macros"),
    "an OpenDocument spreadsheet": (zipped(mimetype=ODT[:-4] + b"sheet"), "not a PDF"),
    "too large": (PDF.ljust(LARGEST + 1), "larger than 20 MB"),
}


@pytest.mark.once
@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_document_is_refused_whatever_it_is_called(content, said):
    with pytest.raises(NotADocument, match=said):
        type_of(content)


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Full business case v2.pdf", "Full-business-case-v2.pdf"),
        ("..\\..\\evil.exe", "evil.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a-Set-Cookie-x.pdf"),
        ("…", "business-case.pdf"),
    ],
)
def test_its_name_is_plain_and_ends_as_its_content_does(given, kept):
    assert name_of(given, type_of(PDF)) == kept


# What is kept of a version


@pytest.fixture
def case(recorded):
    workstream = WorkstreamFactory()
    given = {"code": "fbc", "title": "Full case", "stage": "full", "version": "2"}
    return keep(record=BusinessCase(programme=workstream.programme, workstream=workstream, **given))


def kept(case, content=PDF, name="case.pdf"):
    return keep_case_document(record=case, name=name, content=content)


@pytest.mark.django_db
def test_the_version_states_the_checksum_of_its_document(case):
    document = kept(case)
    case.refresh_from_db()

    assert case.checksum == document.checksum == hashlib.sha256(PDF).hexdigest()
    assert CaseDocument.objects.get().as_kept() == PDF
    assert case.history.first().checksum == case.checksum


@pytest.mark.django_db
def test_it_is_kept_once(case):
    kept(case)

    with pytest.raises(ValidationError, match="add another version"):
        kept(case, PDF + b"%%EOF")


@pytest.mark.django_db
def test_a_stated_checksum_wants_that_very_document(case):
    case.checksum = "a" * 64
    keep(record=case)

    with pytest.raises(ValidationError, match="not the document whose"):
        kept(case)
    case.refresh_from_db()
    assert not CaseDocument.objects.exists()


WAYS_OF_CHANGING = {
    "another checksum, by a form": lambda case: keep(record=case),
    "another checksum, by hand": lambda case: case.save(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", WAYS_OF_CHANGING.values(), ids=WAYS_OF_CHANGING)
@pytest.mark.parametrize("checksum", ["b" * 64, ""])
def test_what_it_states_stays(case, change, checksum):
    kept(case)
    case.refresh_from_db()
    case.checksum = checksum

    with pytest.raises(ValidationError):
        change(case)


@pytest.mark.django_db
def test_the_kept_bytes_are_neither_saved_again_nor_deleted(case):
    document = kept(case)
    document.content = b"Another."

    for act in (document.save, document.delete):
        with pytest.raises(ValidationError):
            act()
    for way in (
        lambda: CaseDocument.objects.update(content=b"x"),
        lambda: CaseDocument.objects.all().delete(),
    ):
        with pytest.raises(Unrecorded):
            way()


@pytest.mark.django_db
def test_bytes_altered_behind_the_programs_back_are_not_given_out(case):
    from django.db.models import QuerySet

    kept(case)
    QuerySet(CaseDocument).update(content=PDF + b" ")

    with pytest.raises(Altered):
        CaseDocument.objects.get().as_kept()


# Approvals name it


def approve(case, organisation, **more):
    gate = case.programme.gates.first() or GateFactory(programme=case.programme)
    given = {"gate": gate, "workstream": case.workstream, "outcome": "approved"}
    given |= {"date": "2015-01-01", "business_case": case, "organisation": organisation}
    return record_approval(record=Approval(**given | more))


@pytest.mark.django_db
def test_an_approval_names_the_document_by_checksum(case):
    before = approve(case, OrganisationFactory())
    document = kept(case)
    case.refresh_from_db()
    after = approve(case, OrganisationFactory())

    assert (before.checksum, after.checksum) == ("", document.checksum)


@pytest.mark.django_db
def test_an_approval_of_another_document_is_refused(case):
    kept(case)
    case.refresh_from_db()

    with pytest.raises(ValidationError, match="not the document of the business case"):
        approve(case, OrganisationFactory(), checksum="c" * 64)


@pytest.mark.django_db
def test_half_a_checksum_is_none(case):
    with pytest.raises(ValidationError, match="64 digits"):
        approve(case, OrganisationFactory(), checksum="abc")


@pytest.mark.django_db
def test_without_a_recording_nothing_is_kept(case):
    with recording(user=None, reason="Test"):
        given = {"business_case": case, "name": "x", "ending": "pdf", "size": 1, "checksum": ""}
        document = CaseDocument(content=b"x", **given)
    from sharedsvc.core import history

    token = history._current.set(None)
    try:
        with pytest.raises(Unrecorded):
            document.save()
    finally:
        history._current.reset(token)
