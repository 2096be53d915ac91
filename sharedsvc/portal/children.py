"""What pages gather of records: JSON rows as objects, sources, those of one parent."""

from collections import defaultdict
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from programmes.models import Citation


class Child(SimpleNamespace):
    """One row of a JSON list, known by the label of its model."""

    def __init__(self, label: str, row: dict[str, Any]) -> None:
        super().__init__(**row, sources=[])
        self.reference = (label, row["id"])


def children(label: str, rows: Iterable[dict[str, Any]]) -> list[Child]:
    """The rows of a JSON list as objects."""
    return [Child(label, row) for row in rows or []]


def citations_of(records: Iterable[Any], user: Any) -> Any:
    """The sources of these records that the user may see, in order."""
    return _in_order(Citation.objects.in_visible_documents(user).about(records))


def citations_in(programme: Any, user: Any) -> Any:
    """What a programme's documents are cited for, as far as the user may see them, in order."""
    citations = Citation.objects.in_visible_documents(user)
    return _in_order(citations.filter(document__programme=programme))


def _in_order(citations: Any) -> Any:
    return citations.select_related("document").order_by("record_type", "record_id", "order")


def attach_sources(records: Iterable[Any], citations: Iterable[Citation]) -> list[Any]:
    """Give each record its `sources`; returns the documents cited, each once."""
    found = defaultdict(list)
    for citation in citations:
        found[citation.record_reference].append(citation)
    documents = {}
    for record in records:
        record.sources = found[record.reference]
        documents.update({citation.document_id: citation.document for citation in record.sources})
    return sorted(
        documents.values(), key=lambda document: (document.held != "held", document.title)
    )


def gathered(link: str, records: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """What the records' link leads to, each with its records, in the order of the records."""
    found: dict[int, tuple[Any, list[Any]]] = {}
    for record in records:
        pk = getattr(record, f"{link}_id")
        found.setdefault(pk, (getattr(record, link), []))[1].append(record)
    return list(found.values())
