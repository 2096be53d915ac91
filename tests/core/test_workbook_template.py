"""The template workbook: every sheet and heading, lists to choose from; filled in, it imports."""

from openpyxl import load_workbook

from programmes.models import Programme
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.core.workbook.template import write_template
from sharedsvc.portal.workbook.programme import import_workbook

FILLED = {
    "programme": {"code": "bins", "title": "Bins together", "partnership": "board"},
    "organisations": {"code": "board", "name": "Bins Board", "kind": "partnership"},
    "workstreams": {"ref": "A1", "title": "Collection", "start": "15 January 2010"},
}


def test_it_has_every_sheet_and_heading_and_one_example(tmp_path):
    path = tmp_path / "new.xlsx"
    write_template(path, registry)
    book = load_workbook(path)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in shown} == {
        sheet.name: [column.name for column in sheet.columns] for sheet in registry.sheets
    }
    assert all(sheet["A2"].value.startswith("e.g.") for sheet in shown)
    assert all(cell.comment for sheet in shown for cell in sheet[1])


def test_filled_in_it_imports_and_its_examples_do_not(db, tmp_path):
    path = tmp_path / "new.xlsx"
    write_template(path, registry)
    book = load_workbook(path)
    for name, values in FILLED.items():
        headings = {cell.value: cell.column for cell in book[name][1]}
        for heading, value in values.items():
            book[name].cell(3, headings[heading], value)
    book.save(path)
    outcome = import_workbook(path, user=None, reason="Test")
    assert outcome.problems == []
    assert {change.code for change in outcome.added} == {"bins", "board", "A1"}
    assert Programme.objects.get().workstreams.get().start == "2010-01-15"
