"""Assembles the workbook of all apps: import and export of one programme."""

import datetime
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from decisions.reports.keeping import keep_what_was_written
from programmes.models import Citation, Document, Programme
from programmes.renaming import keep_answer
from sharedsvc.core.dates import bounds
from sharedsvc.core.history import recording
from sharedsvc.core.planner import tell_planner
from sharedsvc.core.workbook.columns import SheetColumn
from sharedsvc.core.workbook.drafting import Draft, Entry, Problem
from sharedsvc.core.workbook.exporting import Exporter
from sharedsvc.core.workbook.files import read_workbook, write_folder
from sharedsvc.core.workbook.importing import Importer
from sharedsvc.core.workbook.outcome import ImportOutcome
from sharedsvc.core.workbook.raw import RawSheet, TellProgress, silent
from sharedsvc.core.workbook.renames import AnswerName, Renaming, unanswered
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.core.workbook.stamps import Stamp, put_stamp, read_stamp
from sharedsvc.portal.workbook.import_lock import one_import_at_a_time
from sharedsvc.portal.workbook.uploads import Upload

DATED_VALUES = "dated values"
SAID = ("record", "field", "from", "value")


def import_workbook(
    path: Path,
    *,
    exported: datetime.datetime | None = None,
    progress: TellProgress = silent,
    **how: Any,
) -> ImportOutcome:
    """Take a workbook into the register, as `import_sheets` does.

    `exported` says when the workbook was exported; without it, the stamp of an .xlsx file does.
    Raises NotAWorkbook when the path cannot be read as one, and what `import_sheets` raises.
    """
    stamp = Stamp(exported) if exported else read_stamp(path)
    return import_sheets(read_workbook(path, progress), stamp=stamp, progress=progress, **how)


def import_sheets(
    sheets: Iterable[RawSheet],
    *,
    user: Any,
    reason: str,
    dry_run: bool = False,
    stamp: Stamp | None = None,
    overwrite: bool | Collection[str] = False,
    names: AnswerName = unanswered,
    progress: TellProgress = silent,
    upload: Upload | None = None,
    patience: int | None = None,
) -> ImportOutcome:
    """Take the sheets of a workbook into the register: all or nothing.

    What somebody else changed since the export (`stamp`) is overwritten only if `overwrite` is True
    or holds the fingerprint of each such overlap. `names` answers, for each other name than the
    register's, whether it is new or corrected. `patience` is how many seconds to wait for another
    import.

    Returns what was added, changed and left, the overlaps, and the problems if there are any;
    `written` says whether it was written. Raises Busy while another import writes, and
    AlreadyWritten or UploadGone for an `upload` that was confirmed or cancelled meanwhile.
    """
    draft = Draft(sheets, registry)
    programme_rows = [entry for entry in draft.entries.values() if entry.part.name == "programme"]
    if len(programme_rows) != 1:
        expected = "the workbook needs this sheet with exactly one row, for its programme"
        draft.problems.insert(0, Problem("programme", None, "", "", expected))
        with recording(user=user, reason=reason):
            return Importer(draft, None, _known_by).check()
    code = programme_rows[0].code
    exported = stamp.at if stamp and stamp.applies_to(code) else None
    with one_import_at_a_time(patience):
        if upload:
            upload.refuse_second()
        with recording(user=user, reason=reason) as now:
            programmes = (
                Programme.objects.visible_to(user) if user else Programme.objects.not_struck_out()
            )
            programme = programmes.filter(code=code).first()
            importer = Importer(
                draft, programme, _known_by, exported, overwrite, progress, _renaming(draft, names)
            )
            outcome = importer.run(dry_run=dry_run)
            if outcome.written and user is None:
                keep_what_was_written(now.saved)
        if upload and outcome.written:
            upload.note_written(len(outcome.added), len(outcome.changed), outcome.left)
    if outcome.written:
        tell_planner(len(outcome.added) + len(outcome.changed))
    return outcome


def _renaming(draft: Draft, names: AnswerName) -> Renaming:
    """Other names: what the sheet of dated values says of one is not asked about."""
    dated = [entry.values for entry in draft.entries.values() if entry.part.name == DATED_VALUES]
    said = {
        (*row["record"], row["field"], row["value"])
        for row in dated
        if {*SAID} <= {*row} and row["from"]
    }

    def is_said(entry: Entry, column: SheetColumn, text: str) -> bool:
        return (*entry.target, column.attribute, text) in said

    return Renaming(answer=names, is_said=is_said, keep=keep_answer)


def _known_by(draft: Draft, entry: Entry) -> datetime.date | None:
    """The day of the earliest document that states an entry: its blank start counts from then."""
    codes = {
        code
        for name, value in entry.values.items()
        if name == "sources" or name.endswith(" sources")
        for code, _, _ in value
    }
    days = [day for day in (_document_day(draft, code) for code in codes) if day]
    return min(days, default=None)


def _document_day(draft: Draft, code: str) -> datetime.date | None:
    entry = draft.entries.get(("documents", code))
    if entry is not None and "date" in entry.values:
        return bounds(entry.values["date"]).latest if entry.values["date"] else None
    document = Document.objects.not_struck_out().filter(code=code).first()
    return document.date_latest if document and document.date else None


def stamp_now(programme: Programme, patience: int | None = None) -> Stamp:
    """The stamp of an export that begins now.

    The time is taken while no import is under way: one that is would bear an earlier time, but not
    be seen by the export.
    """
    with one_import_at_a_time(patience):
        return Stamp(timezone.now(), programme.code)


def export_workbook(
    programme: Programme, path: Path, *, user: Any = None, patience: int | None = None
) -> list[str]:
    """Write a programme as a folder of .csv files, or as one file if the path ends in .xlsx.

    For a `user` only what that user may see. Returns the names of the sheets written.
    """
    stamp = stamp_now(programme, patience)
    tables = exporter(programme, user).tables()
    if path.suffix.lower() == ".xlsx":
        from sharedsvc.core.workbook.writing import write_xlsx  # loads openpyxl, and numpy with it

        write_xlsx(
            path,
            [(sheet.name, headings, rows) for sheet, headings, rows in tables],
            lambda book: put_stamp(book, stamp),
        )
    else:
        write_folder(path, [(sheet.file_name, headings, rows) for sheet, headings, rows in tables])
    return [sheet.name for sheet, _, _ in tables]


def exporter(programme: Programme, user: Any = None) -> Exporter:
    """The exporter of one programme, knowing which shared records documents state, and whose."""
    rows = Citation.objects.not_struck_out().values_list(
        "record_type", "record_id", "document__programme"
    )
    cited, elsewhere = set(), set()
    for kind, pk, about in rows:
        if about == programme.pk:
            cited.add((kind, pk))
        elif about is not None:
            elsewhere.add((kind, pk))
    return Exporter(registry, programme, cited, elsewhere, user)
