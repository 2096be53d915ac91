"""What no request holds, and lists of the admin that no address can break."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse

LARGEST_KEY = 2**63 - 1
NUL, UNREADABLE = "\x00", "%EF%BF%BD"
# What a database, or Django before it, says to a value that is no such thing: "abc" for a month.
NOT_A_VALUE = (
    ValueError,
    TypeError,
    OverflowError,
    DataError,
    ProgrammingError,
    FieldError,
    ValidationError,
)


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """No address and no cookie holds the character NUL, with which PostgreSQL cannot compare.

    Nobody types it. It reads as Django reads what is no UTF-8; in forms, fields refuse it
    themselves and keep what else was typed.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if NUL in request.path:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = query.replace("%00", UNREADABLE).replace(NUL, UNREADABLE)
        if any(NUL in text for pair in request.COOKIES.items() for text in pair):
            request.COOKIES = {}
        return get_response(request)

    return answer


def is_key(text: str) -> bool:
    """Whether a text can be the number of a record."""
    return len(text) < 20 and text.isdecimal() and int(text) <= LARGEST_KEY


class CarefulChangeList(ChangeList):
    """A list of the admin that says of an address it cannot read that it cannot be read."""

    def get_results(self, request: HttpRequest) -> Any:
        """Only now the database is asked, and may find that a value is none."""
        try:
            super().get_results(request)
            self.result_list = list(self.result_list)
        except NOT_A_VALUE as error:
            if not request.GET:
                raise
            raise IncorrectLookupParameters(error) from error
