"""The shapes in which pages and reports ask for workstreams and what hangs on them."""

import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Case, F, OuterRef, Q, Value, When

from programmes.querysets import DatedRecordQuerySet, HappeningRecordQuerySet, RecordQuerySet
from sharedsvc.core.dates import UNKNOWN
from sharedsvc.core.querysets import JSONRows
from workstreams.choices import LEAD_KINDS, TAKEN_OVER


class WorkstreamQuerySet(DatedRecordQuerySet):
    """Workstreams."""

    def not_merged(self, day: datetime.date, user: Any) -> Self:
        """Without those that surely went into another by that day (see `workstreams.lineage`)."""
        merged = _of("Lineage", user).surely(day).filter(kind__in=TAKEN_OVER)
        return self.exclude(pk__in=merged.values("predecessor"))

    def with_status(self, day: datetime.date, user: Any) -> Self:
        """With the update that stands on that day: `status_rows`, of one row or none."""
        rows = JSONRows(_latest_status(day, user), **_STATUS_FIELDS)
        return self.annotate(status_rows=rows)

    def for_position(self, day: datetime.date, user: Any) -> Self:
        """With all that a position says of each, in one statement: see the annotations' names.

        Each of these (`stage_rows`, `rank_rows` and so on) is a list of dicts, as at that day and
        as far as the user may see.
        """
        return (
            self.select_related("programme")
            .with_status(day, user)
            .annotate(
                stage_rows=JSONRows(_stages(day, user), **_STAGE_FIELDS),
                rank_rows=JSONRows(_ranks(day, user), **_RANK_FIELDS),
                came_from_rows=JSONRows(
                    _lineage("successor", day, user),
                    **_lineage_fields("predecessor"),
                    ranks=JSONRows(_ranks(day, user, "predecessor"), **_RANK_FIELDS),
                ),
                led_to_rows=JSONRows(
                    _lineage("predecessor", day, user), **_lineage_fields("successor")
                ),
                part_rows=JSONRows(_parts(day, user), **_PART_FIELDS),
                whole_ref=F("parent__ref"),
                whole_title=F("parent__title"),
            )
        )


def _of(name: str, user: Any) -> Any:
    return apps.get_model("workstreams", name).objects.visible_to(user)


def _stages(day: datetime.date, user: Any) -> Any:
    rows = _of("Stage", user).as_at(day).filter(workstream=OuterRef("pk"))
    return rows.order_by("start_latest", "pk")


_STAGE_FIELDS = {
    "id": F("pk"),
    "stage": F("stage"),
    "title": F("title"),
    "priority": F("priority"),
    "phase": F("phase__code"),
    "phase_title": F("phase__title"),
    "owner_id": F("owner_id"),
    "owner": F("owner__name"),
    "owner_short": F("owner__short_name"),
    "start_latest": F("start_latest"),
    "start": F("start"),
    "remarks": F("remarks"),
    "certainty": F("certainty"),
}


def _ranks(day: datetime.date, user: Any, of: str = "pk") -> Any:
    rows = _of("RankingEntry", user).adopted_by(day).filter(workstream=OuterRef(of))
    return rows.order_by("ranking__date_latest", "ranking__code", "pk")


_RANK_FIELDS = {
    "id": F("pk"),
    "rank": F("rank"),
    "title": F("title"),
    "ranking": F("ranking__code"),
    "ranking_title": F("ranking__title"),
    "kind": F("ranking__kind"),
    "by": F("ranking__by_id"),
    "by_name": F("ranking__by__name"),
    "by_short": F("ranking__by__short_name"),
}


def _lineage(end: str, day: datetime.date, user: Any) -> Any:
    return _of("Lineage", user).as_at(day).filter(**{end: OuterRef("pk")}).order_by("pk")


def _lineage_fields(end: str) -> dict[str, Any]:
    return {
        "id": F("pk"),
        "kind": F("kind"),
        "ref": F(f"{end}__ref"),
        "title": F(f"{end}__title"),
        "workstream": F(f"{end}_id"),
        "date": F("date"),
        "remarks": F("remarks"),
        "certainty": F("certainty"),
    }


def _parts(day: datetime.date, user: Any) -> Any:
    rows = _of("Workstream", user).as_at(day).filter(parent=OuterRef("pk"))
    return rows.order_by("order", "ref")


_PART_FIELDS = {name: F(name) for name in ("ref", "title", "remarks")} | {"id": F("pk")}


def _latest_status(day: datetime.date, user: Any) -> Any:
    rows = _of("StatusUpdate", user).as_at(day).filter(workstream=OuterRef("pk"))
    return rows.latest_first()[:1]


_STATUS_FIELDS = {
    "id": F("pk"),
    "rating": F("rating"),
    "narrative": F("narrative"),
    "next_steps": F("next_steps"),
    "date": F("date"),
    "number": F("number"),
    "author": F("author"),
}


class RoleQuerySet(DatedRecordQuerySet):
    """Roles on workstreams."""

    def leads(self) -> Self:
        """Sole and joint leads."""
        return self.filter(kind__in=LEAD_KINDS)

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


class StatusUpdateQuerySet(HappeningRecordQuerySet):
    """Status updates."""

    def latest_first(self) -> Self:
        """By date, newest first; those that were recorded without one come last."""
        has_no_date = Q(date="") | Q(date=UNKNOWN)
        undated = Case(When(has_no_date, then=Value(1)), default=Value(0))
        return self.order_by(undated, "-date_latest", "-number", "-pk")


class MilestoneQuerySet(DatedRecordQuerySet):
    """Milestones of workstreams and programmes."""

    def open(self, day: datetime.date) -> Self:
        """Those not surely done by that day (see `workstreams.milestones`)."""
        return self.filter(Q(done="", done_words="") | Q(done_latest__gt=day))

    def for_list(self) -> Self:
        """With the meeting they report to, soonest first."""
        return self.select_related("programme", "meeting__body").order_by("due_latest", "pk")


__all__ = [
    "DatedRecordQuerySet",
    "HappeningRecordQuerySet",
    "MilestoneQuerySet",
    "RankingEntryQuerySet",
    "RecordQuerySet",
    "RoleQuerySet",
    "StatusUpdateQuerySet",
    "WorkstreamQuerySet",
]
