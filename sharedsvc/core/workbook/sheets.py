"""Sheets: each app declares its own; the registry knows them all by name."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from sharedsvc.core.workbook.columns import Directory, SheetColumn

EXAMPLE = "e.g."


@dataclass(frozen=True)
class Doubt:
    """What looks wrong: `grave` keeps the workbook out, otherwise it is only pointed out."""

    text: str
    grave: bool = True


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of record on a sheet: its key (what people name it by), its columns, its operation.

    `rows` gives the records that one programme's workbook may hold; a `shared` part (organisations,
    people, documents) belongs to no programme and goes out only where the programme mentions it,
    but for those of its records that are the programme's own (`own`). A record that hangs on one
    that goes out (`parent`) goes with it where nothing but this programme states it and, wherever
    it was entered, where the programme rests on it (`rests_on`).
    `check` gets all records of the part as they will stand, and gives doubts that only show in all
    of them together, each as (record, column, Doubt).
    """

    name: str
    model: type[models.Model]
    key: tuple[SheetColumn, ...]
    columns: tuple[SheetColumn, ...]
    rows: Callable[[Any], models.QuerySet]
    save: Callable[..., Any]
    start: Callable[[Any], dict[str, Any]] = field(default=lambda programme: {})
    shared: bool = False
    own: Callable[[Any, Any], bool] | None = None
    parent: str | tuple[str, ...] = ""
    rests_on: Callable[[Any, Any], bool] = field(default=lambda record, directory: False)
    sort: Callable[[Any], tuple] | None = None
    check: Callable[[Iterable[Any]], Iterable[tuple[Any, str, Doubt]]] | None = None

    def __post_init__(self) -> None:
        """Take from the model what its columns do not say themselves."""
        for name in ("key", "columns"):
            own = tuple(column.of(self.model) for column in getattr(self, name))
            object.__setattr__(self, name, own)

    @property
    def all_columns(self) -> tuple[SheetColumn, ...]:
        """Those of the key, then the others."""
        return (*self.key, *self.columns)

    @property
    def parents(self) -> tuple[str, ...]:
        """The links to the records on which one hangs: to one, or to any of several."""
        named = (self.parent,) if isinstance(self.parent, str) else self.parent
        return tuple(name for name in named if name)

    @property
    def needs_programme(self) -> bool:
        """Whether some of its records are a programme's: it is written before them."""
        return not self.shared or self.own is not None

    def is_own(self, record: Any, programme: Any) -> bool:
        """Whether a record is the programme's own, and not only mentioned in its workbook."""
        return not self.shared or bool(self.own and self.own(record, programme))

    def code_from(self, values: dict[str, Any]) -> str:
        """The code that parsed key values make: "back-office/joint lead/IVC"."""
        texts = [column.text(values[column.name]) for column in self.key]
        return join_code(texts)

    def code_of(self, record: Any, directory: Directory) -> str:
        """The code of a record."""
        return join_code([column.text(column.get(record, directory)) for column in self.key])


def join_code(texts: list[str]) -> str:
    """Key texts as one code; trailing blanks are dropped."""
    while len(texts) > 1 and not texts[-1]:
        texts = texts[:-1]
    return "/".join(texts)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One thing that an officer thinks of. Further parts share its rows (a ranking's entries)."""

    name: str
    help: str
    parts: tuple[Part, ...]
    order: int
    notes: str = ""  # what its documentation says besides, in Markdown

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        """Every heading once, in order."""
        return tuple(
            {column.name: column for part in self.parts for column in part.all_columns}.values()
        )

    @property
    def file_name(self) -> str:
        """The name of its file in a folder of .csv files."""
        return f"{self.name.replace(' ', '-')}.csv"


class Registry:
    """All sheets, in the order in which people fill them in."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}
        self._part_by_model: dict[Any, Part] = {}

    def register(self, *sheets: Sheet) -> None:
        """Declare sheets. Raises ValueError for a name that is taken."""
        for sheet in sheets:
            if sheet.name in self._sheets:
                raise ValueError(f"The sheet {sheet.name} is already declared.")
            self._sheets[sheet.name] = sheet
        self._part_by_model = {
            part.model._meta.concrete_model: part for part in reversed(self.parts.values())
        }

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets in order."""
        return sorted(self._sheets.values(), key=lambda sheet: sheet.order)

    @property
    def parts(self) -> dict[str, Part]:
        """Every part by name, in the order of their sheets."""
        return {part.name: part for sheet in self.sheets for part in sheet.parts}

    def part_of(self, model: type[models.Model]) -> Part | None:
        """The part that holds records of this model, or None."""
        return self._part_by_model.get(model._meta.concrete_model)

    def operation_of(
        self, model: type[models.Model], otherwise: Callable[..., Any]
    ) -> Callable[..., Any]:
        """The operation by which records of a model are written."""
        part = self.part_of(model)
        return part.save if part else otherwise


registry = Registry()


def natural(text: str) -> tuple:
    """A sort key in which A2 comes before A10."""
    return tuple(
        int(piece) if piece.isdigit() else piece.lower() for piece in re.split(r"(\d+)", text)
    )
