"""When milestones are expected: which date moved, and what was known on a day."""

import datetime
from collections.abc import Iterable
from typing import Any

from sharedsvc.core.dates import bounds
from sharedsvc.core.seen_versions import versions_seen
from workstreams.models import Milestone, StatusUpdate

FORECAST = ("forecast", "forecast_words", "forecast_known", "forecast_known_words", "forecast_why")
DONE = ("done", "done_words")


def first_date(milestone: Milestone) -> str:
    """The date from which a new forecast would move a milestone; "" where none was given yet."""
    return milestone.forecast or milestone.due


def is_another_date(milestone: Milestone, forecast: str) -> bool:
    """Whether another date than the one expected so far is given."""
    expected = first_date(milestone)
    return bool(expected) and forecast not in ("", expected)


def reason_of(update: StatusUpdate) -> str:
    """Why an update, and what it says of milestones, is written: nobody is asked for a reason."""
    return f"Update of {update.date_in_english}"


def versions_with(update: StatusUpdate, versions: Any) -> Any:
    """Those versions of milestones that an update wrote: at its time, by its author, as part of it.

    What an upload wrote bears one time too, and another reason.
    """
    written = update.history.order_by("history_id").first()
    return versions.filter(
        workstream=update.workstream_id,
        history_date=written.history_date,
        history_user=written.history_user_id,
        history_change_reason=reason_of(update),
    )


def as_known_on(day: datetime.date, milestones: Iterable[Milestone], user: Any) -> None:
    """Let milestones carry the forecast that was known on a day, as far as the user may see it.

    Not to be saved. Asks the history, once, for those whose forecast became known later.
    """
    later = [m for m in milestones if m.forecast and bounds(m.forecast_known).earliest > day]
    known = _known_then(day, later, user)
    for milestone in later:
        for name in FORECAST:
            setattr(milestone, name, getattr(known.get(milestone.pk), name, ""))


def lines_as_known_on(day: datetime.date, lines: Iterable[Any], user: Any) -> list[Any]:
    """The same for lines of milestones (`workstreams.rows`): those of that day, in their order."""
    lines = list(lines)
    later = {one.pk: one for one in lines if one.forecast and one.forecast_known_earliest > day}
    known = _known_then(day, later.values(), user)
    told = {
        pk: one._replace(
            forecast=getattr(known.get(pk), "forecast", ""),
            forecast_words=getattr(known.get(pk), "forecast_words", ""),
        )
        for pk, one in later.items()
    }
    return [told.get(one.pk, one) for one in lines]


def _known_then(day: datetime.date, milestones: Iterable[Any], user: Any) -> dict[int, Any]:
    """The version of each milestone that tells what was expected on a day."""
    pks = [one.pk for one in milestones]
    if not pks:
        return {}
    versions = versions_seen(Milestone, user).filter(id__in=pks, forecast_known_earliest__lte=day)
    return {version.id: version for version in versions.order_by("history_id")}
