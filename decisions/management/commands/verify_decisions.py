"""manage.py verify_decisions: work every seal out anew, walk the chains, name what does not fit."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.models import Chain, Redaction, Seal
from decisions.sealing.keys import NoKey, public_keys
from decisions.sealing.statements import check_kept
from decisions.sealing.triggers import missing_triggers
from decisions.sealing.verifying import verify

LEFT_OPEN = (
    "Redaction {} was left open: until it is shut the database lets the texts that it names be "
    "written. No redaction of this program is left so: somebody opened it past the program."
)
NOT_GUARDED = (
    "{} triggers are missing, so that the database does not refuse to change what was confirmed "
    "({}…). Run manage.py migrate."
)


class Command(BaseCommand):
    """Exits with 1 where a record does not fit, or where the triggers are missing."""

    help = (
        "Work out the seals of confirmed decisions anew from the tables, walk the chains and name "
        "the first record of each that does not fit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "organisation", nargs="?", help="Only the chain of the organisation with this code."
        )
        parser.add_argument(
            "--statement",
            type=Path,
            action="append",
            default=[],
            help="A signed statement kept from earlier, to hold against its chain; repeatable.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify the chains. Raises CommandError where anything is wrong."""
        chains = self._chains(options["organisation"])
        wrong = [str(fault) for chain in chains.iterator() if (fault := verify(chain))]
        wrong += [words for path in options["statement"] if (words := self._statement(path))]
        left_open = Redaction.objects.filter(is_open=True).order_by("pk")
        wrong += [LEFT_OPEN.format(pk) for pk in left_open.values_list("pk", flat=True)]
        missing = missing_triggers()
        if missing:
            wrong.append(NOT_GUARDED.format(len(missing), missing[0]))
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"All fit. Seals: {Seal.objects.count()}; chains: {chains.count()}.")

    @staticmethod
    def _statement(path: Path) -> str:
        """Why a statement that was kept does not fit; "" where it does."""
        try:
            kept = path.read_text(encoding="utf-8")
            words = check_kept(kept, [key.key for key in public_keys()])
        except (OSError, UnicodeError, NoKey) as error:
            raise CommandError(f"{path} cannot be checked: {error}.") from error
        return f"{path}: {words}." if words else ""

    @staticmethod
    def _chains(code: str | None) -> Any:
        chains = Chain.objects.select_related("organisation").order_by("pk")
        if code is None:
            return chains
        found = chains.filter(organisation__code=code)
        if not found.exists():
            raise CommandError(f"No decision of “{code}” is confirmed.")
        return found
