"""The page of one record, whatever its kind: what it says, what hangs on it, what it rests on."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from programmes.choices import SubjectRelation
from programmes.models import Citation, Document, Subject
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.kinds import Column, Kind, Related, kinds, text
from sharedsvc.core.showing import Shown
from sharedsvc.portal.children import attach_sources, citations_of
from sharedsvc.portal.record_parts import PARTS

REMARKS = text("remarks", "Remarks", blank="none")
ABOUT_THIS = {
    "decisions.clause": "Decided about it",
    "decisions.recommendation": "Asked about it",
    "decisions.proposal": "Proposals about it",
    "programmes.conflict": "Sources disagree about it",
}


@dataclass
class RecordSection:
    """A table of the page: records of one kind that hang on the record."""

    title: str
    key: str
    shown: Shown
    always_shown: bool = False

    @property
    def kind(self) -> Kind:
        return self.shown.kind


def _each_once(documents: list[Any]) -> list[Any]:
    return list({document.pk: document for document in documents}.values())


class RecordPage:
    """One record on a day."""

    def __init__(self, kind: Kind, record: Any, user: Any, as_at: AsAt) -> None:
        self.kind, self.record, self.user, self.as_at = kind, record, user, as_at
        self.facts = Shown(kind, [record], user, as_at.date, self._fact_columns())
        self.more_documents: list[Any] = []
        self.parts = [part for make in PARTS.get(kind.key, ()) if (part := make(self))]
        self.sections = [*self._related(), *self._linked(), *self._resting()]
        records = [record, *(row.record for part in self.sections for row in part.shown.rows)]
        found = attach_sources(records, citations_of(records, user))
        self.documents = _each_once([*found, *self.more_documents])

    def _fact_columns(self) -> list[Column]:
        columns = [
            column
            for column in (*self.kind.columns, *self.kind.facts)
            if column.name != self.kind.name_column or column.value(self.record) != self.title
        ]
        if self.record.remarks:
            columns.append(REMARKS)
        return columns

    @property
    def title(self) -> str:
        return self.kind.title(self.record)

    @property
    def names(self) -> str:
        """What the address knows it by, which tells it from others of the same title."""
        return " ".join(self.kind.names(self.record))

    @property
    def programme(self) -> Any:
        """The programme it belongs to, for the way back."""
        path = self.kind.programme or "programme"
        return getattr(self.record, path, None)

    @cached_property
    def is_in_force(self) -> bool:
        """Whether the record counts on the day of the page; undated ones always do."""
        if not self.kind.is_dated:
            return True
        day = self.as_at.date
        return bool(self.record.start_earliest <= day <= self.record.end_latest)

    @property
    def contents(self) -> list[dict[str, Any]]:
        """What is on the page, with how many of each."""
        parts = [{"key": part.key, "title": part.title, "count": ""} for part in self.parts]
        return parts + [
            {"key": section.key, "title": section.title, "count": len(section.shown.rows)}
            for section in self.sections
            if section.shown.rows
        ]

    def _rows(self, kind: Kind, *, in_time: bool = True) -> Any:
        visible = kind.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
        return kind.shaped(kind.on(visible, self.as_at.date, ended=in_time))

    def _related(self) -> list[RecordSection]:
        return [self._section(related) for related in kinds.related(self.kind)]

    def _section(self, related: Related) -> RecordSection:
        kind = kinds.get(related.kind)
        if kind is None:
            raise LookupError(f"{self.kind.key} names the kind {related.kind}: there is none.")
        rows = self._rows(kind, in_time=related.in_time)
        rows = rows.filter(related.condition(self.record, self.user))
        if related.narrow:
            rows = related.narrow(rows, self.as_at.date, self.user)
        columns = [column for column in kind.columns if column.name not in related.without]
        shown = Shown(kind, rows, self.user, self.as_at.date, columns)
        title = related.title or f"{kind.plural[0].upper()}{kind.plural[1:]}"
        return RecordSection(title, related.key, shown, related.always_shown)

    def _linked(self) -> list[RecordSection]:
        """What is about the record, what rests on it, and what it is about and rests on itself."""
        own_type, own_id = self.record.reference
        links = Subject.objects.in_visible_documents(self.user).filter(
            Q(record_type=own_type, record_id=own_id) | Q(subject_type=own_type, subject_id=own_id)
        )
        found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        for place, one in enumerate(links.order_by("order", "pk")):
            rests = one.relation == SubjectRelation.RESTS_ON
            if one.record_reference == self.record.reference:
                title = "It rests on" if rests else "It is about"
                found[(title, one.subject_type)][one.subject_id] = place
            else:
                title = "Rests on it" if rests else ABOUT_THIS.get(one.record_type, "About it")
                found[(title, one.record_type)][one.record_id] = place
        return [
            section
            for (title, label), ids in sorted(found.items())
            if (section := self._linked_section(title, label, ids))
        ]

    def _resting(self) -> list[RecordSection]:
        """Of a document: all that rests on it, kind by kind, with the paragraphs."""
        if not isinstance(self.record, Document):
            return []
        found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        citations = Citation.objects.in_visible_documents(self.user).filter(document=self.record)
        for one in citations.order_by("record_type", "record_id", "order"):
            found[one.record_type][one.record_id].append(one.paragraph)
        return [section for kind in kinds if (section := self._resting_on(kind, found[kind.label]))]

    def _resting_on(self, kind: Kind, paragraphs: dict[int, list[str]]) -> RecordSection | None:
        if not paragraphs:
            return None
        rows = kind.shaped(kind.model.objects.visible_to(self.user))  # type: ignore[attr-defined]
        records = [record for record in rows.filter(pk__in=paragraphs) if kinds.of(record) is kind]
        shown = Shown(kind, records, self.user, self.as_at.date, kind.columns[:3])
        title = f"Rests on it: {kind.plural}"
        return RecordSection(title, f"rests-{kind.key}", shown) if records else None

    def _linked_section(self, title: str, label: str, ids: dict[int, int]) -> Any:
        kind = kinds.of_label(label)
        if kind is None:
            return None
        records = sorted(self._rows(kind).filter(pk__in=ids), key=lambda r: ids[r.pk])
        shown = Shown(kind, records, self.user, self.as_at.date)
        title = title if title in ABOUT_THIS.values() else f"{title}: {kind.plural}"
        return RecordSection(title, f"{label.split('.')[1]}-{title.split()[0].lower()}", shown)
