"""Reading workbook files: folders of CSV, single files, .xlsx; only cells, no meaning."""

import csv
import datetime
import re
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from sharedsvc.core.workbook import archive, files, measure, raw
from sharedsvc.core.workbook.columns import CellProblem, DateAsKnown, Number, SheetColumn
from sharedsvc.core.workbook.drafting import read_cell
from sharedsvc.core.workbook.files import guard, read_workbook, write_folder
from sharedsvc.core.workbook.raw import Cell, NotAWorkbook
from sharedsvc.core.workbook.writing import write_xlsx
from tests.core.workbooks import BINS, read_sheets, texts

DIGITS = "a number too long for a spreadsheet to keep"
NO_YEAR = "a date that is shown without its year; type it as text, with the year"
WITH_WORDS = "a date that is shown with words (“decided”); type as text what is meant"
FORMULA = "a formula; type its value"
MADE_A_DATE = "the spreadsheet made a date of this: format the cell as text and type it again"
SHOWN_OTHERWISE = (
    "a number that is shown in another form (000): format the cell as text and type what it is to "
    "say"
)
SERIAL = (
    "40227 is how a spreadsheet counts days: 18 February 2010, if it counts from 1900. Format the "
    "cell as a date, or type the date as text"
)


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
        (
            datetime.datetime(2010, 1, 1),
            '"decided "mmmm yyyy',
            Cell("2010-01-01", date=True, doubt=WITH_WORDS),
        ),
        (datetime.datetime(2010, 1, 1), "yyyy", Cell("2010", date=True)),
        (datetime.time(9, 30), None, Cell("09:30:00", doubt="a time of day; type it as text")),
        ("=1+1", None, Cell("=1+1", doubt="a formula; type its value")),
        ("#N/A", None, Cell("#N/A", doubt="a spreadsheet error; type the value")),
    ],
)
def test_what_stands_in_an_xlsx_cell(tmp_path, value, shown_as, cell):
    assert only_cell(xlsx_file(tmp_path, value, number_format=shown_as)) == cell


@pytest.mark.parametrize(
    ("value", "shown_as", "cell"),
    [
        (7, "000", Cell("7", number=True, form="000")),
        (4, "0.00", Cell("4", number=True, form="0.00")),
        (500, '"£"#,##0', Cell("500", number=True, form='"£"#,##0')),
        (4.0, None, Cell("4", number=True)),
        (1234567.25, None, Cell("1234567.25", number=True)),
        (10**16, None, Cell("1e+16", number=True, doubt=DIGITS)),
        (datetime.datetime(2010, 1, 15), "d mmm", Cell("2010-01-15", date=True, doubt=NO_YEAR)),
        (
            datetime.datetime(2010, 1, 15, 9, 30),
            "dd/mm/yyyy hh:mm",
            Cell("2010-01-15", date=True, doubt="a date with a time of day; type the date alone"),
        ),
        (ArrayFormula("A2", "=SUM(1,2)"), None, Cell("=SUM(1,2)", doubt=FORMULA)),
    ],
)
def test_what_a_spreadsheet_shows_otherwise_than_it_keeps_it(tmp_path, value, shown_as, cell):
    assert only_cell(xlsx_file(tmp_path, value, number_format=shown_as)) == cell


# What cannot be seen, and what stands in several places at once


def people_book(*lines) -> Workbook:
    book = Workbook()
    book.active.title = "people"
    for line in (["code", "name", "remarks"], *lines):
        book.active.append(line)
    return book


def remarks_of(tmp_path, book) -> list[tuple]:
    """What is said of the first sheet as such: row, column, sentence."""
    book.save(tmp_path / "people.xlsx")
    return [
        (remark.row, remark.column, remark.expected)
        for remark in read_workbook(tmp_path / "people.xlsx")[0].remarks
    ]


def test_merged_cells_are_told_with_their_place(tmp_path):
    book = people_book(["ann", "Ann", "one"], ["bea", "Bea", "two"])
    book.active.merge_cells("C2:C3")
    book.active.merge_cells("E1:F1")
    assert remarks_of(tmp_path, book) == [
        (2, "remarks", "the cells C2:C3 are merged: divide them and fill in each"),
        (1, "column E", "the cells E1:F1 are merged: divide them and fill in each"),
    ]


def test_hidden_rows_are_told_those_below_one_another_as_one(tmp_path):
    book = people_book(*([f"p{n}", f"P {n}", ""] for n in range(2, 9)))
    for row in (2, 4, 5, 6, 8, 20):
        book.active.row_dimensions[row].hidden = True
    several = "the rows 4 to 6 are hidden: show them (take filters off), or delete them"
    one = "this row is hidden: show it (take filters off), or delete it"
    assert remarks_of(tmp_path, book) == [(2, "", one), (4, "", several), (8, "", one)]


def test_hidden_columns_are_told_by_their_headings(tmp_path):
    book = people_book(["ann", "Ann", "one"])
    for letter in "BCD":
        book.active.column_dimensions[letter].hidden = True
    hidden = "this column is hidden: show it, or delete it"
    assert remarks_of(tmp_path, book) == [(1, "name", hidden), (1, "remarks", hidden)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_told(tmp_path, state):
    book = people_book(["ann", "Ann", "one"])
    book.create_sheet("posts").append(["code"])
    book.active.sheet_state = state
    book.active = 1
    assert remarks_of(tmp_path, book) == [(None, "", "the sheet is hidden: show it, or delete it")]


def test_a_plain_sheet_and_the_templates_hidden_lists_are_no_matter(tmp_path):
    book = people_book(["ann", "Ann", "one"])
    book.create_sheet("lists").append(["kind"])
    book["lists"].sheet_state = "hidden"
    assert remarks_of(tmp_path, book) == []
    assert [sheet.name for sheet in read_workbook(tmp_path / "people.xlsx")] == ["people"]


# What is no workbook, or claims to be a small one

UNREADABLE = "people.xlsx cannot be read as an .xlsx workbook."
TOO_LARGE = (
    "people.xlsx unpacks to more than 256 MB, or to more columns, texts or styles than a workbook "
    "needs. Copy what it says into a new workbook."
)


def archive_of(path, **members: bytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, UNREADABLE),
        (b"%PDF-1.4\n", UNREADABLE),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
            "people.xlsx is an old .xls file or locked by a password: "
            "save it as .xlsx without a password.",
        ),
    ],
    ids=["png", "pdf", "xls"],
)
def test_another_kind_of_file_renamed_is_refused(tmp_path, content, message):
    (tmp_path / "people.xlsx").write_bytes(content)
    assert refusal_of(tmp_path / "people.xlsx") == message


def refusal_of(path) -> str:
    with pytest.raises(NotAWorkbook) as refusal:
        read_workbook(path)
    return str(refusal.value)


@pytest.mark.parametrize(
    "members",
    [
        {"readme.txt": b"Hello"},
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
        {},
    ],
    ids=["a text in a zip", "ods", "empty zip"],
)
def test_a_zip_without_a_workbook_is_refused(tmp_path, members):
    assert refusal_of(archive_of(tmp_path / "people.xlsx", **members)) == UNREADABLE


def test_what_cannot_be_opened_is_refused_in_words(tmp_path, monkeypatch):
    path = csv_file(tmp_path, b"name\nAnn\n")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert refusal_of(path) == f"{path} cannot be read: Permission denied."


def test_all_files_of_a_folder_that_cannot_be_read_are_told_at_once(tmp_path):
    csv_file(tmp_path, b"", "bodies.csv")
    csv_file(tmp_path, "name\nSiôn\n".encode("cp1252"), "people.csv")
    csv_file(tmp_path, b"name\nA\0B\n", "posts.csv")
    csv_file(tmp_path, b"code\n", "phases.csv")
    assert refusal_of(tmp_path).splitlines() == [
        "bodies.csv is empty: its first row must hold the headings.",
        "people.csv is not UTF-8 text (line 2): save it as “CSV UTF-8” and try again.",
        "posts.csv is not a text file.",
    ]


SHEET = "xl/worksheets/sheet1.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED_STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml" />'
)


def bomb(tmp_path, member: str, start: bytes, piece: bytes, times: int, end: bytes):
    """A sound workbook in which one part unpacks to very much; the file itself stays small."""
    path = xlsx_file(tmp_path, "Ann")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    types = "[Content_Types].xml"
    members[types] = members[types].replace(b"</Types>", SHARED_STRINGS + b"</Types>")
    members["xl/sharedStrings.xml"] = b'<sst xmlns="%s"/>' % MAIN
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            if name != member:
                archive.writestr(name, content)
        with archive.open(member, "w", force_zip64=True) as stream:
            stream.write(start)
            for _ in range(times):
                stream.write(piece)
            stream.write(end)
    return path


def peak_while(run) -> float:
    """The most memory that Python's objects took meanwhile, in MB."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_by_its_stated_size_before_it_is_unpacked(tmp_path):
    sheet = b'<worksheet xmlns="%s"><sheetData>' % MAIN
    path = bomb(tmp_path, SHEET, sheet, b" " * 2**20, 300, b"</sheetData></worksheet>")
    assert path.stat().st_size < 5_000_000
    assert peak_while(lambda: refusal_of(path)) < 20
    assert refusal_of(path) == TOO_LARGE


def lie(path, member: str, size: int) -> None:
    """State another unpacked size for a member, where it starts and in the directory."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
        directory = content.index(b"PK\1\2")
    for start, signature, offset, named in (
        (info.header_offset, b"PK\3\4", 22, 30),
        (directory, b"PK\1\2", 24, 46),
    ):
        place = content.index(member.encode(), start + named) - named
        assert content[place : place + 4] == signature
        content[place + offset : place + offset + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)


@pytest.mark.parametrize("stated", [100, 5_000])
def test_a_bomb_that_lies_about_its_size_unpacks_no_more_than_it_states(tmp_path, stated):
    sheet = b'<worksheet xmlns="%s"><sheetData>' % MAIN
    row = b"<row><c t='inlineStr'><is><t>x</t></is></c></row>" * 20_000
    path = bomb(tmp_path, SHEET, sheet, row, 20, b"</sheetData></worksheet>")
    lie(path, SHEET, stated)
    assert peak_while(lambda: refusal_of(path)) < 20
    assert refusal_of(path) == UNREADABLE


@pytest.mark.parametrize(
    ("member", "start", "piece", "end"),
    [
        (SHEET, b'<worksheet xmlns="%s"><sheetData>', b"<row/>", b"</sheetData></worksheet>"),
        (SHEET, b'<worksheet xmlns="%s"><sheetData>', b"<a/>", b"</sheetData></worksheet>"),
        (
            SHEET,
            b'<worksheet xmlns="%s"><sheetData><row>',
            b"<c/>",
            b"</row></sheetData></worksheet>",
        ),
        (SHEET, b'<worksheet xmlns="%s"><sheetData>', b"<row>", b"</sheetData></worksheet>"),
        ("xl/sharedStrings.xml", b'<sst xmlns="%s">', b"<si/>", b"</sst>"),
        ("xl/sharedStrings.xml", b'<sst xmlns="%s"><si>', b"<r/>", b"</si></sst>"),
        ("xl/styles.xml", b'<styleSheet xmlns="%s"><fonts>', b"<font/>", b"</fonts></styleSheet>"),
    ],
    ids=["rows", "unknown", "one row", "nested", "texts", "one text", "styles"],
)
def test_what_is_counted_is_what_is_unpacked_whatever_it_is(
    tmp_path, monkeypatch, member, start, piece, end
):
    """Limits are lowered, so that the test does not take long."""
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 2**18)
    monkeypatch.setattr(archive, "LARGEST_PART", 2**17)
    path = bomb(tmp_path, member, start % MAIN, piece * 1000, 150, end)
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda archive: [])
    found: list[str] = []
    assert peak_while(lambda: found.append(refusal_of(path))) < 15
    assert found[0].startswith(("people.xlsx unpacks to more than", "people.xlsx cannot be read"))


def test_the_same_part_named_by_many_sheets_is_counted_each_time(tmp_path, monkeypatch):
    book = Workbook()
    for number in range(50):
        book.create_sheet(f"s{number}")
    book.save(tmp_path / "people.xlsx")
    sheet = b'<worksheet xmlns="%s"><sheetData>' % MAIN + b" " * 2**20 + b"</sheetData></worksheet>"
    path = rewritten(tmp_path / "people.xlsx", SHEET, lambda content: sheet)
    relations = "xl/_rels/workbook.xml.rels"
    path = rewritten(path, relations, lambda text: re.sub(rb"sheet\d+\.xml", b"sheet1.xml", text))
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 10 * 2**20)
    assert refusal_of(path).startswith("people.xlsx unpacks to more than 10 MB")


def test_entities_that_multiply_are_refused(tmp_path):
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    sheet = (
        b'<!DOCTYPE worksheet [<!ENTITY l0 "ha">%s]><worksheet xmlns="%s"><sheetData><row>'
        b'<c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>' % (laughs, MAIN)
    )
    path = rewritten(xlsx_file(tmp_path, "Ann"), SHEET, lambda content: sheet)
    assert peak_while(lambda: refusal_of(path)) < 150


# Limits


def test_more_rows_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "MOST_ROWS", 3)
    content = b"name\n" + b"Ann\n" * 3
    assert len(read_workbook(csv_file(tmp_path, content))[0].rows) == 3
    refusal = refusal_of(csv_file(tmp_path, content + b"Bea\n"))
    assert refusal == (
        "people: more than 3 rows in the workbook up to here. Divide it into several workbooks."
    )
    assert refusal_of(xlsx_file(tmp_path, *"abcd")) == refusal


def test_a_csv_file_larger_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 2**20)
    path = csv_file(tmp_path, b"name\n" + b"Ann\n" * 2**18)
    assert refusal_of(path) == "people.csv is larger than 1 MB."


def test_blank_rows_far_below_do_not_count(tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "MOST_ROWS", 3)
    book = people_book(["ann", "Ann", ""])
    book.active.cell(1_048_576, 1, " ")
    book.save(tmp_path / "people.xlsx")
    assert len(read_workbook(tmp_path / "people.xlsx")[0].rows) == 1


def test_progress_is_told_as_rows_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(raw, "STEP", 2)
    told: list[str] = []
    read_workbook(csv_file(tmp_path, b"name\n" + b"Ann\n" * 5), told.append)
    assert told == ["people: 2 rows read …", "people: 4 rows read …"]


# Numbers that were typed where text was meant


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (SheetColumn(name="paragraph"), Cell("4.10"), "4.10"),
        (SheetColumn(name="paragraph"), Cell("4", number=True), "4"),
        (Number(name="rank"), Cell("4", number=True), 4),
        (Number(name="rank"), Cell("4", number=True, form="0.00"), 4),
        (DateAsKnown(name="start"), Cell("2010-04", date=True), "2010-04"),
        (DateAsKnown(name="start"), Cell("2010", number=True), "2010"),
        (SheetColumn(name="remarks"), Cell("(blank)"), ""),
        (Number(name="rank"), Cell(""), None),
    ],
)
def test_a_cell_without_doubt_is_read(column, cell, expected):
    assert read_cell(column, cell) == expected


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        (
            SheetColumn(name="paragraph"),
            Cell("4.1", number=True),
            "a number in a text column: 4.1 or 4.10? Format the cell as text",
        ),
        (
            SheetColumn(name="title"),
            Cell("=A1", doubt="a formula; type its value"),
            "this is a formula; type its value",
        ),
        (SheetColumn(name="title", required=True), Cell(""), "title must be filled in"),
        (SheetColumn(name="ref"), Cell("7", number=True, form="000"), SHOWN_OTHERWISE),
        (SheetColumn(name="remarks"), Cell("2010-04-03", date=True), MADE_A_DATE),
        (Number(name="rank"), Cell("2010-04-03", date=True), MADE_A_DATE),
        (DateAsKnown(name="start"), Cell("40227", number=True), SERIAL),
        (DateAsKnown(name="start"), Cell("40227.5", number=True), SERIAL.replace("7 is", "7.5 is")),
        (DateAsKnown(name="start"), Cell("40227"), SERIAL),
        (
            DateAsKnown(name="start"),
            Cell("2010-02-30"),
            "“2010-02-30” is not a date: February has 28 days",
        ),
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
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], include_characters="\n"),
    max_size=30,
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


def test_a_csv_file_with_more_columns_than_a_spreadsheet_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text("code,name\n" + "," * 16_384, encoding="utf-8")
    with pytest.raises(NotAWorkbook, match=r"^people\.csv: more than 16,384 columns in row 2\.$"):
        read_workbook(tmp_path)


# Dates that no spreadsheet can show

NOT_SHOWN = "a date that no spreadsheet can show; type it as text"


def dated(tmp_path, text: str, kind: bytes = b"", is_1904: bool = False):
    """A workbook with one cell that is shown as a date and holds this."""
    path = xlsx_file(tmp_path, datetime.datetime(2010, 1, 15), number_format="dd/mm/yyyy")
    cell = rb"\1%s><v>%s</v>" % (kind, text.encode())
    found = rb'(<c r="A2" s="\d+")[^>]*><v>[^<]*</v>'
    path = rewritten(path, SHEET, lambda content: re.sub(found, cell, content))
    if is_1904:
        old, new = b"<workbookPr />", b'<workbookPr date1904="1"/>'
        path = rewritten(path, "xl/workbook.xml", lambda content: content.replace(old, new))
    return only_cell(path)


@pytest.mark.parametrize("text", ["-1", "-0.5", "60", "60.5", "2958466", "1e300", "nan", "INF"])
def test_a_number_of_a_day_that_no_spreadsheet_can_show_is_doubted(tmp_path, text):
    assert dated(tmp_path, text) == Cell(text, date=True, doubt=NOT_SHOWN)


@pytest.mark.parametrize("text", ["1899-12-31", "0001-01-01", "10000-01-01", "2010-02-30", "soon"])
def test_a_date_in_words_that_no_spreadsheet_can_show_is_doubted(tmp_path, text):
    assert dated(tmp_path, text, b' t="d"') == Cell(text, date=True, doubt=NOT_SHOWN)


@pytest.mark.parametrize(
    ("text", "kind", "is_1904", "day"),
    [
        ("59", b"", False, "1900-02-28"),
        ("61", b"", False, "1900-03-01"),
        ("2958465", b"", False, "9999-12-31"),
        ("40193", b"", False, "2010-01-15"),
        ("38731", b"", True, "2010-01-15"),
        ("60", b"", True, "1904-03-01"),
        ("2957003", b"", True, "9999-12-31"),
        ("2010-01-15", b' t="d"', False, "2010-01-15"),
    ],
)
def test_every_other_date_is_read_whichever_year_it_is_counted_from(
    tmp_path, text, kind, is_1904, day
):
    assert dated(tmp_path, text, kind, is_1904) == Cell(day, date=True)


@pytest.mark.parametrize("text", ["-1", "2957004"])
def test_the_same_where_days_are_counted_from_1904(tmp_path, text):
    assert dated(tmp_path, text, is_1904=True) == Cell(text, date=True, doubt=NOT_SHOWN)


def test_a_number_of_very_many_digits_is_doubted(tmp_path):
    path = rewritten(
        xlsx_file(tmp_path, 4),
        SHEET,
        lambda content: content.replace(b"<v>4</v>", b"<v>%s</v>" % (b"9" * 400)),
    )
    assert only_cell(path) == Cell("9" * 20 + "…", number=True, doubt=DIGITS)


# Two files or sheets for one sheet


@pytest.mark.parametrize(
    ("first", "second"),
    [("Risks.csv", "risks.csv"), ("business-cases.csv", "business cases.csv")],
)
def test_two_files_of_a_folder_for_one_sheet_are_refused_by_name(tmp_path, first, second):
    for name in (first, second):
        csv_file(tmp_path, b"code\na\n", name)
    said = f"The folder {tmp_path} holds the same sheet twice: "
    assert refusal_of(tmp_path) in (
        f"{said}{first} and {second}. Keep one of them.",
        f"{said}{second} and {first}. Keep one of them.",
    )


@pytest.mark.parametrize("second", ["PEOPLE", "people ", " People"])
def test_two_sheets_of_one_name_are_refused(tmp_path, second):
    path = people_book(["ann", "Ann", "one"])
    path.create_sheet("other").append(["code"])
    path.save(tmp_path / "people.xlsx")
    book = rewritten(
        tmp_path / "people.xlsx",
        "xl/workbook.xml",
        lambda content: content.replace(b'name="other"', f'name="{second}"'.encode()),
    )
    assert refusal_of(book) == (
        f"people.xlsx has the same sheet twice: “people” and “{second}”. Keep one of them."
    )


def test_what_a_mac_keeps_hidden_beside_a_file_is_passed_over(tmp_path):
    csv_file(tmp_path, b"name\nAnn\n")
    csv_file(tmp_path, b"\0\5\x16\7", "._people.csv")
    assert [sheet.name for sheet in read_workbook(tmp_path)] == ["people"]
