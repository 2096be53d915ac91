"""All kinds, and what must be said of records wherever one is named."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from sharedsvc.core.kinds.kind import Beside, Kind, Related
from sharedsvc.core.reference import label_of

# What must be said of records wherever one is named, by reference; and what tells it.
ToldOf = Mapping[tuple[str, int], tuple[str, ...]]
Tell = Callable[[list[Any], Any, datetime.date], ToldOf]


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
        label = label_of(model) if model else ""
        self._beside.setdefault(label, []).extend(besides)

    def beside(self, record: Any) -> list[Beside]:
        """What belongs to a record without having pages."""
        label = label_of(record)
        return [*self._beside.get("", []), *self._beside.get(label, [])]

    def tell_where_named(self, tell: Tell, *models: type[models.Model]) -> None:
        """Declare what is to be said of the records of these models wherever one is named."""
        for model in models:
            self._told[label_of(model)] = tell

    def has_told(self, label: str) -> bool:
        """Whether something may have to be said of the records of a model's label."""
        return label in self._told

    def told(self, records: Iterable[Any], user: Any, day: datetime.date) -> ToldOf:
        """What must be said beside each of these records on a day, by reference."""
        asked: dict[Tell, list[Any]] = {}
        for record in records:
            tell = self._told.get(label_of(record))
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

    def of_model(self, model: type[models.Model]) -> Kind | None:
        """The kind whose model this is; of a proxy its own."""
        return next((kind for kind in self if kind.model is model), None)

    def of_label(self, label: str) -> Kind | None:
        """The kind of the records of a model's label."""
        return next(iter(self._by_label.get(label, ())), None)

    def more_special(self, kind: Kind) -> list[Kind]:
        """The kinds that hold some of the records of another kind's model."""
        return [] if kind.holds else [one for one in self._by_label[kind.label] if one.holds]

    def of(self, record: Any) -> Kind | None:
        """The kind of a record."""
        label = label_of(record)
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
