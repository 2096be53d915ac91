"""Workbooks that were uploaded and wait for their confirmation: kept apart for each user."""

import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from sharedsvc.core.workbook.files import DAMAGED, NotAWorkbook

LARGEST_UPLOAD = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_FILES = 100
KEPT_FOR = 24 * 60 * 60  # seconds
ENDINGS = (".xlsx", ".zip")


def keep_upload(user: Any, upload: Any) -> str:
    """Keep an uploaded file for a user; returns the token it is found by.

    Raises NotAWorkbook for a file that is too large or of another kind.
    """
    ending = Path(upload.name).suffix.lower()
    if ending not in ENDINGS:
        raise NotAWorkbook("Choose an .xlsx file, or a .zip file of .csv files.")
    if upload.size > LARGEST_UPLOAD:
        raise NotAWorkbook("The file is larger than 20 MB.")
    _forget_old()
    token = f"{secrets.token_urlsafe(24)}{ending}"
    path = _folder() / f"{user.pk}-{token}"
    with path.open("wb") as stream:
        for chunk in upload.chunks():
            stream.write(chunk)
    return token


def find_upload(user: Any, token: str) -> Path | None:
    """The file that a user uploaded; None once it is gone, or for anybody else."""
    path = _folder() / f"{user.pk}-{Path(token).name}"
    try:
        return path if path.is_file() else None
    except OSError:  # no name that a file can have
        return None


def forget_upload(path: Path) -> None:
    """Delete an uploaded file."""
    path.unlink(missing_ok=True)


@contextmanager
def as_workbook(path: Path) -> Iterator[Path]:
    """An uploaded file as what the import reads: a .zip becomes a folder. Raises NotAWorkbook."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    with TemporaryDirectory() as folder:
        _unpack(path, Path(folder))
        yield Path(folder)


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            items = [item for item in archive.infolist() if item.filename.lower().endswith(".csv")]
            size = sum(item.file_size for item in archive.infolist())
            if size > LARGEST_UNPACKED or len(items) > MOST_FILES:
                raise NotAWorkbook("The .zip file holds more than a workbook can.")
            if not items:
                raise NotAWorkbook("The .zip file holds no .csv files.")
            for item in items:
                with (
                    archive.open(item) as source,
                    (folder / Path(item.filename).name).open("wb") as target,
                ):
                    shutil.copyfileobj(source, target)
    except NotAWorkbook:
        raise
    except (*DAMAGED, RuntimeError, NotImplementedError) as error:
        raise NotAWorkbook("The .zip file cannot be read.") from error


def _folder() -> Path:
    folder = Path(settings.UPLOADS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _forget_old() -> None:
    for path in _folder().iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - KEPT_FOR:
            forget_upload(path)
