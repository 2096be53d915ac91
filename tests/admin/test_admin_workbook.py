"""Workbooks in the admin: upload, preview, confirm, all or nothing; download."""

import csv
import datetime
import io
import os
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.models import Clause, Decision, Recommendation, Report
from programmes.choices import GrantRole, Visibility
from programmes.models import Phase, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.portal.workbook import names as workbook_names
from sharedsvc.portal.workbook.programme import export_workbook, import_workbook
from sharedsvc.portal.workbook.uploads import KEPT_FOR
from tests.admin.conftest import person_with, signed_in
from tests.factories import (
    ClauseFactory,
    DocumentFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tests.programmes_loaded import FIXTURES

UPLOAD = "/admin/workbook/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return settings.UPLOADS_ROOT


def zipped(folder, **changed):
    """A folder of CSV as the bytes of a .zip, with replacements in single files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(folder.glob("*.csv")):
            text = path.read_text(encoding="utf-8")
            old, new = changed.get(path.stem, ("", ""))
            archive.writestr(path.name, text.replace(old, new, 1) if old else text)
    return stream.getvalue()


def send(client, content, name="book.zip"):
    """Upload a file; returns the page that follows and its address."""
    response = client.post(UPLOAD, {"workbook": SimpleUploadedFile(name, content)}, follow=True)
    return response, response.redirect_chain[-1][0] if response.redirect_chain else UPLOAD


def confirm(client, page, place, **typed):
    """Write it; names that differ are corrected ones, unless typed otherwise."""
    form = page.context["form"]
    given = {name: "corrected" for name in form.fields if name.startswith("name_")}
    given |= {"seen": form["seen"].value(), "reason": "As sent by the board"}
    return client.post(place, given | typed, follow=True)


def counts():
    return {
        model: model.objects.count()
        for model in (Programme, Phase, *(r.related_model for r in Programme._meta.related_objects))
        if hasattr(model, "history")
    }


def test_upload_preview_and_confirm_do_what_the_command_does(chiefs, chief, uploads, tmp_path):
    page, place = send(chiefs, zipped(FIXTURES / "clyde-valley", reports=("../2010-02-18", "")))
    assert "0 to change, 0 left as they are" in page.content.decode()
    assert Programme.objects.count() == 0
    assert len(list(uploads.iterdir())) == 1
    response = confirm(chiefs, page, place)
    assert "Written: " in response.content.decode()
    assert list(uploads.iterdir()) == []
    programme = Programme.objects.get()
    row = programme.history.get()
    assert (row.history_user, row.history_change_reason) == (chief, "As sent by the board")
    again = import_workbook(FIXTURES / "clyde-valley", user=None, reason="Test", dry_run=True)
    published = (("published", "", "../2010-02-18"),)  # which no upload says
    assert (again.added, again.problems) == ([], [])
    assert [change.columns for change in again.changed] == [published]


@pytest.fixture
def small(programme, tmp_path):
    """A small programme's workbook, as a folder."""
    PhaseFactory(programme=programme, code="one", title="First phase")
    folder = tmp_path / "small"
    export_workbook(programme, folder)
    return folder


RENAMED = {"phases": ("First phase", "Phase the first")}


def test_the_preview_tells_from_what_to_what(managers, small):
    page, _ = send(managers, zipped(small, **RENAMED))
    html = page.content.decode()
    assert "0 to add, 1 to change" in html
    assert "<td>First phase</td>" in html and "<td>Phase the first</td>" in html
    assert Phase.objects.get().title == "First phase"


def test_an_xlsx_of_the_admins_own_is_taken_back(managers, small, programme):
    book = managers.get(f"{UPLOAD}bins.xlsx")
    assert book["Content-Disposition"] == 'attachment; filename="bins.xlsx"'
    page, _ = send(managers, book.content, "bins.xlsx")
    assert "The register holds all of it already" in page.content.decode()


def test_without_a_reason_nothing_is_written(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    response = confirm(managers, page, place, reason=" ")
    assert response.context["form"].errors == {"reason": ["Fill this in."]}
    assert Phase.objects.get().title == "First phase"


def test_problems_are_told_with_sheet_row_and_column_and_nothing_can_be_confirmed(managers, small):
    page, place = send(managers, zipped(small, phases=("2009-06-01", "soon")))
    (problem,) = page.context["problems"]
    assert (problem.sheet, problem.row, problem.column) == ("phases", 2, "start")
    assert "Write all of it" not in page.content.decode()
    confirm(managers, page, place)
    assert Phase.objects.get().start == "2009-06-01"


def test_what_others_changed_since_is_told_and_overwritten_only_if_agreed(managers, small):
    with recording(user=UserFactory(name="Ann Lee", is_superuser=True), reason="Hers"):
        phase = Phase.objects.get()
        phase.title = "Phase I"
        keep(record=phase)
    page, place = send(managers, zipped(small, **RENAMED))
    assert "Changed by others since the export" in page.content.decode()
    assert "Ann Lee" in page.content.decode()
    confirm(managers, page, place)
    assert Phase.objects.get().title == "Phase I"
    confirm(managers, page, place, overwrite="on")
    assert Phase.objects.get().title == "Phase the first"


def test_agreed_is_only_what_was_told(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    with recording(user=UserFactory(name="Ann Lee", is_superuser=True), reason="Hers"):
        phase = Phase.objects.get()
        phase.title = "Phase I"
        keep(record=phase)
    response = confirm(managers, page, place, overwrite="on")
    assert "the register changed since the preview" in response.content.decode()
    assert Phase.objects.get().title == "Phase I"


def test_an_upload_is_its_users_own(managers, small, programme):
    _, place = send(managers, zipped(small, **RENAMED))
    other = signed_in(person_with(GrantRole.MANAGER, programme.partnership))
    assert other.get(place).status_code == 404
    assert other.post(place, {"reason": "Mine"}).status_code == 404


def test_a_cancelled_upload_is_deleted(managers, small, uploads):
    _, place = send(managers, zipped(small, **RENAMED))
    managers.post(place, {"cancel": "Cancel"})
    assert list(uploads.iterdir()) == []
    assert Phase.objects.get().title == "First phase"


def test_a_manager_does_not_write_into_another_partnerships_programme(managers, small, recorded):
    other = ProgrammeFactory(code="roads", title="Roads")
    folder = small.parent / "roads"
    export_workbook(other, folder)
    page, place = send(managers, zipped(folder, programme=("Roads", "Mine")))
    assert page.context["problems"]
    confirm(managers, page, place)
    other.refresh_from_db()
    assert other.title == "Roads"
    assert managers.get(f"{UPLOAD}roads.xlsx").status_code == 403


def test_a_hidden_programme_is_not_found(managers, recorded):
    ProgrammeFactory(code="secret", visibility=Visibility.OWNER, owner=OrganisationFactory())
    assert managers.get(f"{UPLOAD}secret.xlsx").status_code == 404


def test_a_workbook_holds_only_what_its_reader_may_see(managers, small, programme):
    hidden = {"visibility": Visibility.OWNER, "owner": OrganisationFactory()}
    PhaseFactory(programme=programme, code="secret", title="Secret phase", **hidden)
    archive = zipfile.ZipFile(io.BytesIO(managers.get(f"{UPLOAD}bins.zip").content))
    text = archive.read("phases.csv").decode()
    assert "First phase" in text and "Secret" not in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("book.doc", b"x", "Choose an .xlsx file, or a .zip file of .csv files."),
        ("book.zip", b"x", "The .zip file cannot be read."),
        ("book.xlsx", b"x", "The file cannot be read as an .xlsx workbook."),
    ],
)
def test_what_is_no_workbook_is_refused_in_plain_words(managers, name, content, said):
    page, _ = send(managers, content, name)
    assert said in page.content.decode()


def test_a_file_too_large_is_refused(managers, monkeypatch):
    monkeypatch.setattr("sharedsvc.portal.workbook.uploads.LARGEST_UPLOAD", 10)
    page, _ = send(managers, b"x" * 11)
    assert "larger than 20 MB" in page.content.decode()


def test_a_zip_that_unpacks_too_large_is_refused(managers, small, monkeypatch):
    monkeypatch.setattr("sharedsvc.portal.workbook.uploads.LARGEST_UNPACKED", 10)
    page, _ = send(managers, zipped(small))
    assert "holds more than a workbook can" in page.content.decode()


def test_an_old_upload_is_forgotten(managers, small, uploads):
    send(managers, zipped(small))
    (first,) = uploads.iterdir()
    long_ago = (
        time.time() - KEPT_FOR - 60
    )  # files bear the machine's time, the tests have their own
    os.utime(first, (long_ago, long_ago))
    send(managers, zipped(small))
    assert first not in (*uploads.iterdir(),)
    assert len(list(uploads.iterdir())) == 1


def test_others_neither_upload_nor_download(recorded, small, programme):
    clerk = signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))
    for place in (UPLOAD, f"{UPLOAD}template/", f"{UPLOAD}preview/x/", f"{UPLOAD}bins.xlsx"):
        assert clerk.get(place).status_code == 403


def test_the_template_is_downloaded(managers):
    response = managers.get(f"{UPLOAD}template/")
    assert response.content.startswith(b"PK")


def test_the_programmes_form_leads_to_its_workbook(managers, small, programme):
    page = managers.get(reverse("admin:programmes_programme_change", args=[programme.pk]))
    for place in (f"{UPLOAD}bins.xlsx", f"{UPLOAD}bins.zip", UPLOAD):
        assert f'href="{place}"' in page.content.decode()


def test_a_token_that_is_no_name_of_a_file_finds_nothing(chiefs):
    assert chiefs.get(f"{UPLOAD}preview/{'x' * 300}/").status_code == 404


# What stays as it is


@pytest.fixture
def decided(programme, tmp_path):
    """The workbook of a programme with a recorded decision and a published report."""
    clause = ClauseFactory(decision__programme=programme, decision__code="d1", text="As minuted")
    DocumentFactory(programme=programme, code="minutes")
    report = ReportFactory(programme=programme, code="r1", title="As read")
    RecommendationFactory(report=report, number="1", text="As asked")
    assert clause.why_fixed and Report.objects.get().why_fixed
    return exported(programme, tmp_path)


def exported(programme, tmp_path):
    folder = tmp_path / "decided"
    export_workbook(programme, folder)
    return folder


def problems_of(page):
    return [(p.sheet, p.row, p.column, p.expected) for p in page.context["problems"]]


RECORDED = (
    "A recorded decision is never edited. To correct it, add a decision that supersedes this one "
    "and say in its remarks why; a row entered by mistake can be struck out"
)
PUBLISHED = (
    "This report was published: it stays as it was read. To correct it, write a further report to "
    "the same body"
)


def test_what_is_fixed_is_taken_back_unchanged(chiefs, decided):
    page, _ = send(chiefs, zipped(decided))
    assert "The register holds all of it already" in page.content.decode()


@pytest.mark.parametrize(
    ("sheet", "column", "old", "new", "why"),
    [
        ("decisions", "title", "Title of d1", "Other", RECORDED),
        ("decisions", "text", "As minuted", "Other", RECORDED),
        ("reports", "subject", "As read", "Other", PUBLISHED),
        ("asks", "text", "As asked", "Other", PUBLISHED),
    ],
)
def test_an_upload_changes_nothing_that_is_fixed(chiefs, decided, sheet, column, old, new, why):
    page, place = send(chiefs, zipped(decided, **{sheet: (old, new)}))
    assert problems_of(page) == [(sheet, 2, column, why)]
    assert "Write all of it" not in page.content.decode()
    confirm(chiefs, page, place)
    texts = (Decision.objects.get().title, Clause.objects.get().text)
    assert texts == ("Title of d1", "As minuted")
    assert (Report.objects.get().title, Recommendation.objects.get().text) == (
        "As read",
        "As asked",
    )


def test_an_upload_gives_what_is_fixed_no_other_sources(chiefs, decided):
    _rewrite(decided / "decisions.csv", sources="minutes 1")
    page, _ = send(chiefs, zipped(decided))
    assert problems_of(page) == [("decisions", 2, "sources", RECORDED)]


def test_an_upload_adds_nothing_to_a_published_report(chiefs, decided):
    with (decided / "asks.csv").open(newline="") as stream:
        heading = csv.DictReader(stream).fieldnames
    with (decided / "asks.csv").open("a", newline="") as stream:
        row = {"report": "r1", "number": "2", "text": "Slipped in"}
        csv.DictWriter(stream, heading, restval="").writerow(row)
    page, _ = send(chiefs, zipped(decided))
    assert problems_of(page) == [("asks", 3, "", PUBLISHED)]


def test_an_upload_publishes_no_report(chiefs, programme, tmp_path):
    """Neither with its document nor with a day: publishing is an act of its own."""
    report = ReportFactory(programme=programme, date="2999-01-01", published="")
    RecommendationFactory(report=report, number="1", text="Draft")
    DocumentFactory(programme=programme, code="minutes")
    folder = exported(programme, tmp_path)
    _rewrite(folder / "reports.csv", document="minutes")
    page, place = send(chiefs, zipped(folder, asks=("Draft", "Final")))
    confirm(chiefs, page, place)
    assert Recommendation.objects.get().text == "Final"
    assert (Report.objects.get().is_published, Report.objects.get().why_fixed) == (False, "")

    _rewrite(folder / "reports.csv", published="2010-02-18")
    page, place = send(chiefs, zipped(folder))
    assert [problem[:3] for problem in problems_of(page)] == [("reports", 2, "published")]
    assert problems_of(page)[0][3].startswith("A report is published by an act of its own")
    _rewrite(folder / "reports.csv", code="another", published="2010-02-18")
    page, place = send(chiefs, zipped(folder))
    assert ("reports", 2, "published") in [problem[:3] for problem in problems_of(page)]
    assert [(r.code, r.is_published) for r in Report.objects.all()] == [(report.code, False)]


def test_the_command_line_mends_what_was_entered_wrongly_in_a_report(decided):
    _rewrite(decided / "reports.csv", subject="Mended")
    assert import_workbook(decided, user=None, reason="Entered wrongly").written
    assert Report.objects.get().title == "Mended"


def _rewrite(path, **values):
    """Give the first row of a sheet other values."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    rows[0] |= values
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


# Another name than the register's


def asked(page, prefix="name_"):
    return [name for name in page.context["form"].fields if name.startswith(prefix)]


def on(day):
    with reading_as_at(datetime.date.fromisoformat(day)):
        return Phase.objects.get().title


def test_another_name_is_asked_about_and_nothing_is_chosen_beforehand(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    html = page.content.decode()
    assert "Another name than the register's: renamed from when, or corrected?" in html
    assert "title “First phase” in the register, “Phase the first” in the workbook" in html
    assert "checked" not in html
    (name,) = asked(page)
    response = confirm(managers, page, place, **{name: ""})
    assert list(response.context["form"].errors) == [name]
    assert Phase.objects.get().title == "First phase"


def test_renamed_from_a_day_it_keeps_its_name_of_the_days_before(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    (name,), (since,) = asked(page), asked(page, "since_")
    response = confirm(managers, page, place, **{name: "renamed"})
    assert list(response.context["form"].errors) == [since]
    confirm(managers, page, place, **{name: "renamed", since: "1 April 2022"})
    assert (on("2022-03-31"), on("2022-04-01")) == ("First phase", "Phase the first")


def test_the_registers_name_may_stay(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    response = confirm(managers, page, place, **{asked(page)[0]: "keep"})
    assert "Written: 0 added, 0 changed" in response.content.decode()
    assert Phase.objects.get().title == "First phase"


def test_a_day_goes_with_a_renaming_alone(managers, small):
    page, place = send(managers, zipped(small, **RENAMED))
    response = confirm(managers, page, place, **{asked(page, "since_")[0]: "1 April 2022"})
    assert "A day is given only where it was renamed" in response.content.decode()
    assert Phase.objects.get().title == "First phase"


def test_many_names_are_answered_alike(managers, small, programme, monkeypatch):
    monkeypatch.setattr(workbook_names, "MOST_ASKED", 0)
    page, place = send(managers, zipped(small, **RENAMED))
    assert asked(page) == ["name_all"]
    confirm(managers, page, place, name_all="renamed", since_all="1 April 2022")
    assert (on("2022-03-31"), on("2022-04-01")) == ("First phase", "Phase the first")
