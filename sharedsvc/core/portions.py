"""Many items, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
AT_ONCE, IDS_AT_ONCE = 1000, 10_000  # SQLite takes at most 32,766 values in a statement


def portions(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """The items, `size` at a time: unless said, as many records or ids as a statement takes."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
