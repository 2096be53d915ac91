"""The sources of records, and the starts that count from them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Min

from programmes.models import Citation, Document, Record
from programmes.operations.links import Links, by_record, each_once, new_link, raise_first
from programmes.operations.records import keep
from sharedsvc.core.history import current_recording
from sharedsvc.core.portions import portions
from sharedsvc.core.reference import keys_by_label
from sharedsvc.core.saving import read_to_change, save_each
from sharedsvc.core.versions import lock_unless_new


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
    present = by_record(
        rows.filter(document__programme=programme) if programme else rows,
        records,
        lambda citation: (citation.document_id, citation.paragraph),
    )
    links = Links(reason="No longer given as a source.")
    for record, citations in sources:
        citations, own = list(citations), present[record.pk]
        each_once((document.pk, paragraph) for document, paragraph, _ in citations)
        for order, (document, paragraph, inferred) in enumerate(citations, start=1):
            citation = own.pop((document.pk, paragraph), None) or new_link(
                Citation, record, document=document, paragraph=paragraph
            )
            if citation.seen:
                links.put(citation, order=order, inferred=inferred)
        links.drop(citation for citation in own.values() if citation.seen)
    links.save()
    _count_from_sources(records)


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
        raise_first(save_each(moved, keep))


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
    citations = Citation.objects.not_struck_out().filter(document=document)
    cited = keys_by_label(citation.record_reference for citation in citations)
    for label, pks in sorted(cited.items()):
        model: Any = apps.get_model(label)
        yield from read_to_change(model.objects.not_struck_out(), pks)
