"""What every answer to somebody signed in has in common."""

from collections.abc import Callable

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Let no cache, on the way or in a shared browser, keep what somebody signed in was shown."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return answer


class KnownUserMiddleware(AuthenticationMiddleware):
    """Django's, which looks up at once who is signed in.

    Every answer asks for that (`keep_private`); what is looked up when it is first needed is then
    asked through a wrapper, attribute by attribute.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let the request know its user."""
        super().process_request(request)
        request.user = get_user(request)
