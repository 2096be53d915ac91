"""Texts of several lines in forms. Browsers send each line end as two characters; we keep one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from sharedsvc.core.texts import with_one_line_end


class _OneLineEnd:
    """What was saved unchanged in a browser is no change, and a file has the same text."""

    def value_from_datadict(self, data: Any, files: Mapping[str, Any], name: str) -> Any:
        value = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        return with_one_line_end(value) if isinstance(value, str) else value


class Lines(_OneLineEnd, forms.Textarea):
    """A text of several lines, on pages of our own."""


class AdminLines(_OneLineEnd, AdminTextareaWidget):
    """The same in the admin."""
