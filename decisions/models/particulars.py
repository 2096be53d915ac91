"""What is recorded of a decision or clause besides its words: how taken, who acts by when."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from decisions.choices import ActionState, AmendmentOutcome, AnswerToAsk, CallInRule
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import bounds_in_order, date_as_known, date_once_it_came
from sharedsvc.core.states import NOT_STATED

MOST_VOTES = 99_999_999  # in a poll of electors; what a column of any database holds
DATES_OF_TAKING = ("announced", "call_in_until")
# What became of an action: it may change while what was decided stays.
ACTION_COLUMNS = (
    *("action", "reported"),
    *("done", "done_words", "done_earliest", "done_latest"),
)


class HowTaken(models.Model):
    """By whom a decision was taken, when it was made known, and whether it is open to call-in."""

    announced, announced_words, announced_earliest, announced_latest = date_as_known(
        "made known", "When the body published what it decided. Blank: not stated."
    )
    officer = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="taken by the post",
        help_text="The post that decided, where no body did. Blank: a body, or not stated.",
    )
    under = models.ForeignKey(
        "decisions.Delegation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="used_by",
        verbose_name="under the delegation",
        help_text="The delegation that an officer’s decision rests on.",
    )
    without_delegation = models.TextField(
        "why without a delegation in force",
        blank=True,
        help_text="Why an officer’s decision is recorded though no delegation allows it.",
    )
    call_in = models.CharField(
        "call-in",
        max_length=20,
        choices=CallInRule.offered,
        blank=True,
        help_text="Whether it is open to call-in. Blank: not stated.",
    )
    call_in_until, call_in_until_words, call_in_until_earliest, call_in_until_latest = (
        date_as_known("open to call-in until", "The last day on which it may be called in.")
    )
    call_in_why = models.TextField(
        "why it is not open to call-in",
        blank=True,
        help_text="Urgent and by whom waived, called in before, or a kind that never is.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("announced"),
            bounds_in_order("call_in_until"),
            models.CheckConstraint(
                condition=Q(under__isnull=True) | Q(officer__isnull=False),
                name="delegation_used_by_a_post",
                violation_error_message="Name the post that decided under the delegation.",
            ),
            models.CheckConstraint(
                condition=Q(without_delegation="") | Q(officer__isnull=False),
                name="without_delegation_only_a_post",
                violation_error_message="Only a post decides without a delegation: name it.",
            ),
            models.CheckConstraint(
                condition=~Q(call_in=CallInRule.NOT_OPEN) | ~Q(call_in_why=""),
                name="not_open_to_call_in_says_why",
                violation_error_message="Say why the decision is not open to call-in.",
            ),
        ]


class AnswerGiven(models.Model):
    """What a clause makes of the recommendation that it answers."""

    outcome = models.CharField(
        "what became of the ask",
        max_length=20,
        choices=AnswerToAsk.offered,
        blank=True,
        help_text="As recommended, amended, not agreed, deferred or referred. Blank: not stated.",
    )
    deferred_until, deferred_until_words, deferred_until_earliest, deferred_until_latest = (
        date_as_known("deferred until", "Until when, or until what, it was put off.")
    )
    referred_to = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_clauses",
        help_text="The body to which it was referred.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("deferred_until"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(answers__isnull=False),
                name="outcome_of_an_ask",
                violation_error_message="Name the recommendation that was so answered.",
            ),
        ]


class AgreedHow(models.Model):
    """Whether a clause agrees in principle only, or is the vote on an amendment of another."""

    in_principle = models.BooleanField(
        "in principle only",
        default=False,
        help_text="It agrees in principle: what it settles is agreed in principle, not confirmed.",
    )
    amendment = models.CharField(
        "vote on an amendment",
        max_length=10,
        choices=AmendmentOutcome.offered,
        blank=True,
        help_text="What the vote on an amendment came to. Blank: it is no amendment.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amendment="") | Q(under__isnull=False),
                name="amendment_of_a_clause",
                violation_error_message="Say of which clause that was an amendment.",
            ),
        ]


def _votes(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


def votes_within_those_cast(name: str) -> models.CheckConstraint:
    """The votes for and against are among those cast, where all are told."""
    return models.CheckConstraint(
        condition=Q(votes_cast__isnull=True)
        | Q(votes_for__isnull=True)
        | Q(votes_against__isnull=True)
        | Q(votes_cast__gte=models.F("votes_for") + models.F("votes_against")),
        name=name,
        violation_error_message=(
            "Fewer votes were cast than are for and against together: look at them again."
        ),
    )


class VoteTaken(models.Model):
    """A vote, as counts or only in words, and the majority that it needed."""

    votes_for: Any = _votes("votes for")
    votes_against: Any = _votes("votes against")
    votes_abstained: Any = _votes("abstained")
    votes_cast: Any = _votes("votes cast")
    vote_words = models.CharField(
        "vote in words", max_length=200, blank=True, help_text="As the minute says: unanimous."
    )
    majority = models.CharField(
        "majority needed", max_length=100, blank=True, help_text="Blank: not stated."
    )

    class Meta:
        abstract = True


class ActionAsked(models.Model):
    """Who acts on a clause and by when, which is sealed; what became of it, which is not."""

    who_acts = models.CharField(
        max_length=200, blank=True, help_text="The post, body or organisation that is to act."
    )
    act_by, act_by_words, act_by_earliest, act_by_latest = date_as_known(
        "by when", "By when it is to be done. Blank: not stated."
    )
    action = DatedCharField(
        "done or not",
        max_length=20,
        choices=ActionState.offered,
        blank=True,
        unknown=NOT_STATED,
        finals=[Final((ActionState.DONE, ActionState.DROPPED), since="done")],
        help_text="What became of the action. Blank: nothing is reported.",
    )
    done, done_words, done_earliest, done_latest = date_once_it_came(
        "done", "done on", "When it was done, or given up. Blank: not stated."
    )
    reported = models.TextField(
        "reported of it", blank=True, help_text="What was reported of the action, and where."
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            bounds_in_order("act_by"),
            bounds_in_order("done"),
            models.CheckConstraint(
                condition=Q(action="") | ~Q(who_acts=""),
                name="action_has_an_owner",
                violation_error_message="Say who acts before you say what became of it.",
            ),
        ]
