"""What the position's table says so often that it is worked out once."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sharedsvc.core.states import GATES
from sharedsvc.core.templatetags.register import show

register = template.Library()


@register.simple_tag
def gate_line(cell: Any) -> SafeString:
    """Where a workstream stands at a gate, as one line of its row."""
    by = cell.gate.by
    own = f"{by.label}’s own; " if by else ""
    return _gate_line(cell.gate.title, cell.state, own, cell.is_open, cell.case_missing)


@lru_cache(maxsize=2048)
def _gate_line(title: str, state: str, own: str, is_open: bool, case_missing: bool) -> SafeString:
    shown = show(GATES[state], title)
    if is_open:
        missing = ", no case yet" if case_missing else ""
        return format_html("{}{}", shown, _quiet(f"{own}{GATES[state].word.lower()}{missing}"))
    if state == "already running":
        return format_html("{}{}", shown, _quiet("already running when recorded"))
    return shown


def _quiet(text: str) -> SafeString:
    return format_html('<br><span class="small quiet">{}</span>', text)
