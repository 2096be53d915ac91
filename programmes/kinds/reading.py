"""How what is shown of a record is read, and what narrows its list."""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from programmes.choices import COUNCIL_KINDS, OrganisationKind, SubjectRelation
from programmes.models import (
    Citation,
    Conflict,
    DatedValue,
    Document,
    Membership,
    PostOrganisation,
    Programme,
    Reading,
    Record,
    Sharing,
    Subject,
    Tenure,
)
from programmes.querysets.links import by_kind
from programmes.viewers import AskedByReaders
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import FROM_TO, Column, choice, follow, link, text
from sharedsvc.core.kinds.kind import Filter, by
from sharedsvc.core.reference import Reference, keys_by_label, label_of
from sharedsvc.core.states import ANSWERS, State

PROGRAMME = link("programme", "title")


IN_PROGRAMME = by("programme")


OF_ORGANISATION = by("organisation")


def named_in(queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
    """Shared records that a programme's documents state."""
    label = label_of(queryset.model)
    stated = Citation.objects.in_visible_documents(user).filter(
        record_type=label, document__programme=value
    )
    return queryset.filter(pk__in=stated.values("record_id"))


def every_programme(user: Any) -> QuerySet:
    """Ids of the programmes that may be chosen."""
    return Programme.objects.visible_to(user).values("pk")


NAMED_IN_PROGRAMME = Filter(
    name="programme", label="Named in", to=Programme, apply=named_in, options=every_programme
)


REMARKS = text("remarks", blank="none").headed(Record)
VISIBILITY = choice("visibility").headed(Record)


NAMED_IN = Column(
    name="programmes",
    heading="Named in",
    read=lambda organisation: organisation.shown_programmes,
    blank="none",
    brought=True,
)


def _how_it_ended(record: Any) -> str:
    return record.get_ending_display() if record.end else "No end is recorded"


def _edition(organisation: Any) -> str:
    row = follow(organisation, "register_row")
    return f"as in that of {day_in_words(row.edition)}" if row else "not in it"


IN_THE_REGISTER = Column(
    name="register_row",
    heading="Public register of councils",
    read=_edition,
    brought=True,
)
HOW_IT_ENDED = Column(name="ending", read=_how_it_ended, sort=("ending",))


ORGANISATION_COLUMNS = (
    text("name"),
    choice("kind"),
    NAMED_IN,
    text("abbreviation", blank="none"),
    text("official_code"),
    *FROM_TO,
)


def who_holds(tenure: Tenure) -> Any:
    """Who holds a post, or that it is vacant."""
    return tenure.person or State("v-nil", "Vacant")


def what_of_before(sharing: Sharing) -> str:
    """Whether an act of sharing opens what was recorded before it."""
    return "opens too" if sharing.earlier_too else "stays closed"


def settlement_of(conflict: Conflict) -> Any:
    """How a conflict was settled, or that it is open."""
    return conflict.settlement or State("v-clash", "Open: sources disagree", "clash")


def by_part_taken(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Those that take part in a programme, or those that are no councils or partnerships."""
    if value == "other":
        return queryset.exclude(kind__in=(*COUNCIL_KINDS, OrganisationKind.PARTNERSHIP))
    members = Membership.objects.visible_to(user).as_at(day).values("organisation")
    partnerships = Programme.objects.visible_to(user).values("partnership")
    return queryset.filter(Q(pk__in=members) | Q(pk__in=partnerships))


def prepare_organisations(records: list[Any], user: Any, day: datetime.date) -> None:
    """Give each organisation the programmes whose documents name it."""
    begun = {p.pk: p for p in Programme.objects.visible_to(user).as_at(day)}
    cited = Citation.objects.in_visible_documents(user).about(records)
    named: dict[int, set[int]] = {}
    for record_id, programme_id in cited.values_list("record_id", "document__programme"):
        named.setdefault(record_id, set()).add(programme_id)
    for record in records:
        own = named.get(record.pk, set())
        record.shown_programmes = [begun[pk] for pk in begun if pk in own]


def what_of_it(value: DatedValue) -> str:
    """What of its record a dated value is of: its state, its standing."""
    return value.field_in_words.capitalize()


def prepare_dated_values(values: list[Any], user: Any, day: datetime.date) -> None:
    """Give each value the record it is of: whoever sees the one sees the other."""
    found = _that_may_be_seen((value.record_reference for value in values), user)
    for value in values:
        value.shown_record = found.get(value.record_reference)


@cache
def _about(kind: str) -> AskedByReaders:
    """What records of a kind are about, in order."""
    return AskedByReaders(
        lambda viewer, pks: (
            Subject.objects.in_visible_documents(viewer)
            .pointing_at({kind: pks})
            .filter(relation=SubjectRelation.ABOUT)
            .order_by("order", "pk")
        )
    )


def attach_subjects(records: list[Any], user: Any) -> None:
    """Give each record `shown_about`: what it is about, as far as the user may see it."""
    of_kind = by_kind(records)
    links = [one for kind in of_kind for one in _about(kind)(user, pks=of_kind[kind])]
    found = _that_may_be_seen((one.subject_reference for one in links), user)
    by_record: dict[Reference, list[Any]] = {}
    for one in links:
        if one.subject_reference in found:
            by_record.setdefault(one.record_reference, []).append(found[one.subject_reference])
    for record in records:
        record.shown_about = by_record.get(record.reference, [])


def _that_may_be_seen(references: Iterable[Reference], user: Any) -> dict[Reference, Any]:
    """The records of these references that the user may see, as their pages read them."""
    found: dict[Reference, Any] = {}
    for label, ids in keys_by_label(references).items():
        kind = kinds.of_label(label)
        if kind:
            seen = kind.model.objects.visible_to(user).filter(pk__in=ids)  # type: ignore[attr-defined]
            found.update({(label, record.pk): record for record in kind.shaped(seen)})
    return found


def posts_at(organisation: Any, user: Any) -> Any:
    """Ids of the posts at an organisation, as the user may see."""
    rows = PostOrganisation.objects.visible_to(user).filter(organisation=organisation)
    return rows.values("post")


def prepare_conflicts(conflicts: list[Any], user: Any, day: Any) -> None:
    """Give each conflict what the sources say, side by side."""
    said: dict[int, list[str]] = {}
    readings = Reading.objects.visible_to(user).filter(conflict__in=conflicts)
    for reading in readings.order_by("number", "pk"):
        said.setdefault(reading.conflict_id, []).append(f"{reading.number}. {reading.statement}")
    for conflict in conflicts:
        conflict.shown_readings = said.get(conflict.pk, [])


def prepare_posts(posts: list[Any], user: Any, day: Any) -> None:
    """Give each post its organisations and holders on that day."""
    employers = PostOrganisation.objects.visible_to(user).filter(post__in=posts)
    holders = Tenure.objects.visible_to(user).as_at(day).filter(post__in=posts)
    at: dict[int, list[Any]] = {}
    held: dict[int, list[Any]] = {}
    for row in employers.select_related("organisation").order_by("organisation__name"):
        at.setdefault(row.post_id, []).append(row.organisation)
    for tenure in holders.select_related("person").order_by("start_earliest", "pk"):
        held.setdefault(tenure.post_id, []).append(who_holds(tenure))
    for post in posts:
        post.shown_employers = at.get(post.pk, [])
        post.shown_holders = held.get(post.pk) or ANSWERS["not stated"]


def pointing_from(record: Any) -> Q:
    """The links that point from a record."""
    record_type, record_id = record.reference
    return Q(record_type=record_type, record_id=record_id)


def short_name_of_document(document: Document) -> str:
    """A document’s kind and number, or failing that its title."""
    if document.number:
        return f"{document.get_kind_display()} {document.number}"
    return document.title
