"""The ways from a record's page to the forms that change it and add to it."""

from typing import Any

from django import template
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from decisions.models import Decision
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.rights import permission
from sharedsvc.portal.deciding.conditions import address_of, may_settle
from sharedsvc.portal.deciding.place import asked_together, may_record, recording_for
from sharedsvc.portal.updates.views import may_update

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
    user = _signed_in(context)
    if not (user and may_update(user, workstream)):
        return ""
    return format_html(
        '<a class="govuk-button govuk-button--secondary" href="{}">Update this workstream</a>',
        workstream.update_form_address,
    )


@register.simple_tag(takes_context=True)
def record_decision_link(context: Any, report: Any) -> str:
    """A link to record what was decided on a report, for those who may; "" otherwise."""
    user = _signed_in(context)
    if not (user and user.has_perm(permission("add", Decision))):
        return ""
    if not report.is_published or not asked_together(report, user):
        return ""
    address = reverse("portal:record_decision", args=[report.code])
    return format_html('<a href="{}">Record what was decided</a>', address)


@register.simple_tag(takes_context=True)
def new_decision_link(context: Any, programme: Any) -> str:
    """A link to record a decision of a programme, for those who may; "" otherwise."""
    user = _signed_in(context)
    if not (user and recording_for(user, programme)):
        return ""
    address = reverse("portal:new_decision", args=[programme.code])
    return format_html('<p class="more"><a href="{}">Record a decision</a></p>', address)


@register.simple_tag(takes_context=True)
def correct_link(context: Any, decision: Any) -> str:
    """A link to record what corrects a confirmed decision, for those who may; "" otherwise."""
    return _in_its_place(context, decision, "Record a correction")


@register.simple_tag(takes_context=True)
def again_link(context: Any, decision: Any) -> str:
    """A link to record anew what was sent back, for those who may; "" otherwise."""
    return _in_its_place(context, decision, "Record it anew")


def _in_its_place(context: Any, decision: Any, words: str) -> str:
    user, organisation = _signed_in(context), decision.organisation
    if not (user and organisation and may_record(user, decision.programme, organisation)):
        return ""
    address = reverse("portal:correct_decision", args=[decision.programme.code, decision.code])
    return format_html('<a href="{}">{}</a>', address, words)


@register.simple_tag(takes_context=True)
def settle_link(context: Any, condition: Any) -> str:
    """A link to say what became of an open condition, for those who may; "" otherwise."""
    if not may_settle(context["request"].user, condition):
        return ""
    return format_html('<a href="{}">Say what became of this condition</a>', address_of(condition))


def _signed_in(context: Any) -> Any:
    """Who reads the page; None where nobody is signed in."""
    user = context["request"].user
    return user if user.is_authenticated else None


def _may(request: Any, action: str, record: Any) -> bool:
    return admin.site.has_permission(request) and request.user.has_perm(
        permission(action, record), record
    )
