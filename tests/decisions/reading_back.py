"""What the files of a report say, read back: their texts in reading order."""

import re
from html.parser import HTMLParser
from io import BytesIO

import docx
import pikepdf
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from decisions.reports.numbering import roman

PARTED = re.compile(r"\w+")


def words_of(texts) -> list[str]:
    """The words of texts, wherever their lines end and whatever stands between them."""
    return [word.casefold() for text in texts for word in PARTED.findall(text)]


def texts_of(ending: str, content: bytes) -> list[str]:
    """The texts of a file in reading order, without what only the margins say."""
    return READERS[ending](content)


# PDF: by the structure tree, as a screen reader goes through it


class Structure:
    """The structure tree of a PDF, each element with its kind, its texts and its attributes."""

    def __init__(self, content: bytes) -> None:
        self.document = pikepdf.open(BytesIO(content))
        self.pages = {page.obj.objgen: _marked(self.document, page) for page in self.document.pages}
        self.root = self.document.Root.StructTreeRoot

    def elements(self, parent=None, page=None):
        """Each element in reading order: kind, element, and its own texts between those below."""
        for kid in _kids(self.root if parent is None else parent):
            if isinstance(kid, int):
                yield "text", parent, self.pages[page].get(kid, "")
            elif kid.get("/Type") == "/MCR":
                where = kid.Pg.objgen if "/Pg" in kid else page
                yield "text", parent, self.pages[where].get(int(kid.MCID), "")
            elif "/S" in kid:
                yield str(kid.S), kid, ""
                yield from self.elements(kid, kid.Pg.objgen if "/Pg" in kid else page)

    def texts(self, element=None):
        """The texts of an element and those below it."""
        page = element.Pg.objgen if element is not None and "/Pg" in element else None
        return [text for kind, _, text in self.elements(element, page) if kind == "text"]

    def of(self, kind, within=None):
        """The elements of a kind, in reading order."""
        return [found for name, found, _ in self.elements(within) if name == kind]


def _kids(element):
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _marked(document, page):
    """The text of each marked piece of content of a page, by its number; None for all without."""
    fonts = {name: _decoder(font) for name, font in page.resources.Font.items()}
    texts, open_marks, decode = {}, [], None
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            mark = operands[1] if name == "BDC" else {}
            open_marks.append(int(mark["/MCID"]) if "/MCID" in mark else None)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            decode = fonts[str(operands[0])]
        elif name in ("Tj", "TJ", "Tm", "Td", "T*"):
            number = next((one for one in reversed(open_marks) if one is not None), None)
            said = decode(operands[0]) if name in ("Tj", "TJ") else " "
            texts[number] = texts.get(number, "") + said
    return texts


def _margins(content):
    """What stands on each page outside the structure."""
    with pikepdf.open(BytesIO(content)) as document:
        return [_marked(document, page)[None] for page in document.pages]


def _decoder(font):
    """What makes text of the codes of a font, by its own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = int(text, 16) + step
                found[int(first, 16) + step] = code.to_bytes(2, "big").decode("utf-16-be")

    def decode(shown):
        parts = shown if isinstance(shown, pikepdf.Array) else [shown]
        codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        pairs = [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
        return "".join(found.get(code, "") for code in pairs)

    return decode


# Word: paragraphs and cells as they stand, with the numbers that Word gives to lists


def _word(content):
    document = docx.Document(BytesIO(content))
    numbers = _Numbers(document)
    paragraphs = document.element.body.iter(qn("w:p"))
    return [f"{numbers.label(paragraph)} {_of_paragraph(paragraph)}" for paragraph in paragraphs]


def _of_paragraph(paragraph):
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        signs.get(one.tag) or one.text or ""
        for run in paragraph.iter(qn("w:r"))
        for one in run
        if one.tag in (qn("w:t"), *signs)
    )


class _Numbers:
    """Counts the items of lists as Word does."""

    def __init__(self, document) -> None:
        element = document.part.numbering_part.element
        abstract = {
            one.get(qn("w:abstractNumId")): one for one in element.findall(qn("w:abstractNum"))
        }
        self.levels = {
            num.numId: abstract[str(num.abstractNumId.val)].findall(qn("w:lvl"))
            for num in element.num_lst
        }
        self.counts = {}

    def label(self, paragraph):
        """The label of a paragraph, "" where it is no item of a list."""
        properties = paragraph.pPr
        if properties is None or properties.numPr is None or properties.numPr.numId is None:
            return ""
        number, level = properties.numPr.numId.val, properties.numPr.ilvl.val
        told = self.levels[number][level]
        form, text, start = (
            told.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("numFmt", "lvlText", "start")
        )
        count = self.counts[number, level] = self.counts.get((number, level), int(start) - 1) + 1
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        return text.replace(f"%{level + 1}", FORMS[form](count))


FORMS = {
    "bullet": lambda count: "",
    "decimal": str,
    "lowerLetter": lambda count: chr(ord("a") + count - 1),
    "upperLetter": lambda count: chr(ord("A") + count - 1),
    "lowerRoman": lambda count: roman(count).lower(),
    "upperRoman": roman,
}


# The others


class _Html(HTMLParser):
    """The texts of a page, but what stands in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.texts, self.is_shown = [], False

    def handle_starttag(self, tag, attrs):
        self.is_shown = self.is_shown or tag == "body"

    def handle_data(self, data):
        if self.is_shown and data.strip():
            self.texts.append(data)


def _html(content):
    parser = _Html()
    parser.feed(content.decode())
    return parser.texts


def _markdown(content):
    tokens = MarkdownIt("commonmark").enable("table").parse(content.decode())
    return [_inline(token) for token in tokens if token.type == "inline"]


def _inline(token):
    kinds = {child.type for child in token.children}
    allowed = {"text", "text_special", "hardbreak", "softbreak"}
    allowed |= {"strong_open", "strong_close", "em_open", "em_close"}
    assert kinds <= allowed, kinds - allowed
    return "".join(
        " " if child.type.endswith("break") else child.content for child in token.children
    )


READERS = {
    "pdf": lambda content: Structure(content).texts(),
    "margins": _margins,
    "docx": _word,
    "html": _html,
    "txt": lambda content: [content.decode()],
    "md": _markdown,
}
