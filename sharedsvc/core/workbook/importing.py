"""From a workbook to records: all problems at once, all or nothing, twice changes nothing.

1. `Draft` reads every cell into a value and every row into an entry, noting problems.
2. References are looked up among the entries and in the register; entries are put in an order in
   which each comes after those it refers to.
3. In one transaction each entry is compared with its record. Those that differ are locked, read
   again and handed to their part's operation with what the workbook says of them; links (sources,
   subjects) follow when every record exists.
4. What would overwrite what somebody else changed since the export is told, and not written unless
   that was agreed to; nor is another name than the register's, unless it was said since when.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from sharedsvc.core.dated.rows import newest_values
from sharedsvc.core.history import current_recording, recording, refuse_what_cannot_stand
from sharedsvc.core.names import states_of
from sharedsvc.core.portions import AT_ONCE
from sharedsvc.core.saving import save_each
from sharedsvc.core.workbook.columns import SheetColumn, Target
from sharedsvc.core.workbook.comparing import EntriesCompared
from sharedsvc.core.workbook.dated_answers import (
    SINCE_WHEN,
    changed_without_a_day,
    two_answers,
)
from sharedsvc.core.workbook.drafting import Draft, Entry
from sharedsvc.core.workbook.linking import WaitingLinks
from sharedsvc.core.workbook.outcome import Differences, EntryChange, ImportOutcome, Write
from sharedsvc.core.workbook.overlaps import Overlap, OverlapFinder, Taken, must_ask
from sharedsvc.core.workbook.raw import BLANK, TellProgress, silent
from sharedsvc.core.workbook.references import References
from sharedsvc.core.workbook.register import register_for
from sharedsvc.core.workbook.renames import Renames, Renaming
from sharedsvc.core.workbook.sheets import Doubt

STEP = 5_000
# The day of an import says nothing of when what it brings began.
NOT_KNOWN = datetime.date.max


class _Rollback(Exception):
    """Ends a transaction whose work must not stay."""


@dataclass
class Importer:
    """Takes a draft into the register.

    `programme` is the one that the workbook is about, if it exists already;
    `known_by` gives, for an entry, the day by which a fact without a start is known;
    `exported` is when the workbook was exported, if that is known; `overwrite` is what was agreed
    to be overwritten of what others changed since then: all (True), or overlaps by fingerprint.
    `renaming` says what comes of other names than the register's.
    `progress` is told every few thousand entries.
    """

    draft: Draft
    programme: Any
    known_by: Callable[["Draft", Entry], Any]
    exported: datetime.datetime | None = None
    overwrite: bool | Collection[str] = False
    progress: TellProgress = silent
    renaming: Renaming = field(default_factory=Renaming)

    def __post_init__(self) -> None:
        user = current_recording().user
        self.register = register_for(self.draft.registry, self.programme, user)
        self.outcome = ImportOutcome(problems=self.draft.problems)
        self._renames = Renames(self.renaming, self.outcome.names, self.outcome.unanswered)
        self._waiting: dict[Target, Write] = {}
        self._references = References(self.draft, self.register, self.outcome)
        self._comparison = EntriesCompared(self.register, self.outcome)
        self._links = WaitingLinks(self.draft, self.register, self.outcome)
        self._taken: list[Taken] = []
        self._changing: dict[str, set[str]] = defaultdict(set)

    def run(self, *, dry_run: bool) -> ImportOutcome:
        """Do it, or work out what would be done and leave no trace.

        The latter for a dry run, with problems, and with a question that nobody has answered.
        Runs inside a `recording`; all versions bear one time, later than those they follow.
        """
        self._references.check()
        order, now = self._references.in_order(), current_recording()
        before = dict(now.saved)
        try:
            with transaction.atomic():
                self._lock_what_changes(order)
                with recording(user=now.user, reason=now.reason, at=timezone.now()):
                    self._write(order)
                if dry_run or self._is_refused():
                    raise _Rollback
            self.outcome.written = True
        except _Rollback:
            now.saved.clear()
            now.saved.update(before)
        return self.outcome

    def check(self) -> ImportOutcome:
        """Only what can be said without a programme: cells and references."""
        self._references.check()
        return self.outcome

    def _lock_what_changes(self, order: list[Entry]) -> None:
        """Have nobody else change what the workbook will: it is compared again once it is locked.

        All of it before anything is written, so that no version can follow that is older.
        """
        for entry in order:
            record = self.register.records(entry.part.name).get(entry.code)
            if record is None or entry.failed:
                continue
            if self._comparison.compared(entry, record)[1]:
                self._changing[entry.part.name].add(entry.code)
        for name in self.draft.registry.parts:
            if self._changing[name]:
                self.register.lock(name, self._changing[name])
        self.register.cache.clear()  # of links, which others may have changed meanwhile

    def _write(self, order: list[Entry]) -> None:
        """Write records, then their links; then ask what was overwritten by either."""
        count = 0
        for name, entries in groupby(order, lambda entry: entry.part.name):
            run = list(entries)
            changing = [entry.code for entry in run if entry.code in self._changing[name]]
            self.register.read_again(name, changing)
            for entry in run:
                self._take(entry)
                count += 1
                if count % STEP == 0:
                    self.progress(f"{count:,} of {len(order):,} taken …")
            self._save_waiting()
        self._link()
        self._compare_with_dated_values()
        self.outcome.overlaps = self._find_overlaps()
        self._check_together()
        self._tell_other_readings()
        if not self.outcome.problems:
            self._hold_to_rules()

    def _hold_to_rules(self) -> None:
        """Note what cannot stand together, at the row of what cannot or at the programme's."""
        try:
            refuse_what_cannot_stand()
        except ValidationError as error:
            self.outcome.refuse(self._entry_of(getattr(error, "record", None)), "", error)

    def _entry_of(self, record: Any) -> Entry:
        """The row of a record that was written; else that of the programme."""
        entries = [taken.entry for taken in self._taken if taken.record == record]
        parts = (one for one in self.draft.entries.values() if one.part.name == "programme")
        return entries[0] if entries else next(parts)

    def _is_refused(self) -> bool:
        asked = self.outcome.unanswered or must_ask(self.outcome.overlaps, self.overwrite)
        return bool(self.outcome.problems or asked)

    def _find_overlaps(self) -> list[Overlap]:
        now = current_recording()
        if now.at is None:
            raise ValueError("An import needs a recording with a time of its own.")
        finder = OverlapFinder(self.register, user=now.user, since=self.exported, at=now.at)
        return finder.find(self._taken)

    def _take(self, entry: Entry) -> None:
        if len(self._waiting) >= AT_ONCE or self._names_what_waits(entry):
            self._save_waiting()
        if entry.failed or self._references.needs_what_failed(entry):
            entry.failed = True
            return
        record, is_new = self._record_for(entry)
        compare = self._comparison
        if compare.cannot_be_new(entry) if is_new else compare.is_another(entry, record):
            return
        to_write = self._to_write(entry, record, is_new)
        if to_write is None:
            return
        columns, differing = to_write
        write = self._renames.take(Write(entry, record, is_new, columns, differing))
        if not is_new and not write.differing:
            self.outcome.left += 1
            self._let_find(entry, record)
        else:
            self._prepare(write)

    def _names_what_waits(self, entry: Entry) -> bool:
        """Whether an entry refers to one that was not saved yet."""
        return any(target in self._waiting for _, target in entry.targets)

    def _let_find(self, entry: Entry, record: Any) -> None:
        self.register.add(entry.part.name, entry.code, record)
        if entry.part.name == "programme":
            self.register.programme = record

    def _to_write(
        self, entry: Entry, record: Any, is_new: bool
    ) -> tuple[list[SheetColumn], Differences] | None:
        """The columns that are taken of an entry, and what differs in them; None where it fails.

        A record that was not locked and read again is left: nothing in it differed.
        """
        if is_new:
            columns = entry.columns
            values = {c: entry.values[c.name] for c in columns}
            return columns, self._comparison.differences(values, {})
        if entry.code not in self._changing[entry.part.name]:
            return [], ()
        compared = self._comparison.compared(entry, record)
        return None if entry.failed else compared

    def _compare_with_dated_values(self) -> None:
        """Refuse a row that says something else than the newest of its record's dated values.

        Point out a state that is another than before, where nobody says since when.
        """
        newest = newest_values()
        for entry in self.draft.entries.values():
            record = self.register.records(entry.part.name).get(entry.code)
            if states_of(entry.part.model) and record is not None and not entry.failed:
                columns = self._comparison.columns_to_take(entry, record)
                for column, said in two_answers(entry, record, columns, newest):
                    self.outcome.note(entry, column, said)
        for entry, column in changed_without_a_day(self._taken, newest):
            self.outcome.point_out(entry, column, Doubt(SINCE_WHEN, grave=False))

    def _tell_other_readings(self) -> None:
        """Point out what was read in one way, and may be meant in another."""
        for taken in self._taken:
            for column in taken.entry.columns:
                if taken.is_new or column.name in taken.differing:
                    text = taken.entry.cells.get(column.name, BLANK).text
                    if said := column.read_otherwise(text):
                        self.outcome.point_out(taken.entry, column.name, Doubt(said, grave=False))

    def _check_together(self) -> None:
        """Note what is wrong only with all rows of a part seen together, or looks so."""
        for name, part in self.draft.registry.parts.items():
            if part.check is None or not any(other == name for other, _ in self.draft.entries):
                continue
            found = [
                (self.draft.entries.get((name, self.register.code(record))), column, doubt)
                for record, column, doubt in part.check(self.register.records(name).values())
            ]
            here = [(entry, column, doubt) for entry, column, doubt in found if entry is not None]
            for entry, column, doubt in sorted(here, key=lambda one: one[0].row):
                if not entry.failed:
                    self.outcome.point_out(entry, column, doubt)

    def _record_for(self, entry: Entry) -> tuple[Any, bool]:
        found = self.register.records(entry.part.name).get(entry.code)
        if found is not None:
            return found, False
        return entry.part.model(**entry.part.start(self.register.programme)), True

    def _prepare(self, write: Write) -> None:
        """Put on the record what the workbook says of it; it is saved with others of its part."""
        entry, record = write.entry, write.record
        had_start = getattr(record, "start", "")
        for column in write.plain:
            if column not in write.of_itself or record.pk:
                column.set(record, column.resolve(entry.values[column.name], self.register))
        if record.pk is None or (had_start and not record.start):
            record.known_by = self.known_by(self.draft, entry) or NOT_KNOWN
        if not self._is_fixed(entry, record, write.differing):
            self._waiting[entry.target] = write

    def _save_waiting(self) -> None:
        """Save the records that wait, which are of one part, by its operation."""
        waiting, self._waiting = [*self._waiting.values()], {}
        if not waiting:
            return
        saved = save_each([write.record for write in waiting], waiting[0].entry.part.save)
        for write, (_, error) in zip(waiting, saved, strict=True):
            error = error or self._name_itself(write) or self._keep_names(write)
            if error:
                self._refuse(write, error)
            else:
                self._note_written(write)

    def _refuse(self, write: Write, error: Exception) -> None:
        """Note why a row cannot be written: where the right is lacking, at what it changes."""
        columns = [""]
        if isinstance(error, PermissionDenied):
            new = write.entry.part.key[0].name
            columns = [new] if write.is_new else [name for name, _, _ in write.differing]
        for column in columns:
            self.outcome.refuse(write.entry, column, error)

    def _note_written(self, write: Write) -> None:
        entry, record = write.entry, write.record
        change = EntryChange(**entry.place, columns=write.differing)
        (self.outcome.added if write.is_new else self.outcome.changed).append(change)
        columns = frozenset(column.name for column in write.columns)
        self._taken.append(Taken(entry, record, write.is_new, columns, write.names))
        self._links.wait_for(write)
        self._let_find(entry, record)

    def _is_fixed(self, entry: Entry, record: Any, differing: Differences) -> bool:
        """Note what people may no longer change; the command line, without a user, may."""
        why = record.why_fixed if current_recording().user else ""
        if why:
            for name in [name for name, _, _ in differing] if record.pk else [""]:
                self.outcome.note(entry, name, why.rstrip("."))
        return bool(why)

    def _name_itself(self, write: Write) -> Exception | None:
        """Set what refers to the record itself, now that it is there: its own owner, say."""
        entry, record = write.entry, write.record
        if not (write.is_new and write.of_itself):
            return None
        self.register.add(entry.part.name, entry.code, record)
        for column in write.of_itself:
            column.set(record, column.resolve(entry.values[column.name], self.register))
        [(_, error)] = save_each([record], entry.part.save)
        return error

    def _keep_names(self, write: Write) -> Exception | None:
        """Keep what it was called, where it was renamed."""
        try:
            self._renames.note(write)
        except (ValidationError, PermissionDenied) as error:
            return error
        return None

    def _link(self) -> None:
        self._links.write()
