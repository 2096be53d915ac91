"""What the register holds, by part and code: where references are looked up."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.db import models

from sharedsvc.core.history import current_recording
from sharedsvc.core.reference import label_of, reference_of
from sharedsvc.core.saving import lock_all, read_again
from sharedsvc.core.workbook.columns import Target
from sharedsvc.core.workbook.sheets import Part, Registry


class NamesWithheld(LookupError):
    """A record refers to one that its reader may not see."""


class Register:
    """What the register holds already, by part and code; and what this import has added."""

    def __init__(self, registry: Registry, programme: Any) -> None:
        self.registry = registry
        self.programme = programme
        self.cache: dict[str, Any] = {}
        self._records: dict[str, dict[str, Any]] = {}
        self._by_reference: dict[tuple[str, int], Target] = {}
        self._codes: dict[tuple[str, int], str] = {}

    def records(self, part_name: str) -> dict[str, Any]:
        """Every record of a part by its code."""
        if part_name not in self._records:
            part = self.registry.parts[part_name]
            self._records[part_name] = {}
            if part.shared or self.programme is not None:
                for record in self.rows(part):
                    self._note(part_name, record)
        return self._records[part_name]

    def rows(self, part: Part) -> Any:
        """The records that a part may hold."""
        return part.rows(self.programme)

    def _note(self, part_name: str, record: Any) -> None:
        code = self.code(record)
        self._records[part_name][code] = record
        self._by_reference[record.reference] = (part_name, code)

    def record(self, part: str, code: str) -> Any:
        """The record of a part with this code. Raises KeyError."""
        return self.records(part)[code]

    def target(self, record_type: str, record_id: int) -> Target | None:
        """The part and code of a record known by its type and id, or None."""
        for name, part in self.registry.parts.items():
            if label_of(part.model) == record_type:
                self.records(name)
        return self._by_reference.get((record_type, record_id))

    def code_by_id(self, part: str, pk: int) -> str:
        """The code of a record by its id; "#12" for one that is no longer in the register."""
        self.records(part)
        label = label_of(self.registry.parts[part].model)
        found = self._by_reference.get((label, pk))
        return found[1] if found else f"#{pk}"

    def lock(self, part_name: str, codes: Collection[str]) -> None:
        """Have nobody else change the records with these codes until the transaction ends."""
        known = self.records(part_name)
        lock_all(self.registry.parts[part_name].model, [known[code].pk for code in codes])

    def read_again(self, part_name: str, codes: Collection[str]) -> None:
        """Read records that are locked as they stand now.

        One that was struck out, hidden or given another code meanwhile is no longer under its own.
        """
        part, known = self.registry.parts[part_name], self.records(part_name)
        pks = [known.pop(code).pk for code in codes]
        for record in read_again(self.rows(part), pks):
            self._codes.pop(record.reference, None)
            self._note(part_name, record)

    def add(self, part: str, code: str, record: Any) -> None:
        """Let later entries find a record that was just saved."""
        self.records(part)[code] = record
        self._codes[record.reference] = code

    def with_seen(self, rows: Any) -> Any:
        """Rows of links, each with `seen`: whether its reader may see it."""
        return rows.not_struck_out()

    def code(self, record: models.Model) -> str:
        """The code of a record, worked out once. Raises LookupError for one of no sheet."""
        key = reference_of(record)
        if key not in self._codes:
            part = self.registry.part_of(type(record))
            if part is None:
                raise LookupError(f"No sheet holds {record._meta.verbose_name_plural}.")
            self._codes[key] = part.code_of(record, self)
        return self._codes[key]


class VisibleRegister(Register):
    """The part of the register that one user may see."""

    def __init__(self, registry: Registry, programme: Any, user: Any) -> None:
        super().__init__(registry, programme)
        self.user = user
        self._whole = Register(registry, programme)
        self._seen: dict[tuple[str, int], bool] = {}

    def rows(self, part: Part) -> Any:
        """Those of them that the user may see."""
        rows: Any = part.rows(self.programme)
        return rows.visible_to(self.user)

    def _note(self, part_name: str, record: Any) -> None:
        self._seen[record.reference] = True
        with suppress(NamesWithheld):
            super()._note(part_name, record)

    def read_again(self, part_name: str, codes: Collection[str]) -> None:
        """The same; that the user may see them need not be asked again for each."""
        super().read_again(part_name, codes)
        known = self.records(part_name)
        current_recording().seen.update(known[code].reference for code in codes if code in known)

    def add(self, part: str, code: str, record: Any) -> None:
        """The same; what the user added they see."""
        self._seen[record.reference] = True
        super().add(part, code, record)

    def target(self, record_type: str, record_id: int) -> Target | None:
        """The same. Raises NamesWithheld for a record that the user may not see."""
        found = super().target(record_type, record_id)
        if found is None and self._whole.target(record_type, record_id) is not None:
            raise NamesWithheld
        return found

    def with_seen(self, rows: Any) -> Any:
        """The same, by the rule of `visible_to`."""
        return rows.with_seen_by(self.user)

    def code(self, record: Any) -> str:
        """The same. Raises NamesWithheld for a record that the user may not see."""
        if not self._sees(record):
            raise NamesWithheld
        return super().code(record)

    def _sees(self, record: Any) -> bool:
        part = self.registry.part_of(type(record))
        if record.reference not in self._seen and part is not None:
            self.records(part.name)  # in one statement; those of other programmes are asked for
        if record.reference not in self._seen:
            rows = type(record)._base_manager.visible_to(self.user)
            self._seen[record.reference] = rows.filter(pk=record.pk).exists()
        return self._seen[record.reference]


def register_for(registry: Registry, programme: Any, user: Any) -> Register:
    """What a user may know of the register; without one (the command line) all of it."""
    return VisibleRegister(registry, programme, user) if user else Register(registry, programme)
