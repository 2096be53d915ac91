"""The document of a business case on its page: taken away, uploaded once, agreed by whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client

from decisions.models import Approval, BusinessCase, CaseDocument
from decisions.operations import keep_case_document, record_approval
from programmes.operations import keep
from tests.decisions.test_case_documents import PDF
from tests.factories import GateFactory, OrganisationFactory, RoleFactory, WorkstreamFactory
from tests.portal.pages import Site
from tests.rights_world import World

PAGE = "/business-cases/{}/fbc/"


@pytest.fixture
def world(recorded):
    return World()


@pytest.fixture
def case(world):
    given = {"code": "fbc", "title": "Full case", "stage": "full", "version": "2"}
    workstream = WorkstreamFactory(programme=world.programme)
    given |= {"programme": world.programme, "workstream": workstream}
    return keep(record=BusinessCase(**given))


def client_of(world, role):
    client = Client()
    client.force_login(world.people["own", role])
    return client


def page_of(case, client=None):
    return Site(client or Client()).get(PAGE.format(case.programme.code)).main.text()


def test_it_is_given_out_as_an_attachment_as_it_was_kept(case):
    kept = keep_case_document(record=case, name="Case.pdf", content=PDF)
    answer = Client().get(f"{PAGE.format(case.programme.code)}document/")

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Case.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert kept.checksum in page_of(case)


def test_it_is_given_to_those_alone_who_may_see_the_case(world, case):
    keep_case_document(record=case, name="Case.pdf", content=PDF)
    case.refresh_from_db()
    case.visibility = "partners"
    keep(record=case)
    address = f"{PAGE.format(case.programme.code)}document/"

    assert Client().get(address).status_code == 404
    assert client_of(world, "manager").get(address).status_code == 200


def test_without_a_document_there_is_nothing_to_take(case):
    assert Client().get(f"{PAGE.format(case.programme.code)}document/").status_code == 404


def test_what_was_altered_is_not_given_out(case):
    keep_case_document(record=case, name="Case.pdf", content=PDF)
    QuerySet(CaseDocument).update(content=PDF + b" ")
    answer = Client().get(f"{PAGE.format(case.programme.code)}document/")

    assert answer.status_code == 500
    assert PDF not in answer.content


def send(client, case, content=PDF, reason="It was approved for the meeting."):
    chosen = SimpleUploadedFile("Full case.pdf", content)
    address = f"{PAGE.format(case.programme.code)}document/upload/"
    return client.post(address, {"document": chosen, "reason": reason})


def test_whoever_may_change_the_case_uploads_it_once(world, case):
    client = client_of(world, "manager")

    assert "Upload it" in page_of(case, client)
    assert send(client, case).status_code == 302
    assert CaseDocument.objects.get().by == world.people["own", "manager"]
    assert "Upload it" not in page_of(case, client)
    again = send(client, case, PDF + b"%%EOF")
    assert "add another version" in again.content.decode()


def test_others_do_not(world, case):
    assert send(client_of(world, "member"), case).status_code == 403
    assert "Upload it" not in page_of(case)
    assert send(Client(), case).status_code == 302  # to sign in
    assert not CaseDocument.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason", "said"),
    [(b"<html></html>", "Why.", "is not a PDF"), (PDF, "", "required")],
    ids=["no document", "no reason"],
)
def test_what_is_wrong_stands_at_its_field(world, case, content, reason, said):
    answer = send(client_of(world, "manager"), case, content, reason)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CaseDocument.objects.exists()


def test_the_page_says_that_all_have_approved_the_same_document(case):
    gate = GateFactory(
        programme=case.programme, title="Full case gate", case_stage="full", start="2010-01-01"
    )
    case.state, case.date = "done", "2014-12-01"
    keep(record=case)
    keep_case_document(record=case, name="Case.pdf", content=PDF)
    case.refresh_from_db()
    councils = [OrganisationFactory(name=name, kind="unitary") for name in ("Ash", "Elm")]
    for council in councils:
        RoleFactory(
            workstream=case.workstream, organisation=council, kind="participant", start="2010-01-01"
        )
    for council in councils:
        assert "have approved this same document at" not in page_of(case)
        given = {"gate": gate, "workstream": case.workstream, "business_case": case}
        given |= {"organisation": council, "outcome": "approved", "date": "2015-01-01"}
        record_approval(record=Approval(**given))

    assert "All councils have approved this same document at “Full case gate”." in page_of(case)
    assert f"All on version 2, document {case.checksum[:16]}" in (
        Site(Client()).get(case.workstream.get_absolute_url()).main.text()
    )
