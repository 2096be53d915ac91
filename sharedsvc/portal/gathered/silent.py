"""Members of a programme's partnership that have not answered, each with its next meeting."""

import datetime
from collections.abc import Collection
from typing import Any

from programmes.models import Meeting, Membership, Programme


def not_answered(
    programme: Programme, user: Any, day: datetime.date, answered: Collection[int]
) -> list[tuple[Any, Any]]:
    """Members on a day that are not among those who answered, each with its next meeting, or None.

    As far as the user may see them.
    """
    members = (
        Membership.objects.visible_to(user)
        .as_at(day)
        .filter(partnership=programme.partnership_id, role="member")
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    silent = [m.organisation for m in members if m.organisation_id not in answered]
    meetings = Meeting.objects.visible_to(user).filter(
        body__organisation__in=[organisation.pk for organisation in silent]
    )
    following: dict[int, Any] = {}
    for meeting in meetings.after(day).select_related("body__organisation"):
        following.setdefault(meeting.body.organisation_id, meeting)
    return [(organisation, following.get(organisation.pk)) for organisation in silent]
