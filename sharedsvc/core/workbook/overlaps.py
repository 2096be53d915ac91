"""What an import would overwrite of what somebody else changed since the workbook was exported.

Told from the history, in a few statements for each sheet, however many rows. The import asks with
its own versions already written, in its transaction: on PostgreSQL no other session can then
change these rows unseen. All its versions bear one time, by which they are left out here.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sharedsvc.core.portions import IDS_AT_ONCE, portions
from sharedsvc.core.seen_versions import HIDDEN_CHANGE, Signed, numbers_seen
from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Entry, OfEntry
from sharedsvc.core.workbook.reference_columns import LinkColumn
from sharedsvc.core.workbook.register import NamesWithheld, Register
from sharedsvc.core.workbook.sheets import Part, join_code

WITHHELD = "withheld"


@dataclass(frozen=True, kw_only=True)
class Overlap(Signed, OfEntry):
    """A column (or, with a blank column, a whole row) that somebody else changed since the export.

    `was` is what stood at the export: None if the row was not there yet. Of a change that whoever
    imports may not see (`hidden`) only is said that there was one: not by whom, when, why, or from
    what.
    """

    column: str
    now: str
    new: str
    was: str | None

    @property
    def fingerprint(self) -> str:
        """Stands for this overlap alone: by it somebody agrees to overwrite just what they saw."""
        own = (self.column, self.now, self.new, self.when.isoformat())
        return self.fingerprint_of(self.part, self.code, *own)

    def __str__(self) -> str:
        if self.hidden:
            return f"{self.where}{self._in_column}. {HIDDEN_CHANGE} meanwhile."
        if not self.column:
            return (
                f"{self.where}: struck out by {self.who} on {self.moment} ({self.now}); "
                "the workbook would add it again."
            )
        stood = "the row was not there yet" if self.was is None else f"it was “{self.was}”"
        return (
            f"{self.where}{self._in_column}; at the export {stood}. "
            f"Changed by {self.who} on {self.moment} ({self.why})."
        )

    @property
    def _in_column(self) -> str:
        if not self.column:
            return ": the workbook would add it"
        return f", column “{self.column}”: now “{self.now}”, in the workbook “{self.new}”"


@dataclass(frozen=True)
class Taken:
    """An entry that the import added or changed, with its record.

    `columns` are those in which the record is as the workbook says: not those that were left as the
    register has them. `differing` are those of them that differed.
    """

    entry: Entry
    record: Any
    is_new: bool
    columns: frozenset[str]
    differing: frozenset[str]


@dataclass(frozen=True)
class _State:
    """What a column held from one version on: what is compared, and what may be shown of it.

    `told` says whether whoever imports may see the version.
    """

    text: str
    shown: str
    version: Any
    told: bool


def must_ask(overlaps: Collection[Overlap], overwrite: bool | Collection[str]) -> bool:
    """Whether there is an overlap that nobody agreed to overwrite.

    `overwrite` is True for all of them, or the fingerprints of those that were agreed to.
    """
    if isinstance(overwrite, bool):
        return bool(overlaps) and not overwrite
    return any(overlap.fingerprint not in overwrite for overlap in overlaps)


class OverlapFinder:
    """Compares what an import writes with what others wrote since `since`.

    Without `since` everything counts that others changed after a record was first recorded.
    `user` is who imports; with None (the command line) every earlier version is somebody else's,
    since nobody can tell who sat there. `at` is the time that the import's own versions bear.
    """

    def __init__(
        self,
        register: Register,
        *,
        user: Any,
        since: datetime.datetime | None,
        at: datetime.datetime,
    ) -> None:
        self.register = register
        self.user = user
        self.since = since
        self.at = at

    def find(self, taken: Iterable[Taken]) -> list[Overlap]:
        """The overlaps, in the order of sheets and rows."""
        by_part: dict[str, list[Taken]] = defaultdict(list)
        for item in taken:
            by_part[item.entry.part.name].append(item)
        found: list[Overlap] = []
        for name, part in self.register.registry.parts.items():
            changed = {t.record.pk: t for t in by_part[name] if not t.is_new}
            added = {t.entry.code: t.entry for t in by_part[name] if t.is_new}
            of_part = [
                *(self._of_changed(part, changed) if changed else ()),
                *(self._of_struck_out(part, added) if added else ()),
            ]
            found += sorted(of_part, key=lambda overlap: overlap.row)
        return found

    def _of_changed(self, part: Part, changed: dict[int, Taken]) -> Iterator[Overlap]:
        for pks in portions(changed, IDS_AT_ONCE):
            since = self._since(part, pks)
            versions = self._versions(part, pks)
            told = self._told(version for of_one in versions.values() for version in of_one)
            for pk, of_one in versions.items():
                yield from self._of_record(changed[pk], of_one, since[pk], told)
            for column in part.all_columns:
                if isinstance(column, LinkColumn):
                    differing = [pk for pk in pks if column.name in changed[pk].differing]
                    for pk, states in self._link_states(part, column, differing).items():
                        yield from self._judge(changed[pk], column, states, since[pk], "")

    def _told(self, versions: Iterable[Any]) -> set[int]:
        """Which of these versions whoever imports may see, by the rule of all that reads history.

        The command line sees all.
        """
        versions = list(versions)
        numbers = [version.history_id for version in versions]
        if self.user is None or not versions:
            return set(numbers)
        return numbers_seen(versions[0].instance_type, numbers, self.user)

    def _since(self, part: Part, pks: Collection[int]) -> dict[int, datetime.datetime]:
        """From when on changes count: the export, or when each record was first recorded."""
        if self.since:
            return dict.fromkeys(pks, self.since)
        first = _history(part.model).filter(history_type="+", id__in=pks)
        return dict(first.values_list("id", "history_date"))

    def _versions(self, part: Part, pks: Collection[int]) -> dict[int, list[Any]]:
        """Every version of those records that somebody else has touched."""
        others = self._by_others(_history(part.model).filter(id__in=pks))
        others = (
            others.filter(history_date__gt=self.since)
            if self.since
            else others.exclude(history_type="+")
        )
        versions: dict[int, list[Any]] = defaultdict(list)
        rows = _history(part.model).filter(id__in=others.values("id"))
        for version in self._in_order(rows):
            versions[version.id].append(version)
        return versions

    def _by_others(self, versions: Any) -> Any:
        versions = versions.exclude(history_date=self.at)
        return versions.exclude(history_user=self.user) if self.user else versions

    def _in_order(self, versions: Any) -> Any:
        return (
            versions.exclude(history_date=self.at)
            .select_related("history_user")
            .order_by("history_date", "history_id")
        )

    def _of_record(
        self, taken: Taken, versions: list[Any], since: datetime.datetime, told: set[int]
    ) -> Iterator[Overlap]:
        for column in taken.entry.part.all_columns:
            if column.name in taken.columns and not column.is_link:
                states = [
                    self._state(column, version, version.history_id in told) for version in versions
                ]
                yield from self._judge(taken, column, states, since, None)

    def _state(self, column: SheetColumn, version: Any, told: bool) -> _State:
        text = column.text(column.value_at(version, self.register))
        return _State(text, text if told else WITHHELD, version, told)

    def _link_states(
        self, part: Part, column: LinkColumn, pks: list[int]
    ) -> dict[int, list[_State]]:
        """What a link column held, version by version of the rows that hang on each record."""
        states: dict[int, list[_State]] = defaultdict(list)
        if not pks:
            return states
        links: dict[int, dict[int, Any]] = defaultdict(dict)
        rows = column.link_history(part.model, pks, self.register.programme)
        versions = list(self._in_order(rows))
        told = self._told(versions)
        for version in versions:
            pk = getattr(version, column.near_id)
            links[pk][version.id] = version
            standing = [link for link in links[pk].values() if not link.struck_out]
            shown = [link for link in standing if link.history_id in told]
            texts = self._links_text(column, standing), self._links_text(column, shown)
            states[pk].append(_State(*texts, version, version.history_id in told))
        return states

    def _links_text(self, column: LinkColumn, links: list[Any]) -> str:
        try:
            return column.text(column.value_of_links(links, self.register))
        except NamesWithheld:
            return WITHHELD

    def _judge(
        self,
        taken: Taken,
        column: SheetColumn,
        states: list[_State],
        since: datetime.datetime,
        absent: str | None,
    ) -> Iterator[Overlap]:
        """An overlap, if others changed the column since then and it would now be set otherwise."""
        before = [state for state in states if state.version.history_date <= since]
        was = before[-1].text if before else absent
        value = column.in_full(taken.entry.values[column.name], taken.record, self.register)
        now, new = states[-1], column.text(value)
        last, previous = None, was
        for state in states[len(before) :]:
            if state.text != previous and self._is_by_another(state.version):
                last = state
            previous = state.text
        if last is not None and now.text not in (was, new):
            yield self._overlap(
                taken.entry,
                last.version,
                column=column.name,
                now=now.shown,
                new=new,
                was=before[-1].shown if before else absent,
                hidden=not last.told,
            )

    def _is_by_another(self, version: Any) -> bool:
        return self.user is None or version.history_user_id != self.user.pk

    def _of_struck_out(self, part: Part, added: dict[str, Entry]) -> Iterator[Overlap]:
        """Rows that the workbook adds although somebody struck out what they stood for."""
        versions = self._by_others(_history(part.model).exclude(struck_out=""))
        versions = versions.filter(**part.start(self.register.programme))
        if self.since:
            versions = versions.filter(history_date__gt=self.since)
        found = {self._code_of(part, version): version for version in self._in_order(versions)}
        found = {code: version for code, version in found.items() if code in added}
        told = self._told(found.values())
        for code, version in found.items():
            hidden = version.history_id not in told
            yield self._overlap(
                added[code],
                version,
                column="",
                now="" if hidden else version.struck_out,
                new="",
                was=None,
                hidden=hidden,
            )

    def _code_of(self, part: Part, version: Any) -> str:
        return join_code(
            [column.text(column.value_at(version, self.register)) for column in part.key]
        )

    @staticmethod
    def _overlap(entry: Entry, version: Any, *, hidden: bool, **told: Any) -> Overlap:
        return Overlap.by(version, hidden=hidden, **entry.place, **told)


def _history(model: Any) -> Any:
    return model.history.all()
