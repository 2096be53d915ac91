"""A version of SQLite that finds no plan is made to plan without looking at parameters."""

import sqlite3
from types import SimpleNamespace

import pytest

from sharedsvc.core import sqlite

SWITCH = "SQLITE_DBCONFIG_ENABLE_QPSG"


class Wanted:
    """A connection that notes what is switched on."""

    def __init__(self):
        self.switched = []

    def setconfig(self, *switch):
        self.switched.append(switch)


@pytest.fixture(params=[True, False], ids=["loses its plan", "finds one"])
def loses_its_plan(request, monkeypatch):
    monkeypatch.setattr(sqlite, "loses_its_plan", lambda: request.param)
    monkeypatch.setattr(sqlite3, SWITCH, 1007, raising=False)
    return request.param


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_the_switch_is_set_where_it_is_needed(loses_its_plan, vendor):
    wanted = Wanted()
    sqlite.plan_without_parameters(SimpleNamespace(vendor=vendor, connection=wanted))
    is_needed = loses_its_plan and vendor == "sqlite"
    assert wanted.switched == ([(getattr(sqlite3, SWITCH), True)] if is_needed else [])


def test_this_sqlite_answers_what_it_is_tried_with():
    """By itself, or once the switch is set."""
    with sqlite3.connect(":memory:") as own:
        sqlite.plan_without_parameters(SimpleNamespace(vendor="sqlite", connection=own))
        own.executescript(sqlite.TRIED)
        assert own.execute(sqlite.ASKED, ("", 1, 1)).fetchall() == []
    own.close()
