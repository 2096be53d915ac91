"""What of which record is found by search: declared by each app in its room `search`.

All that is written in a record's own fields counts, without being named: texts, the labels of
choices, dates in words. Of other records only what `through` names counts, and only along links
without which the record is not visible either: an entry can then never tell what its reader may
not see.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from sharedsvc.core.field_words import heading_of, is_wording, said_in
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.names import names_in_time
from sharedsvc.core.reference import label_of

UNSAID = frozenset({"not stated", ""})
SILENT = frozenset({"id", "struck_out", "visibility"})
LITTLE = frozenset({"code", "start", "end"})
NAMELESS = frozenset({"text", "statement", "description", "narrative", "question"})


@dataclass(frozen=True)
class SearchLine:
    """One thing that a record says: the field it stands in, the field's name, the text.

    A field of another record, which only names that record, is `linked`.
    """

    field: str
    label: str
    text: str
    linked: bool = False


@dataclass(frozen=True, kw_only=True)
class Searched:
    """What of a model's records is found by search.

    `title` is a field or a function of the record; `shown` says what a result is called where that
    is more than what should be found by it; `names` are fields that count as much as the title
    (codes, abbreviations). `through` are dotted paths to texts of other records. `leads_to` is the
    link to the record whose page shows this one, where that is a better place than its own page;
    its remarks, which that page does not show, still lead to its own. `belongs` are the links to
    what is named beside a result, `beside` those to what may be hidden: its names find the record
    in a list alone, for whoever may see it. `weight` says how much a hit counts beside those of
    other kinds. A model without a kind says its own `key`, `singular` and `plural`, and `began`:
    the date since when its records count.
    """

    model: type[models.Model]
    title: str | Callable[[Any], str]
    shown: Callable[[Any], str] | None = None
    names: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    belongs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    leads_to: str = ""
    without: tuple[str, ...] = ()
    weight: float = 1.0
    key: str = ""
    singular: str = ""
    plural: str = ""
    began: str = ""

    @cached_property
    def label(self) -> str:
        """The model's label, by which the index knows its records."""
        return label_of(self.model)

    @cached_property
    def kind(self) -> Kind | None:
        """The kind whose page shows such records; None for records without one."""
        return kinds.of_label(self.label)

    @property
    def name(self) -> str:
        """What its results are known by in addresses."""
        return self.kind.key if self.kind else self.key

    def called(self, count: int) -> str:
        """What that many of them are called."""
        if self.kind:
            return self.kind.singular if count == 1 else self.kind.plural
        return self.singular if count == 1 else self.plural

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The links, as lookups, on which the entry of a record depends."""
        found: list[str] = []
        for path in self.through:
            steps = path.split(".")[:-1]
            found.extend("__".join(steps[: n + 1]) for n in range(len(steps)))
        return tuple(dict.fromkeys(found))

    def reads(self, link: str) -> frozenset[str] | None:
        """The columns that an entry reads of the record to which this lookup leads; None for all.

        What makes its name, and what `through` names of it.
        """
        model: Any = model_at(self.model, link)
        columns = {field.name: field.attname for field in model._meta.concrete_fields}
        way = f"{link.replace('__', '.')}."
        named = {p.removeprefix(way).split(".")[0] for p in self.through if p.startswith(way)}
        if not model.told_by or not named <= columns.keys():
            return None
        return frozenset(columns[name] for name in {*named, *model.told_by})

    @cached_property
    def joins(self) -> tuple[str, ...]:
        """All links that a result reads: for its words, and for the addresses of pages."""
        paths = [*self.links, *self.linked]
        for path in ("", *self.linked):
            kind = kinds.of_label(label_of(model_at(self.model, path)))
            if kind and kind.programme:
                paths.append("__".join(step for step in (path, kind.programme) if step))
        return tuple(dict.fromkeys(paths))

    @cached_property
    def linked(self) -> tuple[str, ...]:
        """The links to the records that a result names or leads to, as lookups."""
        paths = (self.leads_to, *self.belongs)
        return tuple(path.replace(".", "__") for path in paths if path)

    @cached_property
    def fields(self) -> tuple[models.Field, ...]:
        """The record's own fields that count, its title and names apart; what tells least last."""
        told = {*SILENT, *self.without, *self.names, self.title}
        found = [
            field
            for field in self.model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and field.editable
            and field.name not in told
            and not is_wording(field)
        ]
        return tuple(sorted(found, key=lambda field: field.name in LITTLE))

    def title_of(self, record: Any) -> str:
        """The title by which a record is found."""
        title = self.title
        return str(title(record) if callable(title) else getattr(record, title))

    def shown_title_of(self, record: Any) -> str:
        """What a result is called."""
        return self.shown(record) if self.shown else self.title_of(record)

    def names_of(self, record: Any) -> list[str]:
        """The title, and what else the record is called."""
        own = [str(getattr(record, name)) for name in self.names]
        return [name for name in dict.fromkeys((self.title_of(record), *own)) if name]

    def lines_of(self, record: Any) -> list[SearchLine]:
        """What the record says, its title and names apart."""
        own = [*self._other_names(record), *(self._line(record, f) for f in self.fields)]
        linked = [self._linked_line(record, path) for path in self.through]
        return [line for line in (*own, *linked) if line.text.lower() not in UNSAID]

    def _other_names(self, record: Any) -> list[SearchLine]:
        """What it is called at other times, where that was read."""
        named = {*self.names_of(record)}
        others = [name for name in names_in_time(record) if name not in named]
        return [SearchLine("names", "Called at another time", "; ".join(others))] if others else []

    def _line(self, record: Any, field: models.Field) -> SearchLine:
        label = "" if field.name in NAMELESS else heading_of(field)
        text = said_in(record, field) if _is_stated(record, field) else ""
        return SearchLine(field.name, label, text)

    def _linked_line(self, record: Any, path: str) -> SearchLine:
        first = self.model._meta.get_field(path.split(".")[0])
        text = str(follow(record, path) or "")
        return SearchLine(path, heading_of(first), text, linked=True)


def _is_stated(record: Any, field: models.Field) -> bool:
    """Of a date that is blank, what follows from that is found by nobody's words."""
    is_date = field.name in record.known_dates
    wording = getattr(record, f"{field.name}_words") if is_date else ""
    return bool(getattr(record, field.name) or wording)


class SearchedModels:
    """All that is found by search, by model."""

    def __init__(self) -> None:
        self._by_label: dict[str, Searched] = {}
        self._reading: dict[str, list[tuple[Searched, str]]] = {}

    def register(self, *declared: Searched) -> None:
        """Declare models. Raises ValueError for one that is declared already."""
        for searched in declared:
            if searched.label in self._by_label:
                raise ValueError(f"Search already knows {searched.label}.")
            self._by_label[searched.label] = searched
        self._reading = {}

    def __iter__(self) -> Iterator[Searched]:
        return iter(self._by_label.values())

    def get(self, label: str) -> Searched | None:
        """What is declared of a model by its label, or None."""
        return self._by_label.get(label)

    def named(self, name: str) -> Searched | None:
        """That with results of this name."""
        return next((one for one in self if one.name == name), None)

    def leading_to(self, label: str) -> Iterator[Searched]:
        """Those whose records are shown on the page of a record of this model."""
        for one in self:
            if one.leads_to and label_of(model_at(one.model, one.leads_to)) == label:
                yield one

    def that_read(self, labels: Iterable[str]) -> Iterator[tuple[Searched, str, str]]:
        """Each that names records of these models: itself, by which link, and of which model."""
        reading = self._reading or self._read_anew()
        for label in labels:
            for searched, link in reading.get(label, ()):
                yield searched, link, label

    def _read_anew(self) -> dict[str, list[tuple[Searched, str]]]:
        """By which links each model's records are named; apps are loaded when it is first asked."""
        found: dict[str, list[tuple[Searched, str]]] = {}
        for searched in self:
            for link in searched.links:
                label = label_of(model_at(searched.model, link))
                found.setdefault(label, []).append((searched, link))
        self._reading = found
        return found


def model_at(model: Any, lookup: str) -> Any:
    """The model at the end of a lookup; the model itself for none."""
    for step in filter(None, lookup.split("__")):
        model = model._meta.get_field(step).related_model
    return model


searched_models = SearchedModels()
