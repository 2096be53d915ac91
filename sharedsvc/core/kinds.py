"""Kinds of record: what each app says of its own, so that every kind has its pages.

A kind names its columns once. The list, its CSV, a record's own page and the tables of other pages
all read them; `portal` puts them together.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial, partialmethod
from inspect import getattr_static
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse
from django.utils.text import slugify

from sharedsvc.core.addresses import address_of
from sharedsvc.core.certainty import POSSIBLY, SURELY, possibly_in_words, within
from sharedsvc.core.dates import LATEST
from sharedsvc.core.querysets import certainty_on
from sharedsvc.core.states import State

NOT_STATED = "not stated"
Read = str | Callable[[Any], Any]
# What must be said of records wherever one is named, by reference; and what tells it.
Told = Mapping[tuple[str, int], tuple[str, ...]]
Tell = Callable[[list[Any], Any, datetime.date], Told]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing that is said of a record: its heading, and how it is read.

    `read` is a dotted path or a function. It gives a text, another record (shown as a link if the
    reader may see it), a State, a list of these, or nothing, which reads as `blank` says.
    One that is `brought` by the kind's `prepare`, which fetches for the reader, says nothing of the
    record's own, and its records need not be looked up again.
    """

    name: str
    heading: str
    read: Read
    states: Mapping[str, State] | None = None
    blank: str = "not stated"
    sort: tuple[str, ...] = ()
    numeric: bool = False
    brought: bool = False

    def sorting(self, model: Any, user: Any) -> dict[str, Any]:
        """What a list of a model's records is sorted by, and how each is worked out.

        What stands in records that the reader may not see counts as nothing. A name that is not a
        field's own is to be given to the query.
        """
        seen = {path: _as_seen(model, path, user) for path in self.sort}
        return {
            path if value is path else f"sort_{self.name}_{number}": value
            for number, (path, value) in enumerate(seen.items())
        }

    @cached_property
    def _reader(self) -> Callable[[Any], Any]:
        """How a record is read, worked out once."""
        if callable(self.read):
            return self.read
        if self.read.startswith("get_") and self.read.endswith("_display"):
            return partial(_in_words, self.read)
        return partial(follow, path=self.read)

    def value(self, record: Any) -> Any:
        """What stands here for a record."""
        return self._as_state(self._reader(record))

    def _as_state(self, value: Any) -> Any:
        if self.states is not None and value is not None:
            return self.states.get(value) or value
        return value

    def getter(self, model: type[models.Model]) -> Callable[[Any], Any]:
        """What gives the same for records of a model; made once for thousands of them."""
        read = self.read if callable(self.read) else _follower(model, self.read)
        if self.states is None:
            return read
        return lambda record: self._as_state(read(record))


def _as_seen(model: Any, path: str, user: Any) -> Any:
    """The path; where it leads through what need not be seen, its value as far as that is seen."""
    seen, steps = Q(), path.split("__")
    for number, step in enumerate(steps[:-1], start=1):
        other = model._meta.get_field(step).related_model
        if step not in model.seen_through:
            visible = other._meta.concrete_model.objects.visible_to(user)
            seen &= Q(**{f"{'__'.join(steps[:number])}__in": visible.values("pk")})
        model = other
    return Case(When(seen, then=F(path))) if seen else path


def follow(record: Any, path: str) -> Any:
    """The value at the end of a dotted path; None where a step has nothing."""
    for step in path.split("."):
        if record is None:
            return None
        try:
            record = getattr(record, step)
        except ObjectDoesNotExist:  # of a record that is only being made
            return None
        if callable(record):
            record = record()
    return record


def _follower(model: type[models.Model], path: str) -> Callable[[Any], Any]:
    """`follow` along one path, as far as it can be worked out beforehand."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    chosen = path.removeprefix("get_").removesuffix("_display")
    if path in fields and not fields[path].is_relation:
        return attrgetter(path)
    if path == f"get_{chosen}_display" and chosen in fields:
        words, value_of = dict(fields[chosen].flatchoices), attrgetter(chosen)
        return lambda record: words.get(value_of(record), value_of(record))
    return lambda record: follow(record, path)


def _in_words(method: str, record: Any) -> Any:
    """What `get_…_display` says, without listing all choices anew for each record."""
    field = method.removeprefix("get_").removesuffix("_display")
    model: Any = type(record)
    words = _words_of(model, method, field)
    return (
        getattr(record, method)()
        if words is None
        else words.get(getattr(record, field), getattr(record, field))
    )


@cache
def _words_of(model: Any, method: str, field: str) -> dict[Any, str] | None:
    """The words of a field's choices; None where the model has a method of its own."""
    if not isinstance(getattr_static(model, method), partialmethod):
        return None
    return {value: str(word) for value, word in model._meta.get_field(field).flatchoices}


def text(name: str, heading: str, *, read: Read = "", blank: str = "not stated") -> Column:
    """A text of the record's own, which the list can be sorted by."""
    return Column(name=name, heading=heading, read=read or name, blank=blank, sort=(name,))


def number(name: str, heading: str, *, blank: str = "none") -> Column:
    """A number of the record's own."""
    return Column(name=name, heading=heading, read=name, blank=blank, sort=(name,), numeric=True)


def choice(name: str, heading: str) -> Column:
    """One of a list of words."""
    return Column(name=name, heading=heading, read=f"get_{name}_display", sort=(name,))


def state(name: str, heading: str, states: Mapping[str, State]) -> Column:
    """A state with its shape."""
    return Column(name=name, heading=heading, read=name, states=states, sort=(name,))


def date(name: str, heading: str) -> Column:
    """A date as known, in words; sorted by its first possible day."""

    def in_words(record: Any) -> str | None:
        words = record.date_in_words(name)
        return None if words == NOT_STATED else words

    return Column(name=name, heading=heading, read=in_words, sort=(f"{name}_earliest",))


def link(name: str, heading: str, by: str = "", *, blank: str = "not stated") -> Column:
    """Another record, sorted by its field `by`."""
    sort = (f"{name.replace('.', '__')}__{by}",) if by else ()
    return Column(name=name.replace(".", "_"), heading=heading, read=name, blank=blank, sort=sort)


def _bounds_of(record: Any, name: str) -> tuple[datetime.date, datetime.date]:
    return getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")


FROM_TO = (date("start", "From"), date("end", "Until"))


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A way to narrow a list: by a choice, by another record, or as `apply` does.

    `apply(queryset, value, user, day)` stands for a plain comparison with `path`, and then
    `options(user)` says which records can be chosen; otherwise those that the path leads to.
    """

    name: str
    label: str
    path: str = ""
    choices: type[models.TextChoices] | tuple[tuple[str, str], ...] = ()
    to: type[models.Model] | None = None
    apply: Callable[[QuerySet, Any, Any, datetime.date], QuerySet] | None = None
    options: Callable[[Any], QuerySet] | None = None

    def narrow(self, queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
        """Those records that the choice of `value` leaves."""
        if self.apply:
            return self.apply(queryset, value, user, day)
        return queryset.filter(**{self.path: value})


@dataclass(frozen=True, kw_only=True)
class Related:
    """Records of a kind that hang on a record: a table of its page.

    `rows` says which, by a lookup that leads from them to the record, or by a function of the
    record and the reader.
    `without` leaves out columns that would say the same in every row; `in_time` keeps what ended;
    `narrow` leaves out more, by the day and the reader. One that is `always_shown` says so when it
    is empty.
    """

    kind: str
    rows: str | Callable[[Any, Any], Q]
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

    def condition(self, record: Any, user: Any) -> Q:
        """Which records of the kind hang on this one."""
        return self.rows(record, user) if callable(self.rows) else Q(**{self.rows: record.pk})


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

    @property
    def name_column(self) -> str:
        """The column that names a record and leads to its page: the first unless said."""
        return self.named_by or self.columns[0].name

    @property
    def label(self) -> str:
        """The model's label, by which links know it."""
        return self.model._meta.concrete_model._meta.label_lower  # type: ignore[union-attr]

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


class Kinds:
    """All kinds, by key and by model."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._by_label: dict[str, list[Kind]] = {}
        self._related: dict[str, list[Related]] = {}
        self._beside: dict[str, list[Beside]] = {}
        self._told: dict[str, Tell] = {}

    def register(self, *kinds: Kind) -> None:
        """Declare kinds. Raises ValueError for a key that is taken."""
        for kind in kinds:
            if kind.key in self._kinds:
                raise ValueError(f"The kind {kind.key} is already declared.")
            self._kinds[kind.key] = kind
            self._by_label.setdefault(kind.label, []).append(kind)

    def relate(self, key: str, *related: Related) -> None:
        """Declare tables for the pages of another app's kind."""
        self._related.setdefault(key, []).extend(related)

    def related(self, kind: Kind) -> list[Related]:
        """The tables of a kind's pages: its own and those that other apps declare, in order."""
        found = [*kind.related, *self._related.get(kind.key, [])]
        return sorted(found, key=lambda related: related.order)

    def stand_beside(self, model: type[models.Model] | None, *besides: Beside) -> None:
        """Declare what belongs to the records of a model; of every model, with None."""
        label = model._meta.label_lower if model else ""
        self._beside.setdefault(label, []).extend(besides)

    def beside(self, record: Any) -> list[Beside]:
        """What belongs to a record without having pages."""
        label = record._meta.concrete_model._meta.label_lower
        return [*self._beside.get("", []), *self._beside.get(label, [])]

    def tell_where_named(self, tell: Tell, *models: type[models.Model]) -> None:
        """Declare what is to be said of the records of these models wherever one is named."""
        for model in models:
            self._told[model._meta.label_lower] = tell

    def has_told(self, label: str) -> bool:
        """Whether something may have to be said of the records of a model's label."""
        return label in self._told

    def told(self, records: Iterable[Any], user: Any, day: datetime.date) -> Told:
        """What must be said beside each of these records on a day, by reference."""
        asked: dict[Tell, list[Any]] = {}
        for record in records:
            tell = self._told.get(record._meta.concrete_model._meta.label_lower)
            if tell and record.pk:
                asked.setdefault(tell, []).append(record)
        found: dict[tuple[str, int], tuple[str, ...]] = {}
        for tell, some in asked.items():
            found |= tell(some, user, day)
        return found

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def get(self, key: str) -> Kind | None:
        """The kind with this key, or None."""
        return self._kinds.get(key)

    def of_label(self, label: str) -> Kind | None:
        """The kind of the records of a model's label."""
        return next(iter(self._by_label.get(label, ())), None)

    def more_special(self, kind: Kind) -> list[Kind]:
        """The kinds that hold some of the records of another kind's model."""
        return [] if kind.holds else [one for one in self._by_label[kind.label] if one.holds]

    def of(self, record: Any) -> Kind | None:
        """The kind of a record."""
        label = record._meta.concrete_model._meta.label_lower
        fitting = self._by_label.get(label, [])
        special = [kind for kind in fitting if kind.holds and kind.holds(record)]
        return next(iter([*special, *fitting]), None)

    def address(self, record: Any) -> str:
        """The address of a record's page; "" for one that has none, or that is withheld."""
        kind = self.of(record) if record.pk else None
        return kind.address(record) if kind else ""

    def part_address(self, record: Any, part: str) -> str:
        """The address of the list of what hangs on a record."""
        kind = self.of(record)
        return kind.part_address(record, part) if kind else ""


def told_after(text: str, words: Iterable[str]) -> str:
    """A name with what must be said of its record, in a text."""
    said = "; ".join(words)
    return f"{text} ({said})" if said else text


kinds = Kinds()
