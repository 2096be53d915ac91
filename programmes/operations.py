"""Every write of "who". Each is keyword-only and atomic, and runs inside `recording(...)`."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.choices import OrganisationKind, SubjectRelation
from programmes.council_register import Council
from programmes.models import (
    Citation,
    Document,
    Grant,
    Link,
    Membership,
    Organisation,
    OrganisationName,
    Post,
    PostOrganisation,
    Record,
    Subject,
    Succession,
)
from sharedsvc.accounts.models import User
from sharedsvc.core.saving import Saved, create_many, save_valid
from sharedsvc.core.versions import catch_up, lock, lock_unless_new


@transaction.atomic
def keep(*, record: Saved) -> Saved:
    """Validate a governed record and save it, new or changed. Raises ValidationError."""
    return save_valid(record)


@transaction.atomic
def strike_out(*, record: Any, reason: str) -> Any:
    """Mark a record as a mistake; it stays in the history. Needs a reason: ValidationError."""
    if not reason.strip():
        raise ValidationError({"struck_out": "Say why the record is a mistake."})
    if isinstance(record, Link):
        lock(apps.get_model(record.record_type), pk=record.record_id)
    catch_up(record)
    record.struck_out = reason.strip()
    record.save()
    return record


@transaction.atomic
def keep_membership(*, record: Membership) -> Membership:
    """Save a membership. Raises ValidationError when the organisation joined is no partnership."""
    if record.partnership.kind != OrganisationKind.PARTNERSHIP:
        raise ValidationError({"partnership": f"{record.partnership} is not a partnership."})
    return keep(record=record)


@transaction.atomic
def cite(
    *,
    record: Record,
    citations: Iterable[tuple[Document, str, bool]],
    programme: Any,
) -> None:
    """Make these (document, paragraph, inferred) the sources of a record within one programme.

    Sources that are no longer given are struck out; those in other programmes' documents stay. The
    record is locked meanwhile.
    """
    citations = list(citations)
    _each_once((document.pk, paragraph) for document, paragraph, _ in citations)
    kind, pk = record.reference
    lock_unless_new(record)
    present = {
        (citation.document_id, citation.paragraph): citation
        for citation in Citation.objects.not_struck_out().filter(
            record_type=kind, record_id=pk, document__programme=programme
        )
    }
    new = []
    for order, (document, paragraph, inferred) in enumerate(citations, start=1):
        citation = present.pop((document.pk, paragraph), None)
        if citation is None:
            citation = Citation(
                record_type=kind, record_id=pk, document=document, paragraph=paragraph
            )
            citation.record = record
            new.append(citation)
        if (citation.order, citation.inferred) != (order, inferred):
            citation.order, citation.inferred = order, inferred
            if citation.pk:
                keep(record=citation)
    create_many(new)
    for dropped in present.values():
        strike_out(record=dropped, reason="No longer given as a source.")
    count_from_sources(record=record)


def _each_once(references: Iterable[Any]) -> None:
    """Raise ValidationError when one thing is named twice."""
    named = list(references)
    if len(set(named)) < len(named):
        raise ValidationError("The same is named twice.")


@transaction.atomic
def count_from_sources(*, record: Any) -> None:
    """Let a start that no source states count from the earliest document that states the record."""
    if getattr(record, "start", None) != "" or record.blank_start_means_always:
        return
    kind, pk = record.reference
    stated = Citation.objects.not_struck_out().filter(record_type=kind, record_id=pk)
    dated = stated.exclude(document__date="").order_by("document__date_latest")
    day = dated.values_list("document__date_latest", flat=True).first()
    if day and day != record.start_latest:
        record.known_by = day
        keep(record=record)


@transaction.atomic
def keep_document(*, record: Document) -> Document:
    """Save a document; starts that count from it follow when its date is corrected."""
    before = Document.objects.filter(pk=record.pk).values_list("date", flat=True).first()
    keep(record=record)
    if before is not None and before != record.date:
        for citation in Citation.objects.not_struck_out().filter(document=record):
            model = apps.get_model(citation.record_type)
            stated = model.objects.not_struck_out().filter(pk=citation.record_id).first()
            if stated is not None:
                count_from_sources(record=stated)
    return record


@transaction.atomic
def set_subjects(
    *, record: Record, subjects: Iterable[Record], relation: str = SubjectRelation.ABOUT
) -> None:
    """Make these records, in order, what a record is about (or rests on)."""
    subjects = list(subjects)
    _each_once(subject.reference for subject in subjects)
    lock_unless_new(record)
    kind, pk = record.reference
    present = {
        subject.subject_reference: subject
        for subject in Subject.objects.not_struck_out().filter(
            record_type=kind, record_id=pk, relation=relation
        )
    }
    new = []
    for order, other in enumerate(subjects, start=1):
        subject = present.pop(other.reference, None)
        if subject is None:
            subject = Subject(
                record_type=kind,
                record_id=pk,
                subject_type=other.reference[0],
                subject_id=other.reference[1],
                relation=relation,
                order=order,
            )
            subject.record = record
            new.append(subject)
        elif subject.order != order:
            subject.order = order
            keep(record=subject)
    create_many(new)
    for dropped in present.values():
        strike_out(record=dropped, reason="No longer named as a subject.")


@transaction.atomic
def set_employers(*, record: Post, others: Iterable[Organisation]) -> None:
    """Make these organisations the ones that a post belongs to."""
    lock_unless_new(record)
    present = {row.organisation_id: row for row in record.employers.not_struck_out()}
    for organisation in others:
        if present.pop(organisation.pk, None) is None:
            keep(record=PostOrganisation(post=record, organisation=organisation))
    for dropped in present.values():
        strike_out(record=dropped, reason="The post no longer belongs to this organisation.")


@transaction.atomic
def set_successors(*, record: Organisation, others: Iterable[Organisation]) -> None:
    """Make these organisations the successors of one. Raises ValidationError for itself."""
    lock_unless_new(record)
    present = {row.successor_id: row for row in record.succeeded_by.not_struck_out()}
    for organisation in others:
        if present.pop(organisation.pk, None) is None:
            keep(record=Succession(predecessor=record, successor=organisation))
    for dropped in present.values():
        strike_out(record=dropped, reason="No longer given as a successor.")


@transaction.atomic
def keep_council(*, council: Council) -> tuple[Organisation, str]:
    """Add a council of the public register, or complete the one that is there already.

    One that is there is found by its code, its official code or, failing both, its name. What a
    source has stated of it stays: only blanks and "type not stated" are filled in, and the official
    name is kept as another name. Returns it with "added", "changed" or "left".
    """
    organisation = _find_council(council)
    if organisation is None:
        organisation = keep(record=Organisation(code=council.code, **_register_values(council)))
        _add_names(organisation, council.other_names)
        return organisation, "added"
    changed = _complete(organisation, council)
    named = _add_names(organisation, (council.name, council.short_name, *council.other_names))
    return organisation, "changed" if changed or named else "left"


def _find_council(council: Council) -> Any:
    known = Organisation.objects.not_struck_out()
    for condition in (
        {"code__iexact": council.code},
        {"official_code": council.official_code or None},
        {"name__iexact": council.name, "official_code": ""},
        {"name__iexact": council.short_name, "official_code": ""},
    ):
        found = known.filter(**condition).exclude(kind=OrganisationKind.PARTNERSHIP)[:2]
        if len(found) == 1:
            return found[0]
    return None


def _register_values(council: Council) -> dict[str, str]:
    return {
        "name": council.name,
        "short_name": council.short_name,
        "kind": council.kind,
        "official_code": council.official_code,
        "former_codes": council.former_codes,
        "start": council.start,
        "end": council.end,
        "end_words": council.end_as_stated,
    }


def _complete(organisation: Organisation, council: Council) -> bool:
    changed = False
    for name, value in _register_values(council).items():
        present = getattr(organisation, name)
        vague = name == "kind" and present == OrganisationKind.COUNCIL
        if value and (not present or vague):
            setattr(organisation, name, value)
            changed = True
    if changed:
        keep(record=organisation)
    return changed


def _add_names(organisation: Organisation, names: Iterable[str]) -> bool:
    known = {organisation.name.lower(), organisation.short_name.lower()}
    rows = organisation.other_names.not_struck_out().values_list("name", flat=True)
    known |= {name.lower() for name in rows}
    new = [
        OrganisationName(organisation=organisation, name=n) for n in names if n.lower() not in known
    ]
    unique = {name.name.lower(): name for name in new if name.name}
    create_many(list(unique.values()))
    return bool(unique)


@transaction.atomic
def give_role(*, user: User, role: str, organisation: Organisation) -> Grant:
    """Give somebody a role in an organisation from today on.

    Raises ValidationError when it is held already, and PermissionDenied where the giver may not.
    """
    today = datetime.date.today()
    held = Grant.objects.filter(user=user, role=role, organisation=organisation, struck_out="")
    if held.surely(today).exists():
        raise ValidationError(f"{user} holds this role at {organisation} already.")
    given = Grant(user=user, role=role, organisation=organisation, start=today.isoformat())
    return keep(record=given)


@transaction.atomic
def invite(*, email: str, name: str, role: str, organisation: Organisation) -> User:
    """Give somebody a role, making an account without a password if there is none yet.

    Raises ValidationError when the account is closed or the role held already, and PermissionDenied
    where the giver may not.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email.strip(), name=name.strip())
    if not user.is_active:
        raise ValidationError(f"The account of {user} is closed: ask a system administrator.")
    give_role(user=user, role=role, organisation=organisation)
    return user


@transaction.atomic
def end_role(*, record: Grant, reason: str) -> Grant:
    """End a role at once: yesterday was its last day. One that began today is struck out.

    Raises ValidationError without a reason and for one that has ended already, and PermissionDenied
    where the user may not.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the role ends."})
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    catch_up(record)
    if record.struck_out or record.end_latest <= yesterday:
        raise ValidationError("This role has ended already.")
    if record.start_earliest > yesterday:
        strike_out(record=record, reason=reason)
        return record
    record.end = yesterday.isoformat()
    return keep(record=record)
