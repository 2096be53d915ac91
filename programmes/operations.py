"""Every write of "who". Each is keyword-only and atomic, and runs inside `recording(...)`."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Min

from programmes.choices import OrganisationKind, SubjectRelation
from programmes.council_register import Council
from programmes.models import (
    Citation,
    Criterion,
    DatedValue,
    Document,
    Grant,
    Link,
    Membership,
    NameAgreement,
    Organisation,
    OrganisationName,
    Partnership,
    Post,
    PostOrganisation,
    Programme,
    Record,
    Sharing,
    Subject,
    Succession,
)
from programmes.resting import may_know_of, named_but_struck_out, refuse_for_itself
from programmes.viewers import administers
from sharedsvc.accounts.models import User
from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import known_as_stored, permission
from sharedsvc.core.saving import (
    OneByOne,
    Saved,
    change_many,
    create_many,
    in_halves,
    many_by,
    portions,
    read_to_change,
    refused_in_words,
    save_each,
    save_valid,
)
from sharedsvc.core.texts import validate_seen
from sharedsvc.core.versions import catch_up, lock, lock_unless_new, locked
from sharedsvc.core.workbook.sheets import registry


@transaction.atomic
def keep_many(*, records: Sequence[Any]) -> None:
    """Do what `keep` does with many records of one model, new or changed.

    Raises as soon as one is refused, or must be looked at by itself (OneByOne).
    """
    new = [record for record in records if record._state.adding]
    if new and not type(new[0]).may_be_added_with_others():
        raise OneByOne
    changed = [record for record in records if not record._state.adding]
    create_many(new)
    change_many(changed)


@many_by(keep_many)
def keep(*, record: Saved) -> Saved:
    """Validate a governed record and save it, new or changed. Raises ValidationError."""
    return save_valid(record)


@transaction.atomic
def keep_from_when(*, record: Any, before: dict[str, str], start: str) -> None:
    """Keep that what a record's fields say now is so from a day on, and what was so `before` it.

    Raises ValidationError where a value is recorded from that day on already.
    """
    record_type, record_id = record.reference
    for name, was in before.items():
        value = DatedValue(record_type=record_type, record_id=record_id, field=name)
        value.value, value.start, value.changed_from = getattr(record, name), start, was
        value.__dict__["record"] = record
        keep(record=value)


@transaction.atomic
def strike_out(*, record: Any, reason: str) -> Any:
    """Mark a record as a mistake; it stays in the history. Needs a reason: ValidationError."""
    if not reason.strip():
        raise ValidationError({"struck_out": "Say why the record is a mistake."})
    validate_seen(reason)
    if isinstance(record, Link):
        lock(apps.get_model(record.record_type), pk=record.record_id)
    stored = catch_up(record)
    record.struck_out = reason.strip()
    with refused_in_words(), known_as_stored(record, stored):
        record.save()
    return record


@transaction.atomic
def bring_back(*, record: Any, reason: str) -> Any:
    """Take back that a record was struck out, as it was; by the operation that writes such records.

    Raises PermissionDenied where the user may not, and ValidationError without a reason, where it
    is not struck out, while something that it names is, and where its place was taken meanwhile.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record is no mistake."})
    stored = locked(type(record)._base_manager.all()).get(pk=record.pk)
    _require_bringing_back(stored)
    missing = named_but_struck_out(stored)
    if missing:
        named = f"“{missing}” is struck out" if may_know_of(missing) else "what it hangs on is"
        raise ValidationError(f"“{stored}” cannot be brought back: {named}. Bring that back first.")
    stored.struck_out = ""
    try:
        return registry.operation_of(type(stored), keep)(record=stored)
    except ValidationError as error:
        raise ValidationError([f"“{record}” cannot be brought back.", *error.messages]) from error


def _require_bringing_back(record: Any) -> None:
    user = current_recording().user
    if user is not None and not user.has_perm(permission("bring_back", record), record):
        raise PermissionDenied(f"You have no right to bring back this {record._meta.verbose_name}.")
    if not record.struck_out:
        raise ValidationError(f"“{record}” is not struck out.")
    if isinstance(record, Link | NameAgreement):
        raise ValidationError("What was struck out so is given again, on the form of its record.")
    refuse_for_itself(record)


@transaction.atomic
def keep_membership(*, record: Membership) -> Membership:
    """Save a membership. Raises ValidationError when the organisation joined is no partnership."""
    if record.partnership.kind != OrganisationKind.PARTNERSHIP:
        raise ValidationError({"partnership": f"{record.partnership} is not a partnership."})
    return keep(record=record)


@transaction.atomic
def keep_criterion(*, record: Criterion) -> Criterion:
    """Save a criterion. Raises ValidationError for a scale on which a score no longer stands.

    The programme is locked meanwhile, so that no score is entered in between.
    """
    lock(Programme, pk=record.programme_id)
    _refuse_to_leave_scores_off_the_scale(record)
    return keep(record=record)


def _refuse_to_leave_scores_off_the_scale(record: Criterion) -> None:
    if record._state.adding:
        return
    given = record.scores.not_struck_out().filter(value__isnull=False)
    if record.has_scale:
        given = given.exclude(value__gte=record.lowest, value__lte=record.highest)
    if given.exists():
        raise ValidationError({"highest": OFF_THE_SCALE})


OFF_THE_SCALE = "Scores are given that are not on that scale. Change them first."


@transaction.atomic
def start_sharing(
    *,
    partnership: Partnership,
    organisation: Organisation,
    start: datetime.date | None = None,
    earlier_too: bool = False,
    source: str = "",
) -> Sharing:
    """Let a member share, from a day on (from now), what is kept between partners.

    Its administrator does so, or somebody else for it by a decision or letter, the source. Raises
    ValidationError without one, for a day that is past without one, and for who is no member today;
    PermissionDenied where the user may not.
    """
    today = datetime.date.today()
    begins, source = start or today, source.strip()
    if not Membership.objects.surely_members(
        today, partnership=partnership, organisation=organisation
    ):
        raise ValidationError(f"{organisation} is not a member of {partnership} today.")
    if not source and not administers(current_recording().user, organisation):
        raise ValidationError({"source": SHARES_ON_A_SOURCE})
    if not source and begins < today:
        raise ValidationError({"start": SHARES_FROM_TODAY})
    sharing = Sharing(
        partnership=partnership,
        organisation=organisation,
        owner=organisation,
        start=begins.isoformat(),
        earlier_too=earlier_too,
        source=source,
    )
    return keep(record=sharing)


SHARES_ON_A_SOURCE = (
    "Name the decision or the letter by which it shares: only the organisation's own administrator "
    "starts sharing without one."
)
SHARES_FROM_TODAY = "Choose today or a later day, or name the decision or letter that says so."


@transaction.atomic
def end_sharing(*, record: Sharing, reason: str) -> Sharing:
    """End an act of sharing at once.

    Raises ValidationError without a reason or when it has ended already, and PermissionDenied where
    the user may not.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why sharing ends."})
    if record.struck_out or record.end_latest < datetime.date.today():
        raise ValidationError(f"{record.organisation} had ended this before.")
    record.close(reason.strip())
    return keep(record=record)


def cite(
    *,
    record: Record,
    citations: Iterable[tuple[Document, str, bool]],
    programme: Any = None,
) -> None:
    """Make these (document, paragraph, inferred) the sources of a record.

    Sources that are no longer given are struck out; what the writer may not see stays and, where a
    `programme` is given, so does what stands in documents that are not that programme's. The record
    is locked meanwhile.
    """
    cite_many(sources=[(record, citations)], programme=programme)


@transaction.atomic
def cite_many(
    *,
    sources: Sequence[tuple[Record, Iterable[tuple[Document, str, bool]]]],
    programme: Any = None,
) -> None:
    """The same for several records of one model. Raises ValidationError."""
    records = [record for record, _ in sources]
    lock_unless_new(*records)
    user = current_recording().user
    rows = Citation.objects.with_seen_by(user) if user else Citation.objects.all()
    present = _by_record(
        rows.filter(document__programme=programme) if programme else rows,
        records,
        lambda citation: (citation.document_id, citation.paragraph),
    )
    links = _Links(reason="No longer given as a source.")
    for record, citations in sources:
        citations, own = list(citations), present[record.pk]
        _each_once((document.pk, paragraph) for document, paragraph, _ in citations)
        for order, (document, paragraph, inferred) in enumerate(citations, start=1):
            citation = own.pop((document.pk, paragraph), None) or _link(
                Citation, record, document=document, paragraph=paragraph
            )
            if citation.seen:
                links.put(citation, order=order, inferred=inferred)
        links.drop(citation for citation in own.values() if citation.seen)
    links.save()
    _count_from_sources(records)


def _by_record(
    links: Any, records: Iterable[Any], key: Callable[[Any], Any]
) -> dict[int, dict[Any, Any]]:
    """The links of records of one model, locked, by record and key."""
    found: dict[int, dict[Any, Any]] = defaultdict(dict)
    for some in portions(sorted(records, key=lambda record: record.pk)):
        kind, by_pk = some[0].reference[0], {record.pk: record for record in some}
        rows = links.filter(struck_out="", record_type=kind, record_id__in=by_pk)
        for link in locked(rows.order_by("pk")):
            link.record = by_pk[link.record_id]
            found[link.record_id][key(link)] = link
    return found


def _link(model: Any, record: Any, **values: Any) -> Any:
    link = model(record_type=record.reference[0], record_id=record.pk, **values)
    link.record = record
    return link


@dataclass
class _Links:
    """What becomes of links: those to add, to change and, for a reason, to strike out."""

    reason: str
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)

    def put(self, link: Any, **values: Any) -> None:
        """Give a link these values, as far as it has others."""
        differing = {name: value for name, value in values.items() if getattr(link, name) != value}
        for name, value in differing.items():
            setattr(link, name, value)
        if link.pk is None:
            self.new.append(link)
        elif differing:
            self.changed.append(link)

    def drop(self, links: Iterable[Any]) -> None:
        """Strike these out."""
        self.dropped += links

    def save(self) -> None:
        """Write all of them: new ones together, then changes, then what goes.

        Raises ValidationError.
        """
        for some in portions(self.new):
            create_many(some)
        _raise_first(save_each(self.changed, keep))
        _raise_first(in_halves(self.dropped, self._drop_together, self._drop_one))

    def _drop_together(self, links: Sequence[Any]) -> None:
        for link in links:
            link.struck_out = self.reason
        for some in portions(links):
            change_many(some)

    def _drop_one(self, link: Any) -> None:
        strike_out(record=link, reason=self.reason)


def _raise_first(saved: Iterable[tuple[Any, Exception | None]]) -> None:
    for _, error in saved:
        if error:
            raise error


def _each_once(references: Iterable[Any]) -> None:
    """Raise ValidationError when one thing is named twice."""
    named = list(references)
    if len(set(named)) < len(named):
        raise ValidationError("The same is named twice.")


@transaction.atomic
def count_from_sources(*, record: Any) -> None:
    """Let a start that no source states count from the earliest document that states the record."""
    _count_from_sources([record])


def _count_from_sources(records: Iterable[Any]) -> None:
    """The same for several records of one model."""
    open_ones = [
        record
        for record in records
        if getattr(record, "start", None) == "" and not record.blank_start_means_always
    ]
    stated = Citation.objects.not_struck_out().exclude(document__date="").order_by()
    for some in portions(open_ones):
        of_some = stated.filter(
            record_type=some[0].reference[0], record_id__in=[record.pk for record in some]
        )
        moved = []
        days = dict(of_some.values_list("record_id").annotate(Min("document__date_latest")))
        for record in some:
            day = days.get(record.pk)
            if day and day != record.start_latest:
                record.known_by = day
                moved.append(record)
        _raise_first(save_each(moved, keep))


@transaction.atomic
def keep_document(*, record: Document) -> Document:
    """Save a document; starts that count from it follow when its date is corrected."""
    before = Document.objects.filter(pk=record.pk).values_list("date", flat=True).first()
    keep(record=record)
    if before is not None and before != record.date:
        for stated in _stated_in(record):
            count_from_sources(record=stated)
    return record


def _stated_in(document: Document) -> Iterator[Any]:
    """The records that cite a document, to be changed."""
    cited = defaultdict(set)
    for citation in Citation.objects.not_struck_out().filter(document=document):
        cited[citation.record_type].add(citation.record_id)
    for label in sorted(cited):
        model: Any = apps.get_model(label)
        yield from read_to_change(model.objects.not_struck_out(), cited[label])


def set_subjects(
    *, record: Record, subjects: Iterable[Record], relation: str = SubjectRelation.ABOUT
) -> None:
    """Make these records, in order, what a record is about (or rests on)."""
    set_subjects_of_many(subjects=[(record, subjects)], relation=relation)


@transaction.atomic
def set_subjects_of_many(
    *, subjects: Sequence[tuple[Record, Iterable[Record]]], relation: str
) -> None:
    """The same for several records of one model. Raises ValidationError."""
    records = [record for record, _ in subjects]
    lock_unless_new(*records)
    present = _by_record(
        Subject.objects.filter(relation=relation),
        records,
        lambda subject: subject.subject_reference,
    )
    links = _Links(reason="No longer named as a subject.")
    for record, others in subjects:
        named, own = [other.reference for other in others], present[record.pk]
        _each_once(named)
        for order, (kind, pk) in enumerate(named, start=1):
            subject = own.pop((kind, pk), None) or _link(
                Subject, record, subject_type=kind, subject_id=pk, relation=relation
            )
            links.put(subject, order=order)
        links.drop(own.values())
    links.save()


@transaction.atomic
def set_employers(*, record: Post, others: Iterable[Organisation]) -> None:
    """Make these organisations the ones that a post belongs to."""
    lock_unless_new(record)
    present = {row.organisation_id: row for row in locked(record.employers.not_struck_out())}
    for organisation in others:
        if present.pop(organisation.pk, None) is None:
            keep(record=PostOrganisation(post=record, organisation=organisation))
    for dropped in present.values():
        strike_out(record=dropped, reason="The post no longer belongs to this organisation.")


@transaction.atomic
def set_successors(*, record: Organisation, others: Iterable[Organisation]) -> None:
    """Make these organisations the successors of one. Raises ValidationError for itself."""
    lock_unless_new(record)
    present = {row.successor_id: row for row in locked(record.succeeded_by.not_struck_out())}
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
        who = user.name_or_address
        raise ValidationError(f"{who} holds this role at {organisation} already.")
    given = Grant(user=user, role=role, organisation=organisation, start=today.isoformat())
    return keep(record=given)


@transaction.atomic
def invite(*, email: str, name: str, role: str, organisation: Organisation) -> User:
    """Give somebody a role, making an account without a password if there is none yet.

    Raises ValidationError when the account is closed or the role held already, and PermissionDenied
    where the giver may not.
    """
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name.strip())
    if not user.is_active:
        who = user.name_or_address
        raise ValidationError(f"The account of {who} is closed: ask a system administrator.")
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
