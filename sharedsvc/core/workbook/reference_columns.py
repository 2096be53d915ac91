"""Columns that name other records by their codes: one, or several as links."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from sharedsvc.core.workbook.columns import CellProblem, Directory, SheetColumn, Target


@dataclass(frozen=True, kw_only=True)
class CodeOf(SheetColumn):
    """The code of a row of another sheet, or of a record already in the register."""

    to: str
    may_be_itself: bool = False
    default: Any = None

    @property
    def type_name(self) -> str:  # type: ignore[override]
        """The sheet that it refers to."""
        return f"reference to {self.to}"

    def targets(self, value: Any) -> list[Target]:
        """The row that it refers to."""
        return [(self.to, value)] if value else []

    def resolve(self, value: Any, directory: Directory) -> Any:
        """The record with that code; None for a blank."""
        return directory.record(self.to, value) if value else None

    def get(self, record: Any, directory: Directory) -> Any:
        """The code of the record that is named. Raises NamesWithheld."""
        found = getattr(record, self.attribute)
        return directory.code(found) if found else None

    def value_at(self, version: Any, directory: Directory) -> Any:
        """The code of the record that a version names."""
        pk = getattr(version, f"{self.attribute}_id")
        return directory.code_by_id(self.to, pk) if pk else None


@dataclass(frozen=True, kw_only=True)
class LinkColumn(SheetColumn):
    """A column whose value is kept as rows of their own that hang on the record."""

    default: Any = ()

    is_link = True

    @property
    def near_id(self) -> str:
        """The attribute by which such a row names its record."""
        return "record_id"

    def link_history(self, model: Any, pks: Collection[int], programme: Any) -> models.QuerySet:
        """Every version of the rows that hang on these records of a model."""
        raise NotImplementedError

    def value_of_links(self, links: list[Any], directory: Directory) -> Any:
        """The value that versions of such rows make together."""
        raise NotImplementedError

    def set(self, record: Any, resolved: Any) -> None:
        """Nothing stands on the record itself."""

    def save_links_of_many(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        """Write the rows that hang on records of one model, each with what it is to have."""
        for record, resolved in pairs:
            self.save_links(record, resolved)


@dataclass(frozen=True, kw_only=True)
class LinkedReferences(LinkColumn):
    """Codes of several rows of another sheet, in order, kept as rows of their own."""

    to: str
    link_model: type[models.Model]
    near: str
    far: str
    save: Any
    ordered: bool = False

    @property
    def near_id(self) -> str:
        """The key of the record on which such a row hangs."""
        return f"{self.near}_id"

    @property
    def type_name(self) -> str:  # type: ignore[override]
        """The sheet that it refers to."""
        return f"references to {self.to}, separated by semicolons"

    def parse_filled(self, text: str) -> tuple[str, ...]:
        """The codes; sorted, where their order means nothing. Raises CellProblem."""
        codes = tuple(part.strip() for part in text.split(";") if part.strip())
        if len(set(codes)) < len(codes):
            raise CellProblem("each code once")
        return codes if self.ordered else tuple(sorted(codes))

    def text(self, value: Any) -> str:
        """The codes, separated by semicolons."""
        return "; ".join(value)

    def targets(self, value: Any) -> list[Target]:
        """The rows that it refers to."""
        return [(self.to, code) for code in value]

    def resolve(self, value: Any, directory: Directory) -> Any:
        """The records with these codes."""
        return [directory.record(self.to, code) for code in value]

    def get(self, record: Any, directory: Directory) -> Any:
        """The codes of the records linked. Raises NamesWithheld."""
        if record.pk is None:
            return ()
        links = self.link_model.objects.not_struck_out().filter(**{self.near: record})  # type: ignore[attr-defined]
        if self.ordered:
            links = links.order_by("order", "pk")
        codes = [directory.code(getattr(link, self.far)) for link in links.select_related(self.far)]
        return tuple(codes if self.ordered else sorted(codes))

    def link_history(self, model: Any, pks: Collection[int], programme: Any) -> models.QuerySet:
        """Every version of the links of these records."""
        return self.link_model.history.filter(**{f"{self.near}__in": pks})  # type: ignore[attr-defined]

    def value_of_links(self, links: list[Any], directory: Directory) -> Any:
        """The codes that versions of links name together."""
        if self.ordered:
            links = sorted(links, key=lambda link: (link.order, link.id))
        codes = [directory.code_by_id(self.to, getattr(link, f"{self.far}_id")) for link in links]
        return tuple(codes if self.ordered else sorted(codes))

    def save_links(self, record: Any, resolved: Any) -> None:
        """Write the links by their operation. Raises ValidationError."""
        self.save(record=record, others=resolved)
