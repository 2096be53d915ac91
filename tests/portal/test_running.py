"""Programmes that run, and those that ended or fell silent: asked of the database, and on pages."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Programme
from programmes.operations import keep
from programmes.running import Course
from sharedsvc.portal.programmes.running import with_running
from tests.factories import (
    DecisionFactory,
    DocumentFactory,
    ProgrammeFactory,
    RankingFactory,
    ReportFactory,
    StageFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from tests.programmes_loaded import load_programmes
from workstreams.models import StatusUpdate

DAY = datetime.date(2020, 6, 1)


def of(programme, user=None, day=DAY):
    rows = with_running(Programme.objects.all(), user or AnonymousUser(), day)
    return {row.pk: row.running for row in rows}[programme.pk]


def a_report(programme, date, **values):
    return ReportFactory(programme=programme, date=date, **values)


def an_update(programme, date):
    of_it = WorkstreamFactory(programme=programme)
    return keep(record=StatusUpdate(workstream=of_it, date=date, narrative="Begun."))


TOLD = {
    "report": a_report,
    "document": lambda programme, date: DocumentFactory(programme=programme, date=date),
    "decision": lambda programme, date: DecisionFactory(programme=programme, date=date),
    "ranking": lambda programme, date: RankingFactory(programme=programme, date=date),
    "update": an_update,
}


@pytest.mark.parametrize("told", TOLD)
def test_whatever_was_told_lately_shows_that_it_runs(recorded, told):
    running, silent = ProgrammeFactory(), ProgrammeFactory()
    TOLD[told](running, "2016-01-01")
    TOLD[told](silent, "2014-01-01")

    assert of(running).course is Course.RUNNING
    assert (of(silent).course, of(silent).last) == (Course.SILENT, datetime.date(2014, 1, 1))


def test_what_the_reader_may_not_see_tells_nothing(recorded):
    programme = ProgrammeFactory()
    a_report(programme, "2019-01-01", published="")
    assert of(programme).words == "silent since 2009"


def test_what_is_to_come_tells_nothing(recorded):
    programme = ProgrammeFactory()
    a_report(programme, "2020-06-02")
    assert of(programme).course is Course.SILENT
    assert of(programme, day=datetime.date(2020, 6, 2)).runs


@pytest.mark.once
def test_the_same_statements_for_few_and_for_many(recorded):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            with_running(Programme.objects.all(), AnonymousUser(), DAY)
        return len(captured)

    ProgrammeFactory()
    few = asked()
    for _ in range(8):
        a_report(ProgrammeFactory(), "2019-01-01")
        an_update(ProgrammeFactory(), "2011-01-01")
    assert asked() == few == 2


LAST_TOLD = {
    "cheshire": "2009-03-05",
    "chorley": "2006-11-09",
    "clackmannanshire-stirling": "2014-06-26",
    "clyde-valley": "2010-02-18",
    "gloucester": "2015-06-15",
}


def test_the_five_programmes_are_silent_today_each_since_its_year(client, db):
    load_programmes(*LAST_TOLD)
    for address in ("/", "/programmes/"):
        page = read(client.get(address, {"as_at": "2026-01-15"}).content.decode()).one("main")
        (table,) = page.all("table")
        assert "stack" in table.attributes["class"]  # our own table, a card each on a phone
        rows = {row.one("a").attributes["href"]: row.text() for row in table.one("tbody").all("tr")}
        assert set(rows) == {f"/programmes/{code}/?as_at={day}" for code, day in LAST_TOLD.items()}
        for link, words in rows.items():
            assert f"Silent since {link[-10:-6]}" in words
        assert "None is recorded as running on 15 January 2026" in page.text()


def test_each_ran_on_the_day_of_its_report(client, db):
    load_programmes("clyde-valley")
    page = read(client.get("/programmes/", {"as_at": "2010-02-18"}).content.decode()).one("main")
    assert "1 programme runs on 18 February 2010." in page.text()
    assert "Silent" not in page.text()


def test_how_far_a_programme_is_goes_by_the_stage_that_counts(client, recorded):
    programme = ProgrammeFactory(code="p")
    a_report(programme, "2019-01-01")
    live, ended, own, whole = WorkstreamFactory.create_batch(4, programme=programme)
    WorkstreamFactory(programme=programme, parent=whole)
    StageFactory(workstream=live, stage="live", start="2012-01-01")
    for stage, start in (("live", "2012-01-01"), ("ended", "2015-01-01")):
        StageFactory(workstream=ended, stage=stage, start=start)
    StageFactory(workstream=own, stage="live", owner=programme.partnership)

    page = client.get("/", {"as_at": "2020-06-01"}).content.decode()
    assert "4 workstreams: none have a firm lead or host, 1 runs" in page
