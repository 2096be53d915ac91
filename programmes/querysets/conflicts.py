"""Conflicts between sources, and their readings: when they were known."""

import datetime
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q

from programmes.known import cited_without_a_date, known_by
from programmes.querysets.records import DatedRecordQuerySet, NamedQuerySet, named
from sharedsvc.core.querysets import JSONRows


class ConflictQuerySet(DatedRecordQuerySet):
    """Conflicts between sources."""

    def known_on(self, day: datetime.date) -> Self:
        """Those of which the first source was there by that day.

        One with a start of its own stands from then on; a conflict rests on what its readings cite.
        """
        readings = named("Reading").not_struck_out().filter(conflict=OuterRef("pk"))
        own, of_reading = "programmes.conflict", "programmes.reading"
        known = known_by(day, own) | Exists(readings.filter(known_by(day, of_reading)))
        cited = readings.exclude(cited_without_a_date(of_reading))
        nobody_tells = cited_without_a_date(own) & ~Exists(cited)
        return self.filter(~Q(start="") | known | nobody_tells)


class ReadingQuerySet(NamedQuerySet):
    """Readings of conflicts."""

    def for_list(self, day: datetime.date, user: Any) -> Self:
        """Of conflicts in force and known on that day, with the conflict and what it is about."""
        about = named("Subject").in_visible_documents(user)
        known = named("Conflict").known_on(day).values("pk")
        return (
            self.known_on(day)
            .filter(conflict__start_earliest__lte=day, conflict__end_latest__gte=day)
            .filter(conflict__in=known)
            .select_related("conflict__programme")
            .annotate(
                about_rows=JSONRows(
                    about.filter(
                        record_type="programmes.conflict", record_id=OuterRef("conflict_id")
                    ).order_by("order", "pk"),
                    id=F("pk"),
                    type=F("subject_type"),
                    subject=F("subject_id"),
                )
            )
            .order_by("conflict__code", "number")
        )
