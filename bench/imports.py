"""A workbook of 10,009 rows, taken in by each build's own command into an empty register."""

import csv
import datetime
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.builds import Build, NotBuilt
from bench.serving import stop

CODE = "made-up-import"
COUNCILS = 6
ROWS = 10_009
OF_EACH = 4  # sheets that have a row for each workstream
FIRST = datetime.date(2016, 1, 4)
Row = tuple[str, ...]


def write_workbook(folder: Path, rows: int) -> None:
    """Write the sheets: nine rows, and the rest in equal parts of four sheets."""
    folder.mkdir()
    for name, lines in _sheets((rows - COUNCILS - 3) // OF_EACH).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)


def _sheets(workstreams: int) -> dict[str, list[Row]]:
    title, about = "Made-up import", "Made up for measuring."
    councils = [
        (f"mui-{n}", f"Importbury {n} Council (made up)", "") for n in range(1, COUNCILS + 1)
    ]
    numbers = range(1, workstreams + 1)
    return {
        "programme": [
            ("code", "title", "partnership", "summary", "start"),
            (CODE, title, "mui-all", about, "2016-01"),
        ],
        "organisations": [
            ("code", "name", "kind"),
            ("mui-all", "Import partnership (made up)", "partnership"),
            *councils,
        ],
        "documents": [("code", "title", "date"), ("mui-report", about, "2016-01-04")],
        "workstreams": [
            ("ref", "title", "order", "scope", "start", "sources"),
            *((f"I{n:05}", f"Import {n}", str(n), about, _day(n), _source(n)) for n in numbers),
        ],
        "roles": [
            ("workstream", "role", "organisation", "standing", "start", "sources"),
            *(
                (f"I{n:05}", "lead", f"mui-{n % COUNCILS + 1}", "confirmed", _day(n), _source(n))
                for n in numbers
            ),
        ],
        "stages": [
            ("workstream", "stage", "start"),
            *((f"I{n:05}", "identified", _day(n)) for n in numbers),
        ],
        "updates": [
            ("workstream", "number", "date", "rating", "what has happened"),
            *((f"I{n:05}", "1", _day(n), "green", about) for n in numbers),
        ],
    }


def _day(number: int) -> str:
    return (FIRST + datetime.timedelta(days=number)).isoformat()


def _source(number: int) -> str:
    return f"mui-report {number // 9 + 1}.{number % 9 + 1}"


def take_in(build: Build, workbook: Path) -> tuple[float, float]:
    """Seconds that the command took, and the megabytes it held at most. Raises NotBuilt."""
    command = [sys.executable, "manage.py", "import_workbook", str(workbook), "--reason", "Bench"]
    began = time.perf_counter()
    said = workbook.with_suffix(f".{build.name}")
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=build.folder,
            env={**os.environ, **build.environment(debug=False)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            stop(process)
    if process.returncode:
        raise NotBuilt(f"{build.name}: the import failed:\n{said.read_text()[-2000:]}")
    return time.perf_counter() - began, used.ru_maxrss / 1024
