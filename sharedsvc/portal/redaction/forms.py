"""What is asked of whoever takes a personal detail out: the text, where, what it is, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms

from decisions.choices import PersonalDetail
from decisions.redacting.doing import TOO_SHORT
from decisions.redacting.places import TextPlace
from decisions.redacting.texts import SHORTEST
from sharedsvc.core.text_widgets import Lines
from sharedsvc.core.texts import validate_seen

WRONG = "This is not your password. Type the one with which you sign in."
OFTEN = "Too many wrong passwords. Wait a minute, then try again."
NOWHERE = "Choose at least one place, or a document."


class LookForm(forms.Form):
    """The text to look for."""

    text = forms.CharField(
        label="The personal detail, as it stands in the texts",
        max_length=200,
        help_text="One at a time: a name, a telephone number. Capitals and spacing make no "
        "difference; only whole words are found. It is not kept, nor put into any address.",
        validators=[validate_seen],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        """Long enough to be looked for. Raises ValidationError."""
        text: str = self.cleaned_data["text"]
        if sum(mark.isalnum() for mark in text) < SHORTEST:
            raise forms.ValidationError(TOO_SHORT)
        return text


class RedactionForm(forms.Form):
    """Where it is taken out, what it is, why, and the password: it is not undone."""

    places = forms.MultipleChoiceField(label="Places", required=False)
    documents = forms.MultipleChoiceField(label="Documents", required=False)
    kind = forms.ChoiceField(label="What it is", choices=PersonalDetail.choices)
    reason = forms.CharField(
        label="Why it is taken out",
        help_text="Kept for good, and shown: without the detail itself. For example: She asked for "
        "it, and nothing obliges us to keep it.",
        max_length=1000,
        validators=[validate_seen],
        widget=Lines(attrs={"rows": 3}),
    )
    password = forms.CharField(
        label="Your password",
        help_text="So that nobody does this in your name.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        user: Any,
        places: Sequence[TextPlace],
        documents: Sequence[TextPlace],
    ) -> None:
        super().__init__(data)
        self.user = user
        for name, some in (("places", places), ("documents", documents)):
            field: Any = self.fields[name]
            field.choices = [(place.key, place.key) for place in some]

    def clean_password(self) -> str:
        """The user's own. Raises ValidationError."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(WRONG)
        return password

    def clean(self) -> dict[str, Any]:
        """Something is chosen."""
        found = super().clean() or {}
        if not (found.get("places") or found.get("documents") or self.errors):
            self.add_error(None, NOWHERE)
        return found

    @property
    def chosen(self) -> list[str]:
        """The keys of all that is chosen."""
        return [*self.cleaned_data["places"], *self.cleaned_data["documents"]]
