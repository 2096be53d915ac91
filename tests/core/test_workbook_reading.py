"""Reading workbook files: folders of CSV, single files, .xlsx; only cells, no meaning."""

import csv
import datetime
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sharedsvc.core.workbook.columns import CellProblem, Column, Number
from sharedsvc.core.workbook.drafting import read_cell
from sharedsvc.core.workbook.files import (
    Cell,
    NotAWorkbook,
    guard,
    read_workbook,
    write_folder,
    write_xlsx,
)
from tests.core.workbooks import BINS, read_sheets, texts


def csv_file(folder, content: bytes, name="people.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def xlsx_file(folder, *cells, number_format=None, name="people.xlsx"):
    """A workbook with one sheet: a heading and below it these cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "people"
    sheet["A1"] = "name"
    for row, value in enumerate(cells, start=2):
        cell = sheet.cell(row=row, column=1, value=value)
        if number_format:
            cell.number_format = number_format
    book.save(folder / name)
    return folder / name


def only_cell(path) -> Cell:
    [sheet] = read_workbook(path)
    [row] = sheet.rows
    return row.cells["name"]


def test_a_folder_has_a_sheet_for_each_csv_file(tmp_path):
    sheets = read_sheets(tmp_path, {**BINS, "business-cases": "code\n"})
    assert [sheet.name for sheet in sheets] == [
        "business cases",
        "documents",
        "memberships",
        "organisations",
        "programme",
        "roles",
        "workstreams",
    ]
    assert texts(sheets[3]) == [
        ["code", "name", "kind"],
        ["board", "Bins Board", "partnership"],
        ["AVC", "Avon Council", ""],
        ["BRC", "Brook Council", ""],
    ]


@pytest.mark.parametrize("name", ["people.csv", "PEOPLE.CSV"])
def test_a_file_is_found_whatever_the_case_of_its_ending(tmp_path, name):
    path = csv_file(tmp_path, b"name\nAnn Lee\n", name)
    assert texts(read_workbook(path)[0]) == [["name"], ["Ann Lee"]]
    assert texts(read_workbook(tmp_path)[0]) == [["name"], ["Ann Lee"]]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"code,name\na,Ann\n", [["code", "name"], ["a", "Ann"]]),
        (b"\xef\xbb\xbfcode,name\na,Ann\n", [["code", "name"], ["a", "Ann"]]),
        (b"code;name\na;Ann, Director\n", [["code", "name"], ["a", "Ann, Director"]]),
        (b"code,name\r\na,Ann\r\n", [["code", "name"], ["a", "Ann"]]),
        (b"code,name\na,Ann", [["code", "name"], ["a", "Ann"]]),
        (b"code , name \n a , Ann \n", [["code", "name"], ["a", "Ann"]]),
        (b'code,name\na,"Ann ""A"" Lee, MBE"\n', [["code", "name"], ["a", 'Ann "A" Lee, MBE']]),
        (b'code,name\na,"two\nlines"\n', [["code", "name"], ["a", "two\nlines"]]),
        (b'code,name\r\na,"two\r\nlines"\r\n', [["code", "name"], ["a", "two\nlines"]]),
        (b"code,name\n\n,\na,Ann\n,,\n", [["code", "name"], ["a", "Ann"]]),
        (b"code,name,,\na,Ann,,\n", [["code", "name"], ["a", "Ann"]]),
        (
            "code,name\na,Ŵyn ap Siôn – “Cyngor” £5\n".encode(),
            [["code", "name"], ["a", "Ŵyn ap Siôn – “Cyngor” £5"]],
        ),
    ],
    ids=[
        "plain",
        "byte order mark",
        "semicolons",
        "windows line ends",
        "no last line end",
        "spaces",
        "quotes",
        "line break in a cell",
        "windows line break in a cell",
        "blank rows",
        "blank columns",
        "welsh letters",
    ],
)
def test_what_stands_in_a_csv_file(tmp_path, content, rows):
    assert texts(read_workbook(csv_file(tmp_path, content))[0]) == rows


def test_rows_have_the_numbers_that_the_spreadsheet_shows(tmp_path):
    [sheet] = read_workbook(csv_file(tmp_path, b"name\nAnn\n\nBea\n"))
    assert [(row.number, row.cells["name"].text) for row in sheet.rows] == [(2, "Ann"), (4, "Bea")]


def test_a_cell_beyond_the_headings_is_not_lost(tmp_path):
    [sheet] = read_workbook(csv_file(tmp_path, b"name\nAnn,and more\n"))
    assert sheet.rows[0].cells == {"name": Cell("Ann"), "column 2": Cell("and more")}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "people.csv",
            "name\nSiôn\n".encode("cp1252"),
            "people.csv is not UTF-8 text (line 2): save it as “CSV UTF-8” and try again.",
        ),
        (
            "people.csv",
            "name\nSiôn\n".encode("utf-16"),
            "people.csv is not UTF-8 text (line 1): save it as “CSV UTF-8” and try again.",
        ),
        ("people.csv", b"name\nA\0B\n", "people.csv is not a text file."),
        ("people.csv", b"", "people.csv is empty: its first row must hold the headings."),
        (
            "people.csv",
            b"\xef\xbb\xbf",
            "people.csv is empty: its first row must hold the headings.",
        ),
        ("people.xlsx", b"", "people.xlsx cannot be read as an .xlsx workbook."),
        ("people.xlsx", b"name\nAnn\n", "people.xlsx cannot be read as an .xlsx workbook."),
        (
            "people.xls",
            b"\xd0\xcf\x11\xe0",
            "people.xls is neither an .xlsx file nor a folder of .csv files.",
        ),
        (
            "people.ods",
            b"PK",
            "people.ods is neither an .xlsx file nor a folder of .csv files.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, name, content, message):
    with pytest.raises(NotAWorkbook) as refusal:
        read_workbook(csv_file(tmp_path, content, name))
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "content", [b'name\n"Ann\n', b'name\n"Ann" Lee\n', b"name\n" + b"x" * 200_000]
)
def test_broken_csv_is_refused(tmp_path, content):
    with pytest.raises(NotAWorkbook, match=r"^people\.csv cannot be read as CSV: "):
        read_workbook(csv_file(tmp_path, content))


def test_nothing_at_the_path_and_an_empty_folder_are_refused(tmp_path):
    with pytest.raises(NotAWorkbook, match=r"^There is nothing at .*/missing\.$"):
        read_workbook(tmp_path / "missing")
    with pytest.raises(NotAWorkbook, match=r"^The folder .* holds no \.csv files\.$"):
        read_workbook(tmp_path)


def test_a_folder_named_like_a_file_is_refused(tmp_path):
    (tmp_path / "people.csv").mkdir()
    with pytest.raises(NotAWorkbook):
        read_workbook(tmp_path)


# .xlsx


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_xlsx_file_is_refused(tmp_path, share):
    path = xlsx_file(tmp_path, "Ann")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(
        NotAWorkbook, match=r"^people\.xlsx cannot be read as an \.xlsx workbook\.$"
    ):
        read_workbook(path)


def rewritten(path, member: str, change):
    """The same archive with one member changed, or left out where the change gives None."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return path


@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
@pytest.mark.parametrize(
    "member",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize(
    "change",
    [lambda content: content[: len(content) // 2], lambda content: b"", lambda content: b"<a/>"],
    ids=["half", "empty", "foreign"],
)
def test_a_damaged_xlsx_file_is_refused_or_read_but_never_breaks(tmp_path, member, change):
    path = rewritten(xlsx_file(tmp_path, "Ann"), member, change)
    try:
        read_workbook(path)
    except NotAWorkbook as refusal:
        assert str(refusal) == "people.xlsx cannot be read as an .xlsx workbook."


def test_sheets_and_rows_of_an_xlsx_file(tmp_path):
    book = Workbook()
    book.active.title = "people"
    for line in (["name", "remarks"], ["Ann", None], [None, None], ["Bea", "two\r\nlines"]):
        book.active.append(line)
    book.create_sheet("empty")
    book.create_sheet("posts").append(["code"])
    book.save(tmp_path / "w.xlsx")
    sheets = read_workbook(tmp_path / "w.xlsx")
    assert [sheet.name for sheet in sheets] == ["people", "posts"]
    assert texts(sheets[0]) == [["name", "remarks"], ["Ann", ""], ["Bea", "two\nlines"]]
    assert [row.number for row in sheets[0].rows] == [2, 4]


@pytest.mark.parametrize(
    ("value", "shown_as", "cell"),
    [
        ("Ŵyn ap Siôn", None, Cell("Ŵyn ap Siôn")),
        ("  Ann  ", None, Cell("Ann")),
        ("'=1+1", None, Cell("'=1+1")),
        (True, None, Cell("yes")),
        (False, None, Cell("no")),
        (4, None, Cell("4", number=True)),
        (1475712042, None, Cell("1475712042", number=True)),
        (4.1, None, Cell("4.1", number=True)),
        (datetime.datetime(2010, 1, 15), "d mmmm yyyy", Cell("2010-01-15", date=True)),
        (datetime.datetime(2010, 1, 15), "dd/mm/yyyy", Cell("2010-01-15", date=True)),
        (datetime.datetime(2010, 1, 15), "[$-809]dd mmmm yyyy", Cell("2010-01-15", date=True)),
        (datetime.datetime(2010, 1, 1), "mmm-yy", Cell("2010-01", date=True)),
        (datetime.datetime(2010, 1, 1), '"decided "mmmm yyyy', Cell("2010-01", date=True)),
        (datetime.datetime(2010, 1, 1), "yyyy", Cell("2010", date=True)),
        (datetime.time(9, 30), None, Cell("09:30:00", doubt="a time of day; type it as text")),
        ("=1+1", None, Cell("=1+1", doubt="a formula; type its value")),
        ("#N/A", None, Cell("#N/A", doubt="a spreadsheet error; type the value")),
    ],
)
def test_what_stands_in_an_xlsx_cell(tmp_path, value, shown_as, cell):
    assert only_cell(xlsx_file(tmp_path, value, number_format=shown_as)) == cell


# Numbers that were typed where text was meant


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (Column(name="paragraph"), Cell("4.10"), "4.10"),
        (Column(name="paragraph"), Cell("4", number=True), "4"),
        (Number(name="rank"), Cell("4", number=True), 4),
        (Number(name="rank"), Cell(""), None),
    ],
)
def test_a_cell_without_doubt_is_read(column, cell, expected):
    assert read_cell(column, cell) == expected


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        (
            Column(name="paragraph"),
            Cell("4.1", number=True),
            "a number in a text column: 4.1 or 4.10? Format the cell as text",
        ),
        (
            Column(name="title"),
            Cell("=A1", doubt="a formula; type its value"),
            "this is a formula; type its value",
        ),
        (Column(name="title", required=True), Cell(""), "title must be filled in"),
        (Number(name="rank"), Cell("4.5", number=True), "a whole number"),
        (Number(name="rank"), Cell("-1", number=True), "a whole number"),
        (Number(name="rank"), Cell("40000", number=True), "a whole number up to 32767"),
    ],
)
def test_a_doubtful_cell_is_refused_in_words(column, cell, message):
    with pytest.raises(CellProblem) as problem:
        read_cell(column, cell)
    assert problem.value.expected == message


# Guard against formulas


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1475", "'+44 1475"),
        ("-", "'-"),
        ("- none", "'- none"),
        ("@home", "'@home"),
        ("'=quoted", "''=quoted"),
        ("''=quoted", "'''=quoted"),
        ("'quoted'", "'quoted'"),
        ("'", "'"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_the_guard_stands_before_what_a_spreadsheet_takes_for_a_formula(text, written):
    assert guard(text) == written


@pytest.mark.parametrize("write", [write_folder, write_xlsx])
@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+44", "-", "@home", "'=quoted", "''=quoted", "'quoted'", "'", "=", "'-", "#N/A"),
        *("4.10", "007", "TRUE", "1e3", "2010-01-15", "two\nlines", "a;b,c", '"', "Ŵyn ap Siôn"),
    ],
)
def test_what_is_written_is_read_again(tmp_path, write, text):
    path = tmp_path / ("w.xlsx" if write is write_xlsx else "w")
    sheet = "people.csv" if write is write_folder else "people"
    write(path, [(sheet, ["name"], [[text]])])
    assert only_cell(path) == Cell(text)


PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=30
).map(str.strip)


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=2), max_size=4))
def test_any_text_is_read_as_it_was_written_to_csv(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("csv")
    write_folder(folder, [("people.csv", ["code", "name"], rows)])
    filled = [row for row in rows if any(row)]
    assert texts(read_workbook(folder)[0]) == [["code", "name"], *filled]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''@", "\t="])
def test_no_cell_of_a_csv_file_begins_as_a_formula(tmp_path, start):
    write_folder(tmp_path, [("people.csv", ["name"], [[f"{start}cmd|'/C calc'!A0"]])])
    with (tmp_path / "people.csv").open(encoding="utf-8", newline="") as stream:
        _, [written] = list(csv.reader(stream))
    assert written.lstrip()[0] not in "=+-@"


def test_a_long_text_is_not_cut_off_in_an_xlsx_file(tmp_path):
    """A spreadsheet's cell holds 32,767 characters: more must be refused, never lost."""
    text = "x" * 40_000
    try:
        write_xlsx(tmp_path / "w.xlsx", [("people", ["name"], [[text]])])
    except ValueError:
        return
    assert len(only_cell(tmp_path / "w.xlsx").text) == 40_000
