"""What is asked when an organisation starts or ends sharing."""

from typing import Any

from django import forms

from programmes.models import Sharing
from sharedsvc.core.date_fields import DayField
from sharedsvc.core.field_words import as_in, heading_of


class StartSharingForm(forms.Form):
    """From when on, what of before, and by what. Only an administrator needs no source."""

    start = DayField(
        label=heading_of(Sharing._meta.get_field("start")),
        required=False,
        max_length=40,
        help_text="Blank: from now. A day that is past needs a decision or letter that says so. "
        "For example: 1 April 2026.",
    )
    earlier_too = forms.BooleanField(
        label="Open what we recorded before that, too",
        required=False,
        help_text="Unless you tick this, only what is given to partners from that day on opens.",
    )
    source = forms.CharField(
        **as_in(Sharing, "source"),
        help_text="By which the organisation shares: what it is, its date, and the minute or "
        "reference. For example: Cabinet, 3 March 2026, minute 12.",
    )
    reason = forms.CharField(max_length=200, help_text="Why we share. Kept in the history.")

    def __init__(self, *args: Any, needs_source: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = needs_source


class EndSharingForm(forms.Form):
    """Why sharing ends."""

    reason = forms.CharField(max_length=200, help_text="Kept in the history.")
