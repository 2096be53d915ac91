"""What is written as a form asks; what is refused is told on the form."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sharedsvc.core.history import recording


@contextmanager
def recording_by(form: forms.Form, user: Any) -> Iterator[None]:
    """A recording by a user, for the reason that a valid form gives.

    Where an operation refuses, nothing is written and the form says why: `is_valid` tells which.
    """
    try:
        with recording(user=user, reason=form.cleaned_data["reason"]):
            yield
    except ValidationError as error:
        form.add_error(None, error.messages)
