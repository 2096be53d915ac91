"""For partnership managers: their programmes, who has not answered, and what is overdue."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from decisions.models import Recommendation
from programmes.choices import GrantRole, MembershipRole
from programmes.models import Membership, Programme
from sharedsvc.portal.home.section import HomeSection, so_many
from sharedsvc.portal.home.updates_due import Light, Reported, UpdatesDue
from sharedsvc.portal.programmes.running import with_running
from workstreams.models import Ranking, Workstream

LONGEST = 3  # overdue updates that are named


@dataclass(frozen=True)
class Managed:
    """A programme as its manager's home shows it."""

    programme: Any
    asks: int
    members: tuple[Any, ...]
    ranked: frozenset[int]
    overdue: tuple[Reported, ...]

    @property
    def not_ranked(self) -> str:
        """The members of which no ranking is recorded, where anybody's is, by name."""
        left = [one.label for one in self.members if one.pk not in self.ranked]
        return ", ".join(left) if self.ranked else ""

    @property
    def longest(self) -> tuple[Reported, ...]:
        return self.overdue[:LONGEST]


class MyProgrammes(HomeSection):
    """The programmes of one's partnerships."""

    key, title, template = "managed", "Your programmes", "portal/home/managed.html"
    roles = (GrantRole.MANAGER,)

    @cached_property
    def programmes(self) -> list[Any]:
        own = self.reader.holding(GrantRole.MANAGER)
        rows = self.reader.visible(Programme).filter(partnership__among=own).for_list()
        return with_running(rows, self.reader.user, self.reader.today)

    @cached_property
    def rows(self) -> list[Managed]:
        asks, members, ranked = self._count_asks(), self._read_members(), self._read_ranked()
        found = [
            Managed(
                programme=one,
                asks=asks.get(one.pk, 0),
                members=tuple(members[one.partnership_id]),
                ranked=frozenset(ranked[one.pk]),
                overdue=tuple(self._overdue[one.pk]),
            )
            for one in self.programmes
        ]
        return sorted(found, key=lambda row: row.programme.running.is_over)

    @property
    def _pks(self) -> list[int]:
        return [one.pk for one in self.programmes]

    def _count_asks(self) -> dict[int, int]:
        """How many asks await an outcome."""
        today = self.reader.today
        rows = self.reader.visible(Recommendation).filter(report__programme__among=self._pks)
        left = rows.asked_by(today).not_answered(today, self.reader.user).order_by()
        return dict(left.values_list("report__programme").annotate(Count("pk")))

    def _read_members(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        rows = self.reader.visible(Membership).filter(
            partnership__among=self.reader.holding(GrantRole.MANAGER), role=MembershipRole.MEMBER
        )
        joined = rows.surely(self.reader.today).select_related("organisation")
        for one in joined.order_by("organisation__name", "pk"):
            found[one.partnership_id].append(one.organisation)
        return found

    def _read_ranked(self) -> dict[int, list[int]]:
        """Whose rankings are recorded."""
        found: dict[int, list[int]] = defaultdict(list)
        rows = self.reader.visible(Ranking).filter(programme__among=self._pks)
        for programme, by in rows.order_by().values_list("programme", "by").distinct():
            found[programme].append(by)
        return found

    @cached_property
    def _overdue(self) -> dict[int, list[Reported]]:
        rows = self.reader.visible(Workstream).filter(programme__among=self._pks, parent=None)
        today = self.reader.today
        going = rows.as_at(today).not_merged(today, self.reader.user).order_by()
        found: dict[int, list[Reported]] = defaultdict(list)
        for one in UpdatesDue(self.reader, going.values_list(*Light._fields)).overdue:
            found[one.programme.pk].append(one)
        return found

    @property
    def sentence(self) -> str:
        late = sum(len(some) for some in self._overdue.values())
        return f"In your programmes {so_many(late, 'update', 'is')} overdue." if late else ""
