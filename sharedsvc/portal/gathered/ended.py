"""What is said of something that had ended by the day of a page: when, how, and what followed."""

import datetime
from dataclasses import dataclass
from typing import Any

from programmes.choices import Ending
from programmes.ends import what_ended
from programmes.models import Organisation, Programme, Succession
from sharedsvc.core.as_at import PARAMETER
from sharedsvc.core.dates import in_words
from sharedsvc.core.kinds import kinds


@dataclass(frozen=True)
class Followed:
    """By whom something was followed: how, whom (with the address), when, what went over."""

    how: str
    name: str
    address: str
    when: str
    functions: str

    @property
    def in_words(self) -> str:
        """As part of a sentence: "turned into Avon Joint Committee on 1 April 2012"."""
        return f"{self.how} {self.name}{f' ({self.when})' if self.when else ''}"


@dataclass(frozen=True)
class Ended:
    """That something had ended; `last` is the last day on which it may have been in force."""

    when: str
    last: datetime.date
    how: str
    followed: tuple[Followed, ...]

    @property
    def query(self) -> str:
        """What leads to the same page as at the last day."""
        return f"?{PARAMETER}={self.last.isoformat()}"

    @property
    def sentence(self) -> str:
        """When and how: "Ended on 31 March 2012, with the partnership: dissolved"."""
        more = [self.how, *(one.in_words for one in self.followed)]
        told = "; ".join(one for one in more if one)
        return f"{self.when}{f': {told}' if told else ''}"


def ended_by(record: Any, user: Any, day: datetime.date) -> Ended | None:
    """How a record had ended by a day; None for one that had not, as far as is recorded.

    What ended with an organisation (a programme with its partnership) is told with that one's end.
    Only of what had ended is anything asked: one statement.
    """
    if getattr(record, "end_latest", datetime.date.max) >= day:
        return None
    whose = _ended_with(record)
    ending = getattr(record, "ending", Ending.NOT_STATED)
    if ending == Ending.NOT_STATED:
        ending = getattr(whose, "ending", Ending.NOT_STATED)
    how = "" if ending == Ending.NOT_STATED else Ending(ending).label.lower()
    return Ended(record.end_in_words, record.end_latest, how, _followed(whose, user, day))


def _ended_with(record: Any) -> Any:
    """The record that ended: the record itself, or the partnership with which its end came."""
    if isinstance(record, Programme) and not record.end and what_ended(record):
        return record.partnership
    return record


def _followed(record: Any, user: Any, day: datetime.date) -> tuple[Followed, ...]:
    if not isinstance(record, Organisation):
        return ()
    rows = Succession.objects.visible_to(user).as_at(day).filter(predecessor=record.pk)
    found = rows.select_related("successor").order_by("date_latest", "pk")
    return tuple(_follower(one) for one in found)


def _follower(succession: Succession) -> Followed:
    successor = succession.successor
    return Followed(
        how=succession.get_kind_display().lower(),
        name=successor.name,
        address=kinds.address(successor),
        when=in_words(succession.date) if succession.date else succession.date_words,
        functions=succession.functions,
    )
