"""Calls that lie deep, without asking the system for memory at each.

CPython keeps the frames of calls in pieces of 16 kB. A call that finds its piece full has the
system map another, and unmap it when it returns; a loop whose calls cross the end of a piece does
so each time, and a page lies some hundred calls deep. It depends on the depth how dear that is: it
was a fifth of the tests' time and a thirtieth of pages' under gunicorn
(`findings/python-maps-memory-for-deep-calls.sh`).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# A call that needs more than a piece gets the next power of two: of this 1 MB half is left
# for whatever is called within, a thousand calls and more. What nobody touches takes no memory.
WORDS = 2**16 + 1


def with_room(act: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same act; all that it calls shares one piece of memory."""

    def act_with_room(*given: Given.args, **named: Given.kwargs) -> Answer:
        return act(*given, **named)

    act_with_room.__code__ = act_with_room.__code__.replace(co_stacksize=WORDS)
    return act_with_room


def room_for_a_page(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Each request is answered with room for what its page calls; the first of all middleware."""
    return with_room(get_response)
