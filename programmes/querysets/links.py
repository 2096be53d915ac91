"""Rows that point at records of any kind: sources, subjects, dated values."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from programmes.choices import Visibility
from programmes.querysets.records import RecordQuerySet
from programmes.viewers import viewer_of
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.reference import keys_by_label, label_of


class LinkQuerySet(RecordQuerySet):
    """Rows that point at records of any kind (`record_type`, `record_id`)."""

    def struck_out_for(self, user: Any) -> Self:
        """None: a source or subject is given again on the form of its record."""
        return self.none()

    def visible_to(self, user: Any) -> Self:
        """Those whose own record may be seen too, whatever its kind.

        Pages that hold visible records already ask `in_visible_documents`, which is cheaper.
        """
        viewer = viewer_of(user)
        query = Q(pk__in=[])
        for model in apps.get_models():
            if self._may_hang_on(model):
                rows: Any = model._default_manager.all()
                seen = rows._visible_to(viewer).values("pk")
                query |= Q(record_type=label_of(model), record_id__in=seen)
        return self._visible_to(viewer).filter(query)

    def _may_hang_on(self, model: Any) -> bool:
        """Whether such rows can point at records of a model: at any, but not at one another."""
        is_link = hasattr(model, "record_type")
        return hasattr(model, "seen_through") and not model._meta.proxy and not is_link

    def in_visible_documents(self, user: Any) -> Self:
        """Those that may be seen beside a record that is known to be visible."""
        return self._visible_to(viewer_of(user))

    def about(self, records: Iterable[Any]) -> Self:
        """Those that point at any of these, each known by its `reference`."""
        return self.pointing_at(by_kind(records))

    def pointing_at(self, pks: Mapping[str, Any]) -> Self:
        """Those that point at records of these kinds with these keys."""
        query = Q(pk__in=[])
        for kind, ids in pks.items():
            query |= Q(record_type=kind, record_id__among=ids)
        return self.filter(query)


class DatedValueQuerySet(LinkQuerySet):
    """Values of records' fields from days on: seen with their records."""

    def that_hold(self) -> Self:
        """Those that count: not struck out, and kept from nobody who sees the record."""
        return self.not_struck_out().filter(visibility=Visibility.PUBLIC)

    def changed_by(self, day: datetime.date) -> Self:
        """Those of fields of which something began by that day: what always was, is no news."""
        same = {name: OuterRef(name) for name in ("record_type", "record_id", "field")}
        begun = self.model.objects.that_hold().filter(**same, start_earliest__lte=day)
        return self.filter(Exists(begun.exclude(start="")))

    def _may_hang_on(self, model: Any) -> bool:
        return super()._may_hang_on(model) and bool(dated_fields_of(model))


def by_kind(records: Iterable[Any]) -> dict[str, list[int]]:
    """The keys of records by their kind, as links know them, in the order of the kinds."""
    found = keys_by_label(record.reference for record in records)
    return {kind: sorted(pks) for kind, pks in sorted(found.items())}
