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
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from sharedsvc.core.dated import newest_values
from sharedsvc.core.history import current_recording, recording, refuse_what_cannot_stand
from sharedsvc.core.saving import AT_ONCE, in_halves, portions, save_each
from sharedsvc.core.workbook.columns import Column, Target, nearest
from sharedsvc.core.workbook.dated_answers import (
    SINCE_WHEN,
    changed_without_a_day,
    states_of,
    two_answers,
)
from sharedsvc.core.workbook.drafting import Draft, Entry
from sharedsvc.core.workbook.files import Cell, Progress, silent
from sharedsvc.core.workbook.ordering import in_order
from sharedsvc.core.workbook.outcome import Change, Differences, Outcome, Write
from sharedsvc.core.workbook.overlaps import Overlap, OverlapFinder, Taken, must_ask
from sharedsvc.core.workbook.register import Withheld, register_for
from sharedsvc.core.workbook.renames import Renames, Renaming
from sharedsvc.core.workbook.sheets import Doubt
from sharedsvc.core.workbook.suggestions import Suggestions

STEP = 5_000
WITHHELD = "what the register holds here is withheld from you and stays: leave the cell blank"
MOST_IN_CIRCLE = 10
# The day of an import says nothing of when what it brings began.
NOT_KNOWN = datetime.date.max


class _Rollback(Exception):
    """Ends a transaction whose work must not stay."""


@dataclass
class Importer:
    """Takes a draft into the register.

    `find_programme` gives the programme that the workbook is about, if it exists already;
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
    progress: Progress = silent
    renaming: Renaming = field(default_factory=Renaming)

    def __post_init__(self) -> None:
        user = current_recording().user
        self.register = register_for(self.draft.registry, self.programme, user)
        self.outcome = Outcome(problems=self.draft.problems)
        self._renames = Renames(self.renaming, self.outcome.names, self.outcome.unanswered)
        self._waiting: dict[Target, Write] = {}
        self._links: dict[tuple[str, Column], list[Write]] = defaultdict(list)
        self._taken: list[Taken] = []
        self._changing: dict[str, set[str]] = defaultdict(set)
        self._suggestions = Suggestions(self._valid_codes)
        self._programme = next(
            (e for e in self.draft.entries.values() if e.part.name == "programme"), None
        )

    def run(self, *, dry_run: bool) -> Outcome:
        """Do it, or work out what would be done and leave no trace.

        The latter for a dry run, with problems, and with a question that nobody has answered.
        Runs inside a `recording`; all versions bear one time, later than those they follow.
        """
        self._check_references()
        order, now = self._order(), current_recording()
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

    def _lock_what_changes(self, order: list[Entry]) -> None:
        """Have nobody else change what the workbook will: it is compared again once it is locked.

        All of it before anything is written, so that no version can follow that is older.
        """
        for entry in order:
            record = self.register.records(entry.part.name).get(entry.code)
            if record is None or entry.failed:
                continue
            if self._compared(entry, record)[1]:
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
        if not self.outcome.problems:
            self._hold_to_rules()

    def _hold_to_rules(self) -> None:
        """Note what cannot stand together, at the row of what cannot or at the programme's."""
        try:
            refuse_what_cannot_stand()
        except ValidationError as error:
            record = getattr(error, "record", None)
            entries = [taken.entry for taken in self._taken if taken.record == record]
            for entry in entries[:1] or filter(None, [self._programme]):
                self._note_invalid(entry, error)

    def _is_refused(self) -> bool:
        asked = self.outcome.unanswered or must_ask(self.outcome.overlaps, self.overwrite)
        return bool(self.outcome.problems or asked)

    def _find_overlaps(self) -> list[Overlap]:
        now = current_recording()
        if now.at is None:
            raise ValueError("An import needs a recording with a time of its own.")
        finder = OverlapFinder(self.register, user=now.user, since=self.exported, at=now.at)
        return finder.find(self._taken)

    def _note(
        self, entry: Entry, column: str, expected: str, near: Callable[[], str] = str
    ) -> None:
        entry.failed = True
        value = entry.cells.get(column, Cell()).text
        self.outcome.problems.note(
            entry.sheet.name, entry.row, column, value=value, expected=expected, near=near
        )

    def _doubt(self, entry: Entry, column: str, doubt: Doubt) -> None:
        if doubt.grave:
            self._note(entry, column, doubt.text)
        else:
            value = entry.cells.get(column, Cell()).text
            self.outcome.doubts.note(
                entry.sheet.name, entry.row, column, value=value, expected=doubt.text
            )

    def _columns(self, entry: Entry) -> list[Column]:
        return [column for column in entry.part.all_columns if column.name in entry.values]

    def _targets(self, entry: Entry) -> list[tuple[Column, Target]]:
        return [
            (column, target)
            for column in self._columns(entry)
            for target in column.targets(entry.values[column.name])
        ]

    def _check_references(self) -> None:
        for entry in self.draft.entries.values():
            for column, (part, code) in self._targets(entry):
                if (part, code) in self.draft.entries:
                    continue
                if part not in self.draft.registry.parts:
                    self._note(
                        entry,
                        column.name,
                        f"there is no sheet “{part}”",
                        partial(nearest, part, self.draft.registry.parts),
                    )
                elif self._may_be_looked_up(part) and code not in self.register.records(part):
                    self._note(
                        entry,
                        column.name,
                        f"no such code among {part}: “{code}”",
                        partial(self._suggestions.nearest, part, code),
                    )

    def _may_be_looked_up(self, part: str) -> bool:
        """Without a programme nothing of one can be found: that is no further problem."""
        is_needed = self.draft.registry.parts[part].needs_programme
        return not is_needed or self._programme is not None

    def check(self) -> Outcome:
        """Only what can be said without a programme: cells and references."""
        self._check_references()
        return self.outcome

    def _valid_codes(self, part: str) -> set[str]:
        """The codes that a part has in the register or in the workbook."""
        return {
            *self.register.records(part),
            *(code for name, code in self.draft.entries if name == part),
        }

    def _order(self) -> list[Entry]:
        graph = {
            target: [
                needed
                for column, needed in self._targets(entry)
                if not column.is_link
                and needed in self.draft.entries
                and not (needed == target and getattr(column, "may_be_itself", False))
            ]
            for target, entry in self.draft.entries.items()
        }
        for target, entry in self.draft.entries.items():
            if self._programme and entry.part.needs_programme and entry is not self._programme:
                graph[target].append(self._programme.target)
        order, circles = in_order(graph)
        for circle in circles:
            self._note_circle(circle)
        return [self.draft.entries[target] for target in order]

    def _note_circle(self, targets: list[Target]) -> None:
        circle = [self.draft.entries[target] for target in targets]
        codes = [entry.code for entry in [*circle, circle[0]]]
        if len(codes) > MOST_IN_CIRCLE:
            codes[MOST_IN_CIRCLE - 1 : -1] = ["…"]
        for entry in circle:
            expected = f"these refer to one another in a circle: {' → '.join(codes)}"
            self._note(entry, entry.part.key[0].name, expected)

    def _take(self, entry: Entry) -> None:
        if len(self._waiting) >= AT_ONCE or self._names_what_waits(entry):
            self._save_waiting()
        if entry.failed or self._needs_what_failed(entry):
            entry.failed = True
            return
        record, is_new = self._record_for(entry)
        if self._cannot_be_new(entry) if is_new else self._is_another(entry, record):
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
        return any(target in self._waiting for _, target in self._targets(entry))

    def _let_find(self, entry: Entry, record: Any) -> None:
        self.register.add(entry.part.name, entry.code, record)
        if entry.part.name == "programme":
            self.register.programme = record

    def _needs_what_failed(self, entry: Entry) -> bool:
        needed = [
            self.draft.entries.get(target)
            for column, target in self._targets(entry)
            if not column.is_link
        ]
        if entry.part.needs_programme:
            needed.append(self._programme)
        return any(other is not None and other.failed for other in needed)

    def _to_write(
        self, entry: Entry, record: Any, is_new: bool
    ) -> tuple[list[Column], Differences] | None:
        """The columns that are taken of an entry, and what differs in them; None where it fails.

        A record that was not locked and read again is left: nothing in it differed.
        """
        if is_new:
            columns = self._columns(entry)
            return columns, self._differences({c: entry.values[c.name] for c in columns}, {})
        if entry.code not in self._changing[entry.part.name]:
            return [], ()
        compared = self._compared(entry, record)
        return None if entry.failed else compared

    def _compared(self, entry: Entry, record: Any) -> tuple[list[Column], Differences]:
        """The same for a record that is there already."""
        columns = self._columns_to_take(entry, record)
        old = self._old_texts(entry, record, columns)
        columns = [column for column in columns if column.name in old]
        values = {c: c.in_full(entry.values[c.name], record, self.register) for c in columns}
        return columns, self._differences(values, old)

    def _columns_to_take(self, entry: Entry, record: Any) -> list[Column]:
        """The columns that say something of a record that is there already.

        A shared record is not the programme's own: where a workbook is silent on it, what is known
        of it from elsewhere stays.
        """
        columns = self._columns(entry)
        if entry.part.is_own(record, self.register.programme):
            return columns
        return [
            column
            for column in columns
            if column.is_said_by_silence or entry.cells.get(column.name, Cell()).text
        ]

    def _is_another(self, entry: Entry, record: Any) -> bool:
        """Note where the record with an entry's code cannot be the one that is meant."""
        for column in self._columns(entry):
            expected = column.refusal(entry.values[column.name], record, self.register)
            if expected:
                self._note(entry, column.name, expected)
        return entry.failed

    def _cannot_be_new(self, entry: Entry) -> bool:
        return self._lacks_columns(entry) or self._is_left_out(entry)

    def _is_left_out(self, entry: Entry) -> bool:
        """Point out a row that names what this register does not hold; it is not taken in."""
        for column in self._columns(entry):
            expected = column.left_out(entry.values[column.name], self.register)
            if expected:
                entry.failed = True
                self._doubt(entry, column.name, Doubt(expected, grave=False))
        return entry.failed

    def _lacks_columns(self, entry: Entry) -> bool:
        """Note the columns that a new record cannot do without."""
        columns = [c for c in entry.part.columns if c.required and c.name not in entry.values]
        for column in columns:
            self._note(entry, column.name, column.blank_problem)
        return bool(columns)

    def _compare_with_dated_values(self) -> None:
        """Refuse a row that says something else than the newest of its record's dated values.

        Point out a state that is another than before, where nobody says since when.
        """
        newest = newest_values()
        for entry in self.draft.entries.values():
            record = self.register.records(entry.part.name).get(entry.code)
            if states_of(entry.part) and record is not None and not entry.failed:
                columns = self._columns_to_take(entry, record)
                for column, said in two_answers(entry, record, columns, newest):
                    self._note(entry, column, said)
        for entry, column in changed_without_a_day(self._taken, newest):
            self._doubt(entry, column, Doubt(SINCE_WHEN, grave=False))

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
                    self._doubt(entry, column, doubt)

    def _record_for(self, entry: Entry) -> tuple[Any, bool]:
        found = self.register.records(entry.part.name).get(entry.code)
        if found is not None:
            return found, False
        return entry.part.model(**entry.part.start(self.register.programme)), True

    def _old_texts(self, entry: Entry, record: Any, columns: list[Column]) -> dict[str, str]:
        """What each column says of a record.

        One that names what the importer may not see is left out, and stays as it is: to fill it in
        otherwise is noted.
        """
        found = {}
        for column in columns:
            try:
                found[column.name] = column.text(column.get(record, self.register))
            except Withheld:
                if entry.cells.get(column.name, Cell()).text:
                    self._note(entry, column.name, WITHHELD)
        return found

    @staticmethod
    def _differences(values: dict[Column, Any], old: dict[str, str]) -> Differences:
        said = [(c.name, old.get(c.name, ""), c.text(value)) for c, value in values.items()]
        return tuple(one for one in said if one[1] != one[2])

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
                self._refuse(write.entry, "", error)
            else:
                self._note_written(write)

    def _note_written(self, write: Write) -> None:
        entry, record = write.entry, write.record
        change = Change(entry.sheet.name, entry.part.name, entry.code, entry.row, write.differing)
        (self.outcome.added if write.is_new else self.outcome.changed).append(change)
        self._taken.append(Taken(entry, record, write.is_new, write.names))
        for column in write.links:
            self._links[entry.part.name, column].append(write)
        self._let_find(entry, record)

    def _is_fixed(self, entry: Entry, record: Any, differing: Differences) -> bool:
        """Note what people may no longer change; the command line, without a user, may."""
        why = record.why_fixed if current_recording().user else ""
        if why:
            for name in [name for name, _, _ in differing] if record.pk else [""]:
                self._note(entry, name, why.rstrip("."))
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

    def _refuse(self, entry: Entry, column: str, error: Exception) -> None:
        if isinstance(error, ValidationError):
            self._note_invalid(entry, error)
        else:
            self._note(entry, column, str(error).rstrip("."))

    def _note_invalid(self, entry: Entry, error: ValidationError) -> None:
        names = {column.attribute: column.name for column in entry.part.all_columns}
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                self._note(entry, names.get(name, ""), message.rstrip("."))

    def _link(self) -> None:
        """Write the links of each column, for all records of a part together."""
        for (_, column), writes in self._links.items():
            for some in portions(write for write in writes if self._can_be_linked(write, column)):
                self._link_some(column, some)

    def _can_be_linked(self, write: Write, column: Column) -> bool:
        targets = column.targets(write.entry.values[column.name])
        return not any(self.draft.entries[t].failed for t in targets if t in self.draft.entries)

    def _link_some(self, column: Any, writes: list[Write]) -> None:
        def together(some: Sequence[Write]) -> None:
            column.save_links_of_many([self._linked(write, column) for write in some])

        def alone(write: Write) -> None:
            column.save_links(*self._linked(write, column))

        for write, error in in_halves(writes, together, alone):
            if error:
                self._refuse(write.entry, column.name, error)

    def _linked(self, write: Write, column: Column) -> tuple[Any, Any]:
        """A record, and what it is to be linked to."""
        value = write.entry.values[column.name]
        if not write.is_new:
            value = column.in_full(value, write.record, self.register)
        return write.record, column.resolve(value, self.register)
