"""Two imports at once: nothing doubled, no traceback; the second waits, or is told why not."""

import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from sharedsvc.portal.workbook import import_lock
from sharedsvc.portal.workbook.import_lock import Busy, one_import_at_a_time
from tests.core.workbooks import BINS, write_folder

BUSY = "Nothing was written: somebody else is writing to the register. Try again in a minute."
COUNTED = ("programmes_organisation", "programmes_membership", "workstreams_workstream")


def start_import(url: str, folder):
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_workbook", str(folder)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DEBUG": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_same_workbook_by_two_at_once_is_taken_once(elsewhere, tmp_path):
    url, ask = elsewhere
    rows = "".join(f"w{n},Work {n},bins,2010-01\n" for n in range(150))
    sheets = {**BINS, "workstreams": BINS["workstreams"] + rows}
    running = [start_import(url, write_folder(tmp_path / name, sheets)) for name in "ab"]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
        assert out.splitlines()[-1] in ("Written.", "Nothing to write.")
    counts = [ask(f"SELECT count(*) FROM {table}") for table in COUNTED]
    assert counts == [3, 2, 152]
    assert ask("SELECT count(*) FROM workstreams_historicalworkstream") == 152


@contextmanager
def held_elsewhere():
    """Somebody else is in the middle of an import."""
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [import_lock.IMPORT_LOCK])
        yield
    finally:
        other.close()


@pytest.mark.skipif(
    "postgres" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite: see the next test"
)
def test_whoever_waits_too_long_is_told_on_postgresql(transactional_db, monkeypatch):
    monkeypatch.setattr(import_lock, "PATIENCE", 1)
    with held_elsewhere(), pytest.raises(Busy) as refusal, one_import_at_a_time():
        pytest.fail("two imports at once")
    assert str(refusal.value) == BUSY
    with one_import_at_a_time():
        pass


@pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL: see the test above"
)
def test_whoever_waits_too_long_is_told_on_sqlite(elsewhere, tmp_path):
    """By the command, whose patience a variable cannot shorten here: the database is locked."""
    url, _ = elsewhere
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    code = (
        "import sys\n"
        "from sharedsvc.portal.workbook import import_lock\n"
        "import_lock.PATIENCE = 1\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(sys.argv)\n"
    )
    folder = write_folder(tmp_path / "bins", BINS)
    done = subprocess.run(
        [sys.executable, "-c", code, "import_workbook", str(folder)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "sharedsvc.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    holder.close()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"CommandError: {BUSY}\n")


def test_another_trouble_with_the_database_is_not_called_busy(db):
    with pytest.raises(OperationalError), one_import_at_a_time():
        raise OperationalError("disk full")
