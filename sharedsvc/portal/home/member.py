"""For members: what changed since their council last decided, and what the others decided."""

import datetime
from functools import cached_property
from typing import Any

from dateutil.relativedelta import relativedelta

from decisions.models import Decision
from programmes.choices import GrantRole
from programmes.models import Organisation
from sharedsvc.core.showing import withhold
from sharedsvc.portal.gathered.decided import tell
from sharedsvc.portal.home.happened import Happened, happened_since
from sharedsvc.portal.home.section import SHOWN, HomeSection

WITHOUT_A_DECISION = relativedelta(years=1)


class ForMembers(HomeSection):
    """What the sections for members have in common."""

    roles = (GrantRole.MEMBER,)

    @property
    def own(self) -> frozenset[int]:
        """The councils of which the reader is a member."""
        return self.reader.holding(GrantRole.MEMBER)

    @property
    def joined(self) -> list[int]:
        """The partnerships of which one's councils are members."""
        return [where for where, who in self.reader.viewer.joined if who in self.own]


class SinceDecided(ForMembers):
    """What changed since one's council last decided."""

    key, title, template = "since", "Since your council last decided", "portal/home/since.html"

    @cached_property
    def decision(self) -> Any:
        """The latest that one's councils decided."""
        rows = self.reader.visible(Decision).filter(organisation__among=self.own)
        past = rows.surely(self.reader.today).select_related("programme")
        latest = past.order_by("-date_latest", "-pk").first()
        return tell([latest], self.reader.user, self.reader.today)[0] if latest else None

    @property
    def since(self) -> datetime.date:
        """Its day; a year ago where none is recorded."""
        if self.decision:
            return self.decision.date_latest
        return self.reader.today - WITHOUT_A_DECISION

    @cached_property
    def rows(self) -> list[Happened]:
        """What happened since, newest first."""
        return happened_since(self.reader, self.joined, self.since)


class OthersDecided(ForMembers):
    """What the other councils decided in the same programmes."""

    key, title, template = "others", "What the other councils decided", "portal/home/others.html"
    is_beside = True

    @cached_property
    def rows(self) -> list[Any]:
        """What other councils of the same partnerships decided, newest first."""
        councils = self.reader.visible(Organisation).exclude(pk__in=self.own)
        rows = self.reader.visible(Decision).surely(self.reader.today)
        rows = rows.filter(
            programme__partnership__among=self.joined, organisation__in=councils.values("pk")
        )
        joined = rows.select_related("programme", "organisation", "body")
        found = list(joined.order_by("-date_latest", "pk")[:SHOWN])
        return tell(withhold(found, self.reader.user), self.reader.user, self.reader.today)
