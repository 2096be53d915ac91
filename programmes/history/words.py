"""How the versions of a record read: what each field says, and the names of linked records."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from programmes.viewers import AskedByReaders
from sharedsvc.core.changes import changed_words, from_to, is_long
from sharedsvc.core.field_words import heading_of, is_wording, said_in
from sharedsvc.core.kinds import kinds
from sharedsvc.core.people import called
from sharedsvc.core.reference import keys_by_label, label_of
from sharedsvc.core.showing import WITHHELD, name_of
from sharedsvc.core.states import ANSWERS
from sharedsvc.core.templatetags.register import show

BLANK = "blank"
STRUCK_OUT = "struck_out"  # an event of its own, not one of the fields


class NamedRecord(NamedTuple):
    """A record that a version names."""

    label: str
    pk: int


@dataclass(frozen=True)
class Saying:
    """One thing that each version of a record says: what it is called, and how it is read.

    Lists and pages call it by its `heading`, forms by its `label`.
    """

    name: str
    label: str
    heading: str
    blank: str
    read: Callable[[Any], Any]


def who_is(user: Any) -> str:
    """Who did something, at the beginning of what they did."""
    return capfirst(called(user))


@cache
def sayings_of(model: Any) -> tuple[Saying, ...]:
    """What people enter in a record of this model, field by field; nothing that is worked out."""
    found = (_saying(model, field) for field in model._meta.concrete_fields)
    return tuple(saying for saying in found if saying)


def _saying(model: Any, field: Any) -> Saying | None:
    if field.primary_key or not field.editable or field.name == STRUCK_OUT or is_wording(field):
        return None
    column = _column(model, field.name)
    label = heading_of(field)
    heading = column.heading if column else label
    blank = column.blank if column else "none"
    return Saying(field.name, label, heading, blank, _reader(field))


def _column(model: Any, name: str) -> Any:
    kind = kinds.of_label(label_of(model))
    columns = (*kind.columns, *kind.facts) if kind else ()
    return next((column for column in columns if column.name == name), None)


def _reader(field: Any) -> Callable[[Any], Any]:
    if not field.is_relation:
        return lambda version: said_in(version, field)
    label = label_of(field.related_model)
    return lambda version: _reference(label, getattr(version, field.attname))


def _reference(label: str, pk: int | None) -> NamedRecord | None:
    return None if pk is None else NamedRecord(label, pk)


class Names:
    """The records that versions name, as one reader may know them: one statement for each model."""

    def __init__(self, user: Any, references: Iterable[NamedRecord]) -> None:
        self._found: dict[NamedRecord, Any] = {}
        for label, pks in sorted(keys_by_label(references).items()):
            for record in _named(label)(user, pks=pks):
                self._found[NamedRecord(label, record.pk)] = record

    def knows(self, reference: NamedRecord) -> bool:
        """Whether the reader may know the record."""
        return reference in self._found

    def text(self, reference: NamedRecord, named: Callable[[Any], str] | None = None) -> str:
        """The record's name (as `named` gives it), or that it is withheld."""
        record = self._found.get(reference)
        if record is None:
            return WITHHELD.word
        usual = name_of if hasattr(record, "reference") else who_is
        return (named or usual)(record)

    def said(self, value: Any) -> str:
        """What a version says in a field, as plain text."""
        return self.text(value) if isinstance(value, NamedRecord) else value or BLANK

    def html(self, reference: NamedRecord, query: str) -> SafeString:
        """The record's name as a link to its page, or that it is withheld."""
        record = self._found.get(reference)
        if record is None:
            return show(WITHHELD)
        address = kinds.address(record) if hasattr(record, "reference") else ""
        if not address:
            return format_html("{}", self.text(reference))
        return format_html('<a href="{}{}">{}</a>', address, query, self.text(reference))


@cache
def _named(label: str) -> AskedByReaders:
    return AskedByReaders(lambda viewer, pks: _visible(label, viewer).filter(pk__among=pks))


def _visible(label: str, user: Any) -> Any:
    """The records of a model that the reader may see, with what their names are made of."""
    kind = kinds.of_label(label)
    model: Any = kind.model._meta.concrete_model if kind else apps.get_model(label)
    if not hasattr(model, "seen_through"):
        return model._default_manager.all()
    visible = model.objects.visible_to(user)
    return visible.select_related(*kind.joins) if kind and kind.joins else visible


@dataclass
class Change:
    """A field that two versions fill differently."""

    saying: Saying
    before: Any
    after: Any

    def references(self) -> list[NamedRecord]:
        """The records that its old and its new value name."""
        return [value for value in (self.before, self.after) if isinstance(value, NamedRecord)]

    def markup(self, names: Names, query: str) -> SafeString:
        """From what to what; of long texts only what changed."""
        if self._are_texts and is_long(self.before, self.after):
            return changed_words(self.before, self.after)
        return from_to(self._html(self.before, names, query), self._html(self.after, names, query))

    @property
    def _are_texts(self) -> bool:
        return isinstance(self.before, str) and isinstance(self.after, str)

    def _html(self, value: Any, names: Names, query: str) -> SafeString:
        if value in (None, ""):
            return show(ANSWERS[self.saying.blank])
        if isinstance(value, NamedRecord):
            return names.html(value, query)
        return format_html("{}", value)


def changes_between(before: Any, after: Any) -> list[Change]:
    """The fields that two versions (as instances of their model) fill differently."""
    model: Any = type(after)
    sayings = sayings_of(model)
    pairs = ((saying, saying.read(before), saying.read(after)) for saying in sayings)
    return [Change(saying, old, new) for saying, old, new in pairs if old != new]
