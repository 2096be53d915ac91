"""The long parts of a report as markup, joined in Python: a template costs fifty times as much.

Rows of tables and labelled lists; what stands around them, and all else, is in the templates.
"""

from collections.abc import Callable, Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from decisions.reports.content import Listing, Paragraph, Run, Table

WEIGHTS = {"emphasis": "em", "strong": "strong"}
WIDE = 3  # columns up to which a table stays one where the screen is narrow
ROW = '\n            <tr role="row">{}</tr>\n          '


def rows_of(table: Table) -> SafeString:
    """The rows of a table, each cell with its column's heading; "" for no rows."""
    cells = [_cell(place, column, table) for place, column in enumerate(table.columns, start=1)]
    return mark_safe("".join(ROW.format(_joined(cells, row)) for row in table.rows))


def _joined(cells: Iterable[Callable[[str], str]], row: Iterable[str]) -> str:
    return "".join(cell(text) for cell, text in zip(cells, row, strict=True))


def _cell(place: int, column: str, table: Table) -> Callable[[str], str]:
    if place == table.head:
        return lambda text: f'<th scope="row" role="rowheader">{escape(text)}</th>'
    if place == 1:
        kind = "ref" if len(table.columns) > WIDE else "rank"
        return lambda text: f'<td role="cell" class="{kind}">{escape(text)}</td>'
    heading = escape(column)

    def cell(text: str) -> str:
        told = f' data-label="{heading}"' if text else ' class="blank"'
        return f'<td role="cell"{told}>{escape(text)}</td>'

    return cell


def items_of(listing: Listing) -> SafeString:
    """The items of a list with labels; those that are parts of one before are marked."""
    rows = zip(listing.rows, _texts(listing), strict=True)
    return mark_safe("".join(_item(label, said, is_part) for (label, _, is_part), said in rows))


def _item(label: str, said: str, is_part: bool) -> str:
    part = ' class="part"' if is_part else ""
    return f'<li{part}><span class="label">{escape(label)}</span> <span>{said}</span></li>'


def bullets_of(listing: Listing) -> SafeString:
    """The items of a list without labels."""
    return mark_safe("".join(f"<li>{said}</li>" for said in _texts(listing)))


def words_of(paragraph: Paragraph) -> SafeString:
    """The words of a paragraph, emphasised as they were written; its lines stay lines."""
    return mark_safe(_said(paragraph.text, paragraph.runs))


def _texts(listing: Listing) -> list[str]:
    runs = listing.runs or ((),) * len(listing.items)
    return [_said(text, some) for (_, text), some in zip(listing.items, runs, strict=True)]


def _said(text: str, runs: tuple[Run, ...]) -> str:
    """A text as markup: all that was typed is escaped, and no other markup is ever let through."""
    return "".join(map(_run, runs or (Run(text),))).replace("\n", "<br>")


def _run(run: Run) -> str:
    mark = WEIGHTS.get(run.weight, "")
    return f"<{mark}>{escape(run.text)}</{mark}>" if mark else escape(run.text)
