"""What records are about or rest on, and how the links of many records are written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.choices import SubjectRelation
from programmes.models import Record, Subject
from programmes.operations.records import keep, strike_out
from sharedsvc.core.portions import portions
from sharedsvc.core.saving import change_many, create_many, in_halves, save_each
from sharedsvc.core.versions import lock_unless_new, locked


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
    present = by_record(
        Subject.objects.filter(relation=relation),
        records,
        lambda subject: subject.subject_reference,
    )
    links = Links(reason="No longer named as a subject.")
    for record, others in subjects:
        named, own = [other.reference for other in others], present[record.pk]
        each_once(named)
        for order, (kind, pk) in enumerate(named, start=1):
            subject = own.pop((kind, pk), None) or new_link(
                Subject, record, subject_type=kind, subject_id=pk, relation=relation
            )
            links.put(subject, order=order)
        links.drop(own.values())
    links.save()


def by_record(
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


def new_link(model: Any, record: Any, **values: Any) -> Any:
    """A link of a record, not saved yet."""
    link = model(record_type=record.reference[0], record_id=record.pk, **values)
    link.record = record
    return link


@dataclass
class Links:
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
        raise_first(save_each(self.changed, keep))
        raise_first(in_halves(self.dropped, self._drop_together, self._drop_one))

    def _drop_together(self, links: Sequence[Any]) -> None:
        for link in links:
            link.struck_out = self.reason
        for some in portions(links):
            change_many(some)

    def _drop_one(self, link: Any) -> None:
        strike_out(record=link, reason=self.reason)


def raise_first(saved: Iterable[tuple[Any, Exception | None]]) -> None:
    """Raise the first error with which something was refused, if any was."""
    for _, error in saved:
        if error:
            raise error


def each_once(references: Iterable[Any]) -> None:
    """Raise ValidationError when one thing is named twice."""
    named = list(references)
    if len(set(named)) < len(named):
        raise ValidationError("The same is named twice.")
