"""What home shows of the register to everybody: programmes, decisions, reports, meetings."""

from functools import cached_property
from typing import Any

from decisions.models import Decision, Report
from programmes.choices import MeetingState
from programmes.models import Meeting
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.showing import withhold
from sharedsvc.portal.decided import tell
from sharedsvc.portal.questions import Group, questions
from sharedsvc.portal.tables import OverTable, ProgrammeList, ProgrammeTable, programme_list

LATEST = 5


class RegisterOnADay:
    """The register as it stood on a day, as far as the reader may see it.

    Whoever has work of their own above it sees the programmes by name, without their counts.
    """

    def __init__(
        self,
        user: Any,
        as_at: AsAt,
        *,
        briefly: bool = False,
        programmes: list[Any] | None = None,
    ) -> None:
        self.user, self.as_at, self.briefly = user, as_at, briefly
        self._programmes = programmes

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    @cached_property
    def programmes(self) -> ProgrammeList:
        rows = self._programmes
        return programme_list(self.user, self.as_at, counted=not self.briefly, rows=rows)

    @property
    def running(self) -> ProgrammeTable:
        return ProgrammeTable(self.programmes.running, as_at=self.as_at)

    @property
    def over(self) -> OverTable:
        return OverTable(self.programmes.over, as_at=self.as_at)

    @cached_property
    def decisions(self) -> list[Any]:
        """The latest, without whom the reader may not see."""
        rows = self._visible(Decision).filter(date_latest__lte=self.as_at.date)
        joined = rows.select_related("programme", "organisation", "body")
        found = withhold(list(joined.order_by("-date_latest", "pk")[:LATEST]), self.user)
        return tell(found, self.user, self.as_at.date)

    @cached_property
    def reports(self) -> list[Any]:
        return list(self._visible(Report).surely(self.as_at.date).for_list()[:LATEST])

    @cached_property
    def meetings(self) -> list[Any]:
        """The next ones whose date is known."""
        rows = self._visible(Meeting).after(self.as_at.date).exclude(date="")
        planned = rows.exclude(state=MeetingState.CANCELLED)
        return list(planned.select_related("body__organisation")[:LATEST])

    @property
    def questions(self) -> list[Group]:
        return questions(self.as_at)
