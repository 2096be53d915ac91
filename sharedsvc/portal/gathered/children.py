"""What pages gather of records: JSON rows as objects, sources, those of one parent."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from programmes.models import Citation, Document
from programmes.querysets.links import by_kind
from programmes.viewers import AskedByShape
from sharedsvc.core.reference import Reference


class Child(SimpleNamespace):
    """One row of a JSON list, known by the label of its model."""

    def __init__(self, label: str, row: dict[str, Any]) -> None:
        super().__init__(**row, sources=[])
        self.reference = (label, row["id"])


def children(label: str, rows: Iterable[dict[str, Any]]) -> list[Child]:
    """The rows of a JSON list as objects."""
    return [Child(label, row) for row in rows or []]


@dataclass(frozen=True)
class Cited:
    """The citations of records that a reader may see, each with its document; in order."""

    pks: Mapping[str, Collection[int]]
    user: Any

    def values_list(self, *paths: str) -> list[Any]:
        """What stands at these paths of each."""
        kinds = (*self.pks,)
        told = {f"of{place}": self.pks[kind] for place, kind in enumerate(kinds)}
        return CITATIONS(self.user, (kinds, paths), **told) if kinds else []


def _citations(shape: Any, viewer: Any, **told: Any) -> Any:
    kinds, paths = shape
    pks = {kind: told[f"of{place}"] for place, kind in enumerate(kinds)}
    citations = Citation.objects.in_visible_documents(viewer).pointing_at(pks)
    return citations.order_by("record_type", "record_id", "order", "pk").values_list(*paths)


CITATIONS = AskedByShape(_citations)


def citations_of(records: Iterable[Any], user: Any) -> Cited:
    """The sources of these records that the user may see, whosever the documents are."""
    return Cited(by_kind(records), user)


@dataclass(frozen=True)
class Source:
    """A paragraph on which a record rests."""

    paragraph: str
    inferred: bool
    document: Document

    @property
    def document_id(self) -> int:
        return self.document.pk


SourcesOf = Mapping[Reference, list[Source]]
_OF_CITATION = ("record_type", "record_id", "paragraph", "inferred", "document_id")
_OF_DOCUMENT = (
    *("code", "title", "number", "held"),
    *("date", "date_words", "date_earliest", "date_latest"),
)


def read_sources(citations: Any, day: datetime.date) -> SourcesOf:
    """The sources of records by reference, as known on a day.

    Each document comes once.
    """
    documents: dict[int, Document] = {}
    found = defaultdict(list)
    paths = (*_OF_CITATION, *(f"document__{name}" for name in _OF_DOCUMENT))
    for kind, pk, paragraph, inferred, document, *values in citations.values_list(*paths):
        if document not in documents:
            fields = dict(zip(_OF_DOCUMENT, values, strict=True))
            documents[document] = Document(pk=document, **fields)
        found[kind, pk].append(Source(paragraph, inferred, documents[document]))
    return _as_known(found, documents.values(), day)


def _as_known(
    found: Mapping[Reference, list[Any]], documents: Iterable[Document], day: datetime.date
) -> dict[Reference, list[Any]]:
    """The sources by reference without what was written after the day.

    Where everything was, those of the first to say it stay: nothing stands there unsourced.
    """
    later = {document.pk for document in documents if document.date and document.date_latest > day}
    if not later:
        return dict(found)
    return {reference: _but(sources, later) for reference, sources in found.items()}


def _but(sources: list[Any], later: set[int]) -> list[Any]:
    kept = [source for source in sources if source.document_id not in later]
    if kept:
        return kept
    first = min(source.document.date_latest for source in sources)
    return [source for source in sources if source.document.date_latest == first]


def give_sources(records: Iterable[Any], sources: SourcesOf) -> None:
    """Give each record its `sources`."""
    for record in records:
        record.sources = sources.get(record.reference, [])


def documents_of(references: Iterable[Reference], sources: SourcesOf) -> list[Document]:
    """The documents on which these records rest, each once; those that are held first."""
    found = {
        source.document.pk: source.document
        for reference in references
        for source in sources.get(reference, ())
    }
    return sorted(found.values(), key=lambda document: (document.held != "held", document.title))


def attach_sources(records: Collection[Any], citations: Any, day: datetime.date) -> list[Document]:
    """Give each record its `sources` as known on a day; returns the documents cited, each once."""
    sources = read_sources(citations, day)
    give_sources(records, sources)
    return documents_of((record.reference for record in records), sources)


def gathered(link: str, records: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """What the records' link leads to, each with its records, in the order of the records."""
    found: dict[int, tuple[Any, list[Any]]] = {}
    for record in records:
        pk = getattr(record, f"{link}_id")
        found.setdefault(pk, (getattr(record, link), []))[1].append(record)
    return list(found.values())
