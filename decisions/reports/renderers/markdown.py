"""A report as Markdown (CommonMark, with tables as GitHub's). Texts say what they say: no mark-up.

Numbers of paragraphs and labels of lists are written out: Markdown would count them anew.
"""

import re
from collections.abc import Callable, Iterable, Sequence
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
from decisions.reports.renderers.paper import Items, Runs, listed, nested

WEIGHTS = {"strong": "**", "emphasis": "*"}
TOUCHED = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&$])")
AT_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$)))?(?=[.)+=:-])")


def render_markdown(content: ReportContent, mark: str = "") -> str:
    """The whole report as Markdown; ends with a line break. A `mark` stands at its head."""
    head = [
        f"**{_plain(mark)}**" if mark else "",
        _plain(content.council),
        f"# {_plain(content.title)}",
        _fields(content.header),
        f"Tables and lists as at {_plain(content.as_at)}." if content.as_at else "",
    ]
    parts = [*head, *(part for section in content.sections for part in _section(section))]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _plain(text: str) -> str:
    """A text on one line, whatever it holds; a number that begins it begins no list."""
    line = " ".join(text.split())
    return AT_START.sub(r"\1\\", MARKUP.sub(r"\\\1", line))


def _words(said: Runs) -> str:
    """Words with their weights; their lines stay apart."""
    lines = "".join(map(_weighed, said)).split("\n")
    whole = [AT_START.sub(r"\1\\", " ".join(line.split())) for line in lines]
    return "\\\n".join(whole)


def _weighed(run: Run) -> str:
    """Words between the marks of their weight, which must touch them."""
    mark = WEIGHTS.get(run.weight, "")
    return "\n".join(
        TOUCHED.sub(rf"\1{mark}\2{mark}\3", MARKUP.sub(r"\\\1", line)) if line.strip() else line
        for line in run.text.split("\n")
    )


def _section(section: Section) -> Iterable[str]:
    if section.run_in:
        yield f"## {_plain(section.lead_in)} {_plain(section.run_in)}"
    elif section.heading:
        yield f"## {_plain(section.heading)}"
    for block in section.blocks:
        yield _BLOCKS[type(block)](block)


def _paragraph(block: Paragraph) -> str:
    return f"{_plain(block.number)} {_words(block.runs or (Run(block.text),))}".strip()


def _item(label: str, said: Runs, step: int = 0) -> str:
    words = _words(said).replace("\n", "\n" + "  " * (step + 1))
    return f"{'  ' * step}- {' '.join(part for part in (_plain(label), words) if part)}"


def _items(items: Items) -> str:
    lines = []
    for label, said, parts in items:
        lines.append(_item(label, said))
        lines += [_item(of_part, part, 1) for of_part, part in parts]
    return "\n".join(lines)


def _listing(block: Listing) -> str:
    return _items(nested(block))


def _asks(block: Asks) -> str:
    items = [_items(listed(block.items))]
    if block.flush:
        items = [_paragraph(Paragraph(text, label)) for label, text in block.items]
    return "\n\n".join(part for part in (_plain(block.lead_in), *items) if part)


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its first row is what GitHub's Markdown calls the head, filled or not."""
    written = [head, ["---"] * len(head), *([_plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in written)


def _table(block: Table) -> str:
    caption = f"**{_plain(block.caption)}**" if block.caption.strip() else ""
    rows = _rows([_plain(name) for name in block.columns], block.rows)
    return "\n\n".join(part for part in (caption, rows, _plain(block.note)) if part)


def _fields(block: Fields) -> str:
    if block.is_table and block.items:
        labels = [_plain(field.label) if field.is_labelled else "" for field in block.items]
        return _rows(labels, [[field.value for field in block.items]])
    return "\n".join(map(_field, block.items))


def _field(field: Field) -> str:
    label = f"**{_plain(field.label)}:** " if field.is_labelled and field.label.strip() else ""
    return f"- {label}{_plain(field.value)}"


def _pairs(block: Pairs) -> str:
    return "\n".join(_field(Field(label, text)) for label, text in block.items)


def _grid(block: Grid) -> str:
    return _pairs(Pairs(block.items))


def _subheading(block: Subheading) -> str:
    return f"{'#' * (2 + block.level)} {_plain(block.text)}"


def _side_by_side(block: SideBySide) -> str:
    """One option after the other: Markdown has no cells for lists."""
    return "\n\n".join(part for option in block.columns for part in _option(option) if part)


def _option(option: OptionColumn) -> Iterable[str]:
    yield f"### {_plain(option.title)}"
    yield _plain(option.standing)
    yield _plain(option.description)
    for heading, points in option.points:
        yield f"#### {_plain(heading)}"
        yield _items(listed(points))


def _note(block: Note) -> str:
    return f"> **{_plain(block.lead)}** {_plain(block.text)}"


def _sign_off(block: SignOff) -> str:
    return "\\\n".join(_plain(line) for line in (block.name, block.post) if line)


_BLOCKS: dict[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Listing: _listing,
    Table: _table,
    Fields: _fields,
    Grid: _grid,
    Asks: _asks,
    Pairs: _pairs,
    Subheading: _subheading,
    SideBySide: _side_by_side,
    Note: _note,
    SignOff: _sign_off,
}
