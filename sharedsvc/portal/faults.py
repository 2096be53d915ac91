"""Pages that tell what went wrong where no other page can be made: they stand alone.

They ask neither the database nor whoever is signed in, and are shown though a template is broken or
the static files are missing: then in plain HTML.
"""

import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, REASON_NO_CSRF_COOKIE
from django.template.loader import render_to_string
from django.views.csrf import csrf_failure

from sharedsvc.core.busy import kept_page
from sharedsvc.core.sending import FIELD
from sharedsvc.core.sqlite import is_of_sqlite

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# What passes by itself, by SQLSTATE: no connection, deadlocks, no room, locks, too long, stopping.
PASSING = ("08", "40", "53", "55P03", "57014", "57P")
PASSING_ON_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED")
RETRY_AFTER = 30  # seconds
KEEP_WHAT_WAS_TYPED = ("portal:update", "portal:update_grid")
OF_ANOTHER_SESSION = (
    REASON_NO_CSRF_COOKIE,
    REASON_CSRF_TOKEN_MISSING,
    "CSRF token from POST incorrect.",
)
PLAIN = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Something went wrong – Shared Services
Register</title></head><body><main><h1>Something went wrong</h1>
<p>The fault is in the register, not in what you did. Try again in a few minutes.</p>
<p>If you ask for help, give this number: <strong>{number}</strong></p>
<p><a href="/">Go to the home page</a></p></main></body></html>
"""

logger = structlog.get_logger(__name__)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what cannot be read, 413 for what is too much of it."""
    if isinstance(exception, TOO_LARGE):
        return _page(request, "413.html", 413)
    return _page(request, "400.html", 400)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database cannot be asked now, and asking again later helps.

    A form that was sent is kept in the page, with all that was typed.
    """
    passing = is_passing(sys.exc_info()[1])
    status = 503 if passing else 500
    response = _kept(request, status) or _page(request, f"{status}.html", status)
    if passing:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _kept(request: HttpRequest, status: int) -> HttpResponse | None:
    """The page of a form with its token, to be sent again; None for whatever else was asked."""
    try:
        if request.method == "POST" and FIELD in request.POST:
            return kept_page(request, "fault" if status == 500 else "unsure", status)
    except Exception:  # whatever it is, somebody waits for an answer
        logger.exception("error_page_failed")
    return None


def from_another_session(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page was opened before signing in or out, or not in this register.

    The forms of updates are shown again with all that was typed, where the browser says that they
    come from here.
    """
    match = request.resolver_match
    comes_from_here = "Origin" in request.headers and reason in OF_ANOTHER_SESSION
    if match and match.view_name in KEEP_WHAT_WAS_TYPED and comes_from_here:
        request.comes_from_another_session = True  # type: ignore[attr-defined]
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
    return csrf_failure(request, reason)


def is_passing(error: BaseException | None) -> bool:
    """Whether the database refused for a while only: it is locked, full of others, or away."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause: Any = error.__cause__
    if is_of_sqlite(cause):
        return getattr(cause, "sqlite_errorname", "").startswith(PASSING_ON_SQLITE)
    state = getattr(cause, "pgcode", None)
    if state:
        return state.startswith(PASSING)
    return type(cause).__name__ in ("OperationalError", "InterfaceError")  # no answer at all


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    number = getattr(request, "number", "")
    try:
        content: str = render_to_string(template, {"number": number})
    except Exception:  # whatever it is, somebody waits for an answer
        logger.exception("error_page_failed")
        content = PLAIN.format(number=number or "none")
    return HttpResponse(content, status=status)
