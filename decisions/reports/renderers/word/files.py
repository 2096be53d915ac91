"""The Word file around a report: what it is written into, says of itself, and is saved as."""

import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Twips

from decisions.reports.content import ReportContent
from decisions.reports.renderers.paper import LANGUAGE
from decisions.reports.renderers.word.templates import why_unsafe

ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows
LEFTOVERS = (
    *("/thumbnail", "/custom-properties", "/extended-properties", "/customXml"),
    *("/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible", "/people"),
    *("/glossaryDocument", "/footnotes", "/endnotes"),
)
COUNTED = ("Page ", "PAGE", " of ", "NUMPAGES")


class UnsafeTemplate(ValueError):
    """A council's template may not be opened; the message says why, and what to do."""


def opened(template: bytes | None) -> Any:
    """An empty document: ours on A4, or a council's template without what stands in it.

    Raises UnsafeTemplate.
    """
    if template is None:
        return _without_leftovers(_ours())
    if why := why_unsafe(template):
        raise UnsafeTemplate(why)
    document = _without_leftovers(docx.Document(BytesIO(template)))
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    return document


def _without_leftovers(document: Any) -> Any:
    """The document without what is told of one that once stood in it: picture, comments, people."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.endswith(LEFTOVERS)]:
            relations.pop(key)
    return document


def _ours() -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(24), Mm(22)
    section.top_margin, section.bottom_margin = Mm(17), Mm(24)
    section.footer_distance = Mm(10)
    return document


def room_in(document: Any) -> int:
    """The width between the margins, in twentieths of a point."""
    section = document.sections[0]
    return (section.page_width - section.left_margin - section.right_margin) // Twips(1)


def describe(document: Any, content: ReportContent) -> None:
    """Say in its properties what the document is, and nothing of who made it or when."""
    told = document.core_properties
    told.title = content.title.strip() or content.code
    told.author = told.last_modified_by = content.council
    told.language = LANGUAGE
    told.subject = told.keywords = told.comments = told.category = ""
    told.revision = 1
    dates = [qn("dcterms:created"), qn("dcterms:modified"), qn("cp:lastPrinted")]
    for element in [one for one in told._element if one.tag in dates]:
        told._element.remove(element)
    if content.day:
        told.created = told.modified = datetime.datetime.fromisoformat(content.day)


def number_pages(document: Any, margin: str, style: str) -> None:
    """Put into the foot of each page whose report it is, and which page; a template's own stays."""
    footer = document.sections[0].footer
    if not footer.is_linked_to_previous and any(one.text.strip() for one in footer.paragraphs):
        return
    footer.is_linked_to_previous = False
    element = footer.paragraphs[0]._p
    element.style = style
    element.add_r().text = f"{margin}\t"
    for plain, code in zip(COUNTED[::2], COUNTED[1::2], strict=True):
        element.add_r().text = plain
        field = (
            f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
        element.append(parse_xml(field))


def saved(document: Any) -> bytes:
    """The bytes of the document: equal for equal documents, whenever they are saved."""
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, ZIP_BEGINS)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            target.writestr(entry, source.read(name))
    return out.getvalue()
