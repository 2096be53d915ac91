"""Who may see what: the querysets that all governed records have."""

import datetime
from dataclasses import replace
from typing import Any, Self

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from programmes.known import heard_of_by, named_by
from programmes.viewers import Viewer, viewer_of, who_sees_all
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.history import GuardedQuerySet
from sharedsvc.core.querysets import DatedQuerySet, HappeningQuerySet
from sharedsvc.core.reference import label_of


class RecordQuerySet(GuardedQuerySet):
    """Records with a visibility, an owner, and parents that must be seen too."""

    def not_struck_out(self) -> Self:
        """Without those struck out as mistakes."""
        return self.filter(struck_out="")

    def visible_to(self, user: Any) -> Self:
        """Those that this user (or an anonymous visitor) may see, parents included.

        By the audience that was worked out when the record or what it is seen through was written
        (`programmes.audiences`).
        """
        return self._visible_to(viewer_of(user))

    def with_seen_by(self, user: Any) -> Self:
        """All that are not struck out, parents included; `seen` says whether this user may see it.

        For pages that say in its place that something is withheld.
        """
        viewer = viewer_of(user)
        seen = viewer.meets() & self._also_asked_of(viewer)
        return self._visible_to(who_sees_all(user)).annotate(
            seen=ExpressionWrapper(seen or Q(pk__isnull=False), output_field=BooleanField())
        )

    def struck_out_for(self, user: Any) -> Self:
        """Those struck out that this user would see if nothing had been."""
        viewer = replace(viewer_of(user), despite_striking_out=True)
        return self._visible_to(viewer).exclude(struck_out="")

    def _visible_to(self, viewer: Viewer) -> Self:
        seen = self.filter(viewer.meets(), self._also_asked_of(viewer))
        return seen if viewer.despite_striking_out else seen.not_struck_out()

    def _also_asked_of(self, viewer: Viewer) -> Q:
        """What a record, or a version, must fulfil beside its audience: of most kinds nothing."""
        return Q()

    def open_to(self, user: Any) -> Q:
        """The condition that a user belongs to the audience of a row: for tables that keep it too.

        Rows that are struck out are left to those who ask.
        """
        return viewer_of(user).meets()

    @property
    def asks_more_than_audience(self) -> bool:
        """Whether `visible_to` asks for more than the audience, and that nothing is struck out."""
        own, usual = type(self), RecordQuerySet
        return (own.visible_to, own._also_asked_of) != (usual.visible_to, usual._also_asked_of)

    def versions_visible_to(self, user: Any) -> QuerySet:
        """The recorded versions of these records that this user may see.

        A version's audience is narrowed by that of the record as it is (though struck out, for that
        is history too).
        """
        viewer = viewer_of(user)
        also = self._also_asked_of(viewer)
        versions = self.model.history.filter(viewer.meets(), also)
        records = self.order_by().filter(also)
        return versions.filter(id__in=records.values("pk")) if records.query.where else versions


class DatedRecordQuerySet(RecordQuerySet, DatedQuerySet):
    """Governed records in force between two dates."""


class HappeningRecordQuerySet(RecordQuerySet, HappeningQuerySet):
    """Governed records that happened on a date."""


class ToldQuerySet(HappeningRecordQuerySet):
    """Records with a date, which may be told before it: announced, promised, asked for."""

    def known_on(self, day: datetime.date) -> Self:
        """Those that had happened, or were known to come, by that day."""
        return self.filter(heard_of_by(day, label_of(self.model)))


class NamedQuerySet(RecordQuerySet):
    """Records without a date, known since somebody named them."""

    def known_on(self, day: datetime.date) -> Self:
        """Those that a document of that day or before names, or none with a date."""
        return self.filter(named_by(day, label_of(self.model)))


class SeenWhole:
    """Records that are seen with all their versions, or not at all."""

    def versions_visible_to(self: Any, user: Any) -> QuerySet:
        """The recorded versions of those that this user sees, struck out or not."""
        seen, struck_out = self.visible_to(user), self.struck_out_for(user)
        versions: QuerySet = self.model.history.filter(
            Q(id__in=seen.values("pk")) | Q(id__in=struck_out.values("pk"))
        )
        return versions


def named(model: str) -> Any:
    """The manager of one of the models of "who", which are made later than their querysets."""
    return objects_named("programmes", model)
