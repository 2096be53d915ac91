"""The form of an account, which says what it was opened on."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import UserChangeForm

from sharedsvc.core.versions import NotOpened, Opened, read_sealed

COMPARED = ("email", "name", "is_active", "is_superuser")
UNOPENED = (
    "Nothing was saved: the form does not say what it was opened on, so nobody can tell what "
    "others changed since. What you typed is kept below: look at it again, then save."
)
CHANGED = (
    "Somebody changed this account since you opened it: {}. What you typed is kept below, but not "
    "saved: look at it again, then save."
)


class AccountForm(UserChangeForm):
    """An account's fields. `reader` is who fills it in.

    An account has no history, so the form carries the values that it was opened on. The account
    must be locked and read anew before a form that was sent is made of it.
    """

    reader: ClassVar[Any] = None
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in COMPARED if name in self.fields]
        self.now: dict[str, Any] = {name: getattr(self.instance, name) for name in names}
        self.opened = self._read_version() if self.is_bound else None
        self.initial["version"] = self._sealed()
        self.initial.update(self.opened or {})

    def _sealed(self) -> str:
        return Opened(None, self.now).sealed(self.instance, self.reader)

    def _read_version(self) -> dict[str, Any] | None:
        try:
            sealed = self.data.get(self.add_prefix("version"))
            return read_sealed(sealed, self.instance, self.reader).texts
        except NotOpened:
            return None

    def clean(self) -> Any:
        """Refuse what was opened on other values than there are now, and tell which."""
        found = super().clean()
        told = self._told()
        if told:
            self.add_error(None, told)
            self._reopen()
        return found

    def _told(self) -> str:
        if self.opened is None:
            return UNOPENED
        differing = [
            f"{self.fields[name].label}: “{_said(self.opened.get(name))}” → “{_said(value)}”"
            for name, value in self.now.items()
            if self.opened.get(name) != value
        ]
        return CHANGED.format("; ".join(differing)) if differing else ""

    def _reopen(self) -> None:
        """Show what others changed where nothing was typed, and know it from now on."""
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        untouched = {*self.now} - {*self.changed_data} if self.opened is not None else set()
        for name in untouched:
            if self.now[name] is False:
                typed.pop(name, None)
            else:
                typed[name] = "on" if self.now[name] is True else self.now[name]
        typed["version"] = self._sealed()
        self.data = typed


def _said(value: Any) -> str:
    return {True: "yes", False: "no", "": "blank", None: "blank"}.get(value, str(value))
