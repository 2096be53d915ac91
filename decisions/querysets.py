"""The shapes in which pages and reports ask for gates, decisions and reports."""

import datetime
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from programmes.querysets.records import (
    DatedRecordQuerySet,
    HappeningRecordQuerySet,
    RecordQuerySet,
)
from programmes.viewers import viewer_of
from sharedsvc.core.by_name import model_named, objects_named
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.prepared import worked_out


def _of(name: str, user: Any) -> Any:
    return objects_named("decisions", name).visible_to(user)


class GateQuerySet(DatedRecordQuerySet):
    """Gates, of a programme or of one organisation on all that it joins."""

    def of_programme(self, programme_id: Any, organisation_ids: Any) -> Self:
        """The programme's own, and those that organisations bind themselves by."""
        return self.filter(
            Q(programme=programme_id) | Q(programme__isnull=True, by__among=organisation_ids)
        )


# What rests on another decision, or replaces it, is not before it, however long the chain.
AFTER = """
    WITH RECURSIVE resting (id, upon) AS (
        SELECT id, supersedes_id FROM decisions_decision
        WHERE supersedes_id IS NOT NULL AND struck_out = ''
        UNION ALL
        SELECT record_id, subject_id FROM programmes_subject
        WHERE relation = 'rests on' AND record_type = 'decisions.decision'
        AND subject_type = 'decisions.decision' AND struck_out = ''
    ), after (id) AS (
        SELECT resting.id FROM resting JOIN decisions_decision ON decisions_decision.id = upon
        WHERE date_earliest > %s
        UNION
        SELECT resting.id FROM resting JOIN after ON after.id = upon
        JOIN decisions_decision ON decisions_decision.id = after.id
        WHERE date_latest > %s
    )
    SELECT id FROM after
"""


def resting_on_later(day: datetime.date) -> RawSQL:
    """The decisions that rest on one taken after a day, or on what itself rests on such a one."""
    said = worked_out(day, datetime.date.isoformat)
    return RawSQL(AFTER, (said, said))


class DecisionQuerySet(HappeningRecordQuerySet):
    """Decisions: none is before what it rests on."""

    def begun_by(self, day: datetime.date) -> Self:
        """Those taken, or possibly taken, on or before that day."""
        return super().begun_by(day).exclude(date_latest__gt=day, pk__in=resting_on_later(day))


def _after_its_clause(day: datetime.date) -> Q:
    """That the clause it names is of a decision taken after a day."""
    by_links = Q(clause__decision__date_latest__gt=day, clause__decision__in=resting_on_later(day))
    return Q(clause__decision__date_earliest__gt=day) | by_links


class OutcomeQuerySet(HappeningRecordQuerySet):
    """Outcomes at gates: none is before the decision whose clause gives it."""

    def begun_by(self, day: datetime.date) -> Self:
        """Those given, or possibly given, on or before that day."""
        return super().begun_by(day).exclude(_after_its_clause(day), date_latest__gt=day)


class OfClauseQuerySet(DatedRecordQuerySet):
    """What a clause makes or grants: none is before its decision."""

    def begun_by(self, day: datetime.date) -> Self:
        """Those that had begun, or may have, by that day."""
        return super().begun_by(day).exclude(_after_its_clause(day), start_latest__gt=day)


class ClauseQuerySet(RecordQuerySet):
    """Clauses of decisions."""

    def begun_by(self, day: datetime.date) -> Self:
        """Those of decisions taken, or possibly taken, on or before that day."""
        rows = self.filter(decision__date_earliest__lte=day)
        return rows.exclude(decision__date_latest__gt=day, decision__in=resting_on_later(day))

    def decided_by(self, day: datetime.date) -> Self:
        """The same."""
        return self.begun_by(day)

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
        reports = model_named("decisions", "Report").history
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
        return versions.filter(open_since | Q(report__organisation__among=viewer.keeping))


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
        """The renditions of a report's latest edition, that for everybody first.

        `is_redacted` says of each whether personal details were taken out of it.
        """
        places = objects_named("decisions", "RedactedPlace").filter(record_id=OuterRef("pk"))
        taken_out = Exists(places.filter(record_type=self.model._meta.label_lower))
        own = self.filter(report=report).annotate(is_redacted=taken_out)
        last = own.order_by("-number").values("number")[:1]
        renditions = own.filter(number=Subquery(last)).select_related("kept_by")
        return list(renditions.order_by("place"))
