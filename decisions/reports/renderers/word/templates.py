"""Whether a council's Word template may be opened: nothing in it runs, or reaches elsewhere."""

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

LARGEST, UNPACKED, PARTS = 5_000_000, 50_000_000, 500
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = re.compile(r"vbaProject|activeX|embeddings|macro|customUI|afchunk|\.bin$", re.IGNORECASE)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
LETTERS = (".ttf", ".odttf", ".fntdata")
REACHES = re.compile(r"DDE|INCLUDE|\bLINK\b|IMPORT|MACROBUTTON|DATABASE", re.IGNORECASE)
NOT_WORD = "This is not a Word document (.docx): save it as one in Word, and try again."
TOO_LARGE = "This template is too large: leave out pictures until it has less than 5 MB."
HAS_CODE = "This template holds macros or embedded files: save it without them (.docx)."
LEADS_OUT = "This template leads to files elsewhere: put pictures and styles into it instead."
HAS_FIELD = "This template has a field that fetches something: take it out."
HAS_DOCTYPE = "This template was not written by Word: save it in Word, and try again."
BROKEN = (BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, OSError)


def why_unsafe(template: bytes) -> str:
    """Why a template may not be opened, and what to do; "" where it may."""
    if len(template) > LARGEST:
        return TOO_LARGE
    try:
        with ZipFile(BytesIO(template)) as parts:
            return _why_unsafe(parts)
    except (*BROKEN, etree.XMLSyntaxError):
        return NOT_WORD


def _why_unsafe(parts: ZipFile) -> str:
    entries = parts.infolist()
    if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
        return TOO_LARGE
    if any(RUNS.search(entry.filename) for entry in entries):
        return HAS_CODE
    if MAIN.encode() not in parts.read("[Content_Types].xml"):
        return NOT_WORD
    names = [entry.filename for entry in entries if not entry.is_dir()]
    seen = (name for name in names if not name.lower().endswith(PICTURES + LETTERS))
    return next(filter(None, (_why_part_unsafe(parts.read(name)) for name in seen)), "")


def _why_part_unsafe(part: bytes) -> str:
    """The same of one part, read as what opens it reads it: however it is written."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.doctype:
        return HAS_DOCTYPE
    if any(map(_leads_out, root.iter("{*}Relationship"))):
        return LEADS_OUT
    codes = "".join(one.text or "" for one in root.iter("{*}instrText"))
    codes += " ".join(
        str(value)
        for one in root.iter("{*}fldSimple")
        for name, value in one.attrib.items()
        if etree.QName(str(name)).localname == "instr"
    )
    return HAS_FIELD if REACHES.search(codes) else ""


def _leads_out(relation: Any) -> bool:
    is_link = str(relation.get("Type")).endswith("/hyperlink")
    return relation.get("TargetMode") == "External" and not is_link
