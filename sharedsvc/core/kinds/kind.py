"""What a kind of record declares of itself, and its lists, addresses and days."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils.text import capfirst, slugify

from sharedsvc.core.addresses import address_of
from sharedsvc.core.certainty import POSSIBLY, SURELY, possibly_in_words, within
from sharedsvc.core.dates import LATEST
from sharedsvc.core.field_words import field_at, heading_of
from sharedsvc.core.kinds.columns import OF_KIND, Column, follow
from sharedsvc.core.querysets import certainty_on
from sharedsvc.core.reference import label_of


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A way to narrow a list: by a choice, by another record, or as `apply` does.

    `apply(queryset, value, user, day)` stands for a plain comparison with `path`, and then
    `options(user)` says which records can be chosen; otherwise those that the path leads to.
    What it does not say itself (label, choices, records) is that of the model's field at its path.
    """

    name: str
    label: str = ""
    path: str = ""
    choices: Iterable[tuple[str, str]] = ()
    to: type[models.Model] | None = None
    apply: Callable[[QuerySet, Any, Any, datetime.date], QuerySet] | None = None
    options: Callable[[Any], QuerySet] | None = None

    def of(self, model: Any) -> Self:
        """With what the model's field says of it. Raises FieldDoesNotExist."""
        if not self.path:
            return self
        field = field_at(model, self.path)
        return replace(
            self,
            label=self.label or heading_of(field),
            choices=self.choices or field.choices or (),
            to=self.to or field.related_model,
        )

    def narrow(self, queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
        """Those records that the choice of `value` leaves."""
        if self.apply:
            return self.apply(queryset, value, user, day)
        return queryset.filter(**{self.path: value})


def by(path: str, name: str = "") -> Filter:
    """A list narrowed by a field of its records, or of those that a lookup leads to."""
    return Filter(name=name or path.rpartition("__")[2], path=path)


@dataclass(frozen=True, kw_only=True)
class Related:
    """Records of a kind that hang on a record: a table of its page.

    `rows` says which, by a lookup that leads from them to the record, or by a function of the
    record's key, the reader and the day.
    `without` leaves out columns that would say the same in every row; `in_time` keeps what ended;
    `narrow` leaves out more, by the day and the reader. One that is `always_shown` says so when it
    is empty.
    """

    kind: str
    rows: str | Callable[[Any, Any, Any], Q]
    title: str = ""
    without: tuple[str, ...] = ()
    in_time: bool = True
    narrow: Callable[[QuerySet, datetime.date, Any], QuerySet] | None = None
    always_shown: bool = False
    order: int = 50

    @property
    def key(self) -> str:
        """What the table is known by on its page."""
        return slugify(self.title) or self.kind

    def condition(self, record: Any, user: Any, day: Any) -> Q:
        """Which records of the kind hang on the one of this key; key and day may be slots."""
        if callable(self.rows):
            return self.rows(record, user, day)
        return Q(**{self.rows: record})


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Records that belong to another and have no page: they stand in the history of that other.

    `rows(record)` says which rows, and versions of rows, are a record's. `links_to` gives the
    reference of the record that a row is about, `named` what that record is called (its usual name
    unless said), and `words` what the row is called, given that name. `points_at` are the columns
    of a reference that may be to any kind.
    """

    model: type[models.Model]
    noun: str
    nouns: str
    rows: Callable[[Any], Q]
    links_to: Callable[[Any], tuple[str, int] | None] = lambda row: None
    named: Callable[[Any], str] | None = None
    words: Callable[[Any, str], str] = lambda row, name: name
    points_at: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of record that people ask about.

    `named_by` is the column that names a record and leads to its page: by itself the one that is
    `naming`, else the first.
    `code` is the field by which its address knows a record ("" where only the number does), and
    `programme` the lookup to the programme within which that code counts ("" for shared records).
    `began` is the lookup of the date since when a record without dates of its own counts.
    Records of a kind that `stays` tell of something done: they count after their end too. Those of
    one that is `always` shown count whatever their date: what is to come is told before it.
    One that `tells_doubt` is told of itself where it is named that a record is not sure.
    `holds` tells the kind's records from others of the model, where two kinds share one.
    `prepare(records, user, day)` fetches for a page of records what no join can bring.
    """

    key: str
    model: type[models.Model]
    singular: str
    plural: str
    about: str
    columns: tuple[Column, ...]
    named_by: str = ""
    facts: tuple[Column, ...] = ()
    related: tuple[Related, ...] = ()
    joins: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    order: tuple[str, ...] = ()
    code: str = "code"
    programme: str = "programme"
    began: str = ""
    always: bool = False
    tells_doubt: bool = False
    stays: bool = False
    listed: bool = True
    holds: Callable[[Any], bool] | None = None
    prepare: Callable[[list[Any], Any, datetime.date], None] | None = None
    title: Callable[[Any], str] = field(default=str)

    def __post_init__(self) -> None:
        """Take from the model what its columns and filters do not say themselves."""
        naming = next((one.name for one in self.columns if one.heading == OF_KIND), "")
        own = {
            "named_by": self.named_by or naming or self.columns[0].name,
            "columns": tuple(self._headed(column) for column in self.columns),
            "facts": tuple(self._headed(column) for column in self.facts),
            "filters": tuple(narrowing.of(self.model) for narrowing in self.filters),
        }
        for name, found in own.items():
            object.__setattr__(self, name, found)

    def _headed(self, column: Column) -> Column:
        if column.heading == OF_KIND:
            return replace(column, heading=capfirst(self.singular))
        return column.headed(self.model)

    @property
    def label(self) -> str:
        """The model's label, by which links know it."""
        return label_of(self.model)

    @property
    def is_dated(self) -> bool:
        """Its records are in force from a start to an end."""
        until = getattr(self.model.objects.all(), "in_force_until", None)  # type: ignore[attr-defined]
        return bool(until) and not (self.always or self.stays)

    def shaped(self, queryset: QuerySet) -> QuerySet:
        """With what the columns read, in the kind's order."""
        shaped = queryset.select_related(*self.joins) if self.joins else queryset
        return shaped.order_by(*self.order, "pk")

    def sorted(self, queryset: QuerySet, wanted: Iterable[str], user: Any) -> QuerySet:
        """With what the columns read, sorted by the columns of these names ("-" before: downwards).

        Every order ends in the primary key, in the last column's direction: no two rows have the
        same place, and an index serves both directions. Without columns: the kind's own order.
        """
        order: list[str] = []
        worked_out: dict[str, Any] = {}
        columns = {column.name: column for column in self.columns}
        minus = ""
        for name in wanted:
            minus = "-" if name.startswith("-") else ""
            for path, value in columns[name.removeprefix("-")].sorting(self.model, user).items():
                order.append(f"{minus}{path}")
                if path != value:
                    worked_out[path] = value
        shaped = self.shaped(queryset)
        return shaped.alias(**worked_out).order_by(*order, f"{minus}pk") if order else shaped

    def ended(self, queryset: QuerySet, day: datetime.date) -> QuerySet:
        """Those that had begun and ended by a day: what `on` leaves out unless told."""
        until = queryset.in_force_until  # type: ignore[attr-defined]
        return self.on(queryset, day, ended=True).filter(**{f"{until}_latest__lt": day})

    def on(self, queryset: QuerySet, day: datetime.date, *, ended: bool = False) -> QuerySet:
        """Those that count on a day; with `ended`, those that had ended by then too.

        Never what nobody knew of that day, where the kind's queryset tells (`known_on`).
        """
        rows: Any = queryset
        if hasattr(rows, "known_on"):
            rows = rows.known_on(day)
        if self.always:
            return rows
        if self.is_dated and not ended:
            return rows.as_at(day)
        began, _ = self.in_time
        if hasattr(rows, "begun_by"):
            rows = rows.begun_by(day)
        elif began:
            rows = rows.filter(**{f"{began}_earliest__lte": day})
        return self.with_certainty(rows, day)

    @cached_property
    def in_time(self) -> tuple[str, str | None]:
        """The dates from which its records count, and until which; "" where they always do."""
        rows: Any = self.model.objects.all()  # type: ignore[attr-defined]
        if self.always:
            return "", None
        until = rows.in_force_until if self.is_dated else None
        return self.began or getattr(rows, "in_force_from", ""), until

    @property
    def happens(self) -> bool:
        """Its records happened on a date, in the order of which their lists stand."""
        start, end = self.in_time
        return bool(start) and end is None

    def with_certainty(self, queryset: QuerySet, day: datetime.date) -> Any:
        """Each with its `certainty` on the day, of a kind whose records do not always count."""
        start, end = self.in_time
        return queryset.annotate(certainty=certainty_on(day, start, end)) if start else queryset

    def listed_apart(self, queryset: QuerySet) -> QuerySet:
        """In the kind's order, what is not certain on the day after all the rest."""
        shaped = self.shaped(queryset)
        if "certainty" not in queryset.query.annotations:
            return shaped
        is_unsure = Case(When(certainty=POSSIBLY, then=1), default=0)
        return shaped.alias(is_unsure=is_unsure).order_by("is_unsure", *self.order, "pk")

    def certainty_of(self, record: Any, day: datetime.date) -> str:
        """SURELY, POSSIBLY or "": the same as `with_certainty` has, of one record that was read."""
        start, end = self.in_time
        if not start:
            return SURELY
        *path, name = start.split("__")
        began = _bounds_of(follow(record, ".".join(path)) if path else record, name)
        return within(day, began, _bounds_of(record, end) if end else (LATEST, LATEST))

    def doubt_of(self, certainty: str, day: datetime.date) -> str:
        """What is said beside a record of that certainty on the day; "" unless it is not sure."""
        if certainty != POSSIBLY or self.tells_doubt:
            return ""
        return possibly_in_words(day, happens=self.happens)

    def names(self, record: Any) -> tuple[str, ...]:
        """What the address of a record is made of: its programme's code, if any, and its own."""
        own = str(follow(record, self.code)) if self.code else str(record.pk)
        if not self.programme:
            return (own,)
        return (follow(record, self.programme.replace("__", ".")).code, own)

    def lookup(self, names: tuple[str, ...]) -> dict[str, str]:
        """The lookup of the record of that address; the same names that `names` gives."""
        *programme, own = names
        found = {self.code.replace(".", "__") or "pk": own}
        if programme:
            found[f"{self.programme}__code"] = programme[0]
        return found

    def address(self, record: Any) -> str:
        """The address of a record's page."""
        if hasattr(record, "get_absolute_url"):
            return record.get_absolute_url()
        return address_of("portal:record", self.key, *self.names(record))

    def part_address(self, record: Any, part: str) -> str:
        """The address of the list of what hangs on a record, part by part."""
        return address_of("portal:part", self.key, *self.names(record), part)

    def history_address(self, record: Any) -> str:
        """The address of a record's history."""
        return reverse("portal:history", args=[self.key, *self.names(record)])

    def version_address(self, record: Any, number: int) -> str:
        """The address of a record as it stood in the version of this number."""
        return reverse("portal:version", args=[self.key, *self.names(record), number])


def _bounds_of(record: Any, name: str) -> tuple[datetime.date, datetime.date]:
    return getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")
