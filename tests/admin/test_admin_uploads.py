"""Uploads: what is refused and why, that nothing of it stays, and that one is written once."""

import io
import threading
import zipfile
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from programmes.models import Phase
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.models import WrittenUpload
from sharedsvc.core.workbook.importing import Importer
from sharedsvc.portal.workbook import uploads as waiting
from sharedsvc.portal.workbook.programme import export_workbook, import_workbook
from sharedsvc.portal.workbook.uploads import (
    TOO_LARGE,
    AlreadyWritten,
    Upload,
    UploadGone,
    find_upload,
    keep_upload,
)
from tests.admin.conftest import signed_in
from tests.core.workbooks import corrected
from tests.factories import PhaseFactory, ProgrammeFactory, UserFactory

UPLOAD = "/admin/workbook/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "on-the-way"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.UPLOADS_ROOT


def zip_of(**files) -> bytes:
    """A .zip file; two underscores in a name stand for the slash after a folder."""
    return zip_with({f"{name.replace('__', '/')}.csv": text for name, text in files.items()})


def zip_with(files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def send(client, content, name="book.zip"):
    """Upload a file; returns the page that follows and its address."""
    response = client.post(UPLOAD, {"workbook": SimpleUploadedFile(name, content)}, follow=True)
    return response, response.redirect_chain[-1][0] if response.redirect_chain else UPLOAD


# What is refused


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"a/risks.csv": "code\n", "b/risks.csv": "code\n"},
            "The .zip file holds the same sheet twice: a/risks.csv and b/risks.csv. Keep one of "
            "them.",
        ),
        (
            {"Risks.csv": "code\n", "risks.csv": "code\n"},
            "The .zip file holds the same sheet twice: Risks.csv and risks.csv. Keep one of them.",
        ),
        (
            {"business-cases.csv": "code\n", "x/Business Cases.CSV": "code\n"},
            "The .zip file holds the same sheet twice: business-cases.csv and "
            "x/Business Cases.CSV. Keep one of them.",
        ),
        (
            {"a\\risks.csv": "code\n", "b\\risks.csv": "code\n"},
            "The .zip file holds the same sheet twice: a\\risks.csv and b\\risks.csv. Keep one of "
            "them.",
        ),
        (
            {"risks.csv": "code\n", "people.xlsx": "x", "inner.zip": "x"},
            "The .zip file holds people.xlsx, inner.zip: upload a workbook on its own, or save "
            "each of its sheets as a .csv file.",
        ),
        ({"readme.txt": "Hello"}, "The .zip file holds no .csv files."),
        ({"__MACOSX/risks.csv": "code\n"}, "The .zip file holds no .csv files."),
    ],
)
def test_a_zip_of_which_something_would_be_dropped_is_refused_by_name(
    managers, uploads, files, said
):
    page, _ = send(managers, zip_with(files))
    assert [str(message) for message in page.context["messages"]] == [said]
    assert list(uploads.iterdir()) == []


def test_the_same_file_twice_in_a_zip_is_refused(managers):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("risks.csv", "code\na\n")
            archive.writestr("risks.csv", "code\nb\n")
    page, _ = send(managers, content.getvalue())
    assert "holds the same sheet twice: risks.csv and risks.csv." in page.content.decode()


def test_what_a_mac_puts_beside_the_files_of_a_zip_is_passed_over(managers, small):
    files = {f"bins/{path.name}": path.read_text() for path in sorted(small.glob("*.csv"))}
    beside = {f"__MACOSX/bins/._{path.name}": "\0\5\x16\7" for path in sorted(small.glob("*.csv"))}
    page, _ = send(managers, zip_with({**files, **beside, "bins/": ""}))
    assert "The register holds all of it already" in page.content.decode()


def test_a_file_that_is_too_large_is_told_on_the_form_and_not_kept(managers, uploads, monkeypatch):
    monkeypatch.setattr(waiting, "LARGEST_UPLOAD", 5_000_000)
    page, place = send(managers, b"x" * 5_000_001)
    assert (page.status_code, place) == (200, UPLOAD)
    assert page.context["form"].errors == {"workbook": [TOO_LARGE]}
    assert not uploads.exists()
    assert list(uploads.with_name("on-the-way").iterdir()) == []


def test_several_files_at_once_are_refused(managers):
    files = [SimpleUploadedFile(f"{name}.zip", b"x") for name in "ab"]
    page = managers.post(UPLOAD, {"workbook": files})
    assert page.context["form"].errors == {"workbook": ["Choose one file: these are several."]}


@pytest.mark.parametrize("name", ["book.xlsx", "book.zip"])
def test_nothing_of_what_is_no_workbook_stays(managers, uploads, name):
    page, _ = send(managers, b"PK\3\4 and no more", name)
    assert "cannot be read" in page.content.decode()
    assert list(uploads.iterdir()) == []


def test_nothing_of_what_cannot_be_written_stays(managers, small, uploads):
    page, place = send(managers, changed(small, "2009-06-01", "soon"))
    assert page.context["count_of_problems"] == 1
    assert list(uploads.iterdir()) == []
    assert managers.get(place).status_code == 404


def test_an_upload_that_breaks_off_leaves_nothing(manager, uploads):
    def chunks():
        yield b"PK"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        keep_upload(manager, SimpleNamespace(name="book.zip", size=10, chunks=chunks))
    assert list(uploads.iterdir()) == []


def test_problems_are_cut_on_the_page_with_their_number(managers, small):
    rows = "".join(f"p {number},Phase,2010\n" for number in range(600))
    (small / "phases.csv").write_text(f"code,title,start\n{rows}")
    page, _ = send(managers, whole(small))
    assert "600 problems" in page.content.decode()
    assert "The first 500 are listed, 100 more are not." in page.content.decode()
    assert page.content.decode().count("<td>phases</td>") == 500


# Written once


@pytest.fixture
def small(programme, tmp_path):
    """A small programme's workbook, as a folder."""
    PhaseFactory(programme=programme, code="one", title="First phase")
    folder = tmp_path / "small"
    export_workbook(programme, folder)
    return folder


def whole(folder) -> bytes:
    return zip_with({path.name: path.read_text() for path in sorted(folder.glob("*.csv"))})


def changed(folder, old="First phase", new="Phase the first") -> bytes:
    """The workbook with another text in its phases."""
    path = folder / "phases.csv"
    path.write_text(path.read_text().replace(old, new, 1))
    return whole(folder)


def confirmation(page):
    form = page.context["form"]
    answers = {name: "corrected" for name in form.fields if name.startswith("name_")}
    return {"seen": form["seen"].value(), "reason": "As sent by the board", **answers}


def messages(page):
    return [str(message) for message in page.context["messages"]]


def versions():
    return Phase.history.filter(code="one").count()


def test_a_second_confirmation_writes_nothing_and_tells_the_first(managers, manager, small):
    page, place = send(managers, changed(small))
    assert messages(managers.post(place, confirmation(page), follow=True)) == [
        "Written: 0 added, 1 changed, 4 left as they were."
    ]
    written = WrittenUpload.objects.get()
    assert (written.user, versions()) == (manager, 2)
    again = managers.post(place, confirmation(page), follow=True)
    assert messages(again) == [
        f"You confirmed this upload already ({written}). It was not written a second time."
    ]
    assert "0 added, 1 changed, 4 left as they were" in str(written)
    assert (versions(), WrittenUpload.objects.count()) == (2, 1)
    assert messages(managers.get(place, follow=True)) == messages(again)


def test_a_second_confirmation_does_not_undo_what_was_changed_since(managers, manager, small):
    """Though the file should still be there, as where another process has not deleted it yet."""
    page, place = send(managers, changed(small))
    path = find_upload(manager, place.split("/")[-2])
    content = path.read_bytes()
    managers.post(place, confirmation(page))
    with recording(user=None, reason="Since"):
        phase = Phase.objects.get()
        phase.title = "Phase I"
        keep(record=phase)
    path.write_bytes(content)
    page = managers.post(place, {**confirmation(page), "overwrite": "on"}, follow=True)
    assert Phase.objects.get().title == "Phase I"


def test_an_upload_that_was_written_is_not_taken_again_by_the_import(manager, small):
    path = small.parent / "kept.zip"
    path.write_bytes(b"")
    one = Upload(manager, "token", path)
    changed(small)
    given = {
        "user": manager,
        "reason": "Test",
        "overwrite": True,
        "upload": one,
        "names": corrected,
    }
    assert import_workbook(small, **given).written
    with pytest.raises(AlreadyWritten):
        import_workbook(small, **given)
    path.unlink()
    with pytest.raises(UploadGone):
        import_workbook(small, **{**given, "upload": Upload(manager, "other", path)})


def test_nobody_elses_confirmation_is_told(managers, small):
    page, place = send(managers, changed(small))
    managers.post(place, confirmation(page))
    other = signed_in(UserFactory(is_superuser=True))
    assert other.get(place).status_code == 404


def test_a_cancellation_after_the_confirmation_says_that_it_was_written(managers, small):
    page, place = send(managers, changed(small))
    managers.post(place, confirmation(page))
    answer = managers.post(place, {"cancel": "Cancel"}, follow=True)
    assert messages(answer)[-1].startswith("You confirmed this upload already (")


def test_what_was_written_is_forgotten_with_its_day(managers, small, monkeypatch):
    page, place = send(managers, changed(small))
    managers.post(place, confirmation(page))
    monkeypatch.setattr(waiting, "KEPT_FOR", -10)
    send(managers, whole(small))
    assert WrittenUpload.objects.count() == 0


@pytest.mark.skipif(
    "postgres" not in settings.DATABASES["default"]["ENGINE"], reason="two writers at once"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["confirm", "cancel"])
def test_two_at_once_write_once_and_the_second_says_so(tmp_path, monkeypatch, second):
    """The second answers while the first is writing."""
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(code="bins", title="Bins")
        PhaseFactory(programme=programme, code="one", title="First phase")
    user = UserFactory(is_superuser=True)
    first, other = signed_in(user), signed_in(user)
    export_workbook(programme, tmp_path / "small")
    page, place = send(first, changed(tmp_path / "small"))
    typed = {"confirm": confirmation(page), "cancel": {"cancel": "Cancel"}}[second]
    answers, begun, write = [], [], Importer._write

    def ask():
        try:
            answers.append(other.post(place, typed, follow=True).content.decode())
        finally:
            connection.close()

    def writing(self, order):
        if not begun and self.overwrite is not False:
            begun.append(threading.Thread(target=ask, daemon=True))
            begun[0].start()
            begun[0].join(0.5)
            assert begun[0].is_alive()  # it waits for the first
        return write(self, order)

    monkeypatch.setattr(Importer, "_write", writing)
    told = first.post(place, confirmation(page), follow=True).content.decode()
    begun[0].join(20)
    assert "Written: 0 added, 1 changed" in told
    [answer] = answers
    assert "You confirmed this upload already (" in answer
    assert (versions(), WrittenUpload.objects.count()) == (2, 1)
