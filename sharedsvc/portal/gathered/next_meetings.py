"""At which meeting those who are waited for could decide next."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from programmes.choices import MeetingState, PowerKind
from programmes.models import Meeting, Power


def next_meetings(organisations: Iterable[Any], user: Any, day: datetime.date) -> dict[int, Any]:
    """The next meeting known on a day of each organisation that has one, by its key.

    Not of a body of which it is recorded that it only recommends, or is consulted.
    """
    wanted = {one.pk for one in organisations}
    if not wanted:
        return {}
    powers = Power.objects.visible_to(user).as_at(day).filter(body=OuterRef("body"))
    decides = Exists(powers.filter(kind=PowerKind.DECIDES))
    meetings = Meeting.objects.visible_to(user).after(day).filter(body__organisation__in=wanted)
    meetings = meetings.exclude(state=MeetingState.CANCELLED).filter(decides | ~Exists(powers))
    found: dict[int, Any] = {}
    for meeting in meetings.select_related("body"):
        found.setdefault(meeting.body.organisation_id, meeting)
    return found
