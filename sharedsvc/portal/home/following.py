"""To follow a body: its meetings stand first on one's home, and nobody else knows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from programmes.models import Body, Following
from sharedsvc.core.kinds import kinds


def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Follow a body that one may see, or no longer; however often it is sent.

    Opened instead of sent, as after signing in, it leads to the body's page.
    """
    body = get_object_or_404(Body.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        _keep(request, body, wanted=request.POST.get("do") != "leave")
    return redirect(kinds.address(body))


def _keep(request: HttpRequest, body: Any, *, wanted: bool) -> None:
    which = {"user": request.user, "body": body}
    if wanted:
        Following.objects.get_or_create(**which)
        messages.success(request, f"You follow {body.in_full}: home shows its meetings first.")
    else:
        Following.objects.filter(**which).delete()
        messages.success(request, f"You no longer follow {body.in_full}.")


def is_followed(user: Any, body: Any) -> bool:
    """Whether this person follows a body."""
    return bool(Following.objects.filter(user=user.pk, body=body.pk).exists())
