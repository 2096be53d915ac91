"""The first page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharedsvc.core.as_at import read_as_at, to_plain_address
from sharedsvc.portal.home.page import HomePage


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever signed in, and what the register holds."""
    as_at = read_as_at(request)
    context = {"section": "home", "as_at": as_at, "page": HomePage(request.user, as_at)}
    return to_plain_address(request, as_at) or render(request, "portal/home.html", context)
