"""What is left out on PostgreSQL is asked by others: how that is told, on invented tests."""

import json

import pytest
from coverage import CoverageData

from tests.asked import types_of, without_numbers
from tests.asked_elsewhere import Recorded, asked_elsewhere, no_longer
from tests.databases import function_of

TOOK = {"long": 9, "short": 1, "other": 5, "real": 7}
ASKED = {"long": [0, 1], "short": [0], "other": [1], "real": [0, 1]}


@pytest.fixture
def recorded(tmp_path) -> Recorded:
    """Four tests; the long one asks what two others ask, and runs a line of each."""
    tests = {
        f"tests/test_it.py::test_{name}[{at}]": {
            "took": took,
            "real": name == "real",
            "asked": asked,
        }
        for at, ((name, took), asked) in enumerate(zip(TOOK.items(), ASKED.values(), strict=True))
    }
    told = {"statements": ["SELECT one", "SELECT two"], "tests": tests}
    (tmp_path / "gw0.json").write_text(json.dumps(told))
    data = CoverageData(str(tmp_path / "coverage"))
    for name, lines in {
        "long[0]": {1, 2},
        "short[1]": {1},
        "other[2]": {2},
        "real[3]": {3},
    }.items():
        data.set_context(f"tests/test_it.py::test_{name}|run")
        data.add_lines({"ours.py": lines})
    data.write()
    return Recorded(tmp_path)


def test_what_is_asked_and_run_by_others_is_left_out_beginning_with_the_longest(recorded):
    assert asked_elsewhere(recorded, staying=[]) == ["test_it.py::test_long"]


def test_what_is_about_a_database_stays_and_so_do_real_transactions(recorded):
    assert asked_elsewhere(recorded, staying=["test_it.py::test_long"]) == [
        "test_it.py::test_other",
        "test_it.py::test_short",
    ]


def test_what_is_no_longer_asked_elsewhere_is_told(recorded):
    assert no_longer(recorded, {"test_it.py::test_long"}) == {}
    assert no_longer(recorded, {"test_it.py::test_long", "test_it.py::test_other"}) == {
        "test_it.py::test_long": [("ours.py", 2)],
        "test_it.py::test_other": [("ours.py", 2)],
    }


def test_statements_are_alike_whatever_their_numbers_and_lists():
    once = without_numbers('SELECT "a" FROM "t" WHERE "b" IN (%s, %s, %s) LIMIT 21')
    assert once == without_numbers('SELECT "a" FROM "t" WHERE "b" IN (%s, %s) LIMIT 50')
    assert once != without_numbers('SELECT "a" FROM "t" WHERE "c" IN (%s, %s) LIMIT 21')
    assert without_numbers('SAVEPOINT "s139_x12"') == without_numbers('SAVEPOINT "s140_x3"')


def test_values_of_other_types_are_another_asking():
    assert types_of([1, 2, "a"]) == types_of([7, "b", "c"]) == "int str"
    assert types_of([None, "a"]) != types_of(["a", "a"])
    assert types_of([[]]) != types_of([[1]])


def test_a_test_is_listed_without_its_parameters():
    assert function_of("tests/portal/test_it.py::test_a[x::y[0]]") == "portal/test_it.py::test_a"
