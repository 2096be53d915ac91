"""What pages say of redactions: that, when, by whom, why and where; never what was taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from decisions.models import RedactedPlace, Redaction, Seal
from decisions.redacting.places import EDITION, FILE, SEAL, about, called, may_redact
from sharedsvc.core.people import called as name_of
from sharedsvc.core.reference import reference_of

LATEST = 20


@dataclass(frozen=True)
class ToldPlace:
    """A place of which a detail was taken out."""

    place: RedactedPlace
    about: Any = None

    @property
    def heading(self) -> str:
        """What the column is called."""
        return called(self.place.record_type, self.place.column)

    @property
    def redaction(self) -> Redaction:
        """The act."""
        return self.place.redaction

    @property
    def by(self) -> str:
        """Who did it."""
        return name_of(self.redaction.by)


def of_record(record: Any) -> list[ToldPlace]:
    """What was taken out of a record and its versions, the latest first."""
    label, pk = reference_of(record)
    return _told(Q(record_type=label, record_id=pk))


def of_report(report: Any) -> list[ToldPlace]:
    """What was taken out of a published report; once a redaction, of what everybody reads first."""
    editions = report.editions.order_by("-number", "place")
    found = _told(Q(record_type=EDITION, record_id__in=editions.values("pk")))
    order = {pk: place for place, pk in enumerate(editions.values_list("pk", flat=True))}
    first: dict[int, ToldPlace] = {}
    for told in sorted(found, key=lambda one: order[one.place.record_id]):
        first.setdefault(told.redaction.pk, told)
    return [first[pk] for pk in sorted(first, reverse=True)]


def of_row(label: str, pk: int, column: str) -> ToldPlace | None:
    """The latest redaction of one column of a row that is no record."""
    return next(iter(_told(Q(record_type=label, record_id=pk, column=column))), None)


def _told(which: Q) -> list[ToldPlace]:
    places = RedactedPlace.objects.filter(which).select_related("redaction__by")
    return [ToldPlace(place) for place in places.order_by("-redaction", "pk")]


@dataclass(frozen=True)
class ToldRedaction:
    """A redaction with those of its places that the reader administers."""

    redaction: Redaction
    places: list[ToldPlace]

    @property
    def by(self) -> str:
        """Who did it."""
        return name_of(self.redaction.by)


def latest(user: Any, most: int | None = LATEST) -> list[ToldRedaction]:
    """The latest redactions of which the user administers a place; the command line (None) all."""
    found = []
    for redaction in Redaction.objects.select_related("by").prefetch_related("places")[:most]:
        places = list(_administered(redaction.places.all(), user))
        if places:
            found.append(ToldRedaction(redaction, places))
    return found


def texts_taken_out(redaction: Redaction) -> int:
    """Of how many texts: neither salts nor files that are made of a text count."""
    return redaction.places.exclude(column="opening").exclude(record_type=FILE).count()


def _administered(places: Iterable[RedactedPlace], user: Any) -> Iterable[ToldPlace]:
    for place in places:
        if place.record_type == SEAL and place.column == "opening":
            continue
        record = about(place.record_type, place.record_id)
        if record is not None and may_redact(user, record):
            yield ToldPlace(place, record)


def seals_since_redacted(decision: Any) -> list[Seal]:
    """The seals of what a confirmed decision reads like since it was redacted."""
    return list(decision.seals_since_redacted.select_related("by").order_by("number"))
