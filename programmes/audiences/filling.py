"""Fills in the audiences of a register that was kept before there were any: for migrations."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from programmes.audiences.kept import keep_audiences
from programmes.audiences.shapes import Shape
from programmes.audiences.terms import NOBODY
from programmes.audiences.working_out import Acts, worked_out_anew


@dataclass(frozen=True)
class Filling:
    """The register of a migration: its models, and the database that is migrated."""

    apps: Any
    using: str

    def fill(self, shapes: dict[str, Shape]) -> None:
        """Work out who may see every record and version, and what search knows of them.

        `shapes` say by label, parents first, what an audience follows from.
        """
        acts = Acts.read(self._rows("programmes.sharing"))
        for label, shape in shapes.items():
            while self._put_right(label, shape, acts):  # parts follow their wholes
                pass
            versions = label.replace(".", ".historical")
            self._put_right(versions, shape, acts, record=self.apps.get_model(label))
            self._put_right_in_search(label)

    def _rows(self, label: str) -> QuerySet:
        return QuerySet(self.apps.get_model(label), using=self.using)

    def _put_right(self, label: str, shape: Shape, acts: Acts, *, record: Any = None) -> bool:
        wrong = worked_out_anew(self._rows(label), shape, record=record, acts=acts)
        keep_audiences(
            wrong, [self._rows("programmes.audience"), self._rows("programmes.audienceterm")]
        )
        for audience, keys in wrong.items():
            self._rows(label).filter(pk__among=keys).update(audience=audience.key)
        return bool(wrong)

    def _put_right_in_search(self, label: str) -> None:
        own = self._rows(label).filter(pk=OuterRef("record_id"))
        entries = self._rows("core.searchentry").filter(record_type=label)
        whose = Coalesce(Subquery(own.values("audience")[:1]), NOBODY)
        entries.exclude(audience=whose).update(audience=whose)
