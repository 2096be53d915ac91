"""docs/workbook.md is written from the declared sheets and kept true."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from sharedsvc.core.workbook.documentation import describe
from sharedsvc.core.workbook.sheets import registry

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "workbook.md"
AGAIN = "Run manage.py document_workbook."


def test_the_document_says_what_the_sheets_are():
    assert DOCUMENT.read_text(encoding="utf-8") == describe(registry), AGAIN


def test_the_command_writes_the_document(tmp_path):
    call_command("document_workbook", output=tmp_path / "workbook.md")
    assert (tmp_path / "workbook.md").read_bytes() == DOCUMENT.read_bytes(), AGAIN


def test_every_sheet_and_column_is_described():
    described = describe(registry)
    missing = [
        (sheet.name, column.name)
        for sheet in registry.sheets
        for column in sheet.columns
        if f"\n## {sheet.name}\n" not in described or f"\n| {column.name} | " not in described
    ]
    assert missing == []


def test_sheets_and_parts_have_names_of_their_own():
    parts = [part.name for sheet in registry.sheets for part in sheet.parts]
    assert sorted(parts) == sorted(set(parts))
    orders = [sheet.order for sheet in registry.sheets]
    assert sorted(orders) == sorted(set(orders))


def test_the_fixtures_use_only_declared_sheets():
    declared = {sheet.file_name for sheet in registry.sheets}
    folders = [path for path in (Path(settings.BASE_DIR) / "fixtures").iterdir() if path.is_dir()]
    used = {path.name for folder in folders for path in folder.glob("*.csv")}
    assert used - declared == set()
