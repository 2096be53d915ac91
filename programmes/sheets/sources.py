"""Columns of sources, and of documents that belong to other programmes."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from programmes.models import Citation
from programmes.operations import cite_many
from sharedsvc.core.reference import label_of
from sharedsvc.core.workbook.columns import CellProblem, Target, YesNo
from sharedsvc.core.workbook.reference_columns import LinkColumn
from sharedsvc.core.workbook.register import NamesWithheld

INFERRED = " (inferred)"


@dataclass(frozen=True, kw_only=True)
class Sources(LinkColumn):
    """Documents and paragraphs a row rests on: "inverclyde-2010-02-18 2.5, 4.12"."""

    name: str = "sources"
    help: str = (
        "Where the row is stated: a document's code and its paragraphs, documents separated by "
        "semicolons. “(inferred)” after a paragraph: it follows, but is not stated."
    )
    example: str = "inverclyde-2010-02-18 2.5, 4.12"

    type_name = "sources"

    def parse_filled(self, text: str) -> tuple[tuple[str, str, bool], ...]:
        """Each as (code, paragraph, inferred), in order. Raises CellProblem."""
        found: list[tuple[str, str, bool]] = []
        for part in text.split(";"):
            words = part.split(maxsplit=1)
            if words:
                if not re.fullmatch(r"[\w-]+", words[0], re.ASCII):
                    raise CellProblem("a document's code, then its paragraphs")
                paragraphs = words[1].split(",") if len(words) > 1 else [""]
                found += [_paragraph(words[0], item.strip()) for item in paragraphs]
        if any(len(paragraph) > 60 for _, paragraph, _ in found):
            raise CellProblem("a paragraph's number or heading, of at most 60 characters")
        if len({(code, paragraph) for code, paragraph, _ in found}) < len(found):
            raise CellProblem("each paragraph once")
        return tuple(found)

    def text(self, value: Any) -> str:
        """The paragraphs of each document together, in the order of the first of each."""
        by_document: dict[str, list[str]] = {}
        for code, paragraph, inferred in value:
            by_document.setdefault(code, []).append(paragraph + INFERRED * inferred)
        return "; ".join(
            f"{code} {', '.join(items)}".strip() for code, items in by_document.items()
        )

    def targets(self, value: Any) -> list[Target]:
        """The documents named, each once."""
        return [("documents", code) for code in dict.fromkeys(code for code, _, _ in value)]

    def resolve(self, value: Any, directory: Any) -> Any:
        """The same with documents in the place of codes."""
        return [
            (directory.record("documents", code), paragraph, inferred)
            for code, paragraph, inferred in value
        ]

    def get(self, record: Any, directory: Any) -> Any:
        """Its sources in documents of any programme, as far as they may be seen.

        Raises NamesWithheld where one in a document of the programme itself may not.
        """
        citations = _citations_of(record, directory)
        if any(not one.seen and _is_own(one.document, directory) for one in citations):
            raise NamesWithheld
        return tuple(_as_value(one) for one in citations if one.seen)

    def in_full(self, value: Any, record: Any, directory: Any) -> Any:
        """What a workbook gives and, for a record that is not its programme's own, the rest.

        That is what stands in documents that are not the programme's: they are others' to take out.
        """
        part = directory.registry.part_of(type(record))
        if part.is_own(record, directory.programme):
            return value
        stands = [one for one in _citations_of(record, directory) if one.seen]
        named = {(code, paragraph) for code, paragraph, _ in value}
        kept = [
            _as_value(one)
            for one in stands
            if (one.document.code, one.paragraph) not in named
            and not _is_own(one.document, directory)
        ]
        in_place = [one for one in map(_as_value, stands) if one in kept or one in value]
        is_as_given = [one for one in in_place if one not in kept] == [*value]
        return tuple(in_place) if is_as_given else (*kept, *value)

    def link_history(self, model: Any, pks: Collection[int], programme: Any) -> Any:
        """Every version of their sources, in whatever document."""
        return Citation.history.filter(record_type=label_of(model), record_id__in=pks)

    def value_of_links(self, links: list[Any], directory: Any) -> Any:
        """What versions of sources say together; a document that is gone reads “#12”."""
        return tuple(
            (directory.code_by_id("documents", link.document_id), link.paragraph, link.inferred)
            for link in sorted(links, key=lambda link: (link.order, link.id))
        )

    def save_links(self, record: Any, resolved: Any) -> None:
        """Write the sources of one record."""
        self.save_links_of_many([(record, resolved)])

    def save_links_of_many(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        """Write the sources of records of one model. Raises ValidationError."""
        cite_many(sources=pairs)


def _paragraph(code: str, text: str) -> tuple[str, str, bool]:
    inferred = text.lower().endswith(INFERRED.strip())
    if "(inferred" in text.lower() and not inferred:
        raise CellProblem("“(inferred)” at the end of a paragraph, with both brackets")
    return code, (text[: -len(INFERRED.strip())].strip() if inferred else text), inferred


def _as_value(citation: Citation) -> tuple[str, str, bool]:
    return citation.document.code, citation.paragraph, citation.inferred


def _citations_of(record: Any, directory: Any) -> list[Citation]:
    """The sources of a record in order, each with `seen`; read together with those of its kind."""
    by_kind = directory.cache.setdefault("citations", {})
    kind = type(record)._meta.concrete_model
    if kind not in by_kind:
        by_kind[kind] = _read_citations(kind, directory)
    return by_kind[kind][record.pk]


def _read_citations(kind: Any, directory: Any) -> dict[int, list[Citation]]:
    """The sources of the records of a kind that the workbook may hold, in order, by record."""
    records = directory.rows(directory.registry.part_of(kind)).order_by().values("pk")
    rows = directory.with_seen(Citation.objects.all())
    rows = rows.filter(record_type=label_of(kind), record_id__in=records)
    found = defaultdict(list)
    for citation in rows.select_related("document").order_by("record_id", "order", "pk"):
        found[citation.record_id].append(citation)
    return found


def _is_own(document: Any, directory: Any) -> bool:
    """Whether a document is one of the workbook's programme."""
    programme = directory.programme
    return bool(document and programme and document.programme_id == programme.pk)


@dataclass(frozen=True, kw_only=True)
class BelongsElsewhere(YesNo):
    """Whether a document is another programme's or nobody's, and is only cited here.

    Without a word it is the programme's own: one that belongs to none becomes so.
    """

    name: str = "belongs elsewhere"
    help: str = (
        "yes: it is another programme's, or no programme's, and is only cited here. Blank: it is "
        "this programme's."
    )

    is_said_by_silence = True

    def resolve(self, value: Any, directory: Any) -> Any:
        """The programme whose document it is to be; None where it belongs elsewhere."""
        return None if value else directory.programme

    def get(self, record: Any, directory: Any) -> Any:
        """Whether it is no document of the workbook's programme."""
        return not _is_own(record, directory)

    def value_at(self, version: Any, directory: Any) -> Any:
        """The same of a version."""
        return not _is_own(version, directory)

    def set(self, record: Any, resolved: Any) -> None:
        """Make a new one, or one of no programme, the workbook's; another's stays whose it is."""
        if resolved or record.pk is None or record.programme_id is None:
            record.programme = resolved

    def refusal(self, value: Any, record: Any, directory: Any) -> str:
        """That the code is another programme's, or the document this one's; and what to do."""
        if _is_own(record, directory):
            return "it is this programme's own document: leave the cell blank" if value else ""
        if value or record.programme_id is None:
            return ""
        return (
            f"the register has this code for “{record}”, a document of the programme "
            f"“{record.programme}”: write yes here to cite that one, or give yours another code"
        )
