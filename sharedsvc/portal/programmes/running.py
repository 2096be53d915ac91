"""What is recorded of programmes, and when last: asked once for all of them.

What counts was said or done on its day: documents, reports, decisions, rankings and updates. What
is only planned, such as a meeting to come, tells nothing.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from decisions.models import Decision, Report
from programmes.models import Document
from programmes.running import running_on, silent_before
from programmes.viewers import AskedByReaders
from workstreams.models import Ranking, StatusUpdate

# From the few to the many: the first that is found is enough.
TELLING: tuple[tuple[Any, str], ...] = (
    (Report, "programme"),
    (Document, "programme"),
    (Decision, "programme"),
    (Ranking, "programme"),
    (StatusUpdate, "workstream__programme"),
)


def told_lately(user: Any, day: Any, since: Any) -> Q:
    """The condition on programmes: something was recorded within the years before the day."""
    found = Q()
    for model, path in TELLING:
        rows = model.objects.visible_to(user).filter(
            **{path: OuterRef("pk")}, date_latest__gte=since, date_latest__lte=day
        )
        found |= Q(Exists(rows))
    return found


def last_told(user: Any, day: datetime.date, programmes: Iterable[int]) -> dict[int, datetime.date]:
    """By programme, the last day by then of which something is recorded: one statement or none."""
    found: dict[int, datetime.date] = {}
    if pks := list(programmes):
        for pk, last in LAST_TOLD(user, day=day, programmes=pks):
            found[pk] = max(last, found.get(pk, last))
    return found


def _last_told(viewer: Any, day: Any, programmes: Any) -> Any:
    """The last day of each programme by each kind of record that tells of it."""
    first, *rest = (
        model.objects.visible_to(viewer)
        .filter(**{f"{path}__among": programmes}, date_latest__lte=day)
        .order_by()
        .values_list(path)
        .annotate(Max("date_latest"))
        for model, path in TELLING
    )
    return first.union(*rest)


LAST_TOLD = AskedByReaders(_last_told)


def with_running(programmes: Any, user: Any, day: datetime.date) -> list[Any]:
    """The programmes of a queryset, each with `running`: two statements, however many there are."""
    return running_each(with_told(programmes, user, day, silent_before(day)), user, day)


def with_told(programmes: Any, user: Any, day: Any, since: Any) -> Any:
    """The programmes of a queryset, each with whether something was recorded of it since."""
    told = told_lately(user, day, since)
    return programmes.select_related("partnership").annotate(told=told)


def running_each(programmes: Iterable[Any], user: Any, day: datetime.date) -> list[Any]:
    """The same programmes, each with `running`.

    When something was last recorded is asked only of those that run no more.
    """
    rows = list(programmes)
    for row in rows:
        row.running = running_on(row, day if row.told else None, day)
    last = last_told(user, day, [row.pk for row in rows if row.running.is_over])
    for row in rows:
        if row.running.is_over:
            row.running = running_on(row, last.get(row.pk), day)
    return rows
