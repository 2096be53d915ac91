"""Every request has a number: in the log, in the answer, on the pages that tell of a fault."""

import re
import time
from typing import Any

import structlog
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import (
    bind_extra_request_failed_metadata,
    bind_extra_request_finished_metadata,
)

from sharedsvc.core.logs import new_number

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.A)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
NOWHERE = "(no such address)"


def number_of(request: HttpRequest) -> str:
    """The number that the proxy gave the request, where there is one; else a new one."""
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if WELL_FORMED.fullmatch(given) else new_number()


class RequestLog(RequestMiddleware):
    """One line in the log for each request: method, pattern of its address, status, time.

    Neither who asked nor from where, and no address as typed: it may hold a name or a key.
    """

    def prepare(self, request: HttpRequest) -> None:
        """Give the request its number and the time at which it began."""
        structlog.contextvars.clear_contextvars()
        request.began = time.perf_counter()  # type: ignore[attr-defined]
        request.number = number_of(request)  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=request.number)  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Give the answer the request's number, and log the request."""
        response[HEADER] = request.number  # type: ignore[attr-defined]
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and pattern of the address, which names nobody."""
        method = request.method if request.method in METHODS else "(other method)"
        return f"{method} {_pattern(request)}"


def _pattern(request: HttpRequest) -> str:
    if request.path.startswith(str(settings.STATIC_URL)):
        return f"{settings.STATIC_URL}…"
    match = request.resolver_match
    return f"/{match.route}" if match else NOWHERE


@receiver([bind_extra_request_finished_metadata, bind_extra_request_failed_metadata])
def add_time(sender: Any, request: Any, log_kwargs: dict[str, Any], **kwargs: Any) -> None:
    """How long the request took, in whole milliseconds."""
    log_kwargs["ms"] = round((time.perf_counter() - request.began) * 1000)
