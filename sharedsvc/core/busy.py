"""Somebody else is writing: no page waits long for it, and nothing that was typed is lost."""

from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

LOCKED = {"55P03", "40P01"}  # PostgreSQL: not in time, deadlock
RETRY_AFTER = "5"  # seconds
CSRF = "csrfmiddlewaretoken"
TECHNICAL = ("_FORMS", "-id", "version", "form_token")


class Busy(Exception):
    """Somebody else is writing to the register; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was written: somebody else is writing to the register. Try again in a minute."
        )


def is_busy(error: BaseException) -> bool:
    """Whether an error only says that somebody else was writing for too long."""
    if isinstance(error, Busy):
        return True
    if not isinstance(error, OperationalError):
        return False
    return "is locked" in str(error) or getattr(error.__cause__, "pgcode", None) in LOCKED


def busy_page(request: HttpRequest) -> HttpResponse:
    """The answer where somebody else was writing for too long: nothing was saved."""
    return kept_page(request, "busy")


def kept_page(request: HttpRequest, why: str, status: int = 503) -> HttpResponse:
    """A form that could not be taken: all that was typed, to be sent again with one button.

    `why` is "busy", "unsure" (whether it was saved), "fault" (the same, by a fault of the register)
    or "not this form" (its token is another's, or was sent with something else in it). Passwords
    and files are asked for again.
    """
    session: Any = getattr(request, "session", None)
    if session is not None:
        session.modified = False  # saving it would wait again
    sent = request.method == "POST"
    context = {
        "why": why,
        "sent": sent,
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
        "number": getattr(request, "number", ""),
        **(_typed(request) if sent else {}),
    }
    answer = HttpResponse(render_to_string("busy.html", context), status=status)
    if status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What a form held: fields to be sent again as they were, and those to be filled in again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != CSRF and "password" not in name
    ]
    readable = [(n, v) for n, v in fields if v.strip() and not n.endswith(TECHNICAL)]
    return {
        "fields": fields,
        "readable": readable,
        "passwords": [name for name in request.POST if "password" in name],
        "files": [*request.FILES],
    }


class PatientSessionMiddleware(SessionMiddleware):
    """Sessions, whose saving may find the register busy too."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Save the session where it was changed, or say that the register is busy."""
        try:
            return super().process_response(request, response)
        except OperationalError as error:
            if not is_busy(error):
                raise
            return kept_page(request, "unsure")


class HonestDatabaseCache(DatabaseCache):
    """Django's, which takes a locked database for an entry that is there.

    The count of wrong passwords would then say "too many tries" to the first.
    """

    def _base_set(self, *args: Any, **kwargs: Any) -> bool:
        found: list[OperationalError] = []

        def watch(execute: Any, *called: Any) -> Any:
            try:
                return execute(*called)
            except OperationalError as error:
                if is_busy(error):
                    found.append(error)
                raise

        with connection.execute_wrapper(watch):
            written = super()._base_set(*args, **kwargs)  # type: ignore[misc]
        if found:
            raise found[0]
        return bool(written)
