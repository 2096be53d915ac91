"""What is asked when an officer says how a workstream stands."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms

from sharedsvc.core.date_fields import DateAsKnownField, DayField
from sharedsvc.core.dates import bounds, day_in_words
from sharedsvc.core.field_words import as_in, heading_of
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen
from workstreams.choices import RATING_MEANS, Rating
from workstreams.forecasts import is_another_date
from workstreams.models import Milestone, StatusUpdate
from workstreams.operations import KNOWN_LATER, WHY_MOVED

NOT_RATED = "none"
LONGEST = 5_000
WORDS = ("rating", "narrative", "next_steps")
DATES = ("forecast", "done")
NO_DATE = "Give the date of the update: today’s unless it tells of an earlier day."
TOO_LATE = "“{}” is later than today: an update says how things stand by now."
NOT_DONE_YET = "“{}” is later than today: leave it blank until it is done."
PAST = "“{}” is before the date of the update. Say when it was done, or give a later date."


class FilledIn(forms.TextInput):
    """A field that needs a value and brings one: nobody has to fill it in."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Never: what is missing is said by the register, in its words."""
        return False


class UpToToday(DayField):
    """A day that is not later than today."""

    def clean(self, value: Any) -> datetime.date | None:
        """A day, not later than today. Raises ValidationError."""
        day = super().clean(value)
        if day is not None and day > datetime.date.today():
            raise forms.ValidationError(TOO_LATE.format(value.strip()))
        return day


def date_of_update() -> UpToToday:
    """The field of the date of an update; today is filled in."""
    return UpToToday(
        label="Date of the update",
        max_length=40,
        initial=lambda: day_in_words(datetime.date.today()),
        error_messages={"required": NO_DATE},
        widget=FilledIn(attrs={"size": 18, "autocomplete": "off"}),
    )


def date_of_milestone(**otherwise: Any) -> DateAsKnownField:
    """The field of a date of a milestone, called as the date is that it is expected on."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "size": 14})
    named = {**as_in(Milestone, "forecast"), **otherwise}
    return DateAsKnownField(**named, required=False, widget=widget)


def of_form(prefix: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields that begin so, by their names in the form."""
    start = f"{prefix}-"
    return {n.removeprefix(start): text for n, text in typed.items() if n.startswith(start)}


class UpdateForm(forms.Form):
    """How a workstream stands: two fields are needed, the date is filled in."""

    rating = forms.ChoiceField(
        label="How is it going?",
        choices=[*Rating.choices, (NOT_RATED, "Not rated")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is going; “Not rated” is an answer too."},
    )
    narrative = forms.CharField(
        label="What has happened?",
        max_length=LONGEST,
        help_text="Two or three sentences that a councillor can read without background",
        widget=Lines(attrs={"rows": 4}),
        validators=[validate_seen],
        error_messages={"required": "Say what has happened, or choose “No change”."},
    )
    next_steps = forms.CharField(
        label="What comes next?",
        max_length=LONGEST,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        validators=[validate_seen],
    )
    date = date_of_update()

    @property
    def ratings(self) -> list[tuple[Any, str, str]]:
        """Each choice of the rating: its button, its value, and what it means."""
        means: dict[str, str] = {NOT_RATED: "The words below are saved; the rating is not reported"}
        means |= {str(rating): words for rating, words in RATING_MEANS.items()}
        return [(one, one.data["value"], means[one.data["value"]]) for one in self["rating"]]


class MilestoneForm(forms.Form):
    """When a milestone is expected now, why its date moved, and whether it is done."""

    forecast = date_of_milestone()
    why = forms.CharField(
        label="If it moves, why",
        max_length=300,
        required=False,
        widget=Lines(attrs={"rows": 1}),
        validators=[validate_seen],
    )
    done = date_of_milestone(label="Done on")

    def __init__(self, data: Any, *, milestone: Milestone, shown: dict[str, str]) -> None:
        self.milestone = milestone
        start = {name: getattr(milestone, name) for name in DATES}
        super().__init__(data, initial=start | shown, prefix=prefix_of(milestone))

    @property
    def changed(self) -> dict[str, str]:
        """What was typed anew, as the milestone would hold it."""
        found: dict[str, str] = {}
        for name in DATES:
            value = self.cleaned_data.get(name)
            if name in self.changed_data and value not in (None, getattr(self.milestone, name)):
                found[name] = value
        return found

    def check(self, day: datetime.date) -> None:
        """Say what cannot be, in an update of this day."""
        changed = self.changed
        forecast, done = changed.get("forecast"), changed.get("done")
        for error in forecast_errors(self.milestone, forecast or "", day):
            self.add_error("forecast", error.format(self["forecast"].value().strip()))
        if done and bounds(done).latest > datetime.date.today():
            self.add_error("done", NOT_DONE_YET.format(self["done"].value().strip()))
        is_told_why = bool(self.cleaned_data.get("why", "").strip())
        if forecast and is_another_date(self.milestone, forecast) and not is_told_why:
            self.add_error("why", WHY_MOVED)

    def fill_in(self) -> Milestone | None:
        """The milestone with what was typed; None where nothing was changed."""
        changed = self.changed
        for name, value in changed.items():
            setattr(self.milestone, name, value)
        if "forecast" in changed:
            self.milestone.forecast_why = self.cleaned_data.get("why", "").strip()
        if "done" in changed:
            self.milestone.done_words = ""
        return self.milestone if changed else None


def forecast_errors(milestone: Milestone, forecast: str, day: datetime.date) -> list[str]:
    """What is wrong with another date for a milestone in an update of this day."""
    if not forecast:
        return []
    if bounds(forecast).latest < day:
        return [PAST]
    if milestone.forecast_known and milestone.forecast_known_latest > day:
        return [KNOWN_LATER.format(milestone.date_in_words("forecast_known"))]
    return []


def prefix_of(milestone: Any) -> str:
    """How the fields of a milestone begin."""
    return f"m{milestone.pk}"


class DayForm(forms.Form):
    """The date of several updates that are saved together."""

    called_in_errors = ""
    date = date_of_update()


class RowForm(forms.Form):
    """One workstream among several: its rating, a sentence, when its next milestone is expected."""

    rating = forms.ChoiceField(
        label=heading_of(StatusUpdate._meta.get_field("rating")),
        choices=[*Rating.choices, ("", "No change")],
        required=False,
        widget=forms.RadioSelect,
    )
    narrative = forms.CharField(
        label="What has happened, in a sentence",
        max_length=LONGEST,
        required=False,
        widget=Lines(attrs={"rows": 2}),
        validators=[validate_seen],
    )
    forecast = date_of_milestone()

    def __init__(self, *args: Any, milestone: Milestone | None, called: str, **kwargs: Any) -> None:
        self.milestone, self.called_in_errors = milestone, called
        expected = milestone.forecast if milestone else ""
        kwargs["initial"] = {"rating": "", "forecast": expected} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if milestone is None:
            del self.fields["forecast"]

    @property
    def forecast_changed(self) -> bool:
        """Whether another date is expected than was."""
        value = self.cleaned_data.get("forecast")
        known = self.milestone.forecast if self.milestone else None
        return "forecast" in self.changed_data and value not in (None, known)

    def check(self, day: datetime.date) -> None:
        """Say what cannot be in an update of this day."""
        said = self.cleaned_data.get("narrative", "")
        if not said and "narrative" not in self.errors:
            self.add_error("narrative", self._why_a_sentence)
        if self.milestone and self.forecast_changed:
            for error in forecast_errors(self.milestone, self.cleaned_data["forecast"], day):
                self.add_error("forecast", error.format(self["forecast"].value().strip()))

    @property
    def _why_a_sentence(self) -> str:
        if self.cleaned_data.get("rating") == Rating.RED:
            return "Red needs a sentence: say what is stuck."
        if self.milestone and self.forecast_changed:
            return "Say in a sentence why the date moves."
        return "Say in a sentence what has happened."

    def moved(self) -> list[Milestone]:
        """The milestone with the date that was typed; the sentence is the reason."""
        if not (self.milestone and self.forecast_changed):
            return []
        self.milestone.forecast = self.cleaned_data["forecast"]
        self.milestone.forecast_why = self.cleaned_data["narrative"]
        return [self.milestone]
