"""Lists of "decided"."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html


class ReportTable(tables.Table):
    """Committee reports."""

    title = tables.Column(verbose_name="Subject")
    organisation = tables.Column(verbose_name="Council", accessor="organisation__name")
    date = tables.Column(verbose_name="Date", accessor="date_in_english")
    number = tables.Column(verbose_name="Number", empty_values=())

    class Meta:
        template_name = "core/components/table.html"
        orderable = False
        empty_text = "No report is recorded by this date."

    def render_title(self, record: Any) -> str:
        """A link to the report; whether it is not published."""
        link = format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)
        if record.is_published:
            return link
        return format_html('{} <span class="small quiet">Not published</span>', link)

    def render_number(self, value: str) -> str:
        """The report's number, or that none is stated."""
        return value or "Not stated"
