"""manage.py check_audiences: whether who may see what stands as the rule says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from programmes.audiences.moving import Wrong, all_wrong, work_out_all

SHOWN = 20


class Command(BaseCommand):
    """Works out who may see every record and version, and compares with what is stored."""

    help = "Say where who may see a record is not stored as the rule says; --mend puts it right."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--mend", action="store_true", help="put right what differs")

    @transaction.atomic
    def handle(self, *args: Any, mend: bool = False, **options: Any) -> None:
        """Raises CommandError (exit status 1) where something differs and is not put right."""
        wrong = work_out_all() if mend else all_wrong()
        for one in wrong[:SHOWN]:
            self.stdout.write(self._in_words(one))
        if len(wrong) > SHOWN:
            self.stdout.write(f"and {len(wrong) - SHOWN} more")
        if not wrong:
            self.stdout.write("Who may see what is stored as the rule says, everywhere.")
        elif mend:
            self.stdout.write(f"{len(wrong)} put right.")
        else:
            raise CommandError(f"{len(wrong)} differ: run it again with --mend to put them right.")

    @staticmethod
    def _in_words(one: Wrong) -> str:
        return f"{one.label} {one.pk}: should be {one.audience.in_words}"
