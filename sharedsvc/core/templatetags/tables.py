"""The rows of tables of records."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from sharedsvc.core.table_body import body_of
from sharedsvc.core.table_rows import rows_of

register = template.Library()


@register.filter
def body(shown: Any, as_at: Any) -> SafeString:
    """The rows of a table of records; links keep the date of the position."""
    return body_of(shown, as_at.query if as_at else "")


@register.filter
def rows(table: Any) -> SafeString:
    """The rows of a table that is declared with django-tables2."""
    return rows_of(table)
