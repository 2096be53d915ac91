"""A report as plain text, 78 columns wide."""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Any

from decisions.reports.content import (
    Asks,
    Fields,
    Grid,
    Listing,
    Note,
    OptionColumn,
    Pairs,
    Paragraph,
    ReportContent,
    Section,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)

WIDTH = 78
INDENT = 6
GAP = 2


def render_text(content: ReportContent, mark: str = "") -> str:
    """The whole report as text; ends with a line break. A `mark` stands at its head."""
    title = "" if content.title_in_header else _wrap(content.title)
    head = [mark.upper(), content.council.upper(), _fields(content.header), title]
    if content.as_at:
        head.append(_wrap(f"Tables and lists as at {content.as_at}."))
    parts = [*head, *map(_section, content.sections)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _wrap(text: str, indent: str = "", first: str | None = None, width: int = WIDTH) -> str:
    return textwrap.fill(
        text, width, initial_indent=indent if first is None else first, subsequent_indent=indent
    )


def _labelled(label: str, text: str, width: int = INDENT, before: int = 0) -> str:
    """A text behind its label; a long label pushes only its own line."""
    room = max(width, len(label) + 1)
    return _wrap(text, " " * (before + width), f"{'':{before}}{label:<{room}}")


def _grid(rows: Iterable[Sequence[str]], before: int = 0, at_most: int = WIDTH) -> str:
    """Cells below one another, each wrapped to its column; the widest columns give way."""
    cells = [list(row) for row in rows]
    widths = [max(map(len, column), default=0) for column in zip_longest(*cells, fillvalue="")]
    room = at_most - before - GAP * (len(widths) - 1)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return "\n".join(
        " " * before + line if line else "" for row in cells for line in _row(row, widths)
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [textwrap.wrap(c, width) or [""] for c, width in zip(cells, widths, strict=False)]
    lines = zip_longest(*wrapped, fillvalue="")
    return [
        (" " * GAP).join(f"{c:<{w}}" for c, w in zip(line, widths, strict=False)).rstrip()
        for line in lines
    ]


def _fields(block: Fields) -> str:
    if block.is_table:
        labels = [field.label if field.is_labelled else "" for field in block.items]
        return _grid([labels, [field.value for field in block.items]]) if block.items else ""
    width = max((len(f.label) for f in block.items if f.is_labelled), default=0) + 3
    return "\n".join(
        _labelled(f"{field.label}:", field.value, width)
        if field.is_labelled
        else _wrap(field.value)
        for field in block.items
    )


def _section(section: Section) -> str:
    heading = _heading(section) if section.heading else ""
    blocks = [_BLOCKS[type(block)](block) for block in section.blocks]
    return "\n\n".join(part for part in [heading, *blocks] if part)


def _heading(section: Section) -> str:
    if section.run_in:
        return _wrap(f"{section.lead_in} {section.run_in}")
    lines = textwrap.wrap(section.heading, WIDTH)
    return "\n".join([*lines, "-" * max(map(len, lines))])


def _paragraph(block: Paragraph) -> str:
    return _labelled(block.number, block.text) if block.text else block.number


def _listing(block: Listing) -> str:
    width = max(4, *(len(label) + 1 for label, _ in block.items if len(label) < INDENT), 0)
    return "\n".join(
        _labelled(label or "-", text, width, INDENT + width * is_part)
        for label, text, is_part in block.rows
    )


def _table(block: Table) -> str:
    grid = _grid([block.columns, *block.rows], INDENT)
    parts = [_wrap(block.caption, " " * INDENT), grid, _wrap(block.note, " " * INDENT)]
    return "\n\n".join(part for part in parts if part.strip())


def _asks(block: Asks) -> str:
    lines = [_wrap(block.lead_in, " " * INDENT)] if block.lead_in else []
    if block.flush:
        return "\n\n".join([*lines, *(_labelled(label, text) for label, text in block.items)])
    lines += [_labelled(label or "-", text, 5, INDENT) for label, text in block.items]
    return "\n".join(lines)


def _pairs(block: Pairs) -> str:
    return "\n".join(_wrap(f"{label}: {text}", " " * INDENT) for label, text in block.items)


def _ticks(block: Grid) -> str:
    return _grid([[cell for pair in row for cell in pair] for row in block.rows], INDENT)


def _note(block: Note) -> str:
    return _wrap(f"{block.lead} {block.text}", " " * INDENT)


def _subheading(block: Subheading) -> str:
    return _wrap(block.text.upper() if block.level == 1 else block.text, " " * INDENT)


def _side_by_side(block: SideBySide) -> str:
    """Two options beside each other, kind by kind; more would be too narrow, one by one."""
    beside = len(block.columns) == 2
    width = (WIDTH - GAP) // 2 if beside else WIDTH - INDENT
    headings = list(dict.fromkeys(h for column in block.columns for h, _ in column.points))
    options = [_option(column, headings, width) for column in block.columns]
    if not beside:
        parts = ["\n".join(part) for option in options for part in option if part]
        return textwrap.indent("\n\n".join(parts), " " * INDENT)
    rows = [_beside(left, right, width) for left, right in zip(*options, strict=True)]
    return "\n\n".join(row for row in rows if row)


def _beside(left: list[str], right: list[str], width: int) -> str:
    lines = zip_longest(left, right, fillvalue="")
    return "\n".join(f"{a:<{width}}{'':{GAP}}{b}".rstrip() for a, b in lines)


def _option(option: OptionColumn, headings: list[str], width: int) -> list[list[str]]:
    """The lines of an option part by part: title, description, each kind of point."""
    points = dict(option.points)
    title = f"{option.title} ({option.standing})"
    parts = [textwrap.wrap(title, width), textwrap.wrap(option.description, width)]
    for heading in headings:
        found = points.get(heading, ())
        lines = [_wrap(text, " " * 4, f"{label:<3} ", width) for label, text in found]
        parts.append([heading, *"\n".join(lines).splitlines()] if lines else [])
    return parts


def _sign_off(block: SignOff) -> str:
    return "\n".join(_wrap(line) for line in (block.name, block.post) if line)


_BLOCKS: dict[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Listing: _listing,
    Table: _table,
    Fields: _fields,
    Grid: _ticks,
    Asks: _asks,
    Pairs: _pairs,
    Subheading: _subheading,
    SideBySide: _side_by_side,
    Note: _note,
    SignOff: _sign_off,
}
