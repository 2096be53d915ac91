"""Since when the register's sources knew of a record that is told before, or without, a day.

A meeting is announced, a document promised, and two reports disagree, on the day of the first
document that says so: on an earlier day's page none of them stands (domain.md, "As at"). Whatever
the documents say, what happened is known from its own day on.
"""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sharedsvc.core.by_name import objects_named
from sharedsvc.core.dates import LATEST
from sharedsvc.core.prepared import worked_out


def known_by(day: datetime.date, label: str) -> Q:
    """The condition that a dated document of that day or before cites a record of this kind."""
    return Q(Exists(_citations(label).filter(document__date_latest__lte=day)))


def cited_without_a_date(label: str) -> Q:
    """The condition that no dated document cites a record of this kind."""
    return ~Q(Exists(_citations(label)))


def entered_by(day: datetime.date) -> Q:
    """The condition that a record was entered by that day: what a person enters, they know."""
    return Q(opened__lte=worked_out(day, _its_end))


def _its_end(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def heard_of_by(day: datetime.date, label: str) -> Q:
    """The condition that something with a date, to come or past, is known on a day.

    By its own date or an earlier document. What no dated document states is known since it was
    entered; without any date at all nothing tells since when, and it stands on every page.
    """
    happened = ~Q(date="") & Q(date_earliest__lte=day)
    entered = Q(date="") | entered_by(day)
    return happened | known_by(day, label) | (cited_without_a_date(label) & entered)


def named_by(day: datetime.date, label: str) -> Q:
    """The same of what has no date at all: a person, a post, a reading of a conflict."""
    return known_by(day, label) | cited_without_a_date(label)


def _citations(label: str) -> Any:
    rows = objects_named("programmes", "Citation").not_struck_out()
    own = rows.filter(record_type=label, record_id=OuterRef("pk"))
    return own.exclude(document__date="").exclude(document__date_latest=LATEST).order_by()
