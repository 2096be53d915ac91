"""manage.py start: what `make run` does once everything is installed."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from programmes.models import Programme
from sharedsvc.portal.workbook.programme import import_workbook


class Command(BaseCommand):
    """Brings the database up to date, loads the programmes if it is empty, and serves."""

    help = "Migrate, load the programmes of fixtures/ into an empty database, and serve on PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the database up to date, fill an empty one, and serve."""
        port = self._port()
        self.stdout.write("Bringing the database up to date …")
        call_command("migrate", verbosity=0)
        self._load_programmes()
        if settings.DEBUG:
            call_command("demo_people", stdout=self.stdout)
        self._tell_addresses(port)
        call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)

    @staticmethod
    def _port() -> int:
        given = os.environ.get("PORT", "8000")
        if not given.isdigit() or not 0 < int(given) < 65536:
            raise CommandError(f"PORT is “{given}”: give a number from 1 to 65535.")
        return int(given)

    def _load_programmes(self) -> None:
        if Programme.objects.exists():
            return
        for folder in sorted(Path(settings.BASE_DIR, "fixtures").iterdir()):
            if folder.is_dir():
                self.stdout.write(f"Loading {folder.name} …")
                outcome = import_workbook(
                    folder, user=None, reason="First load from the report", overwrite=True
                )
                if outcome.problems:
                    problems = "\n".join(outcome.problems.lines())
                    raise CommandError(f"{folder} was not loaded:\n{problems}")

    def _tell_addresses(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        self.stdout.write("The Shared Services Register is at:")
        self.stdout.write(f"  {address}/")
        for code in Programme.objects.order_by("code").values_list("code", flat=True):
            self.stdout.write(f"  {address}/programmes/{code}/")
        self.stdout.write(f"  {address}/reports/")
        self.stdout.write("Stop it with Ctrl-C.")
