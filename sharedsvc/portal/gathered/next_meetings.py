"""At which meeting those who are waited for could decide next."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef

from programmes.choices import MeetingState, PowerKind
from programmes.models import Meeting, Power


def next_meetings(organisations: Collection[int], user: Any, day: datetime.date) -> dict[int, Any]:
    """The next meeting known on a day of each of these organisations that has one, by its key.

    Not of a body of which it is recorded that it only recommends, or is consulted.
    """
    if not organisations:
        return {}
    powers = Power.objects.visible_to(user).as_at(day).filter(body=OuterRef("body"))
    decides = Exists(powers.filter(kind=PowerKind.DECIDES))
    meetings = (
        Meeting.objects.visible_to(user).after(day).filter(body__organisation__in=organisations)
    )
    meetings = meetings.exclude(state=MeetingState.CANCELLED).filter(decides | ~Exists(powers))
    found: dict[int, Any] = {}
    for meeting in meetings.select_related("body"):
        found.setdefault(meeting.body.organisation_id, meeting)
    return found
