"""The way from a record's page to the form that changes it."""

from typing import Any

from django import template
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def change_link(context: Any, record: Any) -> str:
    """A link to the form that changes a record, for those who may; "" for everybody else."""
    request, model = context["request"], record._meta.concrete_model
    if not admin.site.has_permission(request) or not admin.site.is_registered(model):
        return ""
    if not admin.site.get_model_admin(model).has_change_permission(request, record):
        return ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return format_html('<a href="{}">Change this record</a>', reverse(name, args=[record.pk]))
