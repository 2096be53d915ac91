"""The form of an act on a record that says which version of it the form was opened on."""

from typing import Any

from django import forms
from django.db import models

from sharedsvc.core.versions import NotOpened, Opened, latest_version, read_sealed

UNOPENED = (
    "Nothing was saved: the form does not say which version of the record it was opened on. Look "
    "at the record again, then send the form once more."
)


class OpenedForm(forms.Form):
    """A form about a record, refused where others changed the record since it was opened.

    The record must be locked and read anew before a form that was sent is made of it. What others
    changed is told once; the form then knows of it.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, record: models.Model, user: Any) -> None:
        super().__init__(data)
        self.record, self.user = record, user
        self.latest = latest_version(record)
        self.initial["version"] = self._sealed()

    def _sealed(self) -> str:
        return Opened(self.latest).sealed(self.record, self.user)

    def clean(self) -> dict[str, Any]:
        """Refuse where others changed meanwhile what this form would change."""
        found = super().clean() or {}
        told = self._told(self.cleaned_data.get("version"))
        if told:
            self.add_error(None, told)
            self.data = {**{name: self.data[name] for name in self.data}, "version": self._sealed()}
        return found

    def _told(self, sealed: str | None) -> list[str]:
        try:
            number = read_sealed(sealed, self.record, self.user).number
        except NotOpened:
            return [UNOPENED]
        return self.told_since(number) if number != self.latest else []

    def told_since(self, number: int | None) -> list[str]:
        """What to tell of the versions after this one; nothing lets the form pass."""
        raise NotImplementedError
