"""Pytest plugin: LibreOffice for the tests marked ``office``.

Without it they are skipped, in CI they fail. Set SOFFICE to use one that is not on the path. It
runs in a throw-away profile, so that nothing of the person's own LibreOffice is read or changed.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

NAMES = ("soffice", "libreoffice")
MISSING = (
    "no LibreOffice: install Debian's packages libreoffice-calc and libreoffice-writer, or set "
    "SOFFICE to its soffice"
)
PATIENCE = 180  # seconds
NOTHING: Mapping[str, Mapping[str, str]] = {}
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" \
script:language="StarBasic">{0}</script:module>
"""
MACRO = """\
Function Pair(name, value)
    Dim made As New com.sun.star.beans.PropertyValue
    made.Name = name
    made.Value = value
    Pair = made
End Function

Sub Work
    document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, Array())
    frame = document.CurrentController.Frame
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
{typing}
    document.storeAsURL("{target}", Array(Pair("FilterName", "{filter}")))
    document.close(True)
    StarDesktop.terminate()
End Sub
"""
GO = '    document.CurrentController.setActiveSheet(document.Sheets.getByName("{sheet}"))'
DISPATCH = '    dispatcher.executeDispatch(frame, ".uno:{0}", "", 0, Array(Pair("{1}", {2})))'


def find_office() -> str | None:
    """Return the path of LibreOffice's soffice, or None."""
    names = (os.environ.get("SOFFICE"), *NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_report_header(config: pytest.Config) -> str:
    """Say in the first lines which LibreOffice the tests use, or that they have none."""
    return f"soffice: {find_office() or f'MISSING, its tests do not run ({MISSING})'}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs LibreOffice where there is none; in CI that is a failure."""
    if item.get_closest_marker("office") and not find_office():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)


class Office:
    """LibreOffice Calc without a screen, in a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self.profile = folder / "profile"

    def save(
        self, source: Path, target: Path, typed: Mapping[str, Mapping[str, str]] = NOTHING
    ) -> Path:
        """Open a file, type texts into cells ({sheet: {cell: text}}), save it under another name.

        Typed as by hand: what looks like a number or a date becomes one, unless the cell is
        formatted as text.
        """
        lines = []
        for sheet, cells in typed.items():
            lines.append(GO.format(sheet=sheet))
            for cell, text in cells.items():
                lines += [
                    DISPATCH.format("GoToCell", "ToPoint", _basic(cell)),
                    DISPATCH.format("EnterString", "StringName", _basic(text)),
                ]
        macro = MACRO.format(
            source=source.as_uri(),
            target=target.as_uri(),
            filter=FILTERS[target.suffix],
            typing="\n".join(lines),
        )
        self._run_macro(macro)
        assert target.is_file(), "LibreOffice did not save the file"
        return target

    def text_of(self, source: Path) -> str:
        """What a document says when it is opened. Needs LibreOffice Writer."""
        form = "txt:Text (encoded):UTF8"
        self._run("--convert-to", form, "--outdir", str(source.parent), str(source))
        target = source.with_suffix(".txt")
        assert target.is_file(), "LibreOffice did not open the file: has it no Writer?"
        return target.read_text(encoding="utf-8")

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            [
                find_office() or "soffice",
                f"-env:UserInstallation={self.profile.as_uri()}",
                *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )

    def _run_macro(self, macro: str) -> None:
        """Run a macro in place of the empty one that each new profile has."""
        module = self.profile / "user/basic/Standard/Module1.xba"
        if not module.is_file():
            self._run("--terminate_after_init")
        module.write_text(MODULE.format(escape(macro)), encoding="utf-8")
        self._run("macro:///Standard.Module1.Work")


def _basic(text: str) -> str:
    """A text as an expression of LibreOffice Basic."""
    lines = ['"' + line.replace('"', '""') + '"' for line in text.split("\n")]
    return " & Chr(10) & ".join(lines)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice Calc; the test bears the marker ``office``."""
    return Office(tmp_path_factory.mktemp("office"))
