"""From records to a workbook: what a programme's rows mention, in a settled order."""

from typing import Any

from sharedsvc.core.workbook.columns import Target
from sharedsvc.core.workbook.register import NamesWithheld, VisibleRegister, register_for
from sharedsvc.core.workbook.sheets import Part, Registry, Sheet, natural

SheetRow = dict[str, str]


class Exporter:
    """Gathers one programme's records as cell texts.

    Shared records (organisations, people, documents…) go out where a row refers to them, where
    `cited` says that the programme's documents state them, or with the record they belong to: what
    the programme rests on wherever it was entered, and else what `elsewhere` does not say to be
    stated in another programme's documents alone.
    For a `user` only what that user may see goes out. A row that refers to anything else is left
    out whole: cut short, it would take away what is hidden when it is imported again.
    """

    def __init__(
        self,
        registry: Registry,
        programme: Any,
        cited: set[tuple[str, int]],
        elsewhere: set[tuple[str, int]],
        user: Any = None,
    ) -> None:
        self.registry = registry
        self.register = register_for(registry, programme, user)
        self.cited = cited
        self.elsewhere = elsewhere
        self.wanted: dict[str, dict[str, Any]] = {name: {} for name in registry.parts}
        self._values: dict[Target, dict[str, Any]] = {}

    def tables(self) -> list[tuple[Sheet, list[str], list[list[str]]]]:
        """Each sheet that is needed; columns blank throughout are left out."""
        self._gather()
        tables = []
        for sheet in self.registry.sheets:
            rows = self._sheet_rows(sheet)
            if rows:
                headings = [
                    column.name
                    for column in sheet.columns
                    if column in sheet.parts[0].key or any(row.get(column.name) for row in rows)
                ]
                tables.append(
                    (sheet, headings, [[row.get(h, "") for h in headings] for row in rows])
                )
        return tables

    def _gather(self) -> None:
        for part in self.registry.parts.values():
            for code, record in self.register.records(part.name).items():
                if self._is_cited(record) or part.is_own(record, self.register.programme):
                    self._want(part, code, record)
        grown = True
        while grown:
            grown = any([self._want_children(part) for part in self.registry.parts.values()])

    def _is_cited(self, record: Any) -> bool:
        return record.reference in self.cited

    def _want(self, part: Part, code: str, record: Any) -> None:
        if code in self.wanted[part.name]:
            return
        values = self._values_of(part, record)
        if values is None:
            return
        self.wanted[part.name][code] = record
        self._values[(part.name, code)] = values
        for column in part.all_columns:
            for name, other in column.targets(values[column.name]):
                found = self.register.records(name).get(other)
                if found is not None:
                    self._want(self.registry.parts[name], other, found)

    def _values_of(self, part: Part, record: Any) -> dict[str, Any] | None:
        """Each column's value; None where one names what may not be seen, or would be cut short."""
        try:
            if any(column.is_cut_short(record, self.register) for column in part.all_columns):
                return None
            values = {column.name: column.get(record, self.register) for column in part.all_columns}
        except NamesWithheld:
            return None
        if isinstance(self.register, VisibleRegister):
            targets = [t for c in part.all_columns for t in c.targets(values[c.name])]
            if any(code not in self.register.records(name) for name, code in targets):
                return None
        return values

    def _want_children(self, part: Part) -> bool:
        if not part.shared or not part.parents:
            return False
        before = len(self.wanted[part.name])
        for code, record in self.register.records(part.name).items():
            if self._goes_with_its_parent(part, record) and self._has_parent_wanted(part, record):
                self._want(part, code, record)
        return len(self.wanted[part.name]) > before

    def _has_parent_wanted(self, part: Part, record: Any) -> bool:
        parents = [getattr(record, name) for name in part.parents]
        return any(self._is_wanted(parent) for parent in parents if parent is not None)

    def _is_wanted(self, record: Any) -> bool:
        part = self.registry.part_of(type(record))
        try:
            return part is not None and self.register.code(record) in self.wanted[part.name]
        except NamesWithheld:
            return False

    def _goes_with_its_parent(self, part: Part, record: Any) -> bool:
        return record.reference not in self.elsewhere or part.rests_on(record, self.register)

    def _sorted(self, part: Part) -> list[tuple[str, Any]]:
        def by_sort(item: tuple[str, Any]) -> tuple:
            return part.sort(item[1]) if part.sort else ()

        items = sorted(self.wanted[part.name].items(), key=lambda item: natural(item[0]))
        return sorted(items, key=by_sort)

    def _texts(self, part: Part, code: str) -> SheetRow:
        values = self._values[(part.name, code)]
        return {column.name: column.text(values[column.name]) for column in part.all_columns}

    def _sheet_rows(self, sheet: Sheet) -> list[SheetRow]:
        main, *others = sheet.parts
        rows: list[SheetRow] = []
        for code, _ in self._sorted(main):
            first = self._texts(main, code)
            below = [
                self._texts(part, other)
                for part in others
                for other, _ in self._sorted(part)
                if self._belongs(part, other, main, first)
            ]
            rows.append({**first, **(below[0] if below else {})})
            rows.extend(below[1:])
        return rows

    def _belongs(self, part: Part, code: str, main: Part, first: SheetRow) -> bool:
        texts = self._texts(part, code)
        return all(texts.get(column.name) == first[column.name] for column in main.key)
