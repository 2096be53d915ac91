"""The workbook in LibreOffice: typed in there, or opened and saved there, it comes back whole."""

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from programmes.models import Citation, Organisation, Programme
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.portal.workbook.programme import export_workbook, import_workbook
from tests.portal.test_workbook_commands import Said
from tests.programmes_loaded import FIXTURES

pytestmark = [pytest.mark.office, pytest.mark.once]

TYPED = {
    "programme": [{"code": "bins", "title": "Rhannu bŵts a thŷ", "partnership": "board"}],
    "organisations": [
        {"code": "board", "name": "Bins Board", "kind": "partnership"},
        {"code": "007", "name": "'s-Hertogenbosch Council", "short name": "- none"},
    ],
    "documents": [{"code": "report", "title": "Report", "date": "18/02/2010"}],
    "workstreams": [
        {
            "ref": "A1",
            "title": "=Collection, “x”",
            "start": "January 2010",
            "remarks": "3-4",
            "sources": "report 4.10, 4.1",
        }
    ],
}


def by_cell(sheet: str, rows: list[dict[str, str]]) -> dict[str, str]:
    """Rows as cells of a sheet, below its headings and its example."""
    [headings] = [[c.name for c in s.columns] for s in registry.sheets if s.name == sheet]
    return {
        f"{get_column_letter(headings.index(name) + 1)}{number}": text
        for number, row in enumerate(rows, start=3)
        for name, text in row.items()
    }


def test_the_template_filled_in_with_libreoffice_imports(db, office, tmp_path):
    said = Said("export_workbook", template=tmp_path / "new.xlsx")
    assert said.failure == ""
    typed = {sheet: by_cell(sheet, rows) for sheet, rows in TYPED.items()}
    filled = office.save(tmp_path / "new.xlsx", tmp_path / "filled.xlsx", typed)
    said = Said("import_workbook", filled)
    assert (said.failure, said.err, said.out[-1]) == ("", [], "Written.")
    workstream = Programme.objects.get(title="Rhannu bŵts a thŷ").workstreams.get()
    assert (workstream.ref, workstream.title) == ("A1", "=Collection, “x”")
    assert (workstream.start, workstream.remarks) == ("2010-01", "3-4")
    paragraphs = Citation.objects.order_by("order").values_list("paragraph", flat=True)
    assert list(paragraphs) == ["4.10", "4.1"]
    council = Organisation.objects.get(code="007")
    assert (council.name, council.short_name) == ("'s-Hertogenbosch Council", "- none")


def test_what_libreoffice_makes_of_typing_is_refused_in_words(db, office, tmp_path):
    """Without the template's text format, 4.10 becomes a number and 3/4 a day."""
    book = Workbook()
    book.active.title = "people"
    for line in (["code", "name", "remarks"], ["ann", "Ann"], ["bea", "Bea"], ["cy", "Cy"]):
        book.active.append(line)
    book.save(tmp_path / "plain.xlsx")
    typed = {"people": {"C2": "4.10", "C3": "3/4/2010", "C4": "=1+1"}}
    path = office.save(tmp_path / "plain.xlsx", tmp_path / "typed.xlsx", typed)
    outcome = import_workbook(path, user=None, reason="Test")
    places = {(p.row, p.column): p.expected for p in outcome.problems if p.sheet == "people"}
    assert places == {
        (2, "remarks"): "a number in a text column: 4.1 or 4.10? Format the cell as text",
        (3, "remarks"): (
            "the spreadsheet made a date of this: format the cell as text and type it again"
        ),
        (4, "remarks"): "this is a formula; type its value",
    }


@pytest.mark.parametrize("code", ["clyde-valley", "gloucester"])
def test_what_libreoffice_opened_and_saved_changes_nothing(db, office, tmp_path, code):
    import_workbook(FIXTURES / code, user=None, reason="Test")
    export_workbook(Programme.objects.get(), tmp_path / "out.xlsx")
    saved = office.save(tmp_path / "out.xlsx", tmp_path / "saved.xlsx")
    sheet = office.save(tmp_path / "out.xlsx", tmp_path / "saved.ods")
    back = office.save(sheet, tmp_path / "back.xlsx")
    for path in (saved, back):
        said = Said("import_workbook", path)
        assert (said.failure, said.err, said.out[-1]) == ("", [], "Nothing to write.")
