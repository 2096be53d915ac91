"""Parts of sheets whose records belong to a programme."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from programmes.operations import keep
from programmes.sheets.columns import new_in_programme
from sharedsvc.core.workbook.sheets import Part


@dataclass(frozen=True, kw_only=True)
class PartOfProgramme(Part):
    """Records of one programme that are not struck out, written as any record is unless said.

    `path` leads from each to its programme, `joins` are what is read with them.
    """

    path: str = "programme"
    joins: tuple[str, ...] = ()
    rows: Callable[[Any], models.QuerySet] = field(init=False)
    save: Callable[..., Any] = keep

    def __post_init__(self) -> None:
        """Take its records, and what a new one starts with, from the path."""
        super().__post_init__()
        object.__setattr__(self, "rows", self._of_programme)
        if self.path == "programme":
            object.__setattr__(self, "start", new_in_programme)

    def _of_programme(self, programme: Any) -> models.QuerySet:
        records: Any = self.model.objects  # type: ignore[attr-defined]
        own = records.not_struck_out().filter(**{self.path: programme})
        return own.select_related(*self.joins)
