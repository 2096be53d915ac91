"""The shapes in which pages and reports ask for workstreams and what hangs on them."""

import datetime
from typing import Any, Self

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from programmes.querysets.records import (
    DatedRecordQuerySet,
    HappeningRecordQuerySet,
    RecordQuerySet,
)
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.dates import UNKNOWN
from sharedsvc.core.prepared import worked_out
from workstreams.answering import AT_THE_HEAD, GIVEN_UP, PRINCIPALS
from workstreams.choices import FIRM, LEAD_KINDS, TAKEN_OVER, Answer


class WorkstreamQuerySet(DatedRecordQuerySet):
    """Workstreams."""

    def not_merged(self, day: datetime.date, user: Any) -> Self:
        """Without those that surely went into another by that day (see `workstreams.lineage`)."""
        merged = _of("Lineage", user).surely(day).filter(kind__in=TAKEN_OVER)
        return self.exclude(pk__in=merged.values("predecessor"))


def _of(name: str, user: Any) -> Any:
    return objects_named("workstreams", name).visible_to(user)


class RoleQuerySet(DatedRecordQuerySet):
    """Roles on workstreams."""

    def leads(self) -> Self:
        """Sole and joint leads."""
        return self.filter(kind__in=LEAD_KINDS)

    def firmly_at_the_head(self, day: datetime.date) -> Self:
        """Those by which organisations surely lead or host, confirmed or in force, on that day.

        They keep the workstream's progress: the right to update it, and whose it is.
        """
        firm = self.filter(kind__in=AT_THE_HEAD, standing__in=FIRM)
        return firm.surely(day).filter(organisation__start_earliest__lte=day)

    def to_be_handed_over(self, day: datetime.date) -> Self:
        """Open roles of organisations that had ended by a day, and that nobody took over since.

        Or that they had until a later day, which is known: until then.
        Of whoever answers for a workstream: until another does. Of any other part: until an
        organisation that followed has it. Not of workstreams that had ended, or gone into another.
        """
        left = self.filter(
            Q(end_latest=F("organisation__end_latest")),
            Q(end="") | Q(end__gte=worked_out(day, datetime.date.isoformat)),
            workstream__end_latest__gte=day,
            end_latest__lt=day,
        ).exclude(standing__in=GIVEN_UP)
        others = self.model.objects.not_struck_out().surely(day)
        others = others.filter(workstream=OuterRef("workstream"), answer=Answer.STATED)
        taken: Any = Q(kind__in=PRINCIPALS) & Exists(others.filter(kind__in=PRINCIPALS))
        followed = Q(organisation__succeeds__predecessor=OuterRef("organisation"))
        taken |= Exists(others.filter(followed, kind=OuterRef("kind")))
        gone = objects_named("workstreams", "Lineage").not_struck_out().surely(day)
        merged = gone.filter(kind__in=TAKEN_OVER, predecessor=OuterRef("workstream"))
        return left.exclude(taken).exclude(Exists(merged))

    def for_list(self) -> Self:
        """In the order in which they are named, with organisation, person and post."""
        return self.select_related("organisation", "person", "post").order_by(
            "workstream", "order", "pk"
        )


class RankingEntryQuerySet(RecordQuerySet):
    """Entries of rankings."""

    def adopted_by(self, day: datetime.date) -> Self:
        """Those of rankings that were, or may have been, adopted on or before that day."""
        return self.filter(ranking__date_earliest__lte=day)

    def for_list(self) -> Self:
        """With ranking and owner, in order of rank."""
        return self.select_related("ranking__by").order_by(
            "ranking", F("rank").asc(nulls_last=True), "order", "pk"
        )


class ScoreQuerySet(RecordQuerySet):
    """Scores against criteria."""

    def given_by(self, day: datetime.date) -> Self:
        """Those of scorings that were, or may have been, given on or before that day."""
        return self.filter(scoring__date_earliest__lte=day)


class StatusUpdateQuerySet(HappeningRecordQuerySet):
    """Status updates."""

    def latest_first(self) -> Self:
        """By date, newest first; those that were recorded without one come last."""
        return self.order_by(*latest_first())


def latest_first() -> list[Any]:
    """In what order updates count."""
    has_no_date = Q(date="") | Q(date=UNKNOWN)
    undated = Case(When(has_no_date, then=Value(1)), default=Value(0))
    return [undated.asc(), F("date_latest").desc(), F("number").desc(), F("pk").desc()]


class MilestoneQuerySet(DatedRecordQuerySet):
    """Milestones of workstreams and programmes."""

    def open(self, day: datetime.date) -> Self:
        """Those not surely done by that day (see `workstreams.milestones`)."""
        return self.filter(Q(done="", done_words="") | Q(done_latest__gt=day))

    def for_list(self) -> Self:
        """With the meeting they report to, soonest first."""
        return self.select_related("programme", "meeting__body").order_by("due_latest", "pk")
