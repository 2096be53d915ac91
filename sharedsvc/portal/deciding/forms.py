"""What is asked when a clerk records what was decided: of the whole, and of each clause."""

from collections.abc import Callable
from typing import Any

from django import forms

from decisions.choices import AmendmentOutcome, AnswerToAsk, CallInRule, ConditionTiming, Verb
from decisions.delegated import why_not_allowed
from decisions.models import Clause, Condition, Decision, Delegation, Recommendation
from decisions.models.particulars import MOST_VOTES
from decisions.movers import NOT_CARRIED
from programmes.choices import Visibility
from programmes.models import Body, Document, Meeting, Post
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import bounds
from sharedsvc.core.field_words import as_in, heading_of, help_of
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen
from sharedsvc.portal.deciding.place import PlaceOfDeciding
from sharedsvc.portal.deciding.wording import as_one_line

LONGEST = 20_000
MEETINGS = 200
CHOOSE = "Choose one"
VERBS = [("", CHOOSE), *Verb.choices]
# What was not agreed, put off or handed on is said by these verbs, whatever was recommended.
VERB_OF = {
    AnswerToAsk.NOT_AGREED: Verb.REFUSE,
    AnswerToAsk.DEFERRED: Verb.DEFER,
    AnswerToAsk.REFERRED: Verb.REFER,
}
VERB_OF_AMENDMENT = {AmendmentOutcome.CARRIED: Verb.AGREE, AmendmentOutcome.LOST: Verb.REFUSE}


def words(model: Any, name: str, *, required: bool = False, rows: int = 0) -> forms.CharField:
    """A field for a text of a model, called as the record calls it."""
    field = model._meta.get_field(name)
    widget = Lines(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=heading_of(field),
        help_text=help_of(field),
        max_length=field.max_length or LONGEST,
        required=required,
        widget=widget,
        validators=[validate_seen],
    )


def when(model: Any, name: str, *, required: bool = False) -> DateAsKnownField:
    """A field for a date as known."""
    field = model._meta.get_field(name)
    return DateAsKnownField(
        label=heading_of(field), help_text=help_of(field), max_length=100, required=required
    )


def one_of(model: Any, name: str, *, blank: str = "Not stated") -> forms.ModelChoiceField:
    field = model._meta.get_field(name)
    return forms.ModelChoiceField(
        label=heading_of(field),
        help_text=help_of(field),
        queryset=field.related_model.objects.none(),
        required=False,
        empty_label=blank,
    )


RecordsTyped = dict[str, tuple[str, Any]]


def by_key(rows: Any, named: Callable[[Any], str] = str) -> RecordsTyped:
    """Records by their keys as typed, each with its name: read once for all clauses."""
    return {str(one.pk): (named(one), one) for one in rows}


class OneOfThese(forms.ChoiceField):
    """One of records that were read already; its value is the record, or None."""

    def __init__(self, blank: str, **kwargs: Any) -> None:
        self.blank = blank
        super().__init__(required=False, **kwargs)

    def offer(self, records: RecordsTyped) -> None:
        """Offer these."""
        self.records = records
        self.choices = [("", self.blank), *((key, name) for key, (name, _) in records.items())]

    def clean(self, value: Any) -> Any:
        """The record. Raises ValidationError."""
        key = super().clean(value)
        return self.records[key][1] if key else None


def _count(name: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=heading_of(Clause._meta.get_field(name)),
        min_value=0,
        max_value=MOST_VOTES,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={"invalid": "Give a number of votes in figures, or leave it blank."},
    )


class VoteForm(forms.Form):
    """A vote: on a clause, or on the whole."""

    votes_for = _count("votes_for")
    votes_against = _count("votes_against")
    votes_abstained = _count("votes_abstained")
    votes_cast = _count("votes_cast")
    vote_words = words(Clause, "vote_words")
    majority = words(Clause, "majority")

    @property
    def has_vote(self) -> bool:
        """Whether anything is said of the vote: it is unfolded then."""
        return any(self[name].value() or self[name].errors for name in VoteForm.base_fields)

    def check_votes(self, data: dict[str, Any]) -> None:
        """Refuse fewer votes cast than are told."""
        cast = data.get("votes_cast")
        told = (data.get("votes_for") or 0) + (data.get("votes_against") or 0)
        if cast is not None and cast < told:
            self.add_error("votes_cast", f"{told} votes are for and against: {cast} is fewer.")


class DecisionForm(VoteForm):
    """What is said of the decision as a whole."""

    title = words(Decision, "title", required=True)
    organisation = one_of(Decision, "organisation", blank=CHOOSE)
    body = one_of(Decision, "body")
    meeting = one_of(Decision, "meeting")
    date = when(Decision, "date", required=True)
    effective = when(Decision, "effective")
    announced = when(Decision, "announced")
    call_in = forms.ChoiceField(
        label=heading_of(Decision._meta.get_field("call_in")),
        choices=[("", "Not stated"), *CallInRule.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    call_in_until = when(Decision, "call_in_until")
    call_in_why = words(Decision, "call_in_why", rows=2)
    officer = one_of(Decision, "officer", blank="A body decided, or not stated")
    under = one_of(Decision, "under", blank="None")
    without_delegation = words(Decision, "without_delegation", rows=2)
    document = forms.ModelChoiceField(
        label="Source",
        queryset=Document.objects.none(),
        required=False,
        empty_label="None among the programme’s documents",
        help_text="The minute, report or letter that says so.",
    )
    paragraph = forms.CharField(label="Paragraph of the source", max_length=60, required=False)
    visibility = forms.ChoiceField(
        **{k: v for k, v in as_in(Decision, "visibility").items() if k == "label"},
        choices=Visibility.choices,
        help_text="Until it is published: that is an act of its own, once it is confirmed.",
    )
    remarks = words(Decision, "remarks", rows=2)
    reason = forms.CharField(
        label="Why it is entered",
        max_length=200,
        help_text="Kept in the history. For example: from the minute.",
        validators=[validate_seen],
    )

    def __init__(self, data: Any, *, place: PlaceOfDeciding, user: Any) -> None:
        super().__init__(data)
        self.place, self.user = place, user
        self._offer_who()
        posts = Post.objects.visible_to(user).order_by("title", "pk")
        self._choose("officer", posts)
        granted = Delegation.objects.visible_to(user).filter(programme=place.programme)
        self._choose("under", granted.select_related("to").order_by("code"))
        documents = Document.objects.visible_to(user).filter(programme=place.programme)
        self._choose("document", documents.order_by("title", "pk"))
        if place.corrects:
            self.fields["remarks"].required = True
            self.fields["remarks"].label = (
                "Why it takes the place of what was called in"
                if place.after
                else "Why it corrects the decision recorded before"
            )
            self.fields["remarks"].help_text = "Both stay, each marked; this is shown with them."

    def _offer_who(self) -> None:
        """Who decided is asked only where the page does not say so."""
        place = self.place
        keys = [one.pk for one in place.organisations]
        if place.organisation:
            del self.fields["organisation"]
        else:
            rows = self.fields["organisation"].queryset.model.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
            self._choose("organisation", rows.order_by("name"))
            self.fields["organisation"].required = True
        if place.body:
            del self.fields["body"], self.fields["meeting"]
            return
        bodies = Body.objects.visible_to(self.user).filter(organisation__in=keys)
        self._choose("body", bodies.select_related("organisation").order_by("name", "pk"))
        meetings = Meeting.objects.visible_to(self.user).filter(body__organisation__in=keys)
        latest = meetings.order_by("-date_latest", "-pk").values_list("pk", flat=True)[:MEETINGS]
        rows = meetings.filter(pk__in=list(latest)).select_related("body__organisation")
        self._choose("meeting", rows.order_by("-date_latest", "-pk"))

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit together, each at its field."""
        data = super().clean() or {}
        organisation = data.get("organisation") or self.place.organisation
        body, meeting = data.get("body"), data.get("meeting")
        if body and organisation and body.organisation_id != organisation.pk:
            self.add_error("body", f"That is not a body of {organisation}.")
        if meeting and body and meeting.body_id != body.pk:
            self.add_error("meeting", f"That is not a meeting of {body}.")
        if data.get("call_in") == CallInRule.NOT_OPEN and not data.get("call_in_why"):
            self.add_error("call_in_why", "Say why it is not open to call-in.")
        self._check_delegation(data)
        self.check_votes(data)
        return data

    def _check_delegation(self, data: dict[str, Any]) -> None:
        """An officer's decision rests on a delegation that allowed it, or says why without one."""
        officer, under, why = (data.get(n) for n in ("officer", "under", "without_delegation"))
        if officer is None:
            if under:
                self.add_error("officer", "Name the post that decided under the delegation.")
            if why:
                self.add_error("officer", "Name the post that decided without a delegation.")
            return
        taken = bounds(data["date"]) if data.get("date") and not why else None
        why_not = why_not_allowed(under, officer, taken) if taken else ""
        if why_not:
            self.add_error("under", why_not)

    @property
    def citations(self) -> list[tuple[Document, str, bool]]:
        """The source that was chosen, if any."""
        document = self.cleaned_data["document"]
        return [(document, self.cleaned_data["paragraph"], False)] if document else []


class ClauseForm(VoteForm):
    """One clause: what became of the ask, its wording, the vote, who acts, what it settles."""

    outcome = forms.ChoiceField(
        label="What became of it",
        choices=AnswerToAsk.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of this recommendation."},
    )
    number = words(Clause, "number", required=True)
    part_of = forms.CharField(
        label=heading_of(Clause._meta.get_field("under")),
        max_length=20,
        required=False,
        help_text="The number of the clause of which it is a sub-clause. Blank: none.",
    )
    verb = forms.ChoiceField(
        label=heading_of(Clause._meta.get_field("verb")),
        help_text=help_of(Clause._meta.get_field("verb")),
        choices=VERBS,
        required=False,
    )
    text = words(Clause, "text", rows=3)
    addressee = words(Clause, "addressee")
    deferred_until = when(Clause, "deferred_until")
    deferred_until_words = words(Clause, "deferred_until_words")
    referred_to = OneOfThese(
        "None",
        label=heading_of(Clause._meta.get_field("referred_to")),
        help_text=help_of(Clause._meta.get_field("referred_to")),
    )
    who_acts = words(Clause, "who_acts")
    act_by = when(Clause, "act_by")
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        max_length=LONGEST,
        widget=Lines(attrs={"rows": 2}),
        help_text="What the clause is subject to, each on a line of its own.",
        validators=[validate_seen],
    )
    timing = forms.ChoiceField(
        label="When the conditions are to be met",
        choices=ConditionTiming.choices,
        initial=ConditionTiming.NOT_STATED,
        required=False,
    )
    delegate_to = OneOfThese("Nothing is delegated", label="Delegated to the post")
    delegate_with = OneOfThese(
        "Nobody", label=heading_of(Delegation._meta.get_field("in_consultation_with"))
    )
    delegate_what = words(Delegation, "on_what", rows=2)
    in_principle = forms.BooleanField(
        label=heading_of(Clause._meta.get_field("in_principle")),
        help_text=help_of(Clause._meta.get_field("in_principle")),
        required=False,
    )
    amendment = forms.ChoiceField(
        label="The vote on the amendment",
        choices=AmendmentOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the amendment was carried or lost."},
    )
    own_only = forms.BooleanField(
        label="Exempt: only our own people see this clause", required=False
    )

    def __init__(self, data: Any, *, prefix: str, ask: Recommendation | None, given: Any) -> None:
        super().__init__(data, prefix=prefix)
        self.ask, self.given = ask, given
        self.is_amendment = ask is None and bool(data.get(f"{prefix}-amends"))
        del self.fields["verb" if self.is_amendment else "amendment"]
        if ask is None:
            del self.fields["outcome"]
            self.fields["text"].required = True
        for name in ("delegate_to", "delegate_with"):
            self.fields[name].offer(given.posts)  # type: ignore[attr-defined]
        self.fields["referred_to"].offer(given.bodies)  # type: ignore[attr-defined]

    @property
    def called_in_errors(self) -> str:
        """What an error calls the clause."""
        return f"Clause {self['number'].value() or 'without a number'}"

    @property
    def outcome_typed(self) -> str:
        """What became of the ask, as it was chosen."""
        return str(self["outcome"].value() or "") if self.ask else ""

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit together, each at its field, in the clerk's terms."""
        data = super().clean() or {}
        self._check_wording(data)
        self._check_whither(data)
        self.check_votes(data)
        if data.get("act_by") and not data.get("who_acts"):
            self.add_error("who_acts", "Say who is to act by then.")
        if data.get("delegate_to") and not data.get("delegate_what"):
            self.add_error("delegate_what", "Say what is delegated.")
        if data.get("delegate_what") and not data.get("delegate_to"):
            self.add_error("delegate_to", "Choose the post to which it is delegated.")
        return data

    def _check_wording(self, data: dict[str, Any]) -> None:
        outcome = data.get("outcome", "")
        if self.ask:
            same = as_one_line(data.get("text", "")) in ("", as_one_line(self.ask.text))
            if outcome == AnswerToAsk.AMENDED and same:
                self.add_error("text", "Type the wording as it was amended.")
            if outcome == AnswerToAsk.AS_RECOMMENDED and not same:
                self.add_error("text", "The wording was changed: choose “Amended”, or put it back.")
        needs_verb = "verb" in self.fields and outcome not in VERB_OF
        if "outcome" not in self.errors and needs_verb and not data.get("verb"):
            self.add_error("verb", "Choose what the body did.")

    def _check_whither(self, data: dict[str, Any]) -> None:
        outcome = data.get("outcome", "")
        until = data.get("deferred_until") or data.get("deferred_until_words")
        if outcome == AnswerToAsk.DEFERRED and not until and "deferred_until" not in self.errors:
            self.add_error("deferred_until", "Say until when, or until what, it was deferred.")
        if outcome == AnswerToAsk.REFERRED and not (
            data.get("referred_to") or data.get("addressee")
        ):
            self.add_error("referred_to", "Choose the body, or name it under “Whom it asks”.")

    @property
    def verb_used(self) -> str:
        """What the body did."""
        data = self.cleaned_data
        said = VERB_OF.get(data.get("outcome", ""), data.get("verb"))
        return str(said or VERB_OF_AMENDMENT[data["amendment"]])

    @property
    def text_decided(self) -> str:
        """The wording that stands: the clerk's where it was amended or added, else the ask's."""
        data = self.cleaned_data
        if self.ask and data["outcome"] != AnswerToAsk.AMENDED:
            return str(self.ask.text)
        return str(data["text"]).strip()

    @property
    def settles_nothing(self) -> bool:
        """Whether the ask was not agreed, put off or handed on."""
        return self.outcome_typed in NOT_CARRIED

    def condition_rows(self) -> list[Condition]:
        """The conditions that were typed, one a line."""
        lines = self.cleaned_data["conditions"].splitlines()
        timing = self.cleaned_data["timing"] or ConditionTiming.NOT_STATED
        return [Condition(text=line.strip(), timing=timing) for line in lines if line.strip()]
