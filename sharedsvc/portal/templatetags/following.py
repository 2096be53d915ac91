"""The button by which one follows a body."""

from typing import Any

from django import template

from programmes.models import Body
from sharedsvc.portal.home.following import is_followed

register = template.Library()


@register.inclusion_tag("portal/parts/follow.html", takes_context=True)
def follow_button(context: Any, record: Any) -> dict[str, Any]:
    """The button on the page of a body, for somebody signed in; of other records nothing."""
    request = context["request"]
    if not (isinstance(record, Body) and request.user.is_authenticated):
        return {}
    return {
        "body": record,
        "followed": is_followed(request.user, record),
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }
