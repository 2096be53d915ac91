"""Updates without a date: refused by every door; older ones stand since they were known."""

import datetime

import pytest

from sharedsvc.core.history import recording
from sharedsvc.portal.workbook.programme import export_workbook, import_sheets, import_workbook
from tests.admin.conftest import address, fields_of, signed_in
from tests.core.workbooks import BINS, read_sheets
from tests.factories import UserFactory, WorkstreamFactory
from tests.migrating import empty_database
from workstreams.models import StatusUpdate, Workstream

NEEDED = "Say on which day this was reported"
LATER = "The date is later than today"


def post(workstream, **typed):
    """A new update by the form of the admin."""
    client = signed_in(UserFactory(is_superuser=True))
    place = f"{address(StatusUpdate, 'add')}?workstream={workstream.pk}"
    given = {"narrative": "Begun.", "reason": "New", **typed}
    return client.post(place, fields_of(client.get(place)) | given)


@pytest.mark.parametrize(
    ("date", "words"),
    [("", NEEDED), ("unknown", NEEDED), ("after 1 May 2010", NEEDED), ("1 May 2990", LATER)],
)
def test_the_admin_takes_none_without_a_date_that_has_come(recorded, date, words):
    answer = post(WorkstreamFactory(), date=date)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert StatusUpdate.objects.count() == 0


def test_the_admin_tells_a_date_that_is_none_on_its_field(recorded):
    answer = post(WorkstreamFactory(), date="31 April 2010")
    assert "April has 30 days" in answer.content.decode()


UPDATES = "workstream,date,date as stated,what has happened\n"


@pytest.fixture
def take(tmp_path, db):
    """Imports a small workbook with these updates."""

    def run(*rows):
        sheets = {**BINS, "updates": UPDATES + "".join(f"{row}\n" for row in rows)}
        raw = read_sheets(tmp_path / str(len(rows)), sheets)
        return import_sheets(raw, user=None, reason="Test")

    return run


@pytest.mark.parametrize(
    ("row", "words"),
    [("bins,,,Begun.", NEEDED), ("bins,,in spring,Begun.", NEEDED), ("bins,2990,,Begun.", LATER)],
)
def test_nor_does_a_workbook(take, row, words):
    (problem,) = take(row).problems
    assert (problem.sheet, problem.row, problem.column) == ("updates", 2, "date")
    assert words in problem.expected
    assert StatusUpdate.objects.count() == 0


def test_what_is_known_by_a_day_stands_from_that_day(take):
    assert take("bins,by 18 February 2010,,Begun.").problems == []
    update = StatusUpdate.objects.get()
    day = datetime.date(2010, 2, 18)
    assert (update.date, update.date_earliest, update.date_latest) == ("../2010-02-18", day, day)


def test_one_that_is_there_already_goes_out_and_in_again_unasked(take, tmp_path):
    assert take().problems == []
    with recording(user=None, reason="As the admin took it"):
        workstream = Workstream.objects.get(ref="bins")
        StatusUpdate(workstream=workstream, narrative="Said some time.").save()
    folder = tmp_path / "out"
    export_workbook(workstream.programme, folder)
    outcome = import_workbook(folder, user=None, reason="Again")
    assert (outcome.problems, outcome.changed) == ([], [])


@pytest.fixture
def database(settings, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), empty_database(settings, tmp_path) as found:
        yield found


def test_those_recorded_without_a_date_stand_from_the_day_they_became_known(database):
    database.migrate("workstreams", "0004_from_when_a_forecast_is_known")
    database.migrate("programmes", "0005_tenures_recorded_with_their_people")
    make = {name: database.objects(label).create for name, label in MODELS.items()}
    board = make["organisation"](code="b", name="Board", **ALWAYS)
    programme = make["programme"](code="p", title="P", partnership=board, **ALWAYS)
    stream = make["workstream"](programme=programme, ref="a", title="A", **ALWAYS)
    report = make["document"](programme=programme, code="r", title="R", date="2010-02-18", **ON)
    found = {}
    for number, (name, date) in enumerate(DATES.items(), start=1):
        update = make["update"](
            workstream=stream, number=number, narrative=name, date=date, **BOUNDS[name]
        )
        make["version"](
            id=update.pk,
            workstream=stream,
            number=number,
            narrative=name,
            date=date,
            history_date=RECORDED,
            history_type="+",
            opened=RECORDED,
            **BOUNDS[name],
        )
        found[name] = update.pk
    make["citation"](
        record_type="workstreams.statusupdate", record_id=found["cited"], document=report
    )
    database.migrate("workstreams", "0007_drafts_of_updates")
    rows = database.objects("workstreams.StatusUpdate").order_by("number")
    stands = {row.narrative: (row.date, row.date_earliest, row.date_latest) for row in rows}
    assert stands == {
        "recorded": ("", *[RECORDED.date()] * 2),
        "cited": ("", *[datetime.date(2010, 2, 18)] * 2),
        "by": ("../2010-03-01", *[datetime.date(2010, 3, 1)] * 2),
        "after": ("2010-04-01/..", *[datetime.date(2010, 4, 1)] * 2),
        "dated": ("2010-05-01", *[datetime.date(2010, 5, 1)] * 2),
    }
    versions = database.objects("workstreams.HistoricalStatusUpdate")
    assert versions.count() == len(DATES)


MODELS = {
    "organisation": "programmes.Organisation",
    "programme": "programmes.Programme",
    "document": "programmes.Document",
    "citation": "programmes.Citation",
    "workstream": "workstreams.Workstream",
    "update": "workstreams.StatusUpdate",
    "version": "workstreams.HistoricalStatusUpdate",
}
FIRST, LAST = datetime.date.min, datetime.date.max
ALWAYS = {
    "start_earliest": FIRST,
    "start_latest": FIRST,
    "end_earliest": LAST,
    "end_latest": LAST,
}
ON = {"date_earliest": datetime.date(2010, 2, 18), "date_latest": datetime.date(2010, 2, 18)}
RECORDED = datetime.datetime(2011, 6, 7, 12, tzinfo=datetime.UTC)
DATES = {
    "recorded": "",
    "cited": "",
    "by": "../2010-03-01",
    "after": "2010-04-01/..",
    "dated": "2010-05-01",
}
BOUNDS = {
    "recorded": {"date_earliest": FIRST, "date_latest": LAST},
    "cited": {"date_earliest": FIRST, "date_latest": LAST},
    "by": {"date_earliest": FIRST, "date_latest": datetime.date(2010, 3, 1)},
    "after": {"date_earliest": datetime.date(2010, 4, 1), "date_latest": LAST},
    "dated": {
        "date_earliest": datetime.date(2010, 5, 1),
        "date_latest": datetime.date(2010, 5, 1),
    },
}
