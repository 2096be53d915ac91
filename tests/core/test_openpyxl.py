"""What the reader of .xlsx files relies on in openpyxl beyond its public interface.

The reader subclasses two of its classes, one of them in a private module, and reads attributes that
no documentation promises. So the version is pinned: another one is taken up by looking at each of
these, and at the tests of reading, and then naming it here and in `pyproject.toml`.
"""

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import XML

import openpyxl
import pytest
from django.conf import settings
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet import _reader
from openpyxl.worksheet._reader import WorkSheetParser

from sharedsvc.core.workbook import xlsx

pytestmark = pytest.mark.once

LOOKED_AT = "3.1.5"


def test_the_version_is_the_one_that_was_looked_at():
    assert openpyxl.__version__ == version("openpyxl") == LOOKED_AT


def test_the_version_is_pinned():
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text("utf-8"))
    assert f"openpyxl=={LOOKED_AT}" in project["project"]["dependencies"]


def test_the_reader_subclasses_these_two():
    assert xlsx._Book.__mro__[1] is ExcelReader
    assert xlsx._Sheet.__mro__[1] is WorkSheetParser


def test_a_book_is_begun_and_read_in_these_steps():
    """`_Book` calls them in this order, gives its own archive, and replaces `read_strings`."""
    begun = inspect.signature(ExcelReader.__init__).parameters
    assert [*begun] == [
        "self", "fn", "read_only", "keep_vba", "data_only", "keep_links", "rich_text",
    ]  # fmt: skip
    for step in ("read_manifest", "read_strings", "read_workbook"):
        assert [*inspect.signature(getattr(ExcelReader, step)).parameters] == ["self"]
    set_in_its_steps = {*_names_set(ExcelReader)}
    assert {"archive", "valid_files", "package", "parser", "wb"} <= set_in_its_steps


def test_a_book_knows_these_of_itself():
    book = Workbook()
    for name in ("_cell_styles", "_number_formats", "_date_formats", "_timedelta_formats", "epoch"):
        assert hasattr(book, name), name
    assert [style.numFmtId for style in book._cell_styles] == [0]


def test_a_sheet_is_begun_and_parsed_so():
    """`_Sheet` gives these, calls `parse_row`, and replaces what reads a cell and a formula."""
    begun = inspect.signature(WorkSheetParser.__init__).parameters
    assert [*begun] == [
        "self", "src", "shared_strings", "data_only", "epoch", "date_formats",
        "timedelta_formats", "rich_text",
    ]  # fmt: skip
    assert [*inspect.signature(WorkSheetParser.parse_row).parameters] == ["self", "row"]
    for step in ("parse_cell", "parse_formula"):
        assert [*inspect.signature(getattr(WorkSheetParser, step)).parameters] == [
            "self",
            "element",
        ]
    own = {*_names_set(WorkSheetParser)}
    assert {"source", "row_counter", "col_counter", "row_dimensions"} <= own
    assert {"date_formats", "timedelta_formats", "epoch"} <= own


def test_a_row_is_its_number_and_its_cells_as_these():
    element = XML(f'<row xmlns="{xlsx.SHEET_MAIN_NS}" r="7"><c r="B7"><v>5</v></c></row>')
    parser = WorkSheetParser(None, [])
    number, cells = parser.parse_row(element)
    assert number == 7
    assert [{**cell} for cell in cells] == [
        {"row": 7, "column": 2, "value": 5, "data_type": "n", "style_id": 0}
    ]


def test_the_names_of_elements_are_these():
    named = (_reader.ROW_TAG, _reader.COL_TAG, _reader.VALUE_TAG, _reader.FORMULA_TAG)
    assert named == tuple(f"{{{xlsx.SHEET_MAIN_NS}}}{name}" for name in ("row", "col", "v", "f"))


def _names_set(a_class: type) -> list[str]:
    """The attributes that the methods of a class set on their object."""
    source = inspect.getsource(a_class)
    return [
        line.split("=")[0].strip().removeprefix("self.")
        for line in source.splitlines()
        if line.strip().startswith("self.") and "=" in line
    ]
