"""manage.py document_workbook: writes docs/workbook.md from the declared sheets."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from sharedsvc.core.workbook.documentation import describe
from sharedsvc.core.workbook.sheets import registry


class Command(BaseCommand):
    """Describes each sheet and column of the workbook."""

    help = "Write docs/workbook.md from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs/workbook.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write docs/workbook.md."""
        options["output"].write_text(describe(registry), encoding="utf-8")
        self.stdout.write(f"Written to {options['output']}.")
