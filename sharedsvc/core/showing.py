"""How the cells of records are shown: as markup for a page, as text for a file."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sharedsvc.core.dated.rows import possible_values
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import Column
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.kinds.registry import ToldOf, told_after
from sharedsvc.core.reference import Reference, keys_by_label, label_of
from sharedsvc.core.states import ANSWERS, State
from sharedsvc.core.templatetags.register import not_sure, show

WITHHELD = ANSWERS["withheld"]
MOST_KEPT = 50_000  # linked records, before they are forgotten and asked for anew


class Withheld:
    """What stands in the place of a linked record that the reader may not see."""

    pk = ""
    label = name = in_full = short_name = title = date_in_english = WITHHELD.word

    def __str__(self) -> str:
        return WITHHELD.word


def withhold(records: Iterable[Any], user: Any, *, unread: bool = False) -> list[Any]:
    """The records, without what they name beside themselves and the reader may not see.

    For pages that read links themselves: of those that were fetched with a record (and, with
    `unread`, of the others) and through which it need not be seen, each that leads to a hidden
    record is `Withheld`. One statement. Not to be saved.
    """
    records = list(records)
    linked = [
        (record, field, (label_of(field.related_model), getattr(record, field.attname)))
        for record in records
        for field in _links_apart(record)
        if (unread or field.is_cached(record)) and getattr(record, field.attname) is not None
    ]
    seen = _seen((reference for _, _, reference in linked), user)
    for record, field, reference in linked:
        if reference not in seen:
            field.set_cached_value(record, Withheld())
    return records


def _seen(wanted: Iterable[Reference], user: Any) -> set[Reference]:
    """Those of the wanted records that the reader may see; asked in one statement."""
    asked = [
        apps.get_model(label)
        .objects.visible_to(user)
        .filter(pk__in=pks)
        .order_by()
        .values_list(Value(label), "pk")
        for label, pks in keys_by_label(wanted).items()
    ]
    return set(asked[0].union(*asked[1:], all=True)) if asked else set()


def _links_apart(record: Any) -> list[Any]:
    """The links of a record to records through which it need not be seen."""
    return [
        field
        for field in record._meta.concrete_fields
        if field.is_relation
        and field.name not in getattr(record, "seen_through", ())
        and hasattr(field.related_model, "seen_through")
    ]


@dataclass
class ShownRow:
    """A record, the value of each column, and what must be said beside its name on the day."""

    record: Any
    values: list[Any]
    told: tuple[str, ...] = ()


class Shown:
    """Records as rows of a kind's columns, for one reader on one day.

    Linked records that the reader may not see read "Withheld": one statement, however many rows
    and linked models there are. `table_body` writes them as the rows of a table.
    """

    def __init__(
        self,
        kind: Kind,
        records: Iterable[Any],
        user: Any,
        day: datetime.date,
        columns: Sequence[Column] = (),
    ) -> None:
        self.kind = kind
        self.columns = list(columns or kind.columns)
        records = list(records)
        if kind.prepare:
            kind.prepare(records, user, day)
        read = [_with_doubt(kind, column, column.value) for column in self.columns]
        self.rows = [ShownRow(record, [value(record) for value in read]) for record in records]
        self._hidden = self._hidden_from(user)
        self._tell(user, day)

    def _tell(self, user: Any, day: datetime.date) -> None:
        """What must be said of the rows, and of the records that they name."""
        named = (one for row in self.rows for value in row.values for one in _records_in(value))
        seen = {one.reference: one for one in named if one.reference not in self._hidden}
        seen |= {row.record.reference: row.record for row in self.rows if row.record.pk}
        self.told = kinds.told(seen.values(), user, day)
        for row in self.rows:
            row.told = self._told_of(row.record, day)

    def _told_of(self, record: Any, day: datetime.date) -> tuple[str, ...]:
        """That it is not sure, and what else is told of it."""
        doubt = self.kind.doubt_of(getattr(record, "certainty", ""), day)
        told = self.told.get(record.reference, ())
        return (doubt, *told) if doubt else told

    def _hidden_from(self, user: Any) -> set[Reference]:
        wanted = {
            record.reference
            for place, column in enumerate(self.columns)
            if _may_be_hidden(self.kind, column)
            for row in self.rows
            for record in _records_in(row.values[place])
        }
        return wanted - _seen(wanted, user)

    def value(self, value: Any) -> Any:
        """The value as the reader may know it."""
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, models.Model) and value.reference in self._hidden:  # type: ignore[attr-defined]
            return WITHHELD
        return value

    def html(self, row: ShownRow, place: int, query: str = "") -> SafeString:
        """The markup of a cell; links keep the date of the position."""
        return as_html(self.value(row.values[place]), self.columns[place], query, self.told)

    def pairs(self, query: str = "") -> list[tuple[str, SafeString]]:
        """Heading and markup of the only record's columns."""
        row = self.rows[0]
        return [
            (column.heading, self.html(row, place, query))
            for place, column in enumerate(self.columns)
        ]

    def text(self, row: ShownRow, place: int) -> str:
        """The text of a cell, for a file."""
        value = self.value(row.values[place])
        text = as_text(value, self.columns[place], self.told)
        return told_after(text, row.told) if self._tells_at(place) else text

    def _tells_at(self, place: int) -> bool:
        """Whether this cell names a row of which something may have to be told."""
        return self.columns[place].name == self.kind.named_by and kinds.has_told(self.kind.label)


class TextRows:
    """Records as rows of texts, for files of thousands: the same texts as `Shown` gives.

    How each column is read is worked out once. What a linked record is called, and whether the
    reader may see it, is asked once for each.
    """

    def __init__(self, kind: Kind, user: Any, day: datetime.date) -> None:
        self.kind, self.user, self.day = kind, user, day
        self._getters = [column.getter(kind.model) for column in kind.columns]
        self._names: dict[Reference, str] = {}
        self._hidden: dict[Reference, bool] = {}
        self._told: dict[Reference, tuple[str, ...]] = {}

    def of(self, records: list[Any]) -> list[list[str]]:
        """The texts of each record, column by column."""
        for kept in (self._names, self._hidden, self._told):
            if len(kept) > MOST_KEPT:
                kept.clear()
        if self.kind.prepare:
            self.kind.prepare(records, self.user, self.day)
        columns = zip(self.kind.columns, self._getters, strict=True)
        getters = [_with_doubt(self.kind, column, getter) for column, getter in columns]
        values = [[get(record) for record in records] for get in getters]
        self._ask_who_is_hidden(values)
        self._ask_what_is_told(values)
        texts = [
            [value if type(value) is str and value else self._text(value, column) for value in own]
            for own, column in zip(values, self.kind.columns, strict=True)
        ]
        if kinds.has_told(self.kind.label):
            texts[self._naming] = self._told_after(texts[self._naming], records)
        return [list(row) for row in zip(*texts, strict=True)]

    @property
    def _naming(self) -> int:
        """The place of the column that names a record."""
        return [column.name for column in self.kind.columns].index(self.kind.named_by)

    def _told_after(self, names: list[str], records: list[Any]) -> list[str]:
        """Each name with what must be said of its record."""
        told = kinds.told(records, self.user, self.day)
        return [
            told_after(name, told.get(record.reference, ()))
            for name, record in zip(names, records, strict=True)
        ]

    def _ask_what_is_told(self, values: list[list[Any]]) -> None:
        """Ask what must be said of the linked records that are named for the first time."""
        new = {
            one.reference: one
            for own in values
            for one in _all_records_in(own)
            if one.reference not in self._names and not self._hidden.get(one.reference)
        }
        self._told |= kinds.told(new.values(), self.user, self.day)

    def _ask_who_is_hidden(self, values: list[list[Any]]) -> None:
        """Look up the linked records that are named for the first time, in one statement."""
        new = {
            record.reference
            for own, column in zip(values, self.kind.columns, strict=True)
            if _may_be_hidden(self.kind, column)
            for record in _all_records_in(own)
        } - self._hidden.keys()
        seen = _seen(new, self.user)
        self._hidden |= {reference: reference not in seen for reference in new}

    def _text(self, value: Any, column: Column) -> str:
        if isinstance(value, State):
            return value.word
        if isinstance(value, models.Model):
            return self._name(value)
        if isinstance(value, list) and value:
            return "; ".join(self._text(one, column) for one in value)
        return as_text(value, column)

    def _name(self, record: Any) -> str:
        key = record.reference
        if self._hidden.get(key):
            return WITHHELD.word
        if key not in self._names:
            self._names[key] = told_after(name_of(record), self._told.get(key, ()))
        return self._names[key]


def _with_doubt(kind: Kind, column: Column, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """How a column is read, with what it may say already on the day of the page."""
    possible = possible_values(kind.model).get(column.name)
    if not possible:
        return read
    words = dict(kind.model._meta.get_field(column.name).flatchoices)  # type: ignore[union-attr]

    def read_with_doubt(record: Any) -> Any:
        found = read(record)
        known = found if isinstance(found, list) else [found]
        doubts = [words.get(value, value) for value in possible.get(record.pk, ())]
        return [*known, *(State("g-possibly", f"Possibly {word}", "wait") for word in doubts)]

    return read_with_doubt


def _may_be_hidden(kind: Kind, column: Column) -> bool:
    """Whether what a column names may be hidden from who sees the record."""
    return not (column.brought or column.read in kind.model.seen_through)  # type: ignore[attr-defined]


def _all_records_in(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if not isinstance(value, str):
            yield from _records_in(value)


def _records_in(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, models.Model)]


def name_of(record: Any) -> str:
    """What a record is called in tables."""
    return str(getattr(record, "label", "") or record)


NOTHING: ToldOf = {}


def as_html(value: Any, column: Column, query: str = "", told: ToldOf = NOTHING) -> SafeString:
    """A value as markup: a state with its shape, a record as a link, what is missing in words."""
    if value in (None, "", []):
        return show(ANSWERS[column.blank])
    if isinstance(value, list):
        parts = ((as_html(one, column, query, told),) for one in value)
        return format_html_join(mark_safe("<br>"), "{}", parts)
    if isinstance(value, State):
        return show(value)
    if isinstance(value, models.Model):
        return format_html("{}{}", _link(value, query), told_beside(told.get(value.reference, ())))  # type: ignore[attr-defined]
    return format_html("{}", value)


def _link(record: models.Model, query: str) -> SafeString:
    address = kinds.address(record)
    if not address:
        return format_html("{}", name_of(record))
    return format_html('<a href="{}{}">{}</a>', address, query, name_of(record))


def told_beside(words: Iterable[str]) -> SafeString:
    """What must be said of a record, below its name."""
    return format_html_join(
        "", '<br><span class="plain">{}</span>', ((not_sure(one),) for one in words)
    )


def as_text(value: Any, column: Column, told: ToldOf = NOTHING) -> str:
    """A value as text."""
    if value in (None, "", []):
        return ANSWERS[column.blank].word
    if isinstance(value, list):
        return "; ".join(as_text(one, column, told) for one in value)
    if isinstance(value, State):
        return value.word
    if isinstance(value, models.Model):
        return told_after(name_of(value), told.get(value.reference, ()))  # type: ignore[attr-defined]
    return str(value)
