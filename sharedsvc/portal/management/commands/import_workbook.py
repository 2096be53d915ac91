"""manage.py import_workbook PATH [--dry-run] [--exported TIME] [--overwrite]."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharedsvc.core.prose import in_figures
from sharedsvc.core.workbook.outcome import ImportOutcome, OtherName
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.core.workbook.renames import HOW, AnswerName, NotAnAnswer, read_answer, unanswered
from sharedsvc.core.workbook.stamps import NotATime, read_time
from sharedsvc.portal.workbook.import_lock import Busy
from sharedsvc.portal.workbook.names import COLUMNS, answers_given
from sharedsvc.portal.workbook.programme import import_workbook

ANSWERS = f"{HOW}; or a .csv file with the columns {', '.join(COLUMNS)}"
NOT_SAID = (
    "Nothing was written: the workbook gives other names than the register, and does not say since "
    f"when. Give --names: {ANSWERS}."
)


class Command(BaseCommand):
    """Takes a workbook in: says what would be added, changed and left; all or nothing.

    Asks before it overwrites what somebody else changed since the workbook was exported.
    """

    help = "Take a workbook (an .xlsx file or a folder of .csv files) into the register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--reason", default="", help="Why; kept in the history.")
        parser.add_argument(
            "--exported",
            metavar="TIME",
            help="When a folder of .csv files was exported, as 2026-11-22T10:15; "
            "an .xlsx file says so itself.",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Overwrite what somebody else changed since the export, without asking.",
        )
        parser.add_argument(
            "--names",
            metavar="ANSWER",
            default="",
            help=f"What another name than the register's means: {ANSWERS}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what a workbook would change, ask, and write it. Raises CommandError."""
        path: Path = options["path"]
        reason = options["reason"] or f"Imported from {path.name}"
        if not reason.strip():
            raise CommandError("Say why: every change is recorded with a reason.")
        given: dict[str, Any] = {
            "reason": reason,
            "exported": self._exported(options["exported"]),
            "names": self._answers(options["names"]),
        }
        plan = self._import(path, dry_run=True, **given)
        self._refuse_problems(plan)
        self._tell(plan)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif not plan.added and not plan.changed:
            self.stdout.write("Nothing to write.")
        else:
            given["overwrite"] = options["overwrite"] or self._agreed(plan)
            given["names"] = self._answered(plan, given["names"])
            self._refuse_what_is_not_written(self._import(path, **given))
            self.stdout.write(self.style.SUCCESS("Written."))

    @staticmethod
    def _exported(text: str) -> datetime | None:
        """When the workbook was exported, if that was given. Raises CommandError."""
        try:
            return read_time(text) if text else None
        except NotATime as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _answers(text: str) -> AnswerName:
        """What was answered on the command line. Raises CommandError."""
        try:
            return answers_given(text) if text else unanswered
        except (NotAnAnswer, OSError) as error:
            raise CommandError(str(error)) from error

    def _answered(self, plan: ImportOutcome, given: AnswerName) -> AnswerName:
        """The same with what somebody at the terminal answers. Raises CommandError without."""
        if not plan.unanswered:
            return given
        if not sys.stdin.isatty():
            raise CommandError(NOT_SAID)
        typed = {one.fingerprint: self._ask(one) for one in plan.unanswered}
        return lambda other: given(other) or typed.get(other.fingerprint, "")

    def _ask(self, other: OtherName) -> str:
        self.stdout.write(f"{other} ", ending="")
        self.stdout.flush()
        try:
            return read_answer(sys.stdin.readline())
        except NotAnAnswer as error:
            raise CommandError(f"Nothing was written. {error}.") from error

    def _import(self, path: Path, **given: Any) -> ImportOutcome:
        """Import with its progress told. Raises CommandError for what cannot be taken at all."""
        try:
            return import_workbook(path, user=None, progress=self.stderr.write, **given)
        except (NotAWorkbook, Busy) as error:
            raise CommandError(str(error)) from error

    def _agreed(self, plan: ImportOutcome) -> set[str]:
        """The overlaps that somebody at the terminal agrees to. Raises CommandError without."""
        if plan.overlaps and not self._says_yes(plan):
            raise CommandError(
                "Nothing was written: it would overwrite what somebody else changed since the "
                "export. If that is right, give --overwrite."
            )
        return {overlap.fingerprint for overlap in plan.overlaps}

    def _says_yes(self, plan: ImportOutcome) -> bool:
        if not sys.stdin.isatty():
            return False
        count = len(plan.overlaps)
        what = "this change" if count == 1 else f"these {count} changes"
        self.stdout.write(f"Overwrite {what}? [y/N] ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    def _refuse_what_is_not_written(self, outcome: ImportOutcome) -> None:
        """Raises CommandError where the register changed between the look and the writing."""
        self._refuse_problems(outcome)
        if not outcome.written:
            self._tell_overlaps(outcome)
            raise CommandError(
                "Nothing was written: somebody changed the register in the meantime. Try again."
            )

    def _refuse_problems(self, outcome: ImportOutcome) -> None:
        if not outcome.problems:
            return
        for line in outcome.problems.lines():
            self.stderr.write(line)
        count = outcome.problems.total
        raise CommandError(f"Nothing was written: {in_figures(count, 'problem')}.")

    def _tell(self, outcome: ImportOutcome) -> None:
        for change in outcome.added:
            self.stdout.write(f"add     {change.where}")
        for change in outcome.changed:
            self.stdout.write(f"change  {change.where}")
            for column, old, new in change.columns:
                self.stdout.write(f"          {column}: “{old}” → “{new}”")
        for line in outcome.doubts.lines():
            self.stdout.write(f"look at {line}")
        self.stdout.write(
            f"{len(outcome.added)} to add, {len(outcome.changed)} to change, "
            f"{outcome.left} left as they are."
        )
        for other in outcome.unanswered:
            self.stdout.write(f"name    {other}")
        self._tell_overlaps(outcome)

    def _tell_overlaps(self, outcome: ImportOutcome) -> None:
        if outcome.overlaps:
            self.stdout.write("Somebody else changed since the export what this would overwrite:")
        for overlap in outcome.overlaps:
            self.stdout.write(f"overlap {overlap}")
