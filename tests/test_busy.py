"""Somebody else is writing: pages say so soon and in plain words, and keep what was typed."""

import time

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client

from programmes.models import Phase
from sharedsvc.core.history import recording
from sharedsvc.portal.workbook.import_lock import IMPORT_LOCK, PATIENCE
from tests.admin.conftest import address, fields_of, signed_in
from tests.factories import PhaseFactory
from tests.together import held

PASSWORD = "correct horse battery staple"
on_sqlite = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL locks rows alone"
)


@pytest.fixture
def chief(impatient):
    return get_user_model().objects.create_superuser("chief@example.org", PASSWORD)


@pytest.fixture
def phase(impatient):
    with recording(user=None, reason="Test"):
        return PhaseFactory(title="Phase 1")


def busy(phase):
    """Somebody else is changing this phase: on SQLite, anything."""
    return held(f"UPDATE programmes_phase SET title = 'Theirs' WHERE id = {phase.pk}")


@pytest.mark.both
def test_a_page_waits_five_seconds_and_a_command_thirty():
    options = settings.DATABASES["default"]["OPTIONS"]
    own = {"sqlite": options.get("timeout"), "postgresql": options.get("options")}
    patience = "-c lock_timeout=5s -c jit=off -c plan_cache_mode=force_generic_plan"
    assert own[connection.vendor] in (5, patience)
    assert (settings.PAGE_PATIENCE, PATIENCE) == (5, 30)


def test_saving_while_somebody_else_writes_says_busy_and_keeps_all_that_was_typed(chief, phase):
    client, place = signed_in(chief), address(Phase, "change", phase.pk)
    typed = {"title": "Mine", "description": 'All <I> & "typed"\nin two lines', "reason": "Why"}
    form = fields_of(client.get(place)) | typed | {"renamed": "corrected"}
    with busy(phase):
        answer = client.post(place, form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    html = answer.content.decode()
    assert "The register is busy" in html and "Nothing was saved." in html
    assert "<I>" not in html
    kept = fields_of(answer).values
    assert {name: kept[name] for name in form if name != "csrfmiddlewaretoken"} == {
        name: str(value) for name, value in form.items() if name != "csrfmiddlewaretoken"
    }
    assert client.post(place, kept).status_code == 302
    phase.refresh_from_db()
    assert (phase.title, phase.description) == (typed["title"], typed["description"])


@on_sqlite
def test_signing_in_while_the_database_is_locked_says_busy_and_asks_for_the_password(chief):
    client, place = Client(), "/accounts/login/"
    form = fields_of(client.get(place)) | {"login": chief.email, "password": PASSWORD}
    with held():
        answer = client.post(place, form)
    html = answer.content.decode()
    assert answer.status_code == 503 and "The register is busy" in html
    assert PASSWORD not in html and 'type="password"' in html
    kept = fields_of(answer).values
    assert kept["login"] == chief.email
    client.post(place, kept | {"password": PASSWORD})
    assert client.session["_auth_user_id"] == str(chief.pk)


@on_sqlite
def test_signing_out_while_the_database_is_locked_says_busy(chief):
    client = signed_in(chief)
    began = time.monotonic()
    with held():
        answer = client.post("/accounts/logout/")
    assert answer.status_code == 503
    assert time.monotonic() - began < 10 * 0.3, "it waited more than once"
    assert client.get("/").context["user"].is_authenticated
    client.post("/accounts/logout/")
    assert not client.get("/").context["user"].is_authenticated


@on_sqlite
def test_an_upload_asks_for_the_file_again(chief):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, place = signed_in(chief), "/admin/workbook/"
    form = fields_of(client.get(place)).values
    with held():
        answer = client.post(place, {**form, "workbook": SimpleUploadedFile("a.xlsx", b"x")})
    assert answer.status_code == 503
    assert '<input type="file" id="again-workbook" name="workbook" required>' in (
        answer.content.decode()
    )


def test_a_preview_while_an_import_runs_says_busy(chief, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.UPLOADS_ROOT, settings.PAGE_PATIENCE = tmp_path / "uploads", 1
    client = signed_in(chief)
    upload = SimpleUploadedFile("bins.zip", zipped_bins())
    form = fields_of(client.get("/admin/workbook/")).values
    place = client.post("/admin/workbook/", {**form, "workbook": upload}).url
    lock = (
        () if connection.vendor == "sqlite" else (f"SELECT pg_advisory_xact_lock({IMPORT_LOCK})",)
    )
    with held(*lock):
        answer = client.get(place)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Load the page again" in answer.content.decode()
    assert client.get(place).status_code == 200


def zipped_bins():
    import io
    import tempfile
    import zipfile
    from pathlib import Path

    from tests.core.workbooks import BINS, write_folder

    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(stream, "w") as archive:
        for path in write_folder(Path(folder) / "bins", BINS).iterdir():
            archive.write(path, path.name)
    return stream.getvalue()


@on_sqlite
def test_reading_needs_no_lock(chief, phase):
    """Signed in or out, on the pages and in the admin."""
    client = signed_in(chief)
    places = ["/", "/records/", "/phases/", "/search/?q=phase", "/accounts/login/", "/reports/",
              "/people-and-rights/", "/admin/", address(Phase), address(Phase, "add"),
              address(Phase, "change", phase.pk), address(Phase, "history", phase.pk),
              address(Phase, "strike_out", phase.pk), "/admin/workbook/"]  # fmt: skip
    with held():
        signed_out = [Client().get(place).status_code for place in places[:6]]
        found = {place: client.get(place).status_code for place in places}
    assert set(signed_out) == {200}
    assert found == {place: 302 if "login" in place else 200 for place in places}


def test_another_trouble_with_the_database_is_not_called_busy(chief, phase, monkeypatch):
    from sharedsvc.portal.people import views as people_views

    def fails(user):
        raise OperationalError("disk full")

    monkeypatch.setattr(people_views, "_administered", fails)
    client = signed_in(chief)
    client.raise_request_exception = False
    assert client.get("/people-and-rights/").status_code == 500
    assert client.post("/people-and-rights/").status_code == 500
