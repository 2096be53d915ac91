"""What home shows of the register to everybody: programmes, decisions, reports, meetings."""

from functools import cached_property
from typing import Any

from decisions.models import Decision, Report
from programmes.models import Meeting
from programmes.viewers import AskedByReaders
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.showing import withhold
from sharedsvc.portal.gathered.decided import tell
from sharedsvc.portal.home.questions import QuestionGroup, questions
from sharedsvc.portal.programmes.listing import (
    OverTable,
    ProgrammeList,
    ProgrammeTable,
    programme_list,
)

LATEST = 5


class RegisterOnADay:
    """The register as it stood on a day, as far as the reader may see it.

    Whoever has work of their own above it sees the programmes by name, without their counts. What
    each is about is told whole, or `in_a_line`.
    """

    def __init__(
        self,
        user: Any,
        as_at: AsAt,
        *,
        briefly: bool = False,
        in_a_line: bool = False,
        programmes: list[Any] | None = None,
    ) -> None:
        self.user, self.as_at, self.briefly = user, as_at, briefly
        self.in_a_line = in_a_line
        self._programmes = programmes

    @cached_property
    def programmes(self) -> ProgrammeList:
        rows = self._programmes
        return programme_list(self.user, self.as_at, counted=not self.briefly, rows=rows)

    @property
    def running(self) -> ProgrammeTable:
        return ProgrammeTable(self.programmes.running, as_at=self.as_at, in_a_line=self.in_a_line)

    @property
    def over(self) -> OverTable:
        return OverTable(self.programmes.over, as_at=self.as_at, in_a_line=self.in_a_line)

    @cached_property
    def decisions(self) -> list[Any]:
        """The latest, without whom the reader may not see."""
        found = withhold(DECISIONS(self.user, day=self.as_at.date), self.user)
        return tell(found, self.user, self.as_at.date)

    @cached_property
    def reports(self) -> list[Any]:
        return REPORTS(self.user, day=self.as_at.date)

    @cached_property
    def meetings(self) -> list[Any]:
        """The next ones whose date is known."""
        return MEETINGS(self.user, day=self.as_at.date)

    @property
    def questions(self) -> list[QuestionGroup]:
        return questions(self.as_at)


DECISIONS = AskedByReaders(
    lambda viewer, day: (
        Decision.objects.visible_to(viewer)
        .surely(day)
        .select_related("programme", "organisation", "body")
        .order_by("-date_latest", "pk")[:LATEST]
    )
)
REPORTS = AskedByReaders(
    lambda viewer, day: Report.objects.visible_to(viewer).surely(day).for_list()[:LATEST]
)
MEETINGS = AskedByReaders(
    lambda viewer, day: (
        Meeting.objects.visible_to(viewer)
        .after(day)
        .exclude(date="")
        .select_related("body__organisation")[:LATEST]
    )
)
