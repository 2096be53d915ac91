"""For administrators: people and rights; and what to do first in an empty register."""

import datetime
from collections import Counter
from functools import cached_property
from typing import Any, NamedTuple

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation, Programme
from sharedsvc.core.people import called
from sharedsvc.portal.home.section import SHOWN, HomeSection, SignedIn, so_many

SOON = datetime.timedelta(days=30)


class HeldRole(NamedTuple):
    """A role that somebody holds."""

    name: str
    role: str
    organisation: str
    until: datetime.date
    last_login: datetime.datetime | None
    user: int

    @property
    def who(self) -> str:
        """The person's name, as others may know it."""
        return called(self)

    @property
    def role_in_words(self) -> str:
        """The label of the role."""
        return GrantRole(self.role).label


OF_A_GRANT = ("user__name", "role", "organisation__name", "end_latest", "user__last_login", "user")


class PeopleAndRights(HomeSection):
    """Who holds which role, whose ends soon, and who was invited and has not come yet."""

    key, title, template = "people", "People and rights", "portal/home/people.html"
    is_beside = True

    @classmethod
    def is_for(cls, reader: SignedIn) -> bool:
        """For those who look after people."""
        return bool(reader.viewer.sees_all or reader.holding(GrantRole.ADMINISTRATOR))

    @cached_property
    def held(self) -> list[HeldRole]:
        """The roles in force today in the organisations that the reader looks after."""
        looked_after = Organisation.objects.administered_by(self.reader.user)
        rows = self.reader.visible(Grant).filter(organisation__in=looked_after.values("pk"))
        in_force = rows.surely(self.reader.today).filter(user__is_active=True)
        ordered = in_force.order_by("organisation__name", "user__name", "pk")
        return [HeldRole(*values) for values in ordered.values_list(*OF_A_GRANT)]

    @property
    def people(self) -> int:
        """How many people hold roles."""
        return len({one.user for one in self.held})

    @property
    def by_role(self) -> list[tuple[str, int]]:
        """How many hold each role."""
        number = Counter(one.role for one in self.held)
        return [(GrantRole(role).label, number[role]) for role in GrantRole.values if number[role]]

    @property
    def ending(self) -> list[HeldRole]:
        """Those that end within a month, soonest first."""
        soon = [one for one in self.held if one.until <= self.reader.today + SOON]
        return sorted(soon, key=lambda one: one.until)[:SHOWN]

    @property
    def waiting(self) -> list[HeldRole]:
        """Who was invited and never signed in."""
        return [one for one in self.held if one.last_login is None]

    @property
    def first_waiting(self) -> list[HeldRole]:
        """The first of those that wait."""
        return self.waiting[:SHOWN]

    @property
    def sentence(self) -> str:
        """How many roles end soon; "" for none."""
        ending = len(self.ending)
        return f"{so_many(ending, 'role', 'ends')} soon." if ending else ""


class FirstSteps(HomeSection):
    """What a system administrator does first, while no programme is recorded."""

    key, title, template = "first", "The register is empty", "portal/home/first_steps.html"

    @classmethod
    def is_for(cls, reader: SignedIn) -> bool:
        """For system administrators."""
        return reader.viewer.sees_all

    @cached_property
    def is_shown(self) -> bool:
        """While there is no programme."""
        return not self.reader.visible(Programme).exists()

    @cached_property
    def has_councils(self) -> bool:
        """Whether the first step was taken."""
        return bool(self.reader.visible(Organisation).exists())

    @property
    def sentence(self) -> Any:
        """What is to be done first."""
        return "No programme is recorded yet: begin with the three steps below."
