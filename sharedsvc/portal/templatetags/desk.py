"""What the desk calls a field of a place: by the number that stands before it in the paper."""

from typing import Any

from django import template

from decisions.choices import Block

register = template.Library()


@register.filter
def label_of(place: Any, field: Any) -> str:
    """The label of a field of a place; "" where the field's own says it all."""
    if field.name == "answer":
        return f"{place.called}: answer"
    if place.item.block == Block.TEXT:
        return f"{place.number} Your words".strip()
    return f"{place.number} {place.called}".strip()
