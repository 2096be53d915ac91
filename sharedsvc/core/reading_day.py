"""The day as of which a page, a file or a report reads: set where its date is read, kept while it
is made. Without one (forms, imports, commands) records are read as they are recorded.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

SAFE = ("GET", "HEAD")
# What, beside the day, makes the SQL of a page another: told by those who work it out.
by_what_pages_differ: list[Callable[[], Any]] = []


@dataclass
class PageOfADay:
    """A page being made: its day, what was looked up for that, and how often it was asked for."""

    day: datetime.date
    known: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    differed: int = 0  # how often what makes its SQL another, beside the day, was asked for


@dataclass
class Page:
    """A page being made, whose day is told when it is read."""

    reading: PageOfADay | None = None


_current: ContextVar[Page | None] = ContextVar("reading as at", default=None)


def reading() -> PageOfADay | None:
    """The day as of which is read, if there is one."""
    page = _current.get()
    found = page.reading if page is not None else None
    if found is not None:
        found.asked += 1
    return found


def read_on(day: datetime.date) -> None:
    """From now on the page being made reads as at this day; where none is made, nothing is."""
    page = _current.get()
    if page is not None and (page.reading is None or page.reading.day != day):
        page.reading = PageOfADay(day)


@contextmanager
def reading_as_at(day: datetime.date | None) -> Iterator[None]:
    """Read within as at this day; as recorded where it is None. Not across a `yield`."""
    known = reading()
    same = known if known is not None and known.day == day else None
    token = _current.set(Page(same or (PageOfADay(day) if day else None)))
    try:
        yield
    finally:
        _current.reset(token)


def one_day_for_a_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Let a page that reads a date (`core.as_at`) be made as at it: whatever writes is not."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return get_response(request)
        with reading_as_at(None):
            return get_response(request)

    return answer
