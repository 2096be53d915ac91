"""The trail above a page, a crumb for each page on the way to it."""

from typing import Any

from django import template
from django.shortcuts import resolve_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedsvc.core.templatetags.register import keep_as_at

register = template.Library()


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The trail; within stands a `crumb` for each page."""
    return format_html(
        '<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile" '
        'aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        content,
    )


@register.simple_tag(takes_context=True)
def crumb(context: Any, text: Any, to: Any, *args: Any) -> SafeString:
    """A page on the way: its title, and a record, an address, or a pattern's name with `args`.

    The date of the position is kept, unless the address says what it asks for itself.
    """
    is_address = isinstance(to, str) and to.startswith(("/", "?"))
    address = to if is_address else resolve_url(to, *args)
    return format_html(
        '<li class="govuk-breadcrumbs__list-item">'
        '<a class="govuk-breadcrumbs__link" href="{}{}">{}</a></li>',
        address,
        "" if "?" in address else keep_as_at(context),
        text,
    )
