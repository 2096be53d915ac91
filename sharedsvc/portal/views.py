"""Pages that say the same whatever is recorded."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@login_not_required
def how_it_works(request: HttpRequest) -> HttpResponse:
    """How dates, sources and conflicts are shown."""
    return render(request, "portal/how_it_works.html")
