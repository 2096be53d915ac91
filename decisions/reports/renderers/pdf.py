"""A report as a tagged PDF (PDF/UA-1), set by typst on A4.

Texts of records go in as data, never as markup: `paper.typ` reads them from JSON. The same content
gives the same bytes: the date within is the report's, the type comes with a package, and nothing of
the machine is looked at. What typst cannot say of a table, which of its cells name the rows, is
said afterwards in the structure tree.
"""

import json
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from decisions.reports.content import (
    Asks,
    Field,
    Fields,
    Grid,
    Listing,
    Note,
    OptionColumn,
    Pairs,
    Paragraph,
    ReportContent,
    Run,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.renderers.paper import (
    ASKED,
    REPORT,
    SECTION_LEVEL,
    Items,
    Levels,
    Runs,
    SetBlock,
    as_at_of,
    head_fields,
    level_of,
    listed,
    margin_of,
    nested,
    parts_of,
    printable,
    subject_of,
    widths_of,
)
from decisions.reports.renderers.structure import with_row_headers

TEMPLATE = Path(__file__).with_name("paper.typ")
TYPE = "fontpkg_source_sans_3"
PROBE = b"""#set document(title: "Probe")
#set text(font: "Source Sans 3")
#sys.inputs.report
"""
Data = dict[str, Any]


def render_pdf(content: ReportContent, mark: str = "") -> bytes:
    """The whole report as PDF; a `mark` stands at its head and in the margin of each page."""
    drawing = PdfData()
    data = drawing.report(printable(content), mark)
    return with_row_headers(_set(data), drawing.tables)


def _set(data: Data) -> bytes:
    """What typst makes of the data; where a character has no shape in any type, it is named."""
    import typst

    template, written = TEMPLATE.read_bytes(), json.dumps(data, ensure_ascii=False)
    with suppress(typst.TypstError):
        return _compiled(template, written)
    seldom = {one for one in written if ord(one) > 0x7F and not _has_shape(one)}
    with suppress(typst.TypstError):
        return _compiled(template, _naming(seldom, written))
    # A mark may have a shape, and none above the letter that it was put to.
    seldom |= {one for one in written if unicodedata.category(one).startswith("M")}
    return _compiled(template, _naming(seldom, written))


def _naming(characters: set[str], written: str) -> str:
    return written.translate({ord(one): _named(one) for one in characters})


def _compiled(template: bytes, written: str) -> bytes:
    import typst

    pdf = typst.Compiler(font_paths=_fonts()).compile(
        template,
        format="pdf",
        sys_inputs={"report": written},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    return bytes(pdf)  # type: ignore[arg-type]


@cache
def _has_shape(character: str) -> bool:
    """Whether the type, or what the compiler brings, has a shape for a character."""
    import typst

    try:
        _compiled(PROBE, character)
    except typst.TypstError:
        return False
    return True


def _named(character: str) -> str:
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


@cache
def _fonts() -> Any:
    """The type of its package, behind it what the compiler brings; none of the machine."""
    import typst

    found = find_spec(TYPE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"The package {TYPE} is not installed: run `make setup`.")
    folder = Path(found.submodule_search_locations[0]) / "files"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)]
    )


class PdfData:
    """The data of a drawing, and of each of its tables, in order, which columns name the rows."""

    def __init__(self) -> None:
        self.levels = Levels()
        self.tables: list[tuple[int, frozenset[int]]] = []

    def report(self, content: ReportContent, mark: str) -> Data:
        """The whole report."""
        subject = subject_of(content)
        return {
            "council": content.council,
            "kind": mark or REPORT,
            "title": content.title.strip() or content.code,
            "shown": subject.value if subject else content.title,
            "subject": subject.label if subject and subject.is_labelled else "",
            "day": [int(part) for part in content.day.split("-")] if content.day else None,
            "margin": margin_of(content, mark),
            "as_at": as_at_of(content),
            "head": self.fields(head_fields(content)),
            "asked": self._heading(ASKED, SECTION_LEVEL) if content.asks else None,
            "asks": [self.asks(asks) for asks in content.asks],
            "sections": [self.section(section) for section in content.sections],
        }

    def section(self, section: Section) -> Data:
        """A section: its heading, where it has one, and its blocks."""
        heading = None
        if section.heading:
            title = section.lead_in if section.run_in else section.title
            heading = self._heading(title, SECTION_LEVEL)
            heading |= {"number": section.number, "run_in": section.run_in}
        return {"heading": heading, "blocks": [self.block(part) for part in parts_of(section)]}

    def block(self, part: SetBlock) -> Data:
        """A block, beside the number of the paragraph that it is."""
        drawn: Data = getattr(self, part.block.kind)(part.block)
        return {"number": part.number, "leads_in": part.leads_in, **drawn}

    def _heading(self, text: str, level: int) -> Data:
        """A heading; one without words is none, and takes no level."""
        level = self.levels.of(level) if text.strip() else level
        return {"kind": "heading", "level": level, "text": text}

    def paragraph(self, block: Paragraph) -> Data:
        """A paragraph; its lines stay apart."""
        words = _drawn(block.runs or (Run(block.text),))
        return {"kind": "paragraph", "number": block.number, "words": words}

    def subheading(self, block: Subheading) -> Data:
        """A heading within a section."""
        return self._heading(block.text, level_of(block))

    def listing(self, block: Listing) -> Data:
        """A list, its parts within."""
        items = _drawn_items(nested(block))
        return {"kind": "list", "items": items, "is_labelled": block.is_labelled}

    def asks(self, block: Asks) -> Data:
        """What is asked: as a list, or like paragraphs."""
        return {
            "kind": "asks",
            "lead_in": block.lead_in,
            "items": _drawn_items(listed(block.items)),
            "is_labelled": any(label for label, _ in block.items),
            "flush": block.flush,
        }

    def table(self, block: Table) -> Data:
        """A table; without rows its note stands in it."""
        note = [[(block.note, len(block.columns))]]
        rows = [[(text, 1) for text in row] for row in block.rows] or note
        heads = {block.head - 1} if block.rows else set()
        table = self._table(block.columns, rows, heads, caption=block.caption)
        return table | {"widths": widths_of(block), "note": block.note if block.rows else ""}

    def fields(self, block: Fields) -> Data:
        """Fields, each with its label: one to a line, or in columns."""
        if block.is_table:
            columns = [field.label if field.is_labelled else "" for field in block.items]
            values = [[(field.value, 1) for field in block.items]]
            return self._table(columns, values, set(), look="fields")
        return self._table(
            (), [_field(field) for field in block.items], {0}, across=2, look="fields"
        )

    def pairs(self, block: Pairs) -> Data:
        """Headings with a text each."""
        rows = [[(label, 1), (text, 1)] for label, text in block.items]
        return self._table((), rows, {0}, across=2, look="pairs")

    def grid(self, block: Grid) -> Data:
        """Short pairs, several in a row."""
        across = 2 * max(block.across, 1)
        rows = [[(text, 1) for pair in row for text in pair] for row in block.rows]
        rows = [row + [("", 1)] * (across - len(row)) for row in rows]
        return self._table((), rows, set(range(0, across, 2)), across=across, look="grid")

    def _table(
        self,
        columns: Sequence[str],
        rows: list[list[tuple[str, int]]],
        heads: set[int],
        *,
        across: int = 0,
        **more: Any,
    ) -> Data:
        """A table; cells have a text, and how many columns they span. `heads` name the rows."""
        across = across or len(columns)
        if rows:
            self.tables.append((across, frozenset(heads)))
        given = {"kind": "table", "columns": columns, "rows": rows, "heads": sorted(heads)}
        usual = {"look": "table", "caption": "", "note": "", "widths": [], "across": across}
        return {**usual, **given, **more}

    def side_by_side(self, block: SideBySide) -> Data:
        """Options beside each other, each with its points by kind."""
        return {"kind": "options", "columns": [self._option(option) for option in block.columns]}

    def _option(self, option: OptionColumn) -> Data:
        heading = self._heading(option.title, SECTION_LEVEL + 1)
        points = [
            (self._heading(kind, SECTION_LEVEL + 2), _drawn_items(listed(found)))
            for kind, found in option.points
        ]
        told = {"standing": option.standing, "description": option.description}
        return {"heading": heading, "points": points, **told}

    def note(self, block: Note) -> Data:
        """That sources disagree."""
        return asdict(block)

    def sign_off(self, block: SignOff) -> Data:
        """Who signs."""
        return asdict(block)


def _drawn(said: Runs) -> list[Data]:
    """The words of a text, each run with its lines."""
    return [{"lines": run.text.splitlines() or [""], "weight": run.weight} for run in said]


def _drawn_items(items: Items) -> list[Any]:
    return [
        (label, _drawn(said), [(of_part, _drawn(part)) for of_part, part in parts])
        for label, said, parts in items
    ]


def _field(field: Field) -> list[tuple[str, int]]:
    if not field.is_labelled:
        return [(field.value, 2)]
    return [(field.label, 1), (field.value, 1)]
