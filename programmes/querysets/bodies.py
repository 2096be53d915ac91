"""Meetings: those to come, and those that concern a programme."""

import datetime
from typing import Any, Self

from django.db.models import Q

from programmes.choices import MeetingState
from programmes.querysets.records import ToldQuerySet, named


class MeetingQuerySet(ToldQuerySet):
    """Meetings of bodies."""

    def not_cancelled(self) -> Self:
        """Those that were not, on the day of the page."""
        return self.exclude(state=MeetingState.CANCELLED)

    def after(self, day: datetime.date) -> Self:
        """Those that are, or may be, after that day and known to come by then, soonest first."""
        to_come = self.known_on(day).not_cancelled().filter(date_latest__gt=day)
        return to_come.order_by("date_earliest", "pk")

    def for_programme(self, programme: Any, partnership: Any, user: Any) -> Self:
        """Those of a partnership, and those that a programme's documents state, by date.

        Of the documents only those that the user may see.
        """
        cited = (
            named("Citation")
            .in_visible_documents(user)
            .filter(record_type="programmes.meeting", document__programme=programme)
        )
        return (
            self.filter(Q(body__organisation=partnership) | Q(pk__in=cited.values("record_id")))
            .select_related("body__organisation")
            .order_by("date_earliest", "pk")
        )
