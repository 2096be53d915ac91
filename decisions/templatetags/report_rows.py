"""The long parts of reports in templates: see `decisions.reports.renderers.rows`."""

from django import template

from decisions.reports.renderers.rows import bullets_of, items_of, rows_of, words_of

register = template.Library()
register.simple_tag(rows_of)
register.simple_tag(items_of)
register.simple_tag(bullets_of)
register.simple_tag(words_of)
