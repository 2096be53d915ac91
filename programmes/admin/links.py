"""Sources and subjects of a record on its form: read, looked up, and written by the operations.

What the reader may not see is neither shown nor lost: hidden links are kept as they are.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from programmes.belonging import programme_of
from programmes.models import Citation, Document, Programme, Subject
from programmes.operations import cite, set_subjects
from programmes.sheets.sources import Sources
from programmes.sheets.subjects import Subjects
from sharedsvc.core.reference import keys_by_label
from sharedsvc.core.workbook.columns import CellProblem, nearest
from sharedsvc.core.workbook.register import NamesWithheld, VisibleRegister
from sharedsvc.core.workbook.sheets import registry


class SourcesLinks:
    """The documents and paragraphs that a record rests on."""

    def __init__(self, column: Sources) -> None:
        self.column = column

    def rows(self, record: Any, user: Any) -> tuple[list[Citation], list[Citation]]:
        """The record's citations: those that the user may see, and the others."""
        if record.pk is None:
            return [], []
        kind, pk = record.reference
        every = Citation.objects.not_struck_out().filter(record_type=kind, record_id=pk)
        seen = set(every.in_visible_documents(user).values_list("pk", flat=True))
        rows = list(every.select_related("document"))
        return [r for r in rows if r.pk in seen], [r for r in rows if r.pk not in seen]

    def text(self, record: Any, user: Any) -> str:
        """What the user may see of them, as the workbook writes it."""
        seen, _ = self.rows(record, user)
        return self.column.text([(r.document.code, r.paragraph, r.inferred) for r in seen])

    def look_up(self, typed: str, record: Any, user: Any) -> list[tuple[Document, str, bool]]:
        """The documents that were typed. Raises ValidationError."""
        named = _parsed(self.column, typed)
        if not named:
            return []
        visible = Document.objects.visible_to(user)
        documents = {d.code: d for d in visible.filter(code__in={code for code, _, _ in named})}
        for code, _, _ in named:
            if code not in documents:
                raise _no_such("documents", code, visible.values_list("code", flat=True))
        return [(documents[code], paragraph, inferred) for code, paragraph, inferred in named]

    def save(self, record: Any, given: Iterable[tuple[Document, str, bool]], user: Any) -> None:
        """Make these the sources that the user sees; the others stay. Raises ValidationError."""
        cite(record=record, citations=given)


class SubjectsLinks:
    """The records that a record is about, or rests on."""

    def __init__(self, column: Subjects) -> None:
        self.column = column

    def rows(self, record: Any, user: Any) -> tuple[list[Any], list[Any]]:
        """The linked records in order: those that the user may see, and the others."""
        if record.pk is None:
            return [], []
        kind, pk = record.reference
        links = Subject.objects.not_struck_out().filter(
            record_type=kind, record_id=pk, relation=self.column.relation
        )
        references = [link.subject_reference for link in links.order_by("order", "pk")]
        found: dict[Any, Any] = {}
        seen: set[Any] = set()
        for label, pks in keys_by_label(references).items():
            others: Any = apps.get_model(label).objects.filter(pk__in=pks)
            found |= {one.reference: one for one in others}
            seen |= {(label, pk) for pk in others.visible_to(user).values_list("pk", flat=True)}
        kept = [reference for reference in references if reference in found]
        return (
            [found[reference] for reference in kept if reference in seen],
            [found[reference] for reference in kept if reference not in seen],
        )

    def text(self, record: Any, user: Any) -> str:
        """What the user may see of them, as the workbook writes it."""
        seen, _ = self.rows(record, user)
        register = VisibleRegister(registry, programme_of(record), user)
        return self.column.text([(_part_name(other), _code(register, other)) for other in seen])

    def look_up(self, typed: str, record: Any, user: Any) -> list[Any]:
        """The records that were typed. Raises ValidationError."""
        parsed = _parsed(self.column, typed)
        if not parsed:
            return []
        registers = [VisibleRegister(registry, p, user) for p in _programmes(record, user)]
        named, _ = self.rows(record, user)
        return [
            _only_one(part, code, registers, {other.reference for other in named})
            for part, code in parsed
        ]

    def save(self, record: Any, given: Iterable[Any], user: Any) -> None:
        """Make these the records that the user sees here; the others stay."""
        _, hidden = self.rows(record, user)
        set_subjects(record=record, subjects=[*given, *hidden], relation=self.column.relation)


def _programmes(record: Any, user: Any) -> list[Any]:
    """Where codes named on a record may be found: for a council's own gate, in every programme."""
    own = programme_of(record)
    return [own] if own else [*Programme.objects.visible_to(user)] or [None]


def _only_one(
    part: str, code: str, registers: Iterable[VisibleRegister], named: set[tuple[str, int]]
) -> Any:
    """The record with this code, of several the one that is named already. ValidationError."""
    if part not in registry.parts:
        near = nearest(part, registry.parts)
        raise ValidationError(f"There is no sheet “{part}”.{_perhaps(near)}")
    every = [register.records(part) for register in registers]
    found = {records[code].reference: records[code] for records in every if code in records}
    if len(found) > 1:
        found = {key: one for key, one in found.items() if key in named} or found
    if not found:
        raise _no_such(part, code, {code for records in every for code in records})
    if len(found) > 1:
        raise ValidationError(f"Several programmes have “{code}” among their {part}.")
    return next(iter(found.values()))


def _part_name(record: Any) -> str:
    part = registry.part_of(type(record))
    return part.name if part else record._meta.verbose_name_plural


def _code(register: VisibleRegister, record: Any) -> str:
    try:
        return register.code(record)
    except NamesWithheld:
        return f"#{record.pk}"


def _parsed(column: Any, typed: str) -> Any:
    try:
        return column.parse(typed.strip())
    except CellProblem as problem:
        raise ValidationError(f"Expected: {problem.expected}.") from problem


def _no_such(part: str, code: str, valid: Iterable[str]) -> ValidationError:
    return ValidationError(
        f"There is nothing with the code “{code}” among {part}.{_perhaps(nearest(code, valid))}"
    )


def _perhaps(near: str) -> str:
    return f" Did you mean “{near}”?" if near else ""


FormLinks = SourcesLinks | SubjectsLinks


def links_of(model: Any) -> dict[str, FormLinks]:
    """The links that the forms of a model's records show, by the name of their field."""
    part = registry.part_of(model)
    found: dict[str, FormLinks] = {}
    for column in part.all_columns if part else ():
        if isinstance(column, Sources):
            found["sources"] = SourcesLinks(column)
        elif isinstance(column, Subjects):
            found[column.name.replace(" ", "_")] = SubjectsLinks(column)
    return found
