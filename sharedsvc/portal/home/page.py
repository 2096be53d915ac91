"""The page: the sections that are for the reader, in a sensible order, each once."""

from functools import cached_property
from typing import Any

from sharedsvc.core.as_at import AsAt
from sharedsvc.portal.home.administrator import FirstSteps, PeopleAndRights
from sharedsvc.portal.home.manager import MyProgrammes
from sharedsvc.portal.home.meetings import MeetingsAhead, NotPublished, WithoutOutcome
from sharedsvc.portal.home.member import OthersDecided, SinceDecided
from sharedsvc.portal.home.officer import ChangedSince, Drafts, MyWorkstreams
from sharedsvc.portal.home.register import RegisterOnADay
from sharedsvc.portal.home.section import HomeSection, SignedIn


class HomePage:
    """Home for one reader. What waits for somebody is shown for today alone."""

    def __init__(self, user: Any, as_at: AsAt) -> None:
        self.user, self.as_at = user, as_at

    @cached_property
    def sections(self) -> list[HomeSection]:
        """Those that say something to this reader."""
        if not (self.user.is_authenticated and self.as_at.is_today):
            return []
        return self._for(self.reader)

    @cached_property
    def reader(self) -> SignedIn:
        """Who reads it, with what they hold today."""
        return SignedIn(self.user, self.as_at.today)

    @staticmethod
    def _for(reader: SignedIn) -> list[HomeSection]:
        found: list[HomeSection] = []
        for kind in (
            FirstSteps,
            MyWorkstreams,
            MeetingsAhead,
            MyProgrammes,
            Drafts,
            WithoutOutcome,
            NotPublished,
            SinceDecided,
            OthersDecided,
            PeopleAndRights,
        ):
            if kind.is_for(reader):
                found.append(kind(reader))
        for one in [one for one in found if isinstance(one, MyWorkstreams)]:
            found.append(ChangedSince(reader, one))
        return [section for section in found if section.is_shown]

    @property
    def main(self) -> list[HomeSection]:
        """The sections that stand in the middle."""
        return [section for section in self.sections if not section.is_beside]

    @property
    def beside(self) -> list[HomeSection]:
        """The sections that stand beside."""
        return [section for section in self.sections if section.is_beside]

    @property
    def lede(self) -> str:
        """What waits, in a sentence or two."""
        said = " ".join(filter(None, (section.sentence for section in self.sections)))
        return said or "Nothing waits for you today."

    @cached_property
    def register(self) -> RegisterOnADay:
        """The register as at the day: briefly for those with sections of their own."""
        if not self.sections:
            return RegisterOnADay(self.user, self.as_at, in_a_line=True)
        programmes = self.reader.programmes
        return RegisterOnADay(self.user, self.as_at, briefly=True, programmes=programmes)
