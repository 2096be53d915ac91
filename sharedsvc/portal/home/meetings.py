"""Meetings: those to come with what each is asked, and those past without an outcome."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Min, Q, Value, When

from decisions.models import Decision, Recommendation, Report
from programmes.choices import GrantRole, MeetingState
from programmes.models import Meeting
from sharedsvc.core.dates import LATEST
from sharedsvc.core.rights import permission
from sharedsvc.portal.home.section import SHOWN, HomeSection, SignedIn, so_many, until

OF_THE_COUNCIL = (GrantRole.MEMBER, GrantRole.CLERK, GrantRole.MANAGER)
KEEP_THE_DESK = (GrantRole.CLERK, GrantRole.MANAGER)


@dataclass(frozen=True)
class Ahead:
    """A meeting to come, with what it is asked."""

    meeting: Any
    today: datetime.date
    is_followed: bool
    asks: tuple[Any, ...] = ()

    @property
    def when(self) -> str:
        """The date, and how long until then; or that none is set."""
        if self.meeting.date_latest == LATEST:
            return "Date not set"
        days = (self.meeting.date_earliest - self.today).days
        said = self.meeting.date_in_english
        return f"{said}, {until(days)}" if days >= 0 else said

    @property
    def reports(self) -> list[Any]:
        """The papers that ask it."""
        return list({ask.report_id: ask.report for ask in self.asks}.values())


class MeetingsAhead(HomeSection):
    """The next meetings of one's bodies, those that one follows first, and what each is asked."""

    key, title, template = "meetings", "Next meetings", "portal/home/meetings.html"

    @classmethod
    def is_for(cls, reader: SignedIn) -> bool:
        """For everybody who is signed in."""
        return True

    @property
    def is_shown(self) -> bool:
        """Where there are any, or the reader's council could have some."""
        return bool(self.rows or self.reader.holding(*OF_THE_COUNCIL))

    @property
    def of_a_partnership(self) -> bool:
        """The reader's own bodies are a partnership's alone."""
        return not self.reader.holding(GrantRole.MEMBER, GrantRole.CLERK)

    @property
    def may_ask(self) -> bool:
        """Whether the reader records meetings."""
        return bool(self.reader.holding(*KEEP_THE_DESK))

    @cached_property
    def meetings(self) -> list[Any]:
        """Meetings to come of the reader's councils and of bodies followed, soonest first."""
        own, followed = self.reader.holding(*OF_THE_COUNCIL), self.reader.followed
        if not (own or followed):
            return []
        rows = self.reader.visible(Meeting).filter(
            Q(body__organisation__among=own) | Q(body__among=followed),
            state=MeetingState.PLANNED,
            date_latest__gte=self.reader.today,
        )
        first = Case(When(body__among=followed, then=Value(0)), default=Value(1))
        joined = rows.select_related("body__organisation")
        return list(joined.order_by(first, "date_latest", "pk")[:SHOWN])

    @cached_property
    def rows(self) -> list[Ahead]:
        """Each meeting with what it is asked."""
        asks = self._asks()
        return [
            Ahead(one, self.reader.today, one.body_id in self.reader.followed, tuple(asks[one.pk]))
            for one in self.meetings
        ]

    def _asks(self) -> dict[int, list[Any]]:
        """What is asked of these meetings and has no answer yet."""
        found: dict[int, list[Any]] = defaultdict(list)
        if not self.meetings:
            return found
        rows = self.reader.visible(Recommendation).filter(meeting__in=self.meetings)
        left = rows.not_answered(self.reader.today, self.reader.user)
        joined = left.select_related("report__organisation", "report__programme")
        for ask in joined.order_by("report", "order", "pk"):
            found[ask.meeting_id].append(ask)
        return found

    @property
    def sentence(self) -> str:
        """The next meeting, when, and how much it is asked; "" for none."""
        if not self.rows:
            return ""
        first = self.rows[0]
        asked = f" It is asked {so_many(len(first.asks), 'thing').lower()}." if first.asks else ""
        return f"Next meeting: {first.meeting.body.in_full}, {first.when}.{asked}"


class OnTheDesk(HomeSection):
    """What waits on the desk of those who keep meetings and papers."""

    is_beside = True
    roles = KEEP_THE_DESK

    @property
    def is_shown(self) -> bool:
        """Clerks are also told that nothing is left."""
        return bool(self.count or self.reader.holding(GrantRole.CLERK))


class WithoutOutcome(OnTheDesk):
    """Meetings that are past, were asked something, and of which no outcome is recorded."""

    key, title, template = "outcomes", "Outcome not recorded", "portal/home/outcomes.html"

    @cached_property
    def _asked(self) -> dict[int, tuple[int, str]]:
        """How many asks of each meeting have no answer, and a report that asks them."""
        today, user = self.reader.today, self.reader.user
        past = self.reader.visible(Meeting).filter(
            body__organisation__among=self.reader.holding(*KEEP_THE_DESK), date_latest__lt=today
        )
        asks = self.reader.visible(Recommendation).asked_by(today).not_answered(today, user)
        rows = asks.filter(meeting__in=past.values("pk")).order_by().values_list("meeting")
        asked = rows.annotate(Count("pk"), Min("report__code"))
        return {meeting: (count, report) for meeting, count, report in asked}

    @cached_property
    def rows(self) -> list[tuple[Any, int, str]]:
        """The latest of them, each with how much it was asked, and by which report."""
        meetings = self.reader.visible(Meeting).filter(pk__among=list(self._asked))
        latest = meetings.select_related("body__organisation").order_by("-date_latest", "pk")
        return [(one, *self._asked[one.pk]) for one in latest[:SHOWN]]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._asked)

    @property
    def may_record(self) -> bool:
        """Whether the reader may record a decision."""
        return bool(self.reader.user.has_perm(permission("add", Decision)))

    @property
    def sentence(self) -> str:
        """How many past meetings have no outcome; "" for none."""
        many = so_many(self.count, "past meeting", "has")
        return f"{many} no outcome recorded." if self.count else ""


class NotPublished(OnTheDesk):
    """Reports of one's own organisations that nobody else sees yet."""

    key, title, template = (
        "unpublished",
        "Reports not yet published",
        "portal/home/unpublished.html",
    )

    @cached_property
    def rows(self) -> list[Any]:
        """Their organisations' reports that are not published."""
        own = self.reader.holding(*KEEP_THE_DESK)
        rows = self.reader.visible(Report).filter(published="", organisation__among=own)
        return list(rows.for_list())

    @property
    def shown(self) -> list[Any]:
        """The first of them."""
        return self.rows[:SHOWN]

    @property
    def sentence(self) -> str:
        """How many reports are not published; "" for none."""
        return f"{so_many(self.count, 'report', 'is')} not published yet." if self.rows else ""
