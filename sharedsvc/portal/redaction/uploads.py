"""Uploaded workbooks that wait to be written: one that holds a detail would bring it back."""

import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from django.conf import settings

from sharedsvc.core.workbook.raw import DAMAGED
from sharedsvc.portal.workbook.uploads import LARGEST_UNPACKED, forget_upload

TAG = re.compile(r"<[^>]*>")
END_OF_CELL = re.compile(r"</(?:si|is|c)>")


def forget_uploads_with(holds: Callable[[str], bool]) -> int:
    """Delete the uploads that hold a detail, whoever's they are, or that cannot be read.

    Returns how many; their owners upload them again, without it.
    """
    folder = Path(settings.UPLOADS_ROOT)
    waiting = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    held = [path for path in waiting if _holds(path, holds)]
    for path in held:
        forget_upload(path)
    return len(held)


def _holds(path: Path, holds: Callable[[str], bool]) -> bool:
    try:
        return any(holds(text) for text in _texts(path))
    except (*DAMAGED, OSError, NotImplementedError):
        return True


def _texts(path: Path) -> Iterator[str]:
    """The texts of its sheets; a detail parted by formatting is found without the tags."""
    if path.suffix.lower() == ".csv":
        yield path.read_text(encoding="utf-8", errors="replace")
        return
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            if item.file_size > LARGEST_UNPACKED:
                raise OSError("too large to be read")
            text = archive.read(item).decode("utf-8", errors="replace")
            for shown in _without_tags(text) if item.filename.endswith(".xml") else (text,):
                yield unescape(shown)


def _without_tags(text: str) -> tuple[str, str]:
    """What cells say, each on a line: as if formats parted no word, and as if each did."""
    cells = END_OF_CELL.sub("\n", text)
    return TAG.sub("", cells), TAG.sub(" ", cells)
