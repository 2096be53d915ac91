"""Small files that unpack to very much, made for tests; nothing is kept of what they hold."""

import zipfile
from pathlib import Path

from openpyxl import Workbook

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
PARTS = {"sheet": SHEET, "strings": STRINGS, "styles": "xl/styles.xml"}
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml" />'
)
MEGABYTE = 2**20
Pieces = list[tuple[bytes, int]]  # each with how often it stands there


def heavy_zip(path: Path, name: str, pieces: Pieces) -> Path:
    """A .zip file with one member."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, name, pieces)
    return path


def heavy_xlsx(path: Path, **parts: Pieces) -> Path:
    """A sound .xlsx file in which some parts (sheet, strings, styles) are others."""
    book = Workbook()
    book.active.title = "people"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    types = "[Content_Types].xml"
    members[types] = members[types].replace(b"</Types>", SHARED + b"</Types>")
    members.setdefault(STRINGS, b'<sst xmlns="%s"/>' % MAIN)
    changed = {PARTS[name]: pieces for name, pieces in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if name not in changed:
                archive.writestr(name, content)
        for name, pieces in changed.items():
            _write(archive, name, pieces)
    return path


def _write(archive: zipfile.ZipFile, name: str, pieces: Pieces) -> None:
    with archive.open(name, "w", force_zip64=True) as stream:
        for piece, times in pieces:
            at_once = max(1, min(times, MEGABYTE // len(piece)))
            for _ in range(times // at_once):
                stream.write(piece * at_once)
            stream.write(piece * (times % at_once))


def sheet(*pieces: tuple[bytes, int]) -> Pieces:
    """A sheet with these rows."""
    start = b'<worksheet xmlns="%s"><sheetData>' % MAIN
    return [(start, 1), *pieces, (b"</sheetData></worksheet>", 1)]


def strings(*pieces: tuple[bytes, int]) -> Pieces:
    """Shared texts."""
    return [(b'<sst xmlns="%s">' % MAIN, 1), *pieces, (b"</sst>", 1)]


def inline(*pieces: tuple[bytes, int]) -> Pieces:
    """A sheet with one cell whose text is this."""
    start = b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    return sheet((start, 1), *pieces, (b"</t></is></c></row>", 1))


def styles(*pieces: tuple[bytes, int]) -> Pieces:
    """Styles with these fonts."""
    start = b'<styleSheet xmlns="%s"><fonts>' % MAIN
    return [(start, 1), *pieces, (b"</fonts></styleSheet>", 1)]
