"""manage.py export_workbook PROGRAMME PATH."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programmes.models import Programme
from sharedsvc.core.workbook.columns import nearest
from sharedsvc.portal.workbook import export_workbook


class Command(BaseCommand):
    """Writes a programme as a folder of .csv files or as one .xlsx file."""

    help = "Write a programme as a workbook: a folder of .csv files, or a path ending in .xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="The programme's code.")
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        code, path = options["programme"], options["path"]
        programme = Programme.objects.not_struck_out().filter(code=code).first()
        if programme is None:
            codes = Programme.objects.not_struck_out().values_list("code", flat=True)
            hint = nearest(code, codes)
            raise CommandError(
                f"There is no programme “{code}”." + (f" Did you mean “{hint}”?" if hint else "")
            )
        try:
            sheets = export_workbook(programme, path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(sheets)} sheets written to {path}: {', '.join(sheets)}.")
