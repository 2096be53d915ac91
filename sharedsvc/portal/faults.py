"""Pages that tell what went wrong where no other page can be made: they stand alone.

They ask neither the database nor whoever is signed in, and are shown though a template is broken or
the static files are missing: then in plain HTML.
"""

import sqlite3
import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# What passes by itself, by SQLSTATE: no connection, deadlocks, no room, locks, too long, stopping.
PASSING = ("08", "40", "53", "55P03", "57014", "57P")
PASSING_ON_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED")
RETRY_AFTER = 30  # seconds
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
    """500; or 503 where the database cannot be asked now, and asking again later helps."""
    if is_passing(sys.exc_info()[1]):
        response = _page(request, "503.html", 503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _page(request, "500.html", 500)


def is_passing(error: BaseException | None) -> bool:
    """Whether the database refused for a while only: it is locked, full of others, or away."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause: Any = error.__cause__
    if isinstance(cause, sqlite3.Error):
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
