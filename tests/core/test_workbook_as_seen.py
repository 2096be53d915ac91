"""What a spreadsheet shows is what is read, or it is refused with the readings and the way out."""

import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from sharedsvc.core.dates import NotADate, date_as_written, in_words, read_date
from workstreams.models import Milestone

CASES = Path("../shared/cases")
MADE_UP = {
    "programme": [("code", "title", "partnership"), ("fen", "Fen joint working", "fen-p")],
    "organisations": [("code", "name", "kind"), ("fen-p", "Fen partners", "partnership")],
}
HEADINGS = ("code", "title", "due", "remarks")
CROSSED = Font(strike=True)


@pytest.fixture
def book(tmp_path, db):
    """Makes a workbook of a programme with one sheet of milestones."""

    def make(*milestones, shape=None):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, rows in {**MADE_UP, "milestones": [HEADINGS, *milestones]}.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        if shape:
            shape(workbook["milestones"])
        workbook.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return make


def take_in(path):
    """What an import tells, or why it refuses."""
    told, problems = StringIO(), StringIO()
    try:
        call_command("import_workbook", str(path), stdout=told, stderr=problems)
    except CommandError:
        return problems.getvalue()
    return told.getvalue()


def shown_as(*forms):
    """Shows the dues of the rows by these number formats."""

    def shape(sheet):
        for row, form in enumerate(forms, start=2):
            sheet.cell(row=row, column=3).number_format = form

    return shape


def test_an_escaped_character_is_the_character(book):
    lines = ("a", "Scope agreed_x000D_\nby both", "3 June 2024", "First_x000D_\nSecond")
    word = ("b", "Word _x005F_x000D_", "3 June 2024")
    take_in(book(lines, word, ("c", "Box max005F_1", "3 June 2024")))
    first, second, third = Milestone.objects.order_by("code")
    assert (first.title, first.remarks) == ("Scope agreed by both", "First\nSecond")
    assert (second.title, third.title) == ("Word _x000D_", "Box max005F_1")


def test_what_is_written_with_such_words_is_read_again(book, tmp_path):
    take_in(book(("a", "Word _x005F_x000D_", "2009 to 2010"), ("b", "Plain", "2009-11")))
    assert Milestone.objects.get(code="a").title == "Word _x000D_"
    for name in ("again.xlsx", "again"):
        call_command("export_workbook", "fen", str(tmp_path / name))
        assert "0 to add, 0 to change" in take_in(tmp_path / name)


def test_a_line_break_in_a_field_of_one_line_is_a_blank(book):
    take_in(book(("a", "Heads of terms\nagreed by both", "3 June 2024", "One\nTwo")))
    milestone = Milestone.objects.get()
    assert (milestone.title, milestone.remarks) == ("Heads of terms agreed by both", "One\nTwo")


def test_a_row_that_is_crossed_out_is_told_with_its_place(book):
    def cross(sheet):
        for cell in sheet[3]:
            cell.font = CROSSED

    said = take_in(book(("a", "Kept", "2024"), ("b", "Dropped", "2024"), shape=cross))
    assert said.splitlines() == [
        "milestones, row 3: this row is crossed out: delete it, or take the line through it off."
    ]
    assert not Milestone.objects.exists()


def test_a_cell_that_is_crossed_out_is_told(book):
    def cross(sheet):
        sheet["D2"].font = CROSSED
        sheet["A3"].font = CROSSED  # an empty row may be

    said = take_in(book(("a", "Kept", "2024", "No longer"), shape=cross))
    assert said.splitlines() == [
        "milestones, row 2, column “remarks”: “No longer”: this is text that is crossed out: empty "
        "the cell, or take the line through it off."
    ]


def test_a_text_of_which_a_part_is_crossed_out_is_told(book):
    rich = CellRichText("Depots ", TextBlock(InlineFont(strike=True), "merged"), " kept")
    said = take_in(book(("a", rich, "2024")))
    assert "a part is crossed out (“merged”): delete it, or take the line off" in said
    plain = CellRichText("Depots ", TextBlock(InlineFont(b=True), "kept"))
    assert "Written" in take_in(book(("a", plain, "2024")))


def test_true_as_libreoffice_saves_it_is_yes(tmp_path, db):
    workbook = Workbook()
    workbook.remove(workbook.active)
    documents = [("code", "title", "date", "held"), ("d", "Letter", "2024", "=TRUE()")]
    for name, rows in {**MADE_UP, "documents": documents}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "book.xlsx")
    assert "this is a formula" not in take_in(tmp_path / "book.xlsx")


QUARTER = datetime.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (QUARTER, '"Quarter to "mmmm yyyy', "a date that is shown with words (“Quarter to”)"),
        (QUARTER, r"\W\e\e\k yyyy", "a date that is shown with words (“W e e k”)"),
        (2026, '"FY"0', "a number that is shown with words (“FY”)"),
        (2026, '0" to 2028"', "a number that is shown with words (“to”)"),
    ],
)
def test_words_inside_a_format_are_told(book, value, form, said):
    told = take_in(book(("a", "Kept", value), shape=shown_as(form)))
    assert f"this is {said}; type as text what is meant" in told


@pytest.mark.parametrize(
    ("form", "read"),
    [
        (r"dd\ mmmm\ yyyy", "2026-03-31"),
        ('d" of "mmmm yyyy', "2026-03-31"),
        ("[$-809]dd mmmm yyyy;@", "2026-03-31"),
        (r"dd\/mm\/yyyy", "2026-03-31"),
        ("mmmm yyyy", "2026-03"),
        ("yyyy", "2026"),
    ],
)
def test_escapes_of_a_format_are_no_words(book, form, read):
    take_in(book(("a", "Kept", QUARTER), shape=shown_as(form)))
    assert Milestone.objects.get().due == read


def test_a_weekday_that_contradicts_the_day_is_refused(book):
    said = take_in(book(("a", "Kept", "Tuesday 3 June 2024")))
    assert (
        "“Tuesday 3 June 2024” contradicts itself: 3 June 2024 is a Monday. Write the day that is "
        "right, or leave the weekday out; words that name no date go under “due as stated”" in said
    )
    assert read_date("Mon 3 June 2024") == read_date("Monday, 3 June 2024") == "2024-06-03"
    with pytest.raises(NotADate):
        read_date("by Fri 3 June 2024")


def test_a_financial_year_of_four_digits_has_two_readings(book):
    said = take_in(book(("a", "Lease ends", "2024/2025")))
    assert "is the financial year 2024/25, or the years 2024 to 2025: write the one that is" in said
    assert read_date("2024/25") == read_date("financial year 2024/2025") == "2024-04-01/2025-03-31"
    assert read_date("2024 to 2025") == "2024/2025"
    assert read_date("2024/2027") == "2024/2027"


@pytest.mark.parametrize("edtf", ["2024/2025", "2024/2027", "2024-04-01/2025-03-31", "2024", ""])
def test_a_date_is_written_so_that_it_reads_back(edtf):
    assert read_date(date_as_written(edtf)) == edtf


def test_a_month_that_could_be_a_year_says_how_it_was_read(book):
    said = take_in(book(("a", "Begun", "2009-10"), ("b", "Ended", "2009-12")))
    assert (
        "look at milestones, row 2, column “due”: “2009-10”: read as October 2009; the financial "
        "year is written 2009/10." in said
    )
    assert said.count("look at") == 1
    assert in_words(Milestone.objects.get(code="a").due) == "October 2009"
    assert "look at" not in take_in(book(("a", "Begun", "2009-10"), ("b", "Ended", "2009-12")))


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("11-xlsx-x000d/x000d.xlsx", "Written."),
        ("12-line-break-in-one-line-field/title.xlsx", "Written."),
        ("17-four-digit-financial-year/book", "the financial year 2024/25, or the years 2024 to"),
        ("18-weekday-contradicts-day/book", "3 June 2024 is a Monday"),
        ("19-xlsx-struck-through/strike.xlsx", "row 3: this row is crossed out"),
    ],
)
def test_the_cases_that_were_seen_to_go_wrong(db, case, said):
    assert said in take_in(CASES / case)
    for milestone in Milestone.objects.all():
        assert "\n" not in milestone.title and "_x" not in milestone.title + milestone.remarks
