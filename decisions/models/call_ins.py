"""Call-in: what was decided is asked to be looked at again before it takes effect."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from decisions.choices import CallInOutcome
from decisions.models.decisions import Clause, Decision
from programmes.models import HappeningRecord
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import POINT, bounds_in_order, date_once_it_came, unique


class CallIn(HappeningRecord):
    """That a decision, or one clause of it, was called in: an act of its own, never sealed.

    Until it is heard, and after it was referred, what was called in is on hold and moves nothing.
    What is then confirmed, amended or rescinded is a decision of its own.
    """

    seen_through = ("decision", "clause")
    partnership_path = "decision__programme__partnership"
    known_dates: ClassVar = {"date": POINT, "heard": POINT}

    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="call_ins",
        help_text="The decision that was called in.",
    )
    clause = models.ForeignKey(
        Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="call_ins",
        help_text="The one clause that was called in. Blank: the whole decision.",
    )
    number = models.PositiveSmallIntegerField(default=1, help_text="2 for a second call-in.")
    called_by = models.CharField(
        "who called it in",
        max_length=300,
        help_text="Members, a committee, as the notice names them.",
    )
    grounds = models.TextField(help_text="On what grounds, as the notice puts them.")
    heard_by = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="call_ins_heard",
        help_text="The body that hears it, or heard it. Blank: not stated.",
    )
    heard, heard_words, heard_earliest, heard_latest = date_once_it_came(
        "heard", "heard or withdrawn on", "When it was heard, or withdrawn. Blank: not yet."
    )
    outcome = DatedCharField(
        max_length=30,
        choices=CallInOutcome.offered,
        default=CallInOutcome.PENDING,
        unknown=CallInOutcome.PENDING,
        finals=[Final(CallInOutcome.settled(), since="heard")],
        help_text="What came of it: “upheld” is said of both, so say which.",
    )
    findings = models.TextField(
        "what was said", blank=True, help_text="What the body that heard it concluded."
    )

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["decision", "number"]
        verbose_name = "call-in"
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            bounds_in_order("heard"),
            unique(
                "decision",
                "number",
                name="call_in_number_once_in_a_decision",
                message="The decision already has a call-in with this number.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=CallInOutcome.PENDING) | ~Q(heard=""),
                name="call_in_settled_on_a_day",
                violation_error_message="Say when it was heard, or withdrawn.",
            ),
        ]

    def __str__(self) -> str:
        return f"Call-in of “{self.clause or self.decision}”, {self.date_in_english}"

    def clean(self) -> None:
        """Refuse another decision’s clause, and a hearing before the call-in. ValidationError."""
        super().clean()
        if self.clause and self.clause.decision_id != self.decision_id:
            raise ValidationError({"clause": "That clause is of another decision."})
        self.set_bounds()
        if self.heard and self.heard_latest < self.date_earliest:
            raise ValidationError({"heard": "That is before it was called in: look at both days."})

    @property
    def holds(self) -> bool:
        """Whether what was called in is on hold, as things stand now."""
        return self.outcome not in CallInOutcome.lets_go()


def holds_clause(call: CallIn, clause: Any) -> bool:
    """Whether a call-in is of this clause, or of its whole decision."""
    return call.decision_id == clause.decision_id and call.clause_id in (None, clause.pk)


def holding(decision: Any) -> Any:
    """The call-ins that hold a decision or a clause of it, whoever may see them."""
    rows = CallIn.objects.not_struck_out().filter(decision=decision)
    return rows.exclude(outcome__in=CallInOutcome.lets_go()).order_by("number")
