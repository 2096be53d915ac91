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

from programmes.models import Meeting
from programmes.running import silent_before
from programmes.viewers import AskedByReaders
from sharedsvc.core.dates import how_long
from sharedsvc.portal.home.section import SignedIn, until
from workstreams.addresses import page_address, update_form_address
from workstreams.models import Milestone, StatusUpdate, WorkstreamRole
from workstreams.reporting import Due, ReadingMeeting, Readings, due, is_expected, is_silent
from workstreams.rows import Scope, by_workstream
from workstreams.rows.lines import StageLine
from workstreams.rows.reading import Grouped, stage_rows

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
    next: ReadingMeeting | None

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
        return until(days)

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Overdue first, longest first; then by when it is due; then those that none waits for."""
        by = self.due.day if self.due else datetime.date.max
        return (-self.days_late, by, self.programme.title, self.workstream.title)

    @property
    def address(self) -> str:
        return page_address(self.programme.code, self.workstream.ref)

    @property
    def update_address(self) -> str:
        return update_form_address(self.programme.code, self.workstream.ref)


class UpdatesDue:
    """Some workstreams, by the values of `Light`: those that are overdue first."""

    def __init__(self, reader: SignedIn, workstreams: Iterable[Any]) -> None:
        self.reader = reader
        self.workstreams = [Light(*values) for values in workstreams]
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
        user, today = self.reader.user, self.reader.today
        return dict(LAST_UPDATES(user, day=today, workstreams=self.pks))

    @cached_property
    def _answered_since(self) -> dict[int, datetime.date]:
        """Since when somebody has firmly answered for each."""
        user, today = self.reader.user, self.reader.today
        return dict(ANSWERED_SINCE(user, day=today, workstreams=self.pks))

    @cached_property
    def _stages(self) -> Grouped:
        user, today = self.reader.user, self.reader.today
        rows = STAGES(user, day=today, workstreams=self.pks)
        return by_workstream(StageLine(*values) for values in rows)

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

    @cached_property
    def _of_partnerships(self) -> dict[int, list[ReadingMeeting]]:
        """Those of the bodies of each partnership: they read all of its programmes."""
        wanted = {one.partnership_id for one in self._programmes.values()}
        since = silent_before(self.reader.today)
        return _grouped(OF_PARTNERSHIPS(self.reader.user, since=since, partnerships=wanted))

    @cached_property
    def _reported_to(self) -> dict[int, list[ReadingMeeting]]:
        """Those to which milestones of a workstream report."""
        since = silent_before(self.reader.today)
        return _grouped(REPORTED_TO(self.reader.user, since=since, workstreams=self.pks))


OF_A_READING = ("date_earliest", "date_latest", "pk", "body__name")


def _of(model: Any, viewer: Any, workstreams: Any) -> Any:
    return model.objects.visible_to(viewer).filter(workstream__among=workstreams).order_by()


def _meetings(viewer: Any, since: Any) -> Any:
    rows = Meeting.objects.visible_to(viewer).filter(date_latest__gte=since)
    return rows.not_cancelled().order_by()


LAST_UPDATES = AskedByReaders(
    lambda viewer, day, workstreams: (
        _of(StatusUpdate, viewer, workstreams)
        .surely(day)
        .values_list("workstream")
        .annotate(Max("date_latest"))
    ),
    planned=True,
)
ANSWERED_SINCE = AskedByReaders(
    lambda viewer, day, workstreams: (
        _of(WorkstreamRole, viewer, workstreams)
        .firmly_at_the_head(day)
        .values_list("workstream")
        .annotate(Min("start_latest"))
    ),
    planned=True,
)
STAGES = AskedByReaders(
    lambda viewer, day, workstreams: stage_rows(Scope(viewer, day, only=workstreams)).values_list(
        *StageLine.PATHS
    ),
    planned=True,
)
OF_PARTNERSHIPS = AskedByReaders(
    lambda viewer, since, partnerships: (
        _meetings(viewer, since)
        .filter(body__organisation__among=partnerships)
        .values_list("body__organisation", *OF_A_READING)
    ),
    planned=True,
)
REPORTED_TO = AskedByReaders(
    lambda viewer, since, workstreams: (
        _of(Milestone, viewer, workstreams)
        .filter(meeting__in=_meetings(viewer, since))
        .values_list("workstream", *(f"meeting__{name}" for name in OF_A_READING))
    ),
    planned=True,
)


def _grouped(rows: Iterable[Any]) -> dict[int, list[ReadingMeeting]]:
    found: dict[int, list[ReadingMeeting]] = defaultdict(list)
    for key, *values in rows:
        found[key].append(ReadingMeeting(*values))
    return found
