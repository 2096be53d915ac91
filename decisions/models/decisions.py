"""What was decided: decisions in numbered clauses, never edited and never deleted."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from decisions.choices import ConditionState, ConditionTiming, DelegationState, Verb
from decisions.models.particulars import (
    ACTION_COLUMNS,
    DATES_OF_TAKING,
    ActionAsked,
    AgreedHow,
    AnswerGiven,
    HowTaken,
    VoteTaken,
    votes_within_those_cast,
)
from decisions.models.reports import Recommendation
from decisions.querysets import ClauseQuerySet, DecisionQuerySet, OfClauseQuerySet
from programmes.choices import Visibility
from programmes.models import (
    DatedRecord,
    HappeningRecord,
    Record,
    once_in_a_programme,
    refuse_anothers_body,
)
from sharedsvc.core.dated.fields import DatedCharField, Final
from sharedsvc.core.models import END, POINT, START, bounds_in_order, date_as_known, unique
from sharedsvc.core.rights import fields_that_differ
from sharedsvc.core.states import NOT_STATED

RECORDED = (
    "A recorded decision is never edited. To correct it, add a decision that supersedes this one "
    "and say in its remarks why; a row entered by mistake can be struck out."
)

CONFIRMED = (
    "This decision was confirmed and sealed: it is neither changed nor struck out. To correct it, "
    "record a decision that supersedes it and say in its remarks why."
)

NOT_CONFIRMED = "Only a confirmed decision is published: a second person confirms it first."
ALREADY_PUBLIC = "This decision is open to everybody already."


class RecordedOnce(Record):
    """A record that stays as it was first written; only its striking out may be added.

    Once its decision is confirmed not even that. Who may see it is no part of what was decided: the
    operation that publishes it (`in_the_act`) opens it to all.
    """

    in_the_act: bool = False
    apart: ClassVar[tuple[str, ...]] = ()  # what became of it since is no part of it either

    class Meta(Record.Meta):
        abstract = True

    @property
    def why_fixed(self) -> str:
        """That what was recorded stays, and what to do instead."""
        if not self.pk:
            return ""
        return CONFIRMED if self.is_confirmed else RECORDED

    @property
    def is_confirmed(self) -> bool:
        """Whether the decision, or the one it is part of, was confirmed and sealed."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new one; of one that is stored only what may still change.

        Raises ValidationError.
        """
        if not self._state.adding:
            self._refuse_changes()
        super().save(*args, **kwargs)

    def _refuse_changes(self) -> None:
        stored = type(self).objects.get(pk=self.pk)
        apart = {"struck_out", *self.apart, *(["visibility"] if self.in_the_act else [])}
        changed = [
            str(field.verbose_name)
            for field in fields_that_differ(stored, self)
            if field.editable and field.name not in apart
        ]
        if (changed or stored.struck_out != self.struck_out) and self.is_confirmed:
            raise ValidationError(CONFIRMED)
        if changed:
            raise ValidationError(
                f"A recorded decision is never edited ({', '.join(changed)}). "
                "Record a correction that supersedes it and says why."
            )


class Decision(RecordedOnce, HappeningRecord, HowTaken, VoteTaken):
    """What a body did at a meeting. Who took it may be not stated; it is then blank."""

    seen_through = ("programme",)
    partnership_path = "programme__partnership"
    same_programme = ("supersedes",)
    is_fixed_by_itself = True
    known_dates: ClassVar = dict.fromkeys(("date", "effective", *DATES_OF_TAKING), POINT)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="decisions"
    )
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=300, help_text="What was decided, in a few words.")
    organisation = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        help_text="Blank: not stated who.",
    )
    body = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        help_text="Blank: not stated which.",
    )
    meeting = models.ForeignKey(
        "programmes.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        help_text="The meeting of that body at which it was taken. Blank: not stated.",
    )
    effective, effective_words, effective_earliest, effective_latest = date_as_known(
        "takes effect", "When it takes effect. Blank: when it is taken."
    )
    paraphrased = models.BooleanField(
        default=False, help_text="In our words: the minute itself is not what stands here."
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        help_text=("The recorded decision that this one corrects or replaces. Blank: none."),
    )
    sent_back = models.TextField(
        "why it was sent back",
        blank=True,
        editable=False,
        help_text="Why a second person did not confirm it. Blank: it was not sent back.",
    )

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta(HappeningRecord.Meta):
        ordering: ClassVar = ["-date_latest", "pk"]
        constraints: ClassVar = [
            *HappeningRecord.Meta.constraints,
            *HowTaken.Meta.constraints,
            votes_within_those_cast("votes_cast_on_a_decision_hold_those_for_and_against"),
            bounds_in_order("effective"),
            once_in_a_programme("a decision"),
            models.CheckConstraint(
                condition=Q(body__isnull=True) | Q(organisation__isnull=False),
                name="body_decides_for_its_organisation",
                violation_error_message="Name the organisation whose body decided.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fixed(self) -> bool:
        """A decision is on the record from the first."""
        return True

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person confirmed it, and it was sealed."""
        return hasattr(self, "seal")

    @property
    def is_published(self) -> bool:
        """Whether it was confirmed and is everybody's to read."""
        return self.is_confirmed and self.visibility == Visibility.PUBLIC

    @property
    def why_not_published(self) -> str:
        """Why it cannot be published now, in words; "" where it can."""
        if not self.is_confirmed:
            return NOT_CONFIRMED
        return ALREADY_PUBLIC if self.visibility == Visibility.PUBLIC else ""

    @property
    def is_never_struck_out(self) -> bool:  # type: ignore[override]
        """Once it is confirmed; nor is any part of it, or a link."""
        return self.is_confirmed

    @property
    def taken_by(self) -> str:
        """Who took it, in words."""
        return ", ".join(record.label for record in self.takers) or "Not stated who"

    @property
    def takers(self) -> list[Any]:
        """Body and organisation, as far as they are stated; one whom the body's name says is not.

        Also where one of them is withheld from the reader (`showing.Withheld`).
        """
        body, organisation = self.body, self.organisation
        if body and organisation and body.pk and organisation.pk:
            return [body] if body.is_named_after(organisation) else [body, organisation]
        return [record for record in (body, organisation) if record]

    def clean(self) -> None:
        """Refuse a body of another organisation. Raises ValidationError."""
        super().clean()
        refuse_anothers_body(self)


class Clause(RecordedOnce, AnswerGiven, AgreedHow, VoteTaken, ActionAsked):
    """One numbered thing that a decision says; its subjects are what it is about."""

    seen_through = ("decision",)
    partnership_path = "decision__programme__partnership"
    known_dates: ClassVar = dict.fromkeys(("deferred_until", "act_by", "done"), POINT)
    apart = ACTION_COLUMNS

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=1)
    verb = models.CharField(
        max_length=20,
        choices=Verb.offered,
        help_text="What the body did, in the nearest word of the list.",
    )
    text = models.TextField("what was decided", help_text="The clause itself, without its number.")
    addressee = models.CharField(
        "whom it asks", max_length=200, blank=True, help_text="Whom it asks, or to whom it refers."
    )
    answers = models.ForeignKey(
        Recommendation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name="answers the ask",
    )
    under = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="part of the clause",
        help_text="The clause of which it is a sub-clause. Blank: none.",
    )

    objects: ClassVar[Any] = ClauseQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering: ClassVar = ["decision", "order", "pk"]
        constraints: ClassVar = [
            *Record.Meta.constraints,
            *AnswerGiven.Meta.constraints,
            *AgreedHow.Meta.constraints,
            votes_within_those_cast("votes_cast_hold_those_for_and_against"),
            *ActionAsked.Meta.constraints,
            unique(
                "decision",
                "number",
                name="clause_number_once_in_a_decision",
                message="The decision already has a clause with this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_verb_display()}: {self.text}"

    def clean(self) -> None:
        """Refuse a part of another decision's clause. Raises ValidationError."""
        super().clean()
        if self.under and self.under.decision_id != self.decision_id:
            raise ValidationError({"under": "That clause is of another decision."})

    @property
    def is_confirmed(self) -> bool:
        """Whether its decision was confirmed and sealed."""
        return self.decision.is_confirmed


class Condition(DatedRecord):
    """What a clause is subject to; open until somebody entitled says that it is met."""

    seen_through = ("clause",)
    partnership_path = "clause__decision__programme__partnership"
    known_dates: ClassVar = {"start": START, "end": END, "due": POINT}

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="conditions")
    number = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(help_text="What must come about, in the clause's own terms.")
    upon = models.ForeignKey(
        "programmes.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="that this one decides",
        help_text=(
            "Where it asks that another decides at the same gate: who. Met once that was done."
        ),
    )
    timing = models.CharField(
        "when",
        max_length=20,
        choices=ConditionTiming.offered,
        default=ConditionTiming.NOT_STATED,
        help_text="Before or after the decision takes effect, where the clause says so.",
    )
    state = DatedCharField(
        max_length=20,
        choices=ConditionState.offered,
        default=ConditionState.OPEN,
        unknown=ConditionState.OPEN,
        finals=[Final((ConditionState.MET, ConditionState.FAILED, ConditionState.WAIVED))],
        help_text=("Open until somebody entitled says, on evidence, that it is met or waived."),
    )
    asked_of = models.CharField(
        "who sees to it",
        max_length=200,
        blank=True,
        help_text="Whose task it is that it comes about, where the clause says so.",
    )
    due, due_words, due_earliest, due_latest = date_as_known(
        "due", "By when it must have come about, where the clause says so."
    )
    settled_by = models.CharField(
        "settled by",
        max_length=200,
        blank=True,
        help_text="Who holds it to be met, failed or waived.",
    )
    evidence = models.TextField(
        "on what evidence", blank=True, help_text="On what it is held to be met or waived."
    )
    progress = models.TextField("reported so far", blank=True)

    objects: ClassVar[Any] = OfClauseQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["clause", "order", "number"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            bounds_in_order("due"),
            models.CheckConstraint(
                condition=~Q(state=ConditionState.OPEN) | Q(settled_by=""),
                name="open_condition_settled_by_nobody",
                violation_error_message="Nobody has settled a condition that is open.",
            ),
            unique(
                "clause",
                "number",
                name="condition_number_once_in_a_clause",
                message="The clause already has a condition with this number.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ConditionState.OPEN, ConditionState.FAILED])
                | ~Q(evidence=""),
                name="condition_met_or_waived_on_evidence",
                violation_error_message="Say on what evidence the condition is met or waived.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Delegation(DatedRecord):
    """Authority to a post, in consultation with another; it may only be anticipated (CE)."""

    seen_through = ("programme", "to")
    partnership_path = "programme__partnership"
    same_programme = ("clause",)

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="delegations"
    )
    code = models.SlugField(max_length=80)
    by = models.ForeignKey(
        "programmes.Body",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        help_text="Who delegates.",
    )
    to = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        related_name="delegations",
        help_text="The post that may act.",
    )
    in_consultation_with = models.ForeignKey(
        "programmes.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The post that must be consulted first. Blank: none.",
    )
    on_what = models.TextField(help_text="What it may decide.")
    state = DatedCharField(
        max_length=20,
        choices=DelegationState.offered,
        unknown=NOT_STATED,
        finals=[Final((DelegationState.USED, DelegationState.LAPSED, DelegationState.REFUSED))],
        help_text="Whether the power is only expected, asked for, given, or used.",
    )
    clause = models.ForeignKey(
        Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        help_text="The clause that grants it.",
    )

    objects: ClassVar[Any] = OfClauseQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering: ClassVar = ["programme", "code"]
        constraints: ClassVar = [
            *DatedRecord.Meta.constraints,
            once_in_a_programme("a delegation"),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.on_what}"
