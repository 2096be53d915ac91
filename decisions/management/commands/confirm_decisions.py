"""manage.py confirm_decisions PROGRAMME --reason …: seal what was brought by workbook."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.models import Decision
from decisions.operations import confirm
from programmes.models import Programme
from sharedsvc.core.history import recording


class Command(BaseCommand):
    """All or nothing; by nobody in particular, as all that the command line records."""

    help = (
        "Confirm the decisions of a programme that are recorded and not confirmed, and seal them, "
        "the oldest first. For what a workbook brought and somebody compared with its sources: "
        "that is not taken back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme", help="The programme's code.")
        parser.add_argument("decision", nargs="*", help="Only the decisions with these codes.")
        parser.add_argument("--reason", required=True, help="What they were compared with.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Confirm them. Raises CommandError where one cannot be confirmed: then none is."""
        decisions = self._decisions(options["programme"], options["decision"])
        reason = options["reason"].strip()
        if not reason:
            raise CommandError("Say with --reason what they were compared with.")
        with recording(user=None, reason=reason):
            for decision in decisions:
                self._confirm(decision)
        self.stdout.write(f"{len(decisions)} decisions confirmed and sealed.")

    @staticmethod
    def _decisions(programme: str, codes: list[str]) -> list[Decision]:
        if not Programme.objects.filter(code=programme, struck_out="").exists():
            raise CommandError(f"There is no programme “{programme}”.")
        found = Decision.objects.filter(programme__code=programme, struck_out="", seal=None)
        found = found.order_by("date_latest", "pk")
        wanted = [decision for decision in found if not codes or decision.code in codes]
        missing = {*codes} - {decision.code for decision in wanted}
        if missing:
            raise CommandError(f"Not there, or confirmed already: {', '.join(sorted(missing))}.")
        return wanted

    @staticmethod
    def _confirm(decision: Decision) -> None:
        try:
            confirm(record=decision)
        except ValidationError as error:
            raise CommandError(f"{decision.code}: {' '.join(error.messages)}") from error
