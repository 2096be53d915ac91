"""The addresses of the library for signing in that the register does not offer."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse


@login_not_required
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Nothing is here, for anybody."""
    raise Http404
