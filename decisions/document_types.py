"""What kind of document a file is, by its content and not by its name."""

import io
import zipfile
from dataclasses import dataclass

LARGEST = 20 * 1024 * 1024
MOST_ENTRIES = 5_000  # of a Word or OpenDocument file, which is a zip
IN_WORDS = "a PDF, a Word document (.docx) or an OpenDocument text (.odt)"


class NotADocument(ValueError):
    """A file that is not kept; the message says why, and what to do."""


@dataclass(frozen=True)
class DocumentType:
    """A kind of document that is kept: how its name ends, and what browsers are told it is."""

    ending: str
    media_type: str


PDF = DocumentType("pdf", "application/pdf")
DOCX = DocumentType(
    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
ODT = DocumentType("odt", "application/vnd.oasis.opendocument.text")
TYPES = {one.ending: one for one in (PDF, DOCX, ODT)}


def type_of(content: bytes) -> DocumentType:
    """What kind of document this is. Raises NotADocument for anything that is not kept.

    Nothing is unpacked: of a zip only the list of what is in it is read, and its first entry.
    """
    if not content:
        raise NotADocument("The file is empty: choose the document again.")
    if len(content) > LARGEST:
        raise NotADocument("The file is larger than 20 MB: make it smaller, and choose it again.")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise NotADocument("The PDF is not complete: save it again, and choose it again.")
        return PDF
    return _type_of_zip(content)


def _type_of_zip(content: bytes) -> DocumentType:
    unknown = NotADocument(f"The file is not {IN_WORDS}, whatever it is called.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_ENTRIES:
                raise unknown
            if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
                raise NotADocument("The document holds macros: save it without, as .docx.")
            if {"[Content_Types].xml", "word/document.xml"} <= {*names}:
                return DOCX
            if names[:1] == ["mimetype"] and _says_text(archive):
                return ODT
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise unknown from error
    raise unknown


def _says_text(archive: zipfile.ZipFile) -> bool:
    entry = archive.getinfo("mimetype")
    said = ODT.media_type.encode()
    return entry.file_size == len(said) and archive.read(entry) == said


def name_of(given: str, kind: DocumentType) -> str:
    """The name under which a document is kept and given out: plain letters, and its own ending."""
    stem = given.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in stem)
    words = "-".join(filter(None, plain.split("-")))[:80].strip("-")
    return f"{words or 'business-case'}.{kind.ending}"
