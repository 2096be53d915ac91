"""manage.py import_councils CSV: the public register of UK councils."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from programmes.council_register import NotTheRegister, read_councils
from programmes.operations import keep_council, set_successors
from sharedsvc.core.history import recording
from sharedsvc.core.planner import tell_planner


class Command(BaseCommand):
    """Takes the councils of the public register in; twice changes nothing."""

    help = "Take in the public register of UK councils (UK Local Authority Names and Codes)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in the register of councils: all or nothing. Raises CommandError."""
        path: Path = options["path"]
        try:
            councils = read_councils(path)
        except NotTheRegister as error:
            raise CommandError(f"Nothing was written.\n{error}") from error
        told: Counter[str] = Counter()
        with transaction.atomic(), recording(user=None, reason=f"Imported from {path.name}"):
            kept = {}
            for council in councils:
                kept[council.code], what = keep_council(council=council)
                told[what] += 1
            for council in councils:
                successors = [kept[code] for code in council.successors]
                if successors:
                    set_successors(record=kept[council.code], others=successors)
        tell_planner(told["added"] + told["changed"])
        self.stdout.write(
            f"{told['added']} added, {told['changed']} completed, {told['left']} left as they are."
        )
