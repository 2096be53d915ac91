"""The page of one record, whatever its kind: what it says, what hangs on it, what it rests on."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Q

from decisions.models import Decision
from programmes.choices import SubjectRelation
from programmes.kinds import REMARKS
from programmes.models import DatedValue, Document, Organisation, Subject
from programmes.viewers import AskedByReaders
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.kinds.kind import Kind, Related
from sharedsvc.core.names import earlier_names
from sharedsvc.core.reference import label_of
from sharedsvc.core.showing import Shown
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.gathered.ended import Ended, ended_by
from sharedsvc.portal.gathered.section_rows import (
    LABELS_RESTING,
    Chosen,
    Hanging,
    Resting,
    SectionAsked,
    SectionSource,
    SinceWhenRows,
    kind_of,
)
from sharedsvc.portal.gathered.sections import RecordSection, fill, lines_of_pairs, records_in
from sharedsvc.portal.records.parts import PARTS, RecordPart

SINCE_WHEN, SETTLES = "Since when", "It settles"
# By relation: what a record's links to others are headed by, and those of others to it.
LINKED = {
    SubjectRelation.RESTS_ON: ("It rests on", "Rests on it"),
    SubjectRelation.SETTLES: (SETTLES, "Settled by"),
}
ABOUT_THIS = {
    "decisions.clause": "Decided about it",
    "decisions.recommendation": "Asked about it",
    "decisions.proposal": "Proposals about it",
    "programmes.conflict": "Sources disagree about it",
}


def _each_once(documents: list[Any]) -> list[Any]:
    return list({document.pk: document for document in documents}.values())


def _in_order(parts: list[RecordPart], sections: list[RecordSection]) -> list[Any]:
    """The sections with the parts among them, each after its section; failing that, first."""
    keys = {section.key for section in sections}
    blocks: list[Any] = [part for part in parts if part.after not in keys]
    for section in sections:
        blocks += [section, *(part for part in parts if part.after == section.key)]
    return blocks


LINKS = AskedByReaders(
    lambda viewer, label, record: (
        Subject.objects.in_visible_documents(viewer)
        .filter(Q(record_type=label, record_id=record) | Q(subject_type=label, subject_id=record))
        .order_by("order", "pk")
    )
)


class RecordSections:
    """What hangs on a record: the sections of its page, each of which has a list of its own.

    Where its parts are to be `is_whole`, they are looked up to their end.
    """

    def __init__(
        self, kind: Kind, record: Any, user: Any, as_at: AsAt, *, is_whole: bool = False
    ) -> None:
        self.kind, self.record, self.user, self.as_at = kind, record, user, as_at
        self.is_whole = is_whole
        self.more_documents: list[Any] = []

    def parts(self) -> list[RecordPart]:
        """What is no table of one kind: each has a template of its own."""
        return [part for make in PARTS.get(self.kind.key, ()) if (part := make(self))]

    def address_of(self, key: str) -> str:
        """The address of the list of a section or part."""
        return f"{self.kind.part_address(self.record, key)}{self.as_at.query}"

    def all(self) -> list[RecordSection]:
        """Every section, in the order of the page; no record of them is read yet."""
        return [*self._related(), *self._dated(), *self._linked(), *self._resting()]

    def _section(
        self, kind: Kind, source: SectionSource, title: str, key: str, **keys: Any
    ) -> RecordSection:
        asked = SectionAsked(source, keys, self.user, self.as_at.date)
        return RecordSection(kind, asked, title, key, self.address_of(key))

    def _related(self) -> list[RecordSection]:
        return [self._related_section(related) for related in kinds.related(self.kind)]

    def _related_section(self, related: Related) -> RecordSection:
        kind = kind_of(related.kind)
        title = related.title or f"{kind.plural[0].upper()}{kind.plural[1:]}"
        source = Hanging(self.kind.key, related.key)
        section = self._section(kind, source, title, related.key, record=self.record.pk)
        section.columns = [one for one in kind.columns if one.name not in related.without]
        section.always_shown = related.always_shown
        return section

    def _dated(self) -> list[RecordSection]:
        """Of a record of which something is dated: what was so from when."""
        kind = kinds.of_label(label_of(DatedValue))
        if kind is None or not dated_fields_of(self.record._meta.model):
            return []
        label, pk = self.record.reference
        section = self._section(
            kind, SinceWhenRows(), SINCE_WHEN, "since-when", record_type=label, record=pk
        )
        section.columns = [column for column in kind.columns if column.name != "of"]
        return [section]

    def _linked(self) -> list[RecordSection]:
        """What is about the record, what rests on it, and what it is about and rests on itself."""
        label, pk = self.record.reference
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for one in LINKS(self.user, label=label, record=pk):
            itself, by_others = LINKED.get(one.relation, ("It is about", ""))
            if one.record_reference == self.record.reference:
                found[(itself, one.subject_type)].append(one.subject_id)
            else:
                title = by_others or ABOUT_THIS.get(one.record_type, "About it")
                found[(title, one.record_type)].append(one.record_id)
        return [
            self._linked_section(kind, title, ids)
            for (title, label), ids in sorted(found.items())
            if (kind := kinds.of_label(label))
        ]

    def _linked_section(self, kind: Kind, title: str, ids: list[int]) -> RecordSection:
        short = "settles" if title == SETTLES else title.split()[0].lower()
        key = f"{kind.label.split('.')[1]}-{short}"
        title = title if title in ABOUT_THIS.values() else f"{title}: {kind.plural}"
        return self._section(kind, Chosen(kind.key), title, key, chosen=[*dict.fromkeys(ids)])

    def _resting(self) -> list[RecordSection]:
        """Of a document: all that rests on it, kind by kind."""
        if not isinstance(self.record, Document):
            return []
        labels = set(LABELS_RESTING(self.user, record=self.record.pk))
        return [self._resting_section(kind) for kind in kinds if kind.label in labels]

    def _resting_section(self, kind: Kind) -> RecordSection:
        title, key = f"Rests on it: {kind.plural}", f"rests-{kind.key}"
        section = self._section(kind, Resting(kind.key), title, key, record=self.record.pk)
        section.columns = kind.columns[:3]
        return section


class RecordPage:
    """One record on a day."""

    def __init__(self, kind: Kind, record: Any, user: Any, as_at: AsAt) -> None:
        self.kind, self.record, self.user, self.as_at = kind, record, user, as_at
        self.facts = Shown(kind, [record], user, as_at.date, self._fact_columns())
        hanging = RecordSections(kind, record, user, as_at)
        parts, self.sections = hanging.parts(), hanging.all()
        taken = lines_of_pairs(self.facts) + sum(part.lines for part in parts)
        fill(self.sections, user, as_at, taken)
        records = [record, *records_in(self.sections)]
        found = attach_sources(records, citations_of(records, user), as_at.date)
        self.documents = _each_once([*found, *hanging.more_documents])
        self.blocks = [one for one in _in_order(parts, self.sections) if one.count]

    @property
    def facts_last(self) -> bool:
        """Of an organisation what it leads, awaits and was asked is said before its codes.

        Of a decision what was decided is said before its particulars.
        """
        return isinstance(self.record, Organisation | Decision)

    @property
    def caption(self) -> str:
        """What stands over the title: the kind; of a decision whose it is too, and of which day."""
        words = f"{self.kind.singular[0].upper()}{self.kind.singular[1:]}"
        if not isinstance(self.record, Decision):
            return words
        (row,) = self.facts.rows
        columns = [column.name for column in self.facts.columns]
        by = self.facts.text(row, columns.index("taken_by"))
        return f"{words} of {by}, {self.record.date_in_english}"

    def _fact_columns(self) -> list[Column]:
        columns = [
            column
            for column in (*self.kind.columns, *self.kind.facts)
            if column.name != self.kind.named_by or column.value(self.record) != self.title
            if not column.only_if_said or column.value(self.record)
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
    def earlier_names(self) -> list[tuple[str, str]]:
        """What it was called before the day, each with when that changed."""
        return earlier_names(self.record, self.as_at.date)

    @property
    def programme(self) -> Any:
        """The programme it belongs to, for the way back."""
        path = self.kind.programme or "programme"
        return getattr(self.record, path, None)

    @cached_property
    def is_in_force(self) -> bool:
        """Whether the record counts on the day of the page, or may; undated ones always do."""
        return not self.kind.is_dated or bool(self._certainty)

    @cached_property
    def _certainty(self) -> str:
        return self.kind.certainty_of(self.record, self.as_at.date)

    @cached_property
    def ended(self) -> Ended | None:
        """How it had ended by the day, of what is in force for a time."""
        is_dated = self.kind.is_dated
        return ended_by(self.record, self.user, self.as_at.date) if is_dated else None

    @property
    def begins(self) -> str:
        """From when it is in force, if that is still to come on the day."""
        to_come = self.record.start_earliest > self.as_at.date
        return f"from {self.record.start_in_words} on" if to_come else ""

    @property
    def told(self) -> tuple[str, ...]:
        """What must be said of it on the day: that it is not sure, or what became of it."""
        doubt = self.kind.doubt_of(self._certainty, self.as_at.date)
        told = self.facts.told.get(self.record.reference, ())
        return (doubt, *told) if doubt else told

    @cached_property
    def is_known(self) -> bool:
        """Whether anybody knew of the record on the day; asked only of a day that has gone."""
        rows = self.kind.model.objects.filter(pk=self.record.pk)  # type: ignore[attr-defined]
        if self.as_at.is_today or not hasattr(rows, "known_on"):
            return True
        return bool(rows.known_on(self.as_at.date).exists())

    @property
    def empty_titles(self) -> list[str]:
        """What nothing is recorded of on the day, of that which is looked for."""
        if self.ended:
            return []
        return [one.title for one in self.sections if one.always_shown and not one.count]
