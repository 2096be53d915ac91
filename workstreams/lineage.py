"""What became of a workstream: the one reading of what it led to. No database."""

from collections.abc import Iterable
from typing import Any

from sharedsvc.core.certainty import SURELY
from workstreams.choices import TAKEN_OVER


def went_into_another(led_to: Iterable[Any]) -> bool:
    """It surely went forward as part of another, or was replaced, and not under its own name.

    What only may have gone by that day still stands under its own name. The database asks the
    same by `WorkstreamQuerySet.not_merged`.
    """
    return any(link.kind in TAKEN_OVER and link.certainty == SURELY for link in led_to)


def that_go_forward(placed: Iterable[int], links: Iterable[Any]) -> set[int]:
    """The keys of workstreams with a place in a phase, and of those that surely led to one.

    Whatever the way: merged, replaced, renamed, or split so that a part goes on.
    """
    placed = {*placed}
    return placed | {
        link.predecessor_id
        for link in links
        if link.successor_id in placed and link.certainty == SURELY
    }
