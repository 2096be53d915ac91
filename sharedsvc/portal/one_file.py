"""Forms that take one file: that it is too large, or one of several, is told at its field."""

from collections.abc import Collection
from typing import Any

from django import forms

from sharedsvc.portal.workbook.uploads import TOO_LARGE

SEVERAL = "Choose one file: these are several."


class OneFileForm(forms.Form):
    """A form with one field for a file.

    `too_large` names the fields of whose files nothing was kept on the way
    (`workbook.uploads.StopAtLimit`): the file is then not missed as well.
    """

    def __init__(self, *args: Any, too_large: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields.items()
        (self.taken,) = (name for name, field in fields if isinstance(field, forms.FileField))
        self.is_too_large = self.taken in too_large
        if self.is_too_large:
            self.fields[self.taken].required = False

    def clean(self) -> dict[str, Any] | None:
        """Refuse a file of which nothing was kept, and more than one."""
        if self.is_too_large:
            self.add_error(self.taken, TOO_LARGE)
        elif self.files and len(self.files.getlist(self.taken)) > 1:
            self.add_error(self.taken, SEVERAL)
        return super().clean()
