"""The long parts of a report as markup, joined in Python: a template costs fifty times as much.

Rows of tables and labelled lists; what stands around them, and all else, is in the templates.
"""

from collections.abc import Callable, Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from decisions.reports.content import Listing, Table

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
    return mark_safe("".join(_item(*row) for row in listing.rows))


def _item(label: str, text: str, is_part: bool) -> str:
    part = ' class="part"' if is_part else ""
    said = f'<span class="label">{escape(label)}</span> <span>{escape(text)}</span>'
    return f"<li{part}>{said}</li>"
