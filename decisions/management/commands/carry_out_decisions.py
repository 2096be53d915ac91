"""manage.py carry_out_decisions: once a day, what confirmed decisions settle and nothing holds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from decisions.deciding import carry_out_decision
from decisions.models import Decision
from decisions.settling import what_may_move, with_something_to_settle
from sharedsvc.core.history import recording

REASON = "Nothing holds it any more: the second person confirmed that it takes effect then"


class Command(BaseCommand):
    """Carries out what took effect since: its day came, its call-in period ran out."""

    help = "Move what confirmed decisions settle, where their day has come and nothing holds them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry out each decision by itself: one that is refused stops no other."""
        refused = 0
        for decision in with_something_to_settle().iterator():
            if what_may_move(decision):
                refused += not self._carried_out(decision)
        if refused:
            raise CommandError(f"Refused: {refused}. Look at each, and carry it out on its page.")

    def _carried_out(self, decision: Decision) -> bool:
        try:
            with recording(user=None, reason=REASON):
                moved = carry_out_decision(record=decision)
        except ValidationError as error:
            self.stderr.write(f"{decision.code}: {' '.join(error.messages)}")
            return False
        self.stdout.write(f"{decision.code}: {len(moved)} moved")
        return True
