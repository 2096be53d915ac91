"""Links to what can be recorded of a decision, or of a call-in, for those who may."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html_join

from decisions.choices import CallInOutcome, CallInRule
from decisions.models import CallIn, Decision
from sharedsvc.core.rights import permission
from sharedsvc.portal.deciding.call_ins import may_call_in
from sharedsvc.portal.deciding.place import may_record

register = template.Library()


@register.simple_tag(takes_context=True)
def deciding_links(context: Any, record: Any) -> str:
    """What may be recorded next of a decision or a call-in; "" for other records and readers."""
    user = context["request"].user
    links: list[tuple[str, str]] = []
    if user.is_authenticated and isinstance(record, Decision):
        links = _of_decision(record, user)
    elif user.is_authenticated and isinstance(record, CallIn):
        links = _of_call_in(record, user)
    return format_html_join(" ", '<a href="{}">{}</a>', links)


def _of_decision(decision: Decision, user: Any) -> list[tuple[str, str]]:
    if decision.call_in == CallInRule.NOT_OPEN or decision.sent_back:
        return []
    if not may_call_in(user, decision):
        return []
    return [(_address("enter_call_in", decision), "Record a call-in")]


def _of_call_in(call: CallIn, user: Any) -> list[tuple[str, str]]:
    if not user.has_perm(permission("change", call), call):
        return []
    decision = call.decision
    found = [(_address("settle_call_in", decision, call.number), "Say what came of it")]
    is_referred = call.outcome in CallInOutcome.referred()
    organisation = decision.organisation
    if is_referred and organisation and may_record(user, decision.programme, organisation):
        then = f"{_address('correct_decision', decision)}?after={call.number}"
        found.append((then, "Record what was decided then"))
    return found


def _address(name: str, decision: Decision, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[decision.programme.code, decision.code, *more])
