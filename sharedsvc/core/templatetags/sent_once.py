"""The tag `csrf_token` of every template, which also gives each form that posts its own token.

Django's own admin, the library for signing in and our pages all use it, so no form can lack one.
"""

from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedsvc.core.sending import FIELD, new_token

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Any) -> SafeString:
    """The hidden fields of a form that posts."""
    own = CsrfTokenNode().render(context)
    return format_html('{}<input type="hidden" name="{}" value="{}">', own, FIELD, new_token())
