"""The rows of a django-tables2 table, joined in Python.

The library looks at the signature of each cell's function anew, for every cell.
"""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def rows_of(table: Any) -> SafeString:
    """The rows of a table that is not paged: its own cells, the first of each names the row."""
    cells = [_cell(table, place, column) for place, column in enumerate(table.columns)]
    return mark_safe(
        "\n".join(
            f'<tr role="row">{"".join(cell(record) for cell in cells)}</tr>'
            for record in table.data
        )
    )


def _cell(table: Any, place: int, column: Any) -> Callable[[Any], str]:
    kind: Any = type(table)
    render, wanted = _render(kind, column.name)
    css = conditional_escape(column.attrs["td"].get("class") or "")
    begin, end = '<th scope="row" role="rowheader">', "</th>"
    if place:
        heading = conditional_escape(column.header)
        begin, end = f'<td role="cell" class="{css}" data-label="{heading}">', "</td>"
    empty, default, find = column.column.empty_values, column.default, column.accessor.resolve

    def write(record: Any) -> str:
        value = find(record, quiet=True)
        if value in empty:
            value = default
        elif render:
            given = {"value": value, "record": record}
            value = render(table, **{name: given[name] for name in wanted})
        return f"{begin}{conditional_escape(value)}{end}"

    return write


@cache
def _render(table_class: type, name: str) -> tuple[Callable[..., Any] | None, tuple[str, ...]]:
    """The table's own way to write a column, if any, and what of `value` and `record` it takes."""
    render = getattr(table_class, f"render_{name}", None)
    if render is None:
        return None, ()
    return render, tuple(
        name for name in ("value", "record") if name in signature(render).parameters
    )
