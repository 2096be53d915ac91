"""How long the forms of a report take, beside what anybody would write or use instead."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.builds import HERE, Build, NotBuilt
from bench.table import table

LARGEST = "clackmannanshire-stirling"  # of the five programmes, the one with the longest report
WEASYPRINT = "weasyprint==70.0"  # installed for this alone, and gone afterwards
BARS = {  # how many times as long as the other at most
    "HTML, beside a bare template": 2.0,
    "PDF, beside WeasyPrint's of our HTML": 1 / 8,
    "Word, beside a plain script of python-docx": 1.5,
}
HEADINGS = ("form, beside", "the other, ms", "ours, ms", "ours : the other", "must", "")


def measure_reports(build: Build, folder: Path, say: Callable[[str], None]) -> str:
    """Time each form of the largest of the five reports, in turns with the other, and tell it.

    Raises NotBuilt where WeasyPrint cannot be had.
    """
    other = _with_weasyprint(folder, say)
    here = build.with_database(f"sqlite:///{folder / 'reports.sqlite3'}")
    here.manage("migrate", "--verbosity", "0")
    here.manage("import_workbook", str(HERE / "fixtures" / LARGEST), "--reason", "Measuring")
    say("The forms of a report, in turns")
    return in_words(json.loads(here.inside("reports", str(other))))


def _with_weasyprint(folder: Path, say: Callable[[str], None]) -> Path:
    """A Python of its own that has WeasyPrint."""
    say(f"Installing {WEASYPRINT} into a folder of its own")
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    place = folder / "weasyprint"
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
        [uv, "pip", "install", "--quiet", "--python", str(place / "bin/python"), WEASYPRINT],
    ):
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.returncode:
            raise NotBuilt(f"{WEASYPRINT} could not be installed: {said.stderr.strip()}")
    return place / "bin/python"


def in_words(found: dict[str, Any]) -> str:
    """The table: medians, and the median of the ratios within rounds."""
    rows = []
    for form, most in BARS.items():
        rounds = found[form]
        grown = median(ours / other for other, ours in rounds)
        other, ours = (median(times) for times in zip(*rounds, strict=True))
        kept = "kept" if grown <= most else "MISSED"
        said = f"{grown:.2f} ×" if most >= 1 else f"1/{1 / grown:.0f}"
        must = f"at most {most:.3g} ×" if most >= 1 else f"at most 1/{1 / most:.0f}"
        rows.append((form, f"{other:,.1f}", f"{ours:,.1f}", said, must, kept))
    return table(HEADINGS, rows)
