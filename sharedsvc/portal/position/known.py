"""What the sentence on top of a programme's page is made from, counted of its position."""

from collections.abc import Iterable
from typing import Any

from sharedsvc.core.dates import day_in_words
from sharedsvc.portal.position.awaited import (
    by_meeting,
    is_gone,
    next_to_come,
    when_asked,
    when_due,
    who_is_asked,
)
from sharedsvc.portal.position.sentence import Counts
from workstreams.milestones import is_overdue


def known_of(position: Any) -> Counts:
    """What is known of a programme on the day, as far as the sentence tells it.

    Of a large programme, gates and the milestones of its workstreams are not counted: they are not
    read.
    """
    day, programme, to_ask = position.as_at.date, position.programme, position.to_be_asked
    due = next_to_come(position.milestones, day)
    return Counts(
        day=day_in_words(day),
        starts=programme.start_in_words,
        has_begun=position.has_begun,
        has_begun_surely=programme.start_latest <= day,
        ended=position.ended.sentence if position.ended else "",
        asked=_meetings_of(position.asks),
        to_ask=_meetings_of(ask for ask in to_ask if not is_gone(ask.meeting, day)),
        were_to_ask=_meetings_of(ask for ask in to_ask if is_gone(ask.meeting, day)),
        overdue=sum(1 for one in position.milestones if is_overdue(one, day)),
        due=len(due),
        due_when=when_due(due) if due else "",
        before_gates=len({cell.workstream.pk for cell in position.gate_cells if cell.is_open}),
        conflicts=len(position.open_conflicts),
        **position.totals.answered,
    )


def _meetings_of(asks: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Who is asked and when, each meeting once."""
    firsts = (some[0] for some in by_meeting(asks))
    return tuple(dict.fromkeys((who_is_asked(ask), when_asked(ask)) for ask in firsts))
