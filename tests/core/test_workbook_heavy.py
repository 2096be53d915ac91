"""Small files that unpack to very much: refused in words, by what they hold, in little memory."""

import os
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings

from sharedsvc.core.workbook import archive, measure
from sharedsvc.core.workbook.drafting import MOST_PROBLEMS
from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.portal.workbook.programme import import_sheets
from sharedsvc.portal.workbook.uploads import as_workbook
from tests.core.heavy import (
    MEGABYTE,
    heavy_xlsx,
    heavy_zip,
    inline,
    sheet,
    strings,
    styles,
)
from tests.core.workbooks import read_sheets

pytestmark = pytest.mark.once

MOST_MEMORY = 150  # MB above what Django takes; the issue asks for less than 200
READ = """
import resource, sys
import django
django.setup()
from pathlib import Path
from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.portal.workbook.uploads import as_workbook

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

before = peak()
for path in sys.argv[1:]:
    try:
        with as_workbook(Path(path)) as workbook:
            sheets = read_workbook(workbook)
        said = f"{sum(len(sheet.rows) for sheet in sheets)} rows"
        del sheets
    except NotAWorkbook as error:
        said = str(error)
    print(said)
print(peak() - before)
"""
TOO_MUCH = (
    "{} unpacks to more than 256 MB, or to more columns, texts or styles than a workbook needs. "
    "Copy what it says into a new workbook."
)
EMOJI = "🎉".encode() * 32_000


def sharing_one(text: bytes, rows: int):
    """One long text, which every row has."""
    return {
        "strings": strings((b"<si><t>" + text + b"</t></si>", 1)),
        "sheet": sheet((b'<row><c t="s"><v>0</v></c></row>', rows)),
    }


def formulas(count: int):
    """A long formula that many cells share."""
    return sheet(
        (b'<row><c r="A1"><f t="shared" si="0">' + b"A1+" * 10_000 + b"A1</f></c></row>", 1),
        (b'<row><c r="A2"><f t="shared" si="0"/></c></row>', count),
    )


ZIPS = {
    "lines": (
        [(b"name\n", 1), (b"\n", 90 * MEGABYTE)],
        "people: more than 500,000 lines in the workbook up to here, blank ones included. Delete "
        "the blank lines below the last row.",
    ),
    "line": (
        [(b"x", 90 * MEGABYTE)],
        "people.csv has a line of more than 1,000,000 characters: save it as “CSV UTF-8” and try "
        "again.",
    ),
    "quoted": (
        [(b'name\n"', 1), (b"x\n", 40 * MEGABYTE)],
        "people.csv cannot be read as CSV: field larger than field limit (131072).",
    ),
    "cells": (
        [(b"name\n", 1), (b"," * 16_000 + b"\n", 5_000)],
        "people: more than 2,000,000 cells in the workbook up to here, blank ones included. Divide "
        "it into several workbooks.",
    ),
    "rows": (
        [(b"name\n", 1), (b"x\n", 40 * MEGABYTE)],
        "people: more than 150,000 rows in the workbook up to here. Divide it into several "
        "workbooks.",
    ),
}
BOOKS = {
    "shared texts": ({"strings": strings((b"<si><t>x</t></si>", 4_000_000))}, TOO_MUCH),
    "one shared text": (
        {"strings": strings((b"<si><t>", 1), (b"x", 90 * MEGABYTE), (b"</t></si>", 1))},
        TOO_MUCH,
    ),
    "one text": ({"sheet": inline((b"x", 90 * MEGABYTE))}, TOO_MUCH),
    "a comment": ({"sheet": sheet((b"<!--", 1), (b"x", 90 * MEGABYTE), (b"-->", 1))}, TOO_MUCH),
    "an attribute": (
        {"sheet": sheet((b'<row x="', 1), (b"x", 90 * MEGABYTE), (b'"/>', 1))},
        TOO_MUCH,
    ),
    "fonts": ({"styles": styles((b"<font/>", 100_000))}, TOO_MUCH),
    "long texts": (
        {
            "sheet": sheet(
                (b'<row><c t="inlineStr"><is><t>' + EMOJI + b"</t></is></c></row>", 1_800)
            )
        },
        "people: too much to be taken in at once (",
    ),
    "a long text in many cells": (
        sharing_one(b" " + EMOJI + b"\xe2\x80\xae", 60_000),
        "59999 rows",
    ),
    "a formula in many cells": ({"sheet": formulas(40_000)}, "40000 rows"),
}


def test_heavy_small_files_are_refused_in_words_and_in_little_memory(tmp_path):
    paths, expected = [], []
    for number, (pieces, said) in enumerate(ZIPS.values()):
        paths.append(heavy_zip(tmp_path / f"z{number}.zip", "people.csv", pieces))
        expected.append(said)
    for number, (parts, said) in enumerate(BOOKS.values()):
        paths.append(heavy_xlsx(tmp_path / f"b{number}.xlsx", **parts))
        expected.append(said.format(paths[-1].name))
    assert max(path.stat().st_size for path in paths) < 400_000
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, paths)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sharedsvc.settings", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *said, peak = done.stdout.splitlines()
    pairs = zip(said, expected, strict=True)
    assert [pair for pair in pairs if not pair[0].startswith(pair[1])] == []
    assert float(peak) < MOST_MEMORY


def refusal_of(path) -> str:
    with pytest.raises(NotAWorkbook) as refusal, as_workbook(path) as workbook:
        read_workbook(workbook)
    return str(refusal.value)


def test_what_several_sheets_hold_is_counted_together(tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "MOST_ROWS", 3)
    sheets = {"people": "code\na\nb\n", "posts": "code\na\nb\n"}
    with pytest.raises(NotAWorkbook) as refusal:
        read_sheets(tmp_path, sheets)
    assert str(refusal.value) == (
        "posts: more than 3 rows in the workbook up to here. Divide it into several workbooks."
    )


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MOST_LINES", 50, "people: more than 50 lines in the workbook up to here"),
        ("MOST_PLACES", 50, "people: more than 50 cells in the workbook up to here"),
    ],
)
def test_blank_lines_and_cells_count_in_an_xlsx_file_too(tmp_path, monkeypatch, limit, value, said):
    monkeypatch.setattr(measure, limit, value)
    path = heavy_xlsx(tmp_path / "b.xlsx", sheet=sheet((b"<row><c/></row>", 60)))
    assert refusal_of(path).startswith(said)


def test_unknown_elements_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ELEMENTS", 1_000)
    path = heavy_xlsx(tmp_path / "b.xlsx", sheet=sheet((b"<a/>", 2_000)))
    assert refusal_of(path) == TOO_MUCH.format("b.xlsx")


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_an_archive_of_very_many_members_is_refused_before_its_directory_is_read(
    tmp_path, monkeypatch, ending
):
    path = tmp_path / f"b{ending}"
    with zipfile.ZipFile(path, "w") as zipped:
        for number in range(archive.MOST_MEMBERS + 1):
            zipped.writestr(f"{number}.csv", "")
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda archive: pytest.fail("read"))
    assert refusal_of(path) in (
        "The .zip file holds more than a workbook can.",
        TOO_MUCH.format("b.xlsx"),
    )


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b" " * 20_000 + b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b"<!--" + b" " * 16_370 + b'--><!DOCTYPE a [<!ENTITY b "c">]>',
    ],
)
def test_a_document_type_is_refused_wherever_it_stands(tmp_path, text):
    pieces = [(text, 1), *sheet((b"<row/>", 1))]
    path = heavy_xlsx(tmp_path / "b.xlsx", sheet=pieces)
    assert refusal_of(path) == "b.xlsx cannot be read as an .xlsx workbook."


def test_problems_are_cut_with_their_number(tmp_path, db):
    """However many; and nothing is looked for that is not shown."""
    rows = "".join(f"p {number},Person\n" for number in range(3_000))
    outcome = import_sheets(
        read_sheets(tmp_path, {"people": f"code,name\n{rows}"}), user=None, reason="Test"
    )
    assert (len(outcome.problems), outcome.problems.total) == (MOST_PROBLEMS + 1, 3_001)
    assert outcome.problems.lines()[-1] == "… and 2,500 more."
