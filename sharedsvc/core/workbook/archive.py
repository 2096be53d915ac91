"""Archives that are unpacked no further than a workbook needs, whatever they claim to hold."""

import zipfile
from pathlib import Path
from typing import Any

from sharedsvc.core.workbook.raw import LARGEST_FILE, NotAWorkbook

LARGEST_UNPACKED = LARGEST_FILE
LARGEST_PART = 4 * 1024 * 1024  # of those that are read whole: styles, lists of sheets
LONGEST_SILENCE = 1024 * 1024  # bytes without a tag; the longest cell takes a third
MOST_TAGS = 50_000  # in the parts that are read whole
MOST_ELEMENTS = 3_000_000  # in those that are read as streams
MOST_MEMBERS = 2_000
DIRECTORY_ENTRY = b"PK\x01\x02"
CHUNK = 1024 * 1024
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DOCTYPE = b"<!DOCTYPE"


class TooLarge(NotAWorkbook):
    """More would be unpacked than any workbook needs."""


class Archive(zipfile.ZipFile):
    """An archive that counts what it unpacks: its own directory may lie. Raises TooLarge."""

    def __init__(self, path: Path) -> None:
        if _directory_entries(path) > MOST_MEMBERS:
            raise TooLarge
        super().__init__(path)
        self.left = LARGEST_UNPACKED
        if sum(item.file_size for item in self.infolist()) > LARGEST_UNPACKED:
            self.close()
            raise TooLarge

    def open(self, name: Any, *args: Any, **kwargs: Any) -> Any:
        """The bytes of a part, counted. Raises BadZipFile for packings that no workbook has."""
        item = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if item.compress_type not in PACKINGS:
            raise zipfile.BadZipFile("A workbook is not packed like this.")
        return RationedPart(super().open(name, *args, **kwargs), self)


class XMLArchive(Archive):
    """An archive of XML: what its parts hold is counted too, and nothing in them may multiply."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.tags_left, self.elements_left = MOST_TAGS, MOST_ELEMENTS

    def open(self, name: Any, *args: Any, **kwargs: Any) -> Any:
        """A part that is counted as it is read."""
        return CountedXML(super().open(name, *args, **kwargs), self)

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """A whole part. Raises TooLarge."""
        with self.open(name, pwd=pwd) as part:
            content: bytes = part.part.read(LARGEST_PART + 1)
        part.refuse_doctype(content)
        self.tags_left -= content.count(b"<")
        if len(content) > LARGEST_PART or self.tags_left < 0:
            raise TooLarge
        return content


class RationedPart:
    """A part of an archive, read in pieces until the archive has no more to give."""

    def __init__(self, part: Any, archive: Any) -> None:
        self.part, self.archive = part, archive

    def read(self, size: int) -> bytes:
        """So many bytes. Raises TooLarge where the archive unpacks to more than it may."""
        content: bytes = self.part.read(size)
        self.archive.left -= len(content)
        if self.archive.left < 0:
            raise TooLarge
        return content

    def close(self) -> None:
        """Close the part."""
        self.part.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


class CountedXML(RationedPart):
    """A part that is read as a stream of elements.

    A parser keeps a text until its end: a long one is refused while it is read, before it is built.
    """

    silence = 0
    tail = b""

    def read(self, size: int) -> bytes:
        """So many bytes. Raises TooLarge for a long silence, and for a document type."""
        content: bytes = self.part.read(size)  # counted there already
        self.silence += len(content)
        if self.silence > LONGEST_SILENCE:
            raise TooLarge
        self.refuse_doctype(self.tail + content)
        self.tail = content[-len(DOCTYPE) :]
        return content

    def note_element(self) -> None:
        """Count an element that begins. Raises TooLarge."""
        self.archive.elements_left -= 1
        if self.archive.elements_left < 0:
            raise TooLarge

    @staticmethod
    def refuse_doctype(content: bytes) -> None:
        """Workbooks have no document types, whose entities may multiply, and are not UTF-16."""
        if DOCTYPE in content or b"\0" in content:
            raise zipfile.BadZipFile("No workbook is written like this.")


def _directory_entries(path: Path) -> int:
    """How many members an archive's directory has at most, before it is read into memory."""
    found, tail = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found += (tail + chunk).count(DIRECTORY_ENTRY)
            tail = chunk[1 - len(DIRECTORY_ENTRY) :]
    return found
