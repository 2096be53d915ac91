"""The body of a table of records as markup: joined in Python, cell by cell as `showing` has it.

A template costs some fifty microseconds a cell, django-tables2 more than twice that.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.showing import Shown, ShownRow, as_html, told_beside
from sharedsvc.core.templatetags.register import cite

CITE = '<td role="cell" data-label="Source">'


def body_of(shown: Shown, query: str = "") -> SafeString:
    """The rows of a table; its links keep the date of the position."""
    writer = _Writer(shown, query)
    return mark_safe("\n".join(map(writer.row, shown.rows)))


class _Writer:
    """Writes the rows of one table: what is the same in each row is worked out once."""

    def __init__(self, shown: Shown, query: str) -> None:
        self.shown = shown
        self.query = query
        self.links: dict[tuple[str, int], str] = {}
        names = [column.name for column in shown.columns]
        self.name = shown.kind.named_by if shown.kind.named_by in names else names[0]
        self.cells = [self._cell(place, column) for place, column in enumerate(shown.columns)]

    def row(self, row: ShownRow) -> str:
        """One row of the table as markup, with its sources in the last cell."""
        cells = "".join(cell(row) for cell in self.cells)
        return f'<tr role="row">{cells}{CITE}{cite(row.record)}</td></tr>'

    def _cell(self, place: int, column: Column) -> Callable[[ShownRow], str]:
        heading = conditional_escape(column.heading)
        if column.name == self.name:
            begin = f'<th scope="row" role="rowheader" data-label="{heading}">'
            return self._naming(place, column, begin)
        right = ' class="num"' if column.numeric else ""
        begin = f'<td role="cell" data-label="{heading}"{right}>'
        value, markup = self.shown.value, self._markup
        return lambda row: f"{begin}{markup(value(row.values[place]), column)}</td>"

    def _naming(self, place: int, column: Column, begin: str) -> Callable[[ShownRow], str]:
        def cell(row: ShownRow) -> str:
            markup = self._markup(self.shown.value(row.values[place]), column)
            return f"{begin}{self._named(markup, row)}</th>"

        return cell

    def _named(self, markup: str, row: ShownRow) -> str:
        """The cell that names a record: it leads to its page, doubts and remarks stand below."""
        record = row.record
        address = "" if "<a " in markup else kinds.address(record)
        if address:
            markup = f'<a href="{conditional_escape(address + self.query)}">{markup}</a>'
        markup = f"{markup}{told_beside(row.told)}"
        if record.remarks:
            remarks = conditional_escape(record.remarks)
            markup = f'{markup}<br><span class="small quiet">{remarks}</span>'
        return markup

    def _markup(self, value: Any, column: Column) -> str:
        """The markup of a value: texts are most of all, and each record is a link only once."""
        if value.__class__ is str and value:
            return conditional_escape(value)
        if isinstance(value, models.Model):
            return self._link(value, column)
        if value.__class__ is list and value:
            return "<br>".join(self._markup(one, column) for one in value)
        return as_html(value, column, self.query)

    def _link(self, record: Any, column: Column) -> str:
        if record.reference not in self.links:
            self.links[record.reference] = as_html(record, column, self.query, self.shown.told)
        return self.links[record.reference]
