"""100,000 rows: bounded memory, progress told, and no more than so many statements for each row."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from sharedsvc.core.workbook import importing
from sharedsvc.portal.workbook.programme import import_sheets
from tests.core.workbooks import BINS, read_sheets

MEASURE = """
import resource, sys
limit = {limit} * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
import django
django.setup()
from pathlib import Path
from sharedsvc.portal.workbook.programme import import_workbook

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

for path in sys.argv[1:3]:
    before = peak()
    outcome = import_workbook(Path(path), user=None, reason="Test", progress=print)
    print("=", len(outcome.problems), *[str(problem) for problem in outcome.problems], sep="|")
    print("=", peak() - before, sep="|")
"""
HARD_LIMIT = 1024  # MB of addresses, of which Python and Django alone take a third
HEADINGS = ("code", "name", "remarks")
SHEET = "xl/worksheets/sheet1.xml"
CELL = '<c r="{0}{1}" t="inlineStr"><is><t>{2}</t></is></c>'


def lines(count: int):
    """Rows of people; only the last is faulty."""
    for number in range(1, count):
        yield f"p{number}", f"Person ŵ {number}", f"Remark {number} on somebody"
    yield "last", "", "No name"


def write_csv(path: Path, count: int) -> Path:
    path.mkdir()
    with (path / "people.csv").open("w", encoding="utf-8") as stream:
        stream.writelines(f"{','.join(line)}\n" for line in (HEADINGS, *lines(count)))
    return path


def write_xlsx(path: Path, count: int) -> Path:
    """Written by hand, since openpyxl would take longer than the import."""
    path = path.with_suffix(".xlsx")
    book = Workbook()
    book.active.title = "people"
    book.save(path.with_suffix(".empty"))
    with (
        zipfile.ZipFile(path.with_suffix(".empty")) as empty,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in empty.namelist():
            if name != SHEET:
                archive.writestr(name, empty.read(name))
        start, end = re.split(r"<sheetData.*sheetData>", empty.read(SHEET).decode())
        with archive.open(SHEET, "w") as stream:
            stream.write(f"{start}<sheetData>".encode())
            for number, line in enumerate((HEADINGS, *lines(count)), start=1):
                cells = [
                    CELL.format(*place) for place in zip("ABC", [number] * 3, line, strict=True)
                ]
                stream.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            stream.write(f"</sheetData>{end}".encode())
    return path


def measured(*paths: Path) -> tuple[list[str], list[list[str]]]:
    """What importing these one after the other says on the way, and results with memory in MB.

    Without a programme, so that everything is read and checked and no database is needed.
    """
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(limit=HARD_LIMIT), *map(str, paths)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sharedsvc.settings", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    return [line for line in said if line[0] != "="], [
        line.split("|")[1:] for line in said if line[0] == "="
    ]


@pytest.mark.once
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_100_000_rows_take_memory_in_proportion_and_show_progress(tmp_path, write):
    small, large = write(tmp_path / "small", 10_000), write(tmp_path / "large", 100_000)
    told, (problems, for_small, again, for_large) = measured(small, large)
    expected = "people, row {}, column “name”: name must be filled in."
    assert (problems[0], problems[-1]) == ("2", expected.format("10001"))
    assert (again[0], again[-1]) == ("2", expected.format("100001"))
    assert told[:2] == ["people: 5,000 rows read …", "people: 10,000 rows read …"]
    assert told[-1] == "people: 100,000 rows read …"
    assert len(told) == 22
    # what comes after the first is measured on top of it: 90,000 rows more
    assert float(for_large[0]) < 15 * max(float(for_small[0]), 10)


def statements_for(tmp_path, count: int) -> tuple[int, int]:
    """How many statements it takes to add so many rows, and to find them unchanged."""
    rows = "".join(f"w{n},Work {n},bins,2010-01\n" for n in range(count))
    sheets = {**BINS, "workstreams": BINS["workstreams"] + rows}
    taken = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            outcome = import_sheets(
                read_sheets(tmp_path / str(count), sheets), user=None, reason="Test"
            )
        assert outcome.problems == []
        taken.append(len(captured))
    return taken[0], taken[1]


def test_statements_grow_with_the_rows_added_and_not_with_those_left(tmp_path, db):
    few, few_left = statements_for(tmp_path, 10)
    more, more_left = statements_for(tmp_path, 110)
    assert few_left == more_left
    assert more - few <= 100 * 9


def test_progress_is_told_as_rows_are_taken(tmp_path, db, monkeypatch):
    monkeypatch.setattr(importing, "STEP", 4)
    told: list[str] = []
    sheets = read_sheets(tmp_path, BINS)
    import_sheets(sheets, user=None, reason="Test", progress=told.append)
    assert told == ["4 of 10 taken …", "8 of 10 taken …"]
