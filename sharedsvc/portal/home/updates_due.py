"""Which of some workstreams are overdue for an update, and which meeting will read each next.

As many statements for five hundred as for ten. When one is overdue: `workstreams.reporting`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, Min
from django.urls import reverse

from programmes.choices import MeetingState
from programmes.models import Meeting
from programmes.running import silent_before
from sharedsvc.core.dates import how_long
from sharedsvc.portal.home.section import Reader
from workstreams.models import Milestone, StatusUpdate, WorkstreamRole
from workstreams.reporting import Due, Reading, Readings, due, is_expected, is_silent
from workstreams.rows import Scope, by_workstream
from workstreams.rows.reading import Grouped, stages

A_DAY = datetime.timedelta(days=1)


class Light(NamedTuple):
    """What is read of every workstream."""

    pk: int
    ref: str
    title: str
    programme_id: int
    start_latest: datetime.date
    certainty: str


@dataclass(frozen=True)
class Reported:
    """When a workstream was reported on, by when it is to be again, and who reads that next.

    `due` is None where nobody waits for an update: it rests, ended, or has long been silent.
    """

    workstream: Light
    programme: Any
    today: datetime.date
    last: datetime.date | None
    due: Due | None
    next: Reading | None

    @property
    def days_late(self) -> int:
        return self.due.days_late(self.today) if self.due else 0

    @property
    def late_in_words(self) -> str:
        return how_long(self.days_late)

    @property
    def until_next(self) -> str:
        """How long it is until the next meeting that reads it."""
        days = (self.next.earliest - self.today).days if self.next else 0
        return f"in {how_long(days)}" if days else "today"

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Overdue first, longest first; then by when it is due; then those that none waits for."""
        by = self.due.day if self.due else datetime.date.max
        return (-self.days_late, by, self.programme.title, self.workstream.title)

    @property
    def address(self) -> str:
        return reverse("portal:workstream", args=[self.programme.code, self.workstream.ref])

    @property
    def update_address(self) -> str:
        return reverse("portal:update", args=[self.programme.code, self.workstream.ref])


class UpdatesDue:
    """The workstreams of a queryset, those that are overdue first."""

    def __init__(self, reader: Reader, workstreams: Any) -> None:
        self.reader = reader
        rows = workstreams.as_at(reader.today).not_merged(reader.today, reader.user)
        self.workstreams = [Light(*one) for one in rows.order_by().values_list(*Light._fields)]
        self.pks = [one.pk for one in self.workstreams]

    @cached_property
    def rows(self) -> list[Reported]:
        return sorted(map(self._reported, self.workstreams), key=lambda row: row.sort_key)

    @property
    def overdue(self) -> list[Reported]:
        return [row for row in self.rows if row.days_late]

    def _reported(self, one: Light) -> Reported:
        programme = self._programmes[one.programme_id]
        last = self._last.get(one.pk)
        since = last or max(one.start_latest, self._answered_since.get(one.pk, one.start_latest))
        readings = self._readings(one.pk, programme.partnership_id)
        waits = programme.running.runs and is_expected(one, self._stages.get(one.pk, ()))
        return Reported(
            workstream=one,
            programme=programme,
            today=self.reader.today,
            last=last,
            due=due(since, readings) if waits and not is_silent(since, self.reader.today) else None,
            next=readings.after(self.reader.today - A_DAY),
        )

    @cached_property
    def _programmes(self) -> dict[int, Any]:
        wanted = {one.programme_id for one in self.workstreams}
        return {one.pk: one for one in self.reader.programmes if one.pk in wanted}

    @cached_property
    def _last(self) -> dict[int, datetime.date]:
        """The day of the last update of each workstream that has one."""
        rows = self.reader.visible(StatusUpdate).filter(workstream__among=self.pks)
        dated = rows.filter(date_latest__lte=self.reader.today).order_by()
        return dict(dated.values_list("workstream").annotate(Max("date_latest")))

    @cached_property
    def _answered_since(self) -> dict[int, datetime.date]:
        """Since when somebody has firmly answered for each."""
        rows = self.reader.visible(WorkstreamRole).filter(workstream__among=self.pks)
        firm = rows.firmly_at_the_head(self.reader.today).order_by()
        return dict(firm.values_list("workstream").annotate(Min("start_latest")))

    @cached_property
    def _stages(self) -> Grouped:
        return by_workstream(stages(Scope(self.reader.user, self.reader.today).to(self.pks)))

    # The meetings that read updates

    def _readings(self, workstream: int, partnership: int) -> Readings:
        own = self._reported_to.get(workstream)
        if not own:
            return self._readings_of_partnership[partnership]
        return Readings([*self._of_partnerships.get(partnership, ()), *own])

    @cached_property
    def _readings_of_partnership(self) -> dict[int, Readings]:
        wanted = {one.partnership_id for one in self._programmes.values()}
        return {pk: Readings(self._of_partnerships.get(pk, ())) for pk in wanted}

    @property
    def _meetings(self) -> Any:
        since = silent_before(self.reader.today)
        rows = self.reader.visible(Meeting).filter(date_latest__gte=since)
        return rows.exclude(state=MeetingState.CANCELLED)

    @cached_property
    def _of_partnerships(self) -> dict[int, list[Reading]]:
        """Those of the bodies of each partnership: they read all of its programmes."""
        wanted = {one.partnership_id for one in self._programmes.values()}
        rows = self._meetings.filter(body__organisation__in=wanted).order_by()
        return _grouped(rows.values_list("body__organisation", *OF_A_READING))

    @cached_property
    def _reported_to(self) -> dict[int, list[Reading]]:
        """Those to which milestones of a workstream report."""
        rows = self.reader.visible(Milestone).filter(
            workstream__among=self.pks, meeting__in=self._meetings
        )
        paths = [f"meeting__{name}" for name in OF_A_READING]
        return _grouped(rows.order_by().values_list("workstream", *paths))


OF_A_READING = ("date_earliest", "date_latest", "pk", "body__name")


def _grouped(rows: Iterable[Any]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = defaultdict(list)
    for key, *values in rows:
        found[key].append(Reading(*values))
    return found
