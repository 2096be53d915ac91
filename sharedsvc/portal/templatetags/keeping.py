"""The ways from a record's page to the forms that change it and add to it."""

from typing import Any

from django import template
from django.contrib import admin
from django.utils.html import format_html

from sharedsvc.core.addresses import admin_address
from sharedsvc.core.rights import permission
from sharedsvc.portal.updates.views import may_update, update_address

register = template.Library()


@register.simple_tag(takes_context=True)
def change_link(context: Any, record: Any) -> str:
    """A link to the form that changes a record, for those who may; "" for everybody else."""
    request, model = context["request"], record._meta.concrete_model
    if not _may(request, "change", record):
        return ""
    return format_html(
        '<a href="{}">Change this record</a>', admin_address(model, "change", record.pk)
    )


@register.simple_tag(takes_context=True)
def update_link(context: Any, workstream: Any) -> str:
    """A link to the form that says how a workstream stands, for those who may; "" otherwise."""
    user = context["request"].user
    if not (user.is_authenticated and may_update(user, workstream)):
        return ""
    return format_html(
        '<a class="govuk-button govuk-button--secondary" href="{}">Update this workstream</a>',
        update_address(workstream),
    )


def _may(request: Any, action: str, record: Any) -> bool:
    return admin.site.has_permission(request) and request.user.has_perm(
        permission(action, record), record
    )
