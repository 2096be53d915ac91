"""Fields that all forms of a class have in common, but for those that a form changes for itself."""

import copy
from typing import Any

from django import forms


class SharedFields(dict[str, forms.Field]):
    """The fields of a class of forms, of which a form copies only what it may change.

    Django copies all of them for each form. Ours change none but the choices of records
    (`RecordForm._prepare_choice`): those are copied. Who changes another takes a copy of it.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {
            name: copy.deepcopy(field, memo)
            if isinstance(field, forms.ModelChoiceField)
            else field
            for name, field in self.items()
        }


def share_fields(form: Any) -> None:
    """Let the forms of a class have their fields in common."""
    form.base_fields = SharedFields(form.base_fields)
