"""A report as plain text, 78 columns wide."""

import textwrap
from collections.abc import Callable
from typing import Any

from decisions.reports.content import (
    Asks,
    Listing,
    Note,
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


def render_text(content: ReportContent) -> str:
    """The whole report as text; ends with a line break."""
    parts = [_header(content), *map(_section, content.sections)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent
    )


def _labelled(label: str, text: str, width: int = 6) -> str:
    return _wrap(text, " " * width, f"{label:<{width}}")


def _header(content: ReportContent) -> str:
    width = max((len(label) for label, _ in content.header), default=0) + 3
    lines = [content.council.upper(), ""]
    lines += [_labelled(f"{label}:", value, width) for label, value in content.header]
    return "\n".join(lines)


def _section(section: Section) -> str:
    heading = f"{section.heading}\n{'-' * len(section.heading)}" if section.heading else ""
    blocks = [_BLOCKS[type(block)](block) for block in section.blocks]
    return "\n\n".join(part for part in [heading, *blocks] if part)


def _paragraph(block: Paragraph) -> str:
    return _labelled(block.number, block.text) if block.text else block.number


def _listing(block: Listing) -> str:
    return "\n".join(
        _wrap(text, " " * 10, f"{'':6}{label or '-':<4}") for label, text in block.items
    )


def _table(block: Table) -> str:
    lines = [f"{'':6}{block.caption}", ""]
    for row in (block.columns, *block.rows):
        first, second, *rest = row
        lines.append(_wrap(f"{second} | {' | '.join(rest)}", " " * 18, f"{'':6}{first:<12}"))
    return "\n".join([*lines, *([f"{'':6}{block.note}"] if block.note else [])])


def _asks(block: Asks) -> str:
    lines = [_wrap(block.lead_in, " " * 6)] if block.lead_in else []
    lines += [_wrap(text, " " * 11, f"{'':6}{label:<5}") for label, text in block.items]
    return "\n".join(lines)


def _pairs(block: Pairs) -> str:
    return "\n".join(_wrap(f"{label}: {text}", " " * 6) for label, text in block.items)


def _note(block: Note) -> str:
    return _wrap(f"Sources disagree. {block.text}", " " * 6)


def _subheading(block: Subheading) -> str:
    return f"{'':6}{block.text.upper() if block.level == 1 else block.text}"


def _side_by_side(block: SideBySide) -> str:
    parts = []
    for column in block.columns:
        parts.append(_wrap(f"{column.title} ({column.standing})", " " * 6))
        if column.description:
            parts.append(_wrap(column.description, " " * 6))
        for heading, points in column.points:
            lines = [_wrap(text, " " * 14, f"{'':10}{label:<4}") for label, text in points]
            parts.append("\n".join([f"{'':8}{heading}", *lines]))
    return "\n\n".join(parts)


def _sign_off(block: SignOff) -> str:
    return "\n".join(line for line in (block.name, block.post) if line)


_BLOCKS: dict[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Listing: _listing,
    Table: _table,
    Asks: _asks,
    Pairs: _pairs,
    Subheading: _subheading,
    SideBySide: _side_by_side,
    Note: _note,
    SignOff: _sign_off,
}
