"""The long parts of reports in templates: see `decisions.reports.renderers.rows`."""

from django import template

from decisions.reports.renderers.rows import items_of, rows_of

register = template.Library()
register.simple_tag(rows_of)
register.simple_tag(items_of)
