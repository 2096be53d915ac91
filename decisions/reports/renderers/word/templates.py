"""Whether a council's Word template may be opened: nothing in it runs, or reaches elsewhere."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

LARGEST, UNPACKED, PARTS = 5_000_000, 50_000_000, 500
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = re.compile(r"vbaProject|activeX|embeddings|macro|customUI|afchunk|\.bin$", re.IGNORECASE)
OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
HYPERLINK = re.compile(rb"""<Relationship\b[^>]*/hyperlink["'][^>]*>""")
CODE = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr\s*=\s*[\"']([^\"']*)")
REACHES = re.compile(
    rb"\b(DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|MACROBUTTON|DATABASE)\b", re.IGNORECASE
)
NOT_WORD = "This is not a Word document (.docx): save it as one in Word, and try again."
TOO_LARGE = "This template is too large: leave out pictures until it has less than 5 MB."
HAS_CODE = "This template holds macros or embedded files: save it without them (.docx)."
LEADS_OUT = "This template leads to files elsewhere: put pictures and styles into it instead."
HAS_FIELD = "This template has a field that fetches something: take it out."
HAS_DOCTYPE = "This template was not written by Word: save it in Word, and try again."


def why_unsafe(template: bytes) -> str:
    """Why a template may not be opened, and what to do; "" where it may."""
    if len(template) > LARGEST:
        return TOO_LARGE
    try:
        with ZipFile(BytesIO(template)) as parts:
            return _why_unsafe(parts)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, OSError):
        return NOT_WORD


def _why_unsafe(parts: ZipFile) -> str:
    entries = parts.infolist()
    if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
        return TOO_LARGE
    if any(RUNS.search(entry.filename) for entry in entries):
        return HAS_CODE
    if MAIN.encode() not in parts.read("[Content_Types].xml"):
        return NOT_WORD
    texts = (parts.read(one) for one in entries if one.filename.endswith((".xml", ".rels")))
    return next(filter(None, map(_why_text_unsafe, texts)), "")


def _why_text_unsafe(text: bytes) -> str:
    if b"<!" in text.replace(b"<!--", b"") or (not text.isascii() and text[:2] in UTF16):
        return HAS_DOCTYPE
    if OUTSIDE.search(HYPERLINK.sub(b"", text)):
        return LEADS_OUT
    if any(REACHES.search(code) for found in CODE.findall(text) for code in found):
        return HAS_FIELD
    return ""


UTF16 = (b"\xff\xfe", b"\xfe\xff")
