"""What pages gather of records: JSON rows as objects, sources, those of one parent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from programmes.models import Citation, Document
from programmes.querysets import by_kind
from programmes.viewers import AskedByReaders

Reference = tuple[str, int]


class Child(SimpleNamespace):
    """One row of a JSON list, known by the label of its model."""

    def __init__(self, label: str, row: dict[str, Any]) -> None:
        super().__init__(**row, sources=[])
        self.reference = (label, row["id"])


def children(label: str, rows: Iterable[dict[str, Any]]) -> list[Child]:
    """The rows of a JSON list as objects."""
    return [Child(label, row) for row in rows or []]


def citations_of(records: Iterable[Any], user: Any) -> list[Any]:
    """The sources of these records that the user may see, in order."""
    return _cited(records, user)


def sources_of(records: Iterable[Any], user: Any) -> "Sources":
    """The same, by reference."""
    return _sources(_cited(records, user, *_OF_SOURCE))


def _cited(records: Iterable[Any], user: Any, *paths: str) -> list[Any]:
    wanted = by_kind(records)
    if not wanted:
        return []
    asked = _citations(tuple(wanted), paths)
    return asked(user, **{_slot(kind): pks for kind, pks in wanted.items()})


@lru_cache(maxsize=64)
def _citations(kinds: tuple[str, ...], paths: tuple[str, ...]) -> AskedByReaders:
    """The sources of records of these kinds, in order; of each only these paths, where given."""

    def citations(viewer: Any, **pks: Any) -> Any:
        visible = Citation.objects.in_visible_documents(viewer)
        rows = _in_order(visible.pointing_at({kind: pks[_slot(kind)] for kind in kinds}))
        return rows.values_list(*paths) if paths else rows

    return AskedByReaders(citations)


def _slot(kind: str) -> str:
    return kind.replace(".", "_")


def citations_in(programme: Any, user: Any) -> Any:
    """What a programme's documents are cited for, as far as the user may see them, in order."""
    citations = Citation.objects.in_visible_documents(user)
    return _in_order(citations.filter(document__programme=programme))


def _in_order(citations: Any) -> Any:
    return citations.select_related("document").order_by("record_type", "record_id", "order")


@dataclass(frozen=True)
class Source:
    """A paragraph on which a record rests."""

    paragraph: str
    inferred: bool
    document: Document


Sources = Mapping[Reference, list[Source]]
_OF_CITATION = ("record_type", "record_id", "paragraph", "inferred", "document_id")
_OF_DOCUMENT = (
    *("code", "title", "number", "held"),
    *("date", "date_words", "date_earliest", "date_latest"),
)
_OF_SOURCE = (*_OF_CITATION, *(f"document__{name}" for name in _OF_DOCUMENT))


def read_sources(citations: Any) -> Sources:
    """The sources of records by reference, from a queryset of citations."""
    return _sources(citations.values_list(*_OF_SOURCE))


def _sources(rows: Iterable[tuple[Any, ...]]) -> Sources:
    """Each document is made once."""
    documents: dict[int, Document] = {}
    found = defaultdict(list)
    for kind, pk, paragraph, inferred, document, *values in rows:
        if document not in documents:
            fields = dict(zip(_OF_DOCUMENT, values, strict=True))
            documents[document] = Document(pk=document, **fields)
        found[kind, pk].append(Source(paragraph, inferred, documents[document]))
    return dict(found)


def give_sources(records: Iterable[Any], sources: Sources) -> None:
    """Give each record its `sources`."""
    for record in records:
        record.sources = sources.get(record.reference, [])


def documents_of(references: Iterable[Reference], sources: Sources) -> list[Document]:
    """The documents on which these records rest, each once; those that are held first."""
    found = {
        source.document.pk: source.document
        for reference in references
        for source in sources.get(reference, ())
    }
    return _in_order_of_holding(found.values())


def _in_order_of_holding(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: (document.held != "held", document.title))


def attach_sources(records: Iterable[Any], citations: Iterable[Citation]) -> list[Any]:
    """Give each record its `sources`; returns the documents cited, each once."""
    found = defaultdict(list)
    for citation in citations:
        found[citation.record_reference].append(citation)
    documents = {}
    for record in records:
        record.sources = found[record.reference]
        documents.update({citation.document_id: citation.document for citation in record.sources})
    return _in_order_of_holding(documents.values())


def gathered(link: str, records: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """What the records' link leads to, each with its records, in the order of the records."""
    found: dict[int, tuple[Any, list[Any]]] = {}
    for record in records:
        pk = getattr(record, f"{link}_id")
        found.setdefault(pk, (getattr(record, link), []))[1].append(record)
    return list(found.values())
