"""Publishing a report from the desk, once what is found in it was read."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.models import Report
from decisions.operations import publish
from decisions.reports.checking import Warned, warnings_of
from decisions.reports.renditions import frozen
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.texts import validate_seen

READ_THEM = "Say that you have read what was found, or go back and mend it."


class PublishFromDeskForm(forms.Form):
    """From which day it may be read, why, and that what was found in it was read."""

    published = DateAsKnownField(
        label="Day of publication",
        max_length=100,
        help_text="The day from which it may be read, no later than today.",
        error_messages={"required": "Give the day of publication."},
    )
    reason = forms.CharField(
        label="Why it may be read now",
        max_length=200,
        help_text="Kept in the history. For example: the agenda is out.",
        validators=[validate_seen],
    )
    read = forms.BooleanField(
        label="I have read what was found, and publish it as it is",
        error_messages={"required": READ_THEM},
    )

    def __init__(self, data: Any, *, has_warnings: bool) -> None:
        super().__init__(data, initial={"published": datetime.date.today().isoformat()})
        if not has_warnings:
            del self.fields["read"]

    def publish(self, report: Report, user: Any) -> bool:
        """Publish it, by the same operation as the admin; False where that is refused."""
        data = self.cleaned_data
        try:
            with transaction.atomic(), recording(user=user, reason=data["reason"]):
                publish(record=report, day=data["published"], freeze=frozen)
        except ValidationError as error:
            self.add_error(None, error.messages)
        return self.is_valid()


def found_in(report: Report, user: Any, builder: Any = None) -> list[tuple[Warned, str]]:
    """What is found in it, each with the address of the record that says otherwise, if any."""
    return [
        (one, kinds.address(one.record) if one.record is not None else "")
        for one in warnings_of(report, user, builder=builder)
    ]
