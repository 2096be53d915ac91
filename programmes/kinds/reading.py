"""How what is shown of a record is read, and what narrows its list."""

from typing import Any

from django.db.models import Q

from programmes.choices import (
    SubjectRelation,
)
from programmes.models import (
    Conflict,
    Document,
    Organisation,
    PostOrganisation,
    Programme,
    Reading,
    Subject,
    Tenure,
)
from sharedsvc.core.kinds import (
    FROM_TO,
    Filter,
    choice,
    kinds,
    link,
    text,
)
from sharedsvc.core.states import ANSWERS, State

PROGRAMME = link("programme", "Programme", "title")


IN_PROGRAMME = Filter(name="programme", label="Programme", path="programme", to=Programme)


OF_ORGANISATION = Filter(
    name="organisation", label="Organisation", path="organisation", to=Organisation
)


REMARKS = text("remarks", "Remarks", blank="none")


ORGANISATION_COLUMNS = (
    text("name", "Name"),
    choice("kind", "Kind"),
    text("abbreviation", "Abbreviation", blank="none"),
    text("official_code", "Official code"),
    *FROM_TO,
)


def who_holds(tenure: Tenure) -> Any:
    """Who holds a post, or that it is vacant."""
    return tenure.person or State("v-nil", "Vacant")


def settlement_of(conflict: Conflict) -> Any:
    """How a conflict was settled, or that it is open."""
    return conflict.settlement or State("v-clash", "Open: sources disagree", "clash")


def attach_subjects(records: list[Any], user: Any) -> None:
    """Give each record `shown_about`: what it is about, as far as the user may see it."""
    about = Subject.objects.in_visible_documents(user).about(records)
    links = list(about.filter(relation=SubjectRelation.ABOUT).order_by("order", "pk"))
    wanted: dict[str, set[int]] = {}
    for one in links:
        wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    found: dict[tuple[str, int], Any] = {}
    for label, ids in wanted.items():
        kind = kinds.of_label(label)
        if kind:
            seen = kind.model.objects.visible_to(user).filter(pk__in=ids)  # type: ignore[attr-defined]
            found.update({(label, record.pk): record for record in kind.shaped(seen)})
    by_record: dict[tuple[str, int], list[Any]] = {}
    for one in links:
        if one.subject_reference in found:
            by_record.setdefault(one.record_reference, []).append(found[one.subject_reference])
    for record in records:
        record.shown_about = by_record.get(record.reference, [])


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
