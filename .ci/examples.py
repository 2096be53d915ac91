"""Write docs/examples anew: the five reports of the fixtures as HTML, PDF and Word.

.ci/examples.py [folder]

In a database of its own that is gone afterwards. That they are what the code makes, the tests hold
(tests/decisions/test_one_content.py).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMMES = ROOT / "fixtures"
FORMS = ("html", "pdf", "docx")


def manage(database: Path, *arguments: str) -> str:
    """Run a command of manage.py in this database; return what it printed."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def main(folder: Path) -> None:
    """Take in the fixtures and write each report in each form."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "examples.sqlite3"
        manage(database, "migrate", "--verbosity", "0")
        for programme in sorted(PROGRAMMES.iterdir()):
            manage(database, "import_workbook", str(programme), "--reason", "Example")
        for line in manage(database, "report", "--list").splitlines():
            code = line.split("\t")[0]
            for form in FORMS:
                file = folder / f"{code}.{form}"
                print(manage(database, "report", code, "--format", form, "--output", str(file)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "examples")
