"""manage.py import_workbook PATH [--dry-run]."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharedsvc.core.workbook.files import NotAWorkbook
from sharedsvc.core.workbook.importing import Change, Outcome
from sharedsvc.portal.import_lock import Busy
from sharedsvc.portal.workbook import import_workbook


class Command(BaseCommand):
    """Takes a workbook in: says what would be added, changed and left; all or nothing."""

    help = "Take a workbook (an .xlsx file or a folder of .csv files) into the register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--reason", default="", help="Why; kept in the history.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        reason = options["reason"] or f"Imported from {path.name}"
        if not reason.strip():
            raise CommandError("Say why: every change is recorded with a reason.")
        plan = self._import(path, reason, dry_run=True)
        self._refuse_problems(plan)
        self._tell(plan)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
        elif not plan.added and not plan.changed:
            self.stdout.write("Nothing to write.")
        else:
            self._refuse_problems(self._import(path, reason))
            self.stdout.write(self.style.SUCCESS("Written."))

    def _import(self, path: Path, reason: str, *, dry_run: bool = False) -> Outcome:
        """Import with its progress told. Raises CommandError for what cannot be taken at all."""
        try:
            return import_workbook(
                path, user=None, reason=reason, dry_run=dry_run, progress=self.stderr.write
            )
        except (NotAWorkbook, Busy) as error:
            raise CommandError(str(error)) from error

    def _refuse_problems(self, outcome: Outcome) -> None:
        if not outcome.problems:
            return
        for problem in outcome.problems:
            self.stderr.write(str(problem))
        count = len(outcome.problems)
        raise CommandError(f"Nothing was written: {count} problem{'s' if count != 1 else ''}.")

    def _tell(self, outcome: Outcome) -> None:
        for change in outcome.added:
            self.stdout.write(f"add     {_name(change)}")
        for change in outcome.changed:
            self.stdout.write(f"change  {_name(change)}")
            for column, old, new in change.columns:
                self.stdout.write(f"          {column}: “{old}” → “{new}”")
        for doubt in outcome.doubts:
            self.stdout.write(f"look at {doubt}")
        self.stdout.write(
            f"{len(outcome.added)} to add, {len(outcome.changed)} to change, "
            f"{outcome.left} left as they are."
        )


def _name(change: Change) -> str:
    return f"{change.part}, row {change.row}: {change.code}"
