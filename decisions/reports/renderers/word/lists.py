"""Lists as Word knows them: numbered by Word where the labels run on, so that each is a list."""

import re
import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

from decisions.reports.numbering import roman

INDENT, HANG = 737, 510  # twentieths of a point: to the text of paragraphs, and for a label
LABEL = re.compile(r"(?P<before>[^\w%]*)(?P<value>\d+|[a-z]+|[A-Z]+)(?P<after>[^\w%]*)")
LETTERS = {letter: place for place, letter in enumerate(string.ascii_lowercase, start=1)}
ROMANS = {roman(number).lower(): number for number in range(1, 40)}


@dataclass(frozen=True)
class Level:
    """How Word writes the labels of one level: "(%1)" in lower-case letters."""

    form: str
    text: str
    start: int = 1


BULLET = Level("bullet", "•")


def level_of(labels: Sequence[str]) -> Level | None:
    """What makes exactly these labels, one after the other; None where Word could not."""
    if not any(labels):
        return BULLET
    found = [LABEL.fullmatch(label) for label in labels]
    around = {(one["before"], one["after"]) for one in found if one}
    if not all(found) or len(around) != 1:
        return None
    before, after = around.pop()
    values = [one["value"] for one in found if one]
    for form, value_of in FORMS.items():
        numbers = [value_of(value) for value in values]
        first = numbers[0]
        if first is not None and numbers == list(range(first, first + len(numbers))):
            return Level(form, f"{before}%1{after}", first)
    return None


def _decimal(value: str) -> int | None:
    return int(value) if value.isdigit() and not value.startswith("0") else None


FORMS: dict[str, Callable[[str], int | None]] = {
    "decimal": _decimal,
    "lowerLetter": LETTERS.get,
    "upperLetter": lambda value: LETTERS.get(value.lower()) if value.isupper() else None,
    "lowerRoman": ROMANS.get,
    "upperRoman": lambda value: ROMANS.get(value.lower()) if value.isupper() else None,
}


class WordNumbers:
    """Gives each list its numbers in a document."""

    def __init__(self, document: Any) -> None:
        self.element = _numbering_of(document)
        self.abstract: dict[tuple[Any, ...], int] = {}

    def of(self, levels: Sequence[Level], indent: int = INDENT) -> int:
        """The number by which a list of these levels is known; a new list each time."""
        key = (indent, *levels)
        if key not in self.abstract:
            self.abstract[key] = self._define(levels, indent)
        number: Any = self.element.add_num(self.abstract[key])
        for place, level in enumerate(levels):
            number.add_lvlOverride(ilvl=place).add_startOverride(level.start)
        return int(number.numId)

    def _define(self, levels: Iterable[Level], indent: int) -> int:
        there = self.element.findall(qn("w:abstractNum"))
        number = 1 + max((int(one.get(qn("w:abstractNumId"))) for one in there), default=-1)
        told = "".join(_level(*pair, indent) for pair in enumerate(levels))
        defined = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{told}</w:abstractNum>'
        )
        first = self.element.find(qn("w:num"))
        if first is None:
            self.element.append(defined)
        else:
            first.addprevious(defined)
        return number


def _level(place: int, level: Level, indent: int) -> str:
    left = indent + HANG * (place + 1)
    text = quoteattr(level.text.replace("%1", f"%{place + 1}"))
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{level.start}"/>'
        f'<w:numFmt w:val="{level.form}"/><w:lvlText w:val={text}/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{HANG}"/></w:pPr></w:lvl>'
    )


def _numbering_of(document: Any) -> Any:
    """What a document says of its lists; a template may say nothing."""
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        element: Any = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        name = PackURI("/word/numbering.xml")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return element
