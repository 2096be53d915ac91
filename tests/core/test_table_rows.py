"""Rows joined in Python hold what django-tables2 writes cell by cell."""

import django_tables2 as tables
from django.utils.html import format_html

from sharedsvc.core.table_rows import rows_of
from tests.portal.pages import read


class Thing:
    def __init__(self, name, number, note):
        self.name, self.number, self.note = name, number, note


class ThingTable(tables.Table):
    name = tables.Column()
    number = tables.Column(attrs={"td": {"class": "num"}})
    note = tables.Column(empty_values=())
    other = tables.Column(accessor="note__nothing")

    def render_name(self, record):
        return format_html("<a href='/{}/'>{}</a>", record.number, record.name)

    def render_note(self, value):
        return value or "Not stated"


def test_each_cell_holds_what_the_library_writes():
    things = [Thing("Roads & <b>", 3, ""), Thing("", 0, "A 'note'"), Thing("x", None, None)]
    table = ThingTable(things)
    plainly = [[str(cell) for _, cell in row.items()] for row in table.rows]
    rows = read(f"<table>{rows_of(table)}</table>").all("tr")

    assert [[one.text() for one in row.all("th", "td")] for row in rows] == [
        [read(f"<p>{cell}</p>").text() for cell in row] for row in escaped(plainly)
    ]
    assert [row.all("td")[0].attributes["class"] for row in rows] == ["num"] * 3


def escaped(rows):
    """What is no markup of its own, as a template writes it."""
    return [
        [cell if cell.startswith("<a") else format_html("{}", cell) for cell in row] for row in rows
    ]
