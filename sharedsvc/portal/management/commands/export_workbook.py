"""manage.py export_workbook PROGRAMME PATH."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programmes.models import Programme
from sharedsvc.core.workbook.columns import nearest
from sharedsvc.core.workbook.raw import NotAWorkbook
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.core.workbook.template import write_template
from sharedsvc.portal.workbook.programme import export_workbook


class Command(BaseCommand):
    """Writes a programme as a folder of .csv files or as one .xlsx file."""

    help = "Write a programme as a workbook: a folder of .csv files, or a path ending in .xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", nargs="?", help="The programme's code.")
        parser.add_argument("path", nargs="?", type=Path)
        parser.add_argument("--template", type=Path, help="Write an empty workbook to start from.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a programme's workbook, or a template. Raises CommandError."""
        if options["template"]:
            self._write_template(options["template"])
        elif options["programme"] and options["path"]:
            self._write_programme(options["programme"], options["path"])
        else:
            raise CommandError("Name a programme and a path, or give --template PATH.")

    def _write_template(self, path: Path) -> None:
        if path.suffix.lower() != ".xlsx":
            raise CommandError("The template is an .xlsx file: let its name end in .xlsx.")
        try:
            write_template(path, registry)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Template written to {path}.")

    def _write_programme(self, code: str, path: Path) -> None:
        programme = Programme.objects.not_struck_out().filter(code=code).first()
        if programme is None:
            codes = Programme.objects.not_struck_out().values_list("code", flat=True)
            hint = nearest(code, codes)
            raise CommandError(
                f"There is no programme “{code}”." + (f" Did you mean “{hint}”?" if hint else "")
            )
        exported = timezone.localtime(timezone.now())
        try:
            sheets = export_workbook(programme, path)
        except NotAWorkbook as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(sheets)} sheets written to {path}: {', '.join(sheets)}.")
        if path.suffix.lower() != ".xlsx":
            at = exported.isoformat(timespec="seconds")
            self.stdout.write(f"To import it again: import_workbook {path} --exported {at}")
