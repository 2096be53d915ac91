"""An import while somebody edits: what either wrote stays, or whoever would undo it is told.

Two connections, so PostgreSQL alone: SQLite has one writer, and an import is one from its start.
"""

import threading
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.utils import timezone

from programmes.models import Citation, Document
from programmes.operations import cite, keep, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.saving import read_to_change
from sharedsvc.core.workbook.importing import Importer
from sharedsvc.core.workbook.register import Register
from sharedsvc.core.workbook.stamps import Stamp
from sharedsvc.portal.workbook import import_lock
from sharedsvc.portal.workbook.import_lock import Busy
from sharedsvc.portal.workbook.programme import import_sheets
from tests.core.workbooks import BINS, corrected, read_sheets
from tests.factories import UserFactory
from workstreams.models import Workstream, WorkstreamRole

pytestmark = [
    pytest.mark.skipif(
        "postgres" not in settings.DATABASES["default"]["ENGINE"], reason="two writers at once"
    ),
    pytest.mark.django_db(transaction=True),
]
WAIT = 20  # seconds, at most
RENAMED = "ref,title,start\nlorries,Lorries and vans,2010-01\n"


class Elsewhere(threading.Thread):
    """Somebody else's work, on a connection of its own."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work, self.error = work, None
        self.start()

    def run(self):
        try:
            self.work()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def finish(self):
        """Wait for its end. Raises what it raised."""
        self.join(WAIT)
        assert not self.is_alive()
        if self.error:
            raise self.error


def before(monkeypatch, owner, name, work, when=lambda *args: True):
    """Have something done before a method runs for the first time with such arguments."""
    method, done = getattr(owner, name), []

    def hooked(self, *args):
        if not done and when(*args):
            done.append(True)
            work()
        return method(self, *args)

    monkeypatch.setattr(owner, name, hooked)


def elsewhere(work):
    """Do it on another connection, and wait until it is committed."""
    return lambda: Elsewhere(work).finish()


@pytest.fixture
def ann():
    return UserFactory(name="Ann Lee", is_superuser=True)


@pytest.fixture
def take(tmp_path, ann):
    """Bins, taken in; and a way to take in another edition of some sheets as Ben."""
    ben = UserFactory(name="Ben Ode", is_superuser=True)
    assert import_sheets(read_sheets(tmp_path / "first", BINS), user=ben, reason="First").written
    stamp = Stamp(timezone.now())

    def take(overwrite=False, **sheets):
        found = read_sheets(
            tmp_path / "again", {**{name: BINS[name] for name in ("programme",)}, **sheets}
        )
        given = {"stamp": stamp, "overwrite": overwrite, "names": corrected}
        return import_sheets(found, user=ben, reason="Again", **given)

    return take


def edit(user, **values):
    """A change of the lorries, as a form makes it: locked, read, saved."""

    def work():
        pks = Workstream.objects.filter(ref="lorries").values_list("pk", flat=True)
        with recording(user=user, reason="Hers"):
            (record,) = read_to_change(Workstream.objects.all(), pks)
            for name, value in values.items():
                setattr(record, name, value)
            keep(record=record)

    return work


def lorries():
    return Workstream.objects.get(ref="lorries")


def versions():
    """Title and remarks as the history shows them, oldest first."""
    rows = lorries().history.order_by("history_date", "history_id")
    return list(rows.values_list("title", "remarks"))


BOTH = ("Lorries and vans", "Three of them")


def test_an_edit_before_the_rows_are_locked_stays_beside_the_import(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(edit(ann, remarks="Three of them")))
    assert take(workstreams=RENAMED).written
    assert (lorries().title, lorries().remarks) == BOTH
    assert versions() == [("Lorries", ""), ("Lorries", "Three of them"), BOTH]


def test_an_edit_while_the_import_writes_waits_and_stays_beside_it(take, ann, monkeypatch):
    begun = []
    before(
        monkeypatch,
        Importer,
        "_write",
        lambda: begun.append(Elsewhere(edit(ann, remarks="Three of them"))),
    )
    assert take(workstreams=RENAMED).written
    begun[0].finish()
    assert (lorries().title, lorries().remarks) == BOTH
    assert versions() == [("Lorries", ""), ("Lorries and vans", ""), BOTH]


def test_an_edit_to_a_column_of_the_workbook_is_told_and_stays(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(edit(ann, title="Vans")))
    outcome = take(workstreams=RENAMED)
    assert not outcome.written
    [overlap] = outcome.overlaps
    told = (overlap.column, overlap.was, overlap.now, overlap.new, overlap.who)
    assert told == ("title", "Lorries", "Vans", "Lorries and vans", "Ann Lee")
    assert versions() == [("Lorries", ""), ("Vans", "")]


def test_whoever_agreed_beforehand_overwrites_it_and_the_history_has_both(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(edit(ann, title="Vans")))
    assert take(workstreams=RENAMED, overwrite=True).written
    assert versions() == [("Lorries", ""), ("Vans", ""), ("Lorries and vans", "")]


def test_an_edit_to_what_the_workbook_leaves_as_it_is_stays(take, ann, monkeypatch):
    sheet = "ref,title,start\nbins,Bins of all,2010-01\nlorries,Lorries,2010-01\n"
    before(monkeypatch, Register, "lock", elsewhere(edit(ann, title="Vans")))
    outcome = take(workstreams=sheet)
    assert (outcome.written, len(outcome.changed), lorries().title) == (True, 1, "Vans")


def test_a_row_struck_out_meanwhile_is_told_and_not_brought_back(take, ann, monkeypatch):
    def struck_out():
        with recording(user=ann, reason="Hers"):
            strike_out(record=lorries(), reason="There are none.")

    before(monkeypatch, Register, "lock", elsewhere(struck_out))
    outcome = take(workstreams=RENAMED)
    assert not outcome.written
    assert [(o.column, o.now) for o in outcome.overlaps] == [("", "There are none.")]
    assert lorries().struck_out == "There are none."


def test_a_row_given_another_code_meanwhile_is_not_taken_for_the_old_one(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(edit(ann, ref="vans")))
    assert take(workstreams=RENAMED).written
    titles = dict(Workstream.objects.values_list("ref", "title"))
    assert titles == {"bins": "Bins", "vans": "Lorries", "lorries": "Lorries and vans"}


def cited(user):
    """A source added to the lorries."""

    def work():
        report = Document.objects.get(code="report")
        with recording(user=user, reason="Hers"):
            cite(
                record=lorries(),
                citations=[(report, "9.9", False)],
                programme=report.programme,
            )

    return work


SOURCED = "ref,title,start,sources\nlorries,Lorries,2010-01,report 1.1\n"


def test_a_source_added_while_the_import_writes_waits_for_it(take, ann, monkeypatch):
    begun = []
    before(monkeypatch, Importer, "_link", lambda: begun.append(Elsewhere(cited(ann))))
    assert take(workstreams=SOURCED).written
    begun[0].finish()
    sources = Citation.objects.filter(record_id=lorries().pk, record_type="workstreams.workstream")
    assert [(one.paragraph, one.struck_out) for one in sources.order_by("pk")] == [
        ("1.1", "No longer given as a source."),
        ("9.9", ""),
    ]


def test_a_source_added_meanwhile_is_told_and_not_struck_out(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(cited(ann)))
    outcome = take(workstreams=SOURCED)
    assert not outcome.written
    assert [(o.column, o.now, o.who) for o in outcome.overlaps] == [
        ("sources", "report 9.9", "Ann Lee")
    ]
    kept = Citation.objects.not_struck_out().about([lorries()])
    assert list(kept.values_list("paragraph", flat=True)) == ["9.9"]


def test_a_source_added_to_what_the_workbook_says_nothing_of_stays(take, ann, monkeypatch):
    before(monkeypatch, Register, "lock", elsewhere(cited(ann)))
    assert take(workstreams=RENAMED).written
    kept = Citation.objects.not_struck_out().about([lorries()])
    assert list(kept.values_list("paragraph", flat=True)) == ["9.9"]


@contextmanager
def row_held():
    """Somebody else is in the middle of changing the lorries."""
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT 1 FROM workstreams_workstream WHERE ref = 'lorries' FOR NO KEY UPDATE"
            )
        yield
    finally:
        other.close()


def test_an_import_that_waits_too_long_for_a_row_is_told(take, monkeypatch):
    monkeypatch.setattr(import_lock, "PATIENCE", 1)
    with row_held(), pytest.raises(Busy):
        take(workstreams=RENAMED)
    assert versions() == [("Lorries", "")]


def test_rows_that_the_import_leaves_are_not_waited_for(take, monkeypatch):
    monkeypatch.setattr(import_lock, "PATIENCE", 1)
    sheet = "ref,title,start\nbins,Bins of all,2010-01\nlorries,Lorries,2010-01\n"
    with row_held():
        assert take(workstreams=sheet).written


def test_two_that_wait_for_each_other_end_and_one_of_them_is_told(take, ann, monkeypatch):
    """Role and workstream, the import from above, the edit from below."""
    locked, begun = threading.Event(), []

    def from_below():
        with recording(user=ann, reason="Hers"):
            pks = WorkstreamRole.objects.values_list("pk", flat=True)
            (role,) = read_to_change(WorkstreamRole.objects.all(), pks)
            locked.set()
            edit(ann, remarks="Three of them")()
            role.remarks = "Hers"
            keep(record=role)

    def begin():
        begun.append(Elsewhere(from_below))
        assert locked.wait(WAIT)

    before(monkeypatch, Register, "lock", begin, lambda part, codes: part == "roles")
    roles = BINS["roles"].replace("2010-01-15", "2010-01-16")
    told = 0
    try:
        assert take(workstreams=RENAMED, roles=roles).written
    except Busy:
        told += 1
    try:
        begun[0].finish()
    except OperationalError:
        told += 1
    assert told == 1
    role = WorkstreamRole.objects.get()
    assert [(lorries().title, lorries().remarks), (role.start, role.remarks)] in (
        [("Lorries and vans", ""), ("2010-01-16", "")],
        [("Lorries", "Three of them"), ("2010-01-15", "Hers")],
    )
