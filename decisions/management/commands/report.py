"""manage.py report --list | CODE --format pdf|docx|html|txt|md [--output FILE]."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.models import Report
from decisions.reports.files import file_of
from decisions.reports.formats import FORMATS, Format
from decisions.reports.reading import read_report


class Command(BaseCommand):
    """Writes a committee report as the public may read it."""

    help = "List the committee reports, or write one as PDF, Word, HTML, plain text or Markdown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", help="The report's code; see --list.")
        parser.add_argument("--list", action="store_true", help="List the reports.")
        parser.add_argument("--format", choices=sorted(FORMATS), default="txt")
        parser.add_argument("--output", type=Path, help="A file to write; otherwise the screen.")

    def handle(self, *args: Any, **options: Any) -> None:
        """List the reports or write one. Raises CommandError."""
        if options["list"]:
            self._list()
        elif options["code"]:
            self._write(options["code"], FORMATS[options["format"]], options["output"])
        else:
            raise CommandError("Name a report, or give --list.")

    def _reports(self) -> Any:
        return Report.objects.visible_to(AnonymousUser()).for_report().for_list()

    def _list(self) -> None:
        for report in self._reports():
            told = (report.code, report.date_in_english, report.organisation.name, report.title)
            self.stdout.write("\t".join(told))

    def _write(self, code: str, wanted: Format, output: Path | None) -> None:
        if output is None and not wanted.is_text:
            raise CommandError(f"No screen shows {wanted.called}: name a file with --output.")
        report = self._reports().filter(code=code).first()
        if report is None:
            raise CommandError(f"There is no report “{code}”. See manage.py report --list.")
        read = read_report(report, AnonymousUser())
        if read.trouble:
            raise CommandError(
                f"What “{code}” said when it was published cannot be written: {read.trouble}."
            )
        content = file_of(report, read, wanted)
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {output}.")
