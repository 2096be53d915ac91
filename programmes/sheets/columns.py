"""Columns that every sheet has: sources, subjects, visibility, owner, remarks, dates."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from programmes.choices import SubjectRelation
from programmes.models import Citation, Subject
from programmes.operations import cite_many, set_subjects_of_many
from sharedsvc.core.workbook.columns import (
    CellProblem,
    CodeOf,
    DateAsKnown,
    LinkColumn,
    Number,
    OneOf,
    SheetColumn,
    Target,
    YesNo,
)
from sharedsvc.core.workbook.register import NamesWithheld
from sharedsvc.core.workbook.sheets import Doubt

INFERRED = " (inferred)"


def point_out_unusual(records: Iterable[Any]) -> Iterator[tuple[Any, str, Doubt]]:
    """What the records call unusual, to be looked at: possible, yet seldom meant.

    Without the name, which whoever uploads may not see: row and column say which it is.
    """
    for record in records:
        for column, sentence in record.unusual.items():
            yield record, column, Doubt(f"this is {_unnamed(sentence)}", grave=False)


def _unnamed(sentence: str) -> str:
    return sentence.rpartition(" is ")[2].rstrip(".")


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

        Raises Withheld where one in a document of the programme itself may not.
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
        return Citation.history.filter(record_type=_label(model), record_id__in=pks)

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


def _label(model: Any) -> str:
    """How links name a model."""
    return model._meta.concrete_model._meta.label_lower


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
    rows = rows.filter(record_type=_label(kind), record_id__in=records)
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


@dataclass(frozen=True, kw_only=True)
class Subjects(LinkColumn):
    """What a row is about: rows of other sheets, named as sheet:code."""

    name: str = "about"
    help: str = "What the row is about: other rows, each as sheet:code, separated by semicolons."
    example: str = "workstreams:back-office; roles:back-office/joint lead/IVC"
    relation: str = SubjectRelation.ABOUT
    blank_means_all: bool = False

    type_name = "references, each as sheet:code, separated by semicolons"

    def parse_filled(self, text: str) -> tuple[Target, ...]:
        """Each as (sheet, code), in order. Raises CellProblem."""
        found = []
        for part in text.split(";"):
            sheet, colon, code = part.strip().partition(":")
            if part.strip():
                if not colon or not code.strip():
                    raise CellProblem("each as sheet:code, for instance workstreams:back-office")
                found.append((sheet.strip(), code.strip()))
        if len(set(found)) < len(found):
            raise CellProblem("each row once")
        return tuple(found)

    def text(self, value: Any) -> str:
        """Each as sheet:code."""
        return "; ".join(f"{sheet}:{code}" for sheet, code in value)

    def targets(self, value: Any) -> list[Target]:
        """The rows named."""
        return list(value)

    def resolve(self, value: Any, directory: Any) -> Any:
        """The records of these rows, and the directory that knows what else a record may name."""
        return [directory.record(sheet, code) for sheet, code in value], directory

    def get(self, record: Any, directory: Any) -> Any:
        """What of it the workbook may name."""
        found = _subjects_of(record, self.relation, directory)
        targets = [directory.target(*reference) for reference in found]
        return tuple(target for target in targets if target)

    def is_cut_short(self, record: Any, directory: Any) -> bool:
        """Where it is about what the workbook cannot name alone, a blank would say: about all."""
        found = _subjects_of(record, self.relation, directory)
        return self.blank_means_all and bool(found) and not self.get(record, directory)

    def link_history(self, model: Any, pks: Collection[int], programme: Any) -> Any:
        """Every version of what they are about."""
        of_relation = Subject.history.filter(relation=self.relation)
        return of_relation.filter(record_type=_label(model), record_id__in=pks)

    def value_of_links(self, links: list[Any], directory: Any) -> Any:
        """What versions say together; what the workbook does not hold is left out."""
        targets = [
            directory.target(link.subject_type, link.subject_id)
            for link in sorted(links, key=lambda link: (link.order, link.id))
        ]
        return tuple(target for target in targets if target)

    def save_links(self, record: Any, resolved: Any) -> None:
        """Write what one record is about."""
        self.save_links_of_many([(record, resolved)])

    def save_links_of_many(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        """Write what records of one model are about. Raises ValidationError.

        What the workbook cannot name stays: of a council's own gate a workstream of another
        programme, say.
        """
        subjects = [
            (record, [*named, *self._not_nameable(record, directory)])
            for record, (named, directory) in pairs
        ]
        set_subjects_of_many(subjects=subjects, relation=self.relation)

    def _not_nameable(self, record: Any, directory: Any) -> Iterator[Any]:
        for label, pk in _subjects_of(record, self.relation, directory):
            if not _can_be_named(label, pk, directory):
                yield apps.get_model(label)._base_manager.get(pk=pk)


def _can_be_named(label: str, pk: int, directory: Any) -> bool:
    try:
        return directory.target(label, pk) is not None
    except NamesWithheld:
        return False


def _subjects_of(record: Any, relation: str, directory: Any) -> list[tuple[str, int]]:
    """What a record is about, in order; read together with what all others are."""
    if "subjects" not in directory.cache:
        directory.cache["subjects"] = _subjects()
    found: list[tuple[str, int]] = directory.cache["subjects"][(*record.reference, relation)]
    return found


def _subjects() -> dict[tuple[str, int, str], list[tuple[str, int]]]:
    found = defaultdict(list)
    for subject in Subject.objects.not_struck_out().order_by("record_type", "record_id", "order"):
        found[(*subject.record_reference, subject.relation)].append(subject.subject_reference)
    return found


def rests_on() -> Subjects:
    """What a decision or clause rests on: earlier decisions, documents, asks."""
    return Subjects(
        name="rests on",
        relation=SubjectRelation.RESTS_ON,
        help="What it rests on: earlier rows, each as sheet:code, separated by semicolons.",
        example="decisions:cabinet-2008-10-07; documents:deloitte-report",
    )


@dataclass(frozen=True, kw_only=True)
class CarriesOn(Subjects):
    """The programmes that a successor carries on; those of other workbooks stay as they are."""

    name: str = "carries on"
    help: str = "The workbook's programme, where the successor carries it on."
    example: str = "programme:clyde-valley"


@dataclass(frozen=True, kw_only=True)
class Remarks(SheetColumn):
    """What must be said beside a row."""

    name: str = "remarks"


def dated(
    name: str, help: str = "", *, required: bool = False, needs_day: bool = False
) -> tuple[SheetColumn, SheetColumn]:
    """A date as known (or a day) and, beside it, the wording of the source."""
    return (
        DateAsKnown(
            name=name,
            help=help,
            example="15 January 2010",
            required=required,
            needs_day=needs_day,
        ),
        SheetColumn(
            name=f"{name} as stated",
            field=f"{name.replace(' ', '_')}_words",
            example="until the new director is in post",
        ),
    )


FROM_TO = (*dated("start"), *dated("end"))
WHEN = dated("date")
WHOSE = (
    OneOf(
        name="visibility",
    ),
    CodeOf(
        name="owner",
        to="organisations",
        may_be_itself=True,
        example="IVC",
    ),
)


def standard(prefix: str = "") -> tuple[SheetColumn, ...]:
    """The columns that close every part: remarks, visibility, owner, sources.

    A part that shares its rows with another has them under its own name: "entry sources".
    """
    if not prefix:
        return (Remarks(), *WHOSE, Sources())
    return (
        Remarks(name=f"{prefix} remarks", field="remarks"),
        OneOf(
            name=f"{prefix} visibility",
            field="visibility",
        ),
        CodeOf(name=f"{prefix} owner", field="owner", to="organisations", may_be_itself=True),
        Sources(name=f"{prefix} sources"),
    )


ORDER = Number(name="order", default=0)
SPELL = Number(name="spell", default=1)


def all_of(model: Any, *related: str) -> Any:
    """Every record that is not struck out: for parts that belong to no programme."""
    return lambda programme: model.objects.not_struck_out().select_related(*related)


def of_programme(model: Any, path: str, *related: str) -> Any:
    """The records of one programme that are not struck out."""
    return lambda programme: (
        model.objects.not_struck_out().filter(**{path: programme}).select_related(*related)
    )


def always(record: Any, directory: Any) -> bool:
    """A programme rests on every record that hangs on what it names, whoever entered it."""
    return True


def is_the_partnership(organisation: int, directory: Any) -> bool:
    """Whether that is the partnership of the workbook's programme."""
    return bool(organisation == directory.programme.partnership_id)


def new_in_programme(programme: Any) -> dict[str, Any]:
    """What a new record of a programme starts with."""
    return {"programme": programme}
