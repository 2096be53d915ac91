"""Workbooks that were uploaded and wait for their confirmation: kept apart for each user."""

import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils import timezone

from sharedsvc.core.models import WrittenUpload
from sharedsvc.core.workbook.archive import Archive, TooLarge
from sharedsvc.core.workbook.files import is_sheet
from sharedsvc.core.workbook.raw import DAMAGED, NotAWorkbook, refuse_doubles
from sharedsvc.portal.workbook.import_lock import one_import_at_a_time

LARGEST_UPLOAD = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_FILES = 100
KEPT_FOR = 24 * 60 * 60  # seconds
FileKinds = tuple[str, Collection[str]]  # in words, and their endings
A_WORKBOOK: FileKinds = ("an .xlsx file, or a .zip file of .csv files", (".xlsx", ".zip"))
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".zip")
MACS_OWN = "__MACOSX"  # a folder of what Macs keep beside each file
MOST_NAMED = 5
TOO_LARGE = (
    f"The file is larger than {LARGEST_UPLOAD >> 20} MB: make it smaller, and choose it again."
)


class StopAtLimit(FileUploadHandler):
    """Keeps nothing of a file beyond what is taken; `request.too_large` names its field.

    The rest of it is read and thrown away, so that the form can say so.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Take a piece of the file, or stop once it is too large. Raises SkipFile."""
        if start + len(raw_data) > LARGEST_UPLOAD:
            others = getattr(self.request, "too_large", ())
            self.request.too_large = {*others, self.field_name}  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers that follow keep the file."""


def keep_upload(user: Any, upload: Any, kinds: FileKinds = A_WORKBOOK) -> str:
    """Keep an uploaded file for a user; returns the token it is found by.

    Raises NotAWorkbook for a file that is too large or of another kind.
    """
    ending = Path(upload.name).suffix.lower()
    said, endings = kinds
    if ending not in endings:
        raise NotAWorkbook(f"Choose {said}.")
    if upload.size > LARGEST_UPLOAD:
        raise NotAWorkbook(TOO_LARGE)
    _forget_old()
    token = f"{secrets.token_urlsafe(24)}{ending}"
    path = _folder() / f"{user.pk}-{token}"
    try:
        with path.open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
    except BaseException:
        forget_upload(path)
        raise
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


class AlreadyWritten(Exception):
    """The upload was written already: `written` says when, and what it changed."""

    def __init__(self, written: WrittenUpload) -> None:
        super().__init__(str(written))
        self.written = written


class UploadGone(Exception):
    """The upload is no longer there: it was cancelled or refused, or its day is over."""


class Upload:
    """An upload that is written once, whoever else confirms or cancels it at the same time.

    Asked and told within the transaction in which one import runs at a time.
    """

    def __init__(self, user: Any, token: str, path: Path) -> None:
        self.user, self.token, self.path = user, token, path

    def refuse_second(self) -> None:
        """Raise AlreadyWritten or UploadGone where there is nothing to be written any more."""
        written = written_upload(self.user, self.token)
        if written is not None:
            raise AlreadyWritten(written)
        if not self.path.is_file():
            raise UploadGone

    def note_written(self, added: int, changed: int, left: int) -> None:
        """Remember what was written."""
        WrittenUpload.objects.create(
            token=self.token, user=self.user, added=added, changed=changed, left=left
        )

    def cancel(self) -> None:
        """Delete it, once nobody is writing it. Raises AlreadyWritten and UploadGone."""
        with one_import_at_a_time():
            self.refuse_second()
            forget_upload(self.path)


def written_upload(user: Any, token: str) -> WrittenUpload | None:
    """What a user's upload wrote, if it was written."""
    return WrittenUpload.objects.filter(user=user, token=token).first()


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
        with Archive(path) as archive:
            for item in _sheets_in(archive):
                target = folder / _in_zip(item).name
                with archive.open(item) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
    except TooLarge:
        raise NotAWorkbook("The .zip file holds more than a workbook can.") from None
    except NotAWorkbook:
        raise
    except (*DAMAGED, NotImplementedError) as error:
        raise NotAWorkbook("The .zip file cannot be read.") from error


def _sheets_in(archive: Archive) -> list[Any]:
    """The members that are sheets. Raises NotAWorkbook where not all could be taken."""
    members = [item for item in archive.infolist() if not item.is_dir()]
    members = [item for item in members if _in_zip(item).parts[0] != MACS_OWN]
    others = [item.filename for item in members if _in_zip(item).suffix.lower() in WORKBOOKS]
    if others:
        raise NotAWorkbook(
            f"The .zip file holds {', '.join(others[:MOST_NAMED])}: upload a workbook on its own, "
            "or save each of its sheets as a .csv file."
        )
    sheets = [item for item in members if is_sheet(_in_zip(item).name)]
    size = sum(item.file_size for item in archive.infolist())
    if size > LARGEST_UNPACKED or len(sheets) > MOST_FILES:
        raise NotAWorkbook("The .zip file holds more than a workbook can.")
    if not sheets:
        raise NotAWorkbook("The .zip file holds no .csv files.")
    refuse_doubles(((item.filename, _in_zip(item).stem) for item in sheets), "The .zip file holds")
    return sheets


def _in_zip(item: Any) -> PurePosixPath:
    """Where a member stands in a .zip file; some programs part folders by backslashes."""
    return PurePosixPath(item.filename.replace("\\", "/"))


def _folder() -> Path:
    folder = Path(settings.UPLOADS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _forget_old() -> None:
    since = timezone.now() - timedelta(seconds=KEPT_FOR)
    WrittenUpload.objects.filter(at__lt=since).delete()
    for path in _folder().iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - KEPT_FOR:
            forget_upload(path)
