"""The page of search: what was found, by kind, or all of one kind."""

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sharedsvc.core.as_at import AsAt, read_as_at, to_plain_address
from sharedsvc.core.search.query import tidy
from sharedsvc.core.search.searching import Hit, search, search_kind

WORDS, KIND = "q", "kind"
PER_PAGE = 50


class AllOfKind:
    """All results of one kind, paged. Raises Http404 for a kind that search does not know."""

    def __init__(self, request: HttpRequest, name: str, as_at: AsAt) -> None:
        words, self.user = request.GET.get(WORDS, ""), request.user
        try:
            self.day = _day(as_at)
            self.matches = search_kind(words, self.user, name, self.day)
        except LookupError as error:
            raise Http404 from error
        self.page: Page = Paginator(self.matches.keys, PER_PAGE).get_page(request.GET.get("page"))

    @property
    def count(self) -> int:
        """How many there are."""
        return self.matches.count

    @property
    def called(self) -> str:
        """How many of what, in words."""
        return self.matches.called

    @property
    def some(self) -> bool:
        """Whether some of the words were enough."""
        return self.matches.query.some

    @property
    def has_list(self) -> bool:
        """Whether the kind has a list, in which words narrow."""
        kind = self.matches.searched.kind
        return bool(kind and kind.listed)

    @cached_property
    def hits(self) -> list[Hit]:
        """The hits of the page."""
        return self.matches.hits(self.user, list(self.page), self.day)


def _day(as_at: AsAt) -> Any:
    """Only a date that was asked for leaves out what came later."""
    return None if as_at.is_today else as_at.date


@login_not_required
def search_page(request: HttpRequest) -> HttpResponse:
    """What the user may see of what has the words of `q`, best first; with `kind`, all of that."""
    as_at = read_as_at(request)
    words, name = request.GET.get(WORDS, ""), request.GET.get(KIND, "")
    context: dict[str, Any] = {"section": "search", "as_at": as_at, "words": tidy(words)}
    if name and context["words"]:
        context["listed"] = AllOfKind(request, name, as_at)
    else:
        context["results"] = search(words, request.user, _day(as_at))
    return to_plain_address(request, as_at) or render(request, "portal/search.html", context)
