"""The shapes in which pages and reports ask for gates, decisions and reports."""

import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from programmes.querysets import (
    DatedRecordQuerySet,
    HappeningRecordQuerySet,
    RecordQuerySet,
)
from programmes.viewers import KEEPERS, viewer_of
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.querysets import JSONRows
from workstreams.choices import LifecycleStage


def _of(name: str, user: Any) -> Any:
    return apps.get_model("decisions", name).objects.visible_to(user)


def _about(record_type: str, subject_type: str) -> Any:
    """The links by which records of one type are about records of another, whoever may see them.

    They narrow, and are not shown: left out for a reader, a gate would stand before more.
    """
    subjects = apps.get_model("programmes", "Subject").objects.not_struck_out()
    return subjects.filter(record_type=record_type, subject_type=subject_type).order_by(
        "order", "pk"
    )


def _proposed_for(proposal: str = "proposal_id") -> JSONRows:
    """The workstreams that the proposal of a row is about."""
    links = _about("decisions.proposal", "workstreams.workstream")
    return JSONRows(links.filter(record_id=OuterRef(proposal)), id=F("subject_id"))


def _already_running(day: datetime.date, user: Any, **of: Any) -> JSONRows:
    """The workstreams that ran when they were recorded, and for which nothing new is proposed."""
    stages = apps.get_model("workstreams", "Stage").objects.visible_to(user).as_at(day)
    proposed = _about("decisions.proposal", "workstreams.workstream")
    return JSONRows(
        stages.filter(owner=None, stage=LifecycleStage.RUNNING, **of)
        .exclude(workstream__in=proposed.values("subject_id"))
        .order_by("pk"),
        id=F("workstream_id"),
    )


class GateQuerySet(DatedRecordQuerySet):
    """Gates, of a programme or of one organisation on all that it joins."""

    def of_programme(self, programme_id: int, organisation_ids: list[int]) -> Self:
        """The programme's own, and those that organisations bind themselves by."""
        return self.filter(
            Q(programme=programme_id) | Q(programme__isnull=True, by__in=organisation_ids)
        )

    def for_position(self, day: datetime.date, user: Any) -> Self:
        """With what they are about, tests, outcomes by that day and business cases, as lists."""
        return (
            self.select_related("by", "programme")
            .annotate(
                about_workstreams=JSONRows(
                    _about("decisions.gate", "workstreams.workstream").filter(
                        record_id=OuterRef("pk")
                    ),
                    id=F("subject_id"),
                ),
                about_proposals=JSONRows(
                    _about("decisions.gate", "decisions.proposal").filter(record_id=OuterRef("pk")),
                    id=F("subject_id"),
                    proposed_for=_proposed_for("subject_id"),
                ),
                running_rows=_already_running(
                    day, user, workstream__programme=OuterRef("programme_id")
                ),
                running_joined_rows=_already_running(
                    day, user, workstream__roles__organisation=OuterRef("by_id")
                ),
                test_rows=JSONRows(
                    _of("GateTest", user).filter(gate=OuterRef("pk")).order_by("number"),
                    id=F("pk"),
                    number=F("number"),
                    text=F("text"),
                ),
                approval_rows=JSONRows(
                    _of("Approval", user)
                    .as_at(day)
                    .filter(gate=OuterRef("pk"))
                    .order_by("date_latest", "number", "pk"),
                    id=F("pk"),
                    by=JSONObject(
                        id=F("organisation_id"),
                        code=F("organisation__code"),
                        name=F("organisation__name"),
                        short_name=F("organisation__short_name"),
                        kind=F("organisation__kind"),
                    ),
                    workstream=F("workstream_id"),
                    proposed_for=_proposed_for(),
                    outcome=F("outcome"),
                    date=F("date"),
                    version=F("business_case__version"),
                ),
                case_rows=JSONRows(
                    _of("BusinessCase", user)
                    .as_at(day)
                    .filter(stage=OuterRef("case_stage"))
                    .order_by("pk"),
                    id=F("pk"),
                    workstream=F("workstream_id"),
                    proposed_for=_proposed_for(),
                    stage=F("stage"),
                    state=F("state"),
                    version=F("version"),
                ),
            )
            .order_by("order", "code")
        )


class ClauseQuerySet(RecordQuerySet):
    """Clauses of decisions."""

    def decided_by(self, day: datetime.date) -> Self:
        """Those of decisions taken, or possibly taken, on or before that day."""
        return self.filter(decision__date_earliest__lte=day)

    def for_list(self) -> Self:
        """Newest decision first, clauses in order."""
        return self.select_related(
            "decision__programme",
            "decision__organisation",
            "decision__body",
            "decision__meeting__body",
        ).order_by("-decision__date_latest", "decision__pk", "order", "pk")


class OfReportQuerySet(RecordQuerySet):
    """What belongs to reports."""

    def versions_visible_to(self, user: Any) -> QuerySet:
        """The same; but what a report no longer held when published is its keepers’ alone."""
        versions = super().versions_visible_to(user)
        viewer = viewer_of(user)
        if viewer.sees_all:
            return versions
        reports = apps.get_model("decisions", "Report").history
        published = reports.filter(id=OuterRef("report_id")).exclude(published="")
        by_then = {
            "history_date__lte": Subquery(
                published.order_by("history_id").values("history_date")[:1]
            )
        }
        later = self.model.history.filter(
            id=OuterRef("id"), history_id__gt=OuterRef("history_id"), **by_then
        )
        open_since = ~Exists(later) & ~(~Q(struck_out="") & Q(**by_then))
        return versions.filter(open_since | Q(report__organisation__in=viewer.holding(*KEEPERS)))


class RecommendationQuerySet(OfReportQuerySet):
    """What reports ask of bodies."""

    def stated_by(self, day: datetime.date) -> Self:
        """Those of reports dated on or before that day, what is only to be asked among them."""
        return self.filter(report__date_latest__lte=day)

    def asked_by(self, day: datetime.date) -> Self:
        """Those asked in reports dated on or before that day."""
        return self.stated_by(day).filter(anticipated=False)

    def not_answered(self, day: datetime.date, user: Any) -> Self:
        """Those that no clause that the user may see had answered by that day."""
        answers = _of("Clause", user).filter(decision__date_latest__lte=day)
        return self.exclude(pk__in=answers.filter(answers__isnull=False).values("answers"))

    def for_list(self) -> Self:
        """In order, with report, body and meeting."""
        return self.select_related("report__organisation", "body", "meeting__body").order_by(
            "report", "order", "pk"
        )


class ReportQuerySet(HappeningRecordQuerySet):
    """Committee reports: until one was published, it is seen by its organisation's clerks alone.

    The same holds for each of its versions, and for what is seen through it.
    """

    def for_list(self) -> Self:
        """Newest first, with organisation and programme."""
        return self.select_related("organisation", "programme").order_by("-date_latest", "pk")

    def for_report(self) -> Self:
        """With all that its header names."""
        return self.select_related(
            "organisation", "programme", "style", "by", "contact", "contact_post", "document"
        )


class EditionQuerySet(GuardedQuerySet):
    """Editions of published reports."""

    def latest_of(self, report: Any) -> list[Any]:
        """The renditions of a report's latest edition, that for everybody first."""
        own = self.filter(report=report)
        last = own.order_by("-number").values("number")[:1]
        renditions = own.filter(number=Subquery(last)).select_related("kept_by")
        return list(renditions.order_by("place"))


__all__ = [
    "ClauseQuerySet",
    "DatedRecordQuerySet",
    "EditionQuerySet",
    "GateQuerySet",
    "HappeningRecordQuerySet",
    "OfReportQuerySet",
    "RecommendationQuerySet",
    "RecordQuerySet",
    "ReportQuerySet",
]
