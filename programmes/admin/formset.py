"""The rows of an inline in the admin: locked, and told of what became of them meanwhile."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from sharedsvc.core.versions import NotOpened, lock, read_sealed, version_numbered


def is_gone(row: Any) -> bool:
    """Whether a row was struck out, or closed to the user, since the form was opened."""
    return bool(getattr(row, "gone", False))


class RecordFormSet(BaseInlineFormSet):
    """Rows of an inline, read with their versions, under a lock when written."""

    user: ClassVar[Any] = None
    rows_of: ClassVar[Any] = None  # asked for the user, told the `parent`

    def get_queryset(self) -> Any:
        """The rows; once a form that was sent is read, those that it holds, in its order."""
        if self.is_bound and "forms" in self.__dict__:
            return [form.instance for form in self.initial_forms]
        if self.is_bound and self.instance.pk and not hasattr(self, "_queryset"):
            lock(self.model, **{self.fk.name: self.instance.pk})
            self._queryset = type(self).rows_of(self.user, parent=self.instance.pk)
        return super().get_queryset()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if form.instance.pk:
            setattr(form.instance, self.fk.name, self.instance)
        return form

    def _existing_object(self, pk: Any) -> Any:
        return super()._existing_object(pk) or self._gone(pk)  # type: ignore[misc]

    def _gone(self, pk: Any) -> Any:
        """A row that the form was opened on and that is no longer there, as it was shown."""
        for index in range(self.initial_form_count()):
            prefix = self.add_prefix(index)
            if self.data.get(f"{prefix}-{self.model._meta.pk.name}") == str(pk):
                return self._as_shown(pk, self.data.get(f"{prefix}-version"))
        return None

    def _as_shown(self, pk: Any, sealed: str | None) -> Any:
        shown = self.model(pk=pk, **{self.fk.name: self.instance})
        if sealed is not None:  # rows that are only read carry none, and nothing was typed in them
            try:
                opened = read_sealed(sealed, shown, self.form.user)
            except NotOpened:
                return None
            shown = version_numbered(shown, opened.number).instance
        shown._state.adding, shown.gone = False, True
        return shown

    def clean(self) -> None:
        """Rows to be struck out are not validated: what others changed in them is told here."""
        super().clean()
        told = [said for row in self.forms if self._is_removed(row) for said in row.told]
        if told:
            raise ValidationError(told)

    def _is_removed(self, row: Any) -> bool:
        return self.can_delete and self._should_delete_form(row)  # type: ignore[attr-defined]

    def add_fields(self, form: Any, index: int | None) -> None:
        """With a name for the box that strikes a row out, for those who hear it."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Strike out"
