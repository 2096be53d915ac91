"""Dated values by workbook: there and back, in any order, and never two answers at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import Agreement
from programmes.models import Citation, DatedValue
from programmes.operations import strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.portal.test_workbook_commands import Said

HEADINGS = "record,field,from,value,from as stated,remarks,sources\n"
SIGNED = "agreements:memo,state,2010-04-01,signed,in the spring,,report 4.1\n"
ENDED = "agreements:memo,state,2014-03-31,ended,,,report 4.2\n"
BEFORE = "agreements:memo,state,,drafting,,,report 1.1\n"
AGREEMENTS = "code,title,kind,state,start\nmemo,Memorandum,memorandum of understanding,{},2010\n"
DATED = {
    **BINS,
    "agreements": AGREEMENTS.format("ended"),
    "dated-values": HEADINGS + ENDED + BEFORE + SIGNED,
}


def taken(folder, sheets) -> list[tuple[str, int, str, str]]:
    outcome = import_workbook(write_folder(folder, sheets), user=None, reason="Test")
    return [(p.sheet, p.row, p.column, p.expected) for p in outcome.problems]


def states() -> list[str]:
    found = []
    for year in (2011, 2013, 2015):
        with reading_as_at(datetime.date(year, 1, 1)):
            found.append(Agreement.objects.get().state)
    return found


@pytest.mark.django_db
def test_dated_values_go_out_as_they_came_in(tmp_path):
    assert taken(tmp_path / "in", DATED) == []
    assert states() == ["signed", "signed", "ended"]
    Said("export_workbook", "bins", tmp_path / "out")
    said = Said("import_workbook", tmp_path / "out")
    assert said.out[-2:][0].startswith("0 to add, 0 to change")
    written = (tmp_path / "out" / "dated-values.csv").read_text(encoding="utf-8-sig")
    assert written.splitlines() == [
        "record,field,from,value,from as stated,sources",
        "agreements:memo,state,,drafting,,report 1.1",
        "agreements:memo,state,2010-04-01,signed,in the spring,report 4.1",
        "agreements:memo,state,2014-03-31,ended,,report 4.2",
    ]
    assert Citation.objects.filter(record_type="programmes.datedvalue").count() == 3


@pytest.mark.django_db
def test_a_file_without_the_sheet_is_taken_as_before(tmp_path):
    sheets = {**BINS, "agreements": AGREEMENTS.format("signed")}
    assert taken(tmp_path / "in", sheets) == []
    assert states() == ["signed"] * 3


@pytest.mark.django_db
def test_a_later_file_leaves_what_was_so_before(tmp_path):
    taken(tmp_path / "first", {**BINS, "agreements": AGREEMENTS.format("signed")})
    later = {
        "programme": BINS["programme"],
        "agreements": AGREEMENTS.format("ended"),
        "dated-values": HEADINGS + ENDED,
    }
    assert taken(tmp_path / "later", later) == []
    assert states() == ["signed", "signed", "ended"]
    assert DatedValue.objects.count() == 2


@pytest.mark.django_db
def test_a_file_of_dated_values_alone_brings_the_record_in_line(tmp_path):
    taken(tmp_path / "first", {**BINS, "agreements": AGREEMENTS.format("signed")})
    assert taken(tmp_path / "later", {
        "programme": BINS["programme"], "dated-values": HEADINGS + ENDED,
    }) == []  # fmt: skip
    assert Agreement.objects.get().state == "ended"


@pytest.mark.django_db
@pytest.mark.parametrize("sheets", [
    {"agreements": AGREEMENTS.format("varied"), "dated-values": HEADINGS + ENDED + SIGNED},
    {"agreements": AGREEMENTS.format("varied")},
])  # fmt: skip
def test_two_answers_are_refused_with_their_row(tmp_path, sheets):
    if "dated-values" not in sheets:
        taken(tmp_path / "first", DATED)
    [(sheet, row, column, expected)] = taken(tmp_path / "in", {**BINS, **sheets})
    assert (sheet, row, column) == ("agreements", 2, "state")
    assert expected.startswith("the newest of its dated values says “ended”")


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "problem"), [
    ("agreements:memo,state,2012,divorced,,,\n", ("value", "is not one of: wanted, drafting")),
    ("agreements:memo,kind,2012,other,,,\n", ("field", "No “kind” of agreements is dated")),
    ("agreements:memos,state,2012,signed,,,\n", ("record", "no such code among agreements")),
    ("memo,state,2012,signed,,,\n", ("record", "sheet:code, for instance agreements:")),
    ("agreements:memo,state,2012,,,,\n", ("value", "value must be filled in")),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(tmp_path, row, problem):
    [found] = taken(tmp_path / "in", {**DATED, "dated-values": HEADINGS + row + ENDED})
    assert found[:3] == ("dated values", 2, problem[0])
    assert problem[1] in found[3]


@pytest.mark.django_db
def test_what_was_struck_out_takes_its_dated_values_out_of_the_workbook(tmp_path):
    taken(tmp_path / "in", DATED)
    with recording(user=None, reason="A mistake."):
        strike_out(record=Agreement.objects.get(), reason="A mistake.")
    Said("export_workbook", "bins", tmp_path / "out")
    assert not (tmp_path / "out" / "dated-values.csv").exists()
    assert taken(tmp_path / "again", BINS) == []


@pytest.mark.django_db
def test_many_are_taken_in_with_as_many_statements_as_few(tmp_path):
    def cost(number):
        codes = [f"m{number}-{n}" for n in range(number)]
        agreements = "".join(f"{code},A,other,ended,2010\n" for code in codes)
        dated = "".join(f"agreements:{code},state,2012,ended,,,report 1\n" for code in codes)
        sheets = {
            "programme": BINS["programme"],
            "documents": BINS["documents"],
            "agreements": AGREEMENTS.splitlines()[0] + "\n" + agreements,
            "dated-values": HEADINGS + dated,
        }
        with CaptureQueriesContext(connection) as asked:
            assert taken(tmp_path / f"in-{number}", sheets) == []
        return len(asked)

    taken(tmp_path / "first", BINS)
    assert cost(30) <= cost(3)


@pytest.mark.django_db
def test_a_state_that_changed_without_a_day_is_pointed_out(tmp_path):
    first = {**BINS, "agreements": AGREEMENTS.format("signed")}
    taken(tmp_path / "first", first)
    for sheets, pointed_out in (
        ({"agreements": AGREEMENTS.format("ended")}, [("agreements", 2, "state")]),
        ({"agreements": AGREEMENTS.format("ended")}, []),
        (
            {"agreements": AGREEMENTS.format("ended"), "dated-values": HEADINGS + ENDED},
            [],
        ),
    ):
        folder = write_folder(tmp_path / "more", {"programme": BINS["programme"], **sheets})
        outcome = import_workbook(folder, user=None, reason="Test")
        assert (outcome.written, list(outcome.problems)) == (True, [])
        assert [(one.sheet, one.row, one.column) for one in outcome.doubts] == pointed_out
