"""What a report tells of a programme's progress: what changed, how it stands, what is due."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from decisions.models import Approval, Report, ReportMeeting
from programmes.models import Meeting
from workstreams.choices import TAKEN_OVER
from workstreams.forecasts import as_known_on
from workstreams.models import (
    Lineage,
    Milestone,
    Ranking,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)


class ProgressRecords:
    """The records of a programme's progress, as far as the user may see them.

    A part of `ReportRecords`, which says how they are read.
    """

    report: Report
    user: Any
    day: datetime.date
    workstreams: Any  # every workstream of the programme on the day

    def _visible(self, model: Any) -> Any:
        raise NotImplementedError

    def _read(self, rows: Iterable[Any]) -> list[Any]:
        raise NotImplementedError

    @cached_property
    def report_before(self) -> Report | None:
        """The last report that was published to one of the same bodies on the same programme."""
        of_bodies = self._visible(ReportMeeting).filter(
            report=OuterRef("pk"),
            meeting__body__in=self._visible(ReportMeeting)
            .filter(report=self.report.pk)
            .values("meeting__body"),
        )
        before = self._visible(Report).filter(
            Exists(of_bodies),
            organisation=self.report.organisation_id,
            programme=self.report.programme_id,
            date_latest__lt=self.report.date_earliest,
        )
        found = self._read(before.exclude(published="").order_by("-date_latest", "pk")[:1])
        return found[0] if found else None

    @cached_property
    def going(self) -> list[Workstream]:
        """The workstreams by themselves, but those that surely went into another by the day."""
        merged = self._visible(Lineage).surely(self.day).filter(kind__in=TAKEN_OVER)
        of_it = merged.filter(predecessor__programme=self.report.programme_id)
        gone = {link.predecessor_id for link in self._read(of_it)}
        return [one for one in self.workstreams if one.parent_id is None and one.pk not in gone]

    def _happened(self, model: Any, since: datetime.date, **which: Any) -> Any:
        """Records that surely happened after one day, and by the day of the report."""
        rows = self._visible(model).filter(
            date_earliest__gt=since, date_latest__lte=self.day, **which
        )
        return rows.order_by("date_latest", "pk")

    def _begun(self, model: Any, since: datetime.date) -> Any:
        """Records that surely began after one day, and by the day of the report."""
        rows = self._visible(model).as_at(self.day)
        return rows.filter(start_earliest__gt=since, start_latest__lte=self.day)

    def roles_begun(self, since: datetime.date) -> list[WorkstreamRole]:
        """Parts that somebody surely took since."""
        rows = self._begun(WorkstreamRole, since)
        rows = rows.filter(workstream__programme=self.report.programme_id)
        return self._read(rows.select_related("workstream", "organisation", "person", "post"))

    def roles_ended(self, since: datetime.date) -> list[WorkstreamRole]:
        """Parts that surely ended since."""
        rows = self._visible(WorkstreamRole).filter(
            workstream__programme=self.report.programme_id,
            end_earliest__gte=since,
            end_latest__lt=self.day,
        )
        return self._read(rows.select_related("workstream", "organisation", "person", "post"))

    def stages_begun(self, since: datetime.date) -> list[Stage]:
        """Places in the programme that workstreams surely took since."""
        rows = self._begun(Stage, since).filter(workstream__programme=self.report.programme_id)
        return self._read(rows.select_related("workstream", "phase").order_by("start_latest", "pk"))

    def rankings_since(self, since: datetime.date) -> list[Ranking]:
        """Rankings adopted since."""
        rows = self._happened(Ranking, since, programme=self.report.programme_id)
        return self._read(rows.select_related("by"))

    def approvals_since(self, since: datetime.date) -> list[Approval]:
        """Outcomes at gates since."""
        programme = self.report.programme_id
        rows = self._happened(Approval, since)
        of_it = rows.filter(workstream__programme=programme) | rows.filter(
            proposal__programme=programme
        )
        return self._read(
            of_it.select_related("gate", "proposal", "workstream", "organisation", "body")
        )

    @cached_property
    def milestones(self) -> list[Milestone]:
        """The programme's milestones on the day, with the dates that were known then."""
        rows = self._visible(Milestone).as_at(self.day).filter(programme=self.report.programme_id)
        found = self._read(rows.select_related("workstream").order_by("due_latest", "pk"))
        as_known_on(self.day, found, self.user)
        return found

    @cached_property
    def updates(self) -> dict[int, list[StatusUpdate]]:
        """Status updates by workstream, the latest first."""
        found = defaultdict(list)
        rows = self._visible(StatusUpdate).as_at(self.day)
        rows = rows.filter(workstream__programme=self.report.programme_id).latest_first()
        for update in self._read(rows):
            found[update.workstream_id].append(update)
        return found

    @cached_property
    def next_meeting(self) -> Any:
        """The first meeting of a body that it goes to, after the one it goes to; None if unknown.

        Up to then the milestones are told.
        """
        goes_to = self._visible(ReportMeeting).filter(report=self.report.pk)
        later = self._visible(Meeting).filter(
            body__in=goes_to.values("meeting__body"), date_earliest__gt=self.day
        )
        other = later.exclude(pk__in=goes_to.values("meeting"))
        found = self._read(other.select_related("body").order_by("date_latest", "pk")[:1])
        return found[0] if found else None
