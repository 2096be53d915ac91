"""The form of a record in the admin: what an operation refuses is said on its fields."""

import datetime
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from programmes.admin.asked import ToChooseFrom
from programmes.admin.conflicts import KEPT, told_since
from programmes.admin.fields import (
    LinksField,
    MeantSoField,
    ReasonField,
    RecordChoiceField,
    RecordSelect,
    RenamedField,
    SinceField,
    VersionField,
)
from programmes.admin.form_names import AsksAboutNames
from programmes.admin.formset import is_gone
from programmes.admin.links import FormLinks, SourcesLinks, links_of
from programmes.belonging import programme_path
from programmes.models import Record
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.dated.rows import newest_value, stands_in_the_way
from sharedsvc.core.names import name_fields_of, states_of
from sharedsvc.core.rights import told_to
from sharedsvc.core.versions import (
    NotOpened,
    Opened,
    latest_version,
    read_sealed,
    version_numbered,
)

WITHHELD = "Withheld: you may not see this"
UNOPENED = (
    "Nothing was saved: the form does not say which version of the record it was opened on, so "
    f"nobody can tell what others changed since. {KEPT}"
)
CHANGED = f"Somebody changed this record since you opened it. {KEPT}"
LINKS_CHANGED = (
    f"{{}}: changed since you opened this form, “{{}}” → “{{}}”. {KEPT} What stands there "
    "then takes the place of both."
)
SINCE_WHEN = (
    "It is recorded as “{}”. If it changed since, say from when under “Changed from”; if that is "
    "wrong, strike that value out."
)
SINCE_LATER = "It is recorded as “{}”: give a later day here, or correct that value."
NOTHING_CHANGED = "Nothing that has days was changed on this form: leave this blank."
GONE = (
    "This row was struck out since you opened the form, or is no longer open to you: it stays as "
    "it is. Nothing was saved; save again without it. What you had typed in it: {}."
)


class RecordForm(AsksAboutNames, forms.ModelForm):
    """A record's fields and links, and the version that they were read from.

    `user` is who fills it in; `refusals` are what operations said of it, by the form's prefix.
    """

    user: ClassVar[Any] = None
    refusals: ClassVar[dict[str | None, ValidationError]] = {}
    links: ClassVar[dict[str, FormLinks]] = {}

    version = VersionField()
    meant_so = MeantSoField()

    seen: ClassVar[dict[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened: Opened | None = None
        self.told: list[str] = []
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._prepare_choice(name, field)
        if self.instance.pk and "version" in self.fields:
            known = getattr(self.instance, "latest_version", None)
            self._latest = known or latest_version(self.instance)
            self._open()

    def _open(self) -> None:
        """Begin with what the form was opened on: what differs from that was typed."""
        if self.is_bound:
            self.opened = self._read_version()
        if self.opened is None:
            texts = self._texts()
            self.initial.update(texts, version=self._sealed(texts))
            return
        self.initial.update(self.opened.texts)
        before = self._before()
        for name, field in self._own_fields() if before is not None else ():
            if not field.disabled:
                self.initial[name] = _value(before, name)

    def _read_version(self) -> Opened | None:
        try:
            return read_sealed(self.data.get(self.add_prefix("version")), self.instance, self.user)
        except NotOpened:
            return None

    def _before(self) -> Any:
        """The version that the form was opened on, where it is no longer the latest."""
        assert self.opened is not None
        if self.opened.number == self._latest:
            return None
        return version_numbered(self.instance, self.opened.number)

    def _sealed(self, texts: dict[str, str]) -> str:
        return Opened(self._latest, texts).sealed(self.instance, self.user)

    def _texts(self) -> dict[str, str]:
        """The links as they are now."""
        return {
            name: links.text(self.instance, self.user)
            for name, links in self.links.items()
            if name in self.fields
        }

    def _own_fields(self) -> list[tuple[str, forms.Field]]:
        """The fields of the record itself."""
        known = {field.name for field in self.instance._meta.concrete_fields}
        return [(name, field) for name, field in self.fields.items() if name in known]

    def _prepare_choice(self, name: str, field: forms.ModelChoiceField) -> None:
        """Keep a linked record that the user may not see, without saying which it is."""
        if isinstance(field, RecordChoiceField):
            field.among = self._that_may_be_chosen(name)
        pk = getattr(self.instance, f"{name}_id", None)
        if pk is None or not self.instance.pk:
            return
        open_with_it = name in getattr(self.instance, "seen_through", ())
        if not open_with_it and not _may_be_chosen(field, pk):
            self._withhold(name, field, pk)
            return
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, RecordSelect) and self.instance._state.fields_cache.get(name):
            held = getattr(self.instance, name)
            widget.known = {str(pk): str(held)}
            field.held = held  # type: ignore[attr-defined]

    def _that_may_be_chosen(self, name: str) -> Any:
        """Only what the user may see; with what leads on from there to the partnership."""
        related: Any = self.instance._meta.get_field(name).related_model
        first, _, leads_on = programme_path(self.instance).partition("__")
        way = leads_on if first == name else ""
        if (related, way) not in self.seen:
            self.seen[related, way] = ToChooseFrom(related, way, self.user)
        return self.seen[related, way]

    def full_clean(self) -> None:
        """A row that was left as it is is not written, and so not looked at."""
        if self._is_left_as_it_is():
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def _is_left_as_it_is(self) -> bool:
        row = self.instance
        is_stored = bool(self.is_bound and self.prefix and row.pk and not is_gone(row))
        return is_stored and not self.has_changed()

    def _withhold(self, name: str, field: forms.ModelChoiceField, pk: int) -> None:
        related: Any = self.instance._meta.get_field(name).related_model
        field.queryset = related._base_manager.filter(pk=pk)
        field.disabled = True
        field.widget = forms.Select(choices=[(pk, WITHHELD)])

    def _post_clean(self) -> None:
        if is_gone(self.instance):
            self._tell_gone()
            return
        untouched = self._put_aside_untouched()
        with told_to(self.user):
            super()._post_clean()  # type: ignore[misc]
        self.cleaned_data = untouched | self.cleaned_data
        self._look_up_links()
        self._refuse_what_dated_values_deny()
        self._ask_about_names()
        self._check_version()
        self._ask_whether_meant()
        refusal = self.refusals.get(self.prefix)
        if refusal is not None:
            self.explain(refusal)

    def _put_aside_untouched(self) -> dict[str, Any]:
        """Fields left as they were shown: the record keeps what it holds by now."""
        if not self.instance.pk:
            return {}
        names = {name for name, _ in self._own_fields()} - {*self.changed_data, "id"}
        return {name: self.cleaned_data.pop(name) for name in names & {*self.cleaned_data}}

    def _look_up_links(self) -> None:
        for name in self._links_to_look_up():
            links = self.links[name]
            if isinstance(self.fields.get(name), LinksField) and name in self.cleaned_data:
                try:
                    found = links.look_up(self.cleaned_data[name], self.instance, self.user)
                except ValidationError as error:
                    self.add_error(name, error)
                else:
                    self.cleaned_data[name] = found

    def _refuse_what_dated_values_deny(self) -> None:
        """A field says what the newest of its dated values says; a newer one is told since when."""
        since = self.cleaned_data.get("since", "")
        if since and not (self.changed_states or self.changed_names):
            self.add_error("since", NOTHING_CHANGED)
        for name in self.changed_states:
            newest = newest_value(self.instance, name)
            if newest is None or newest.value == getattr(self.instance, name):
                continue
            if not since:
                self.add_error(name, SINCE_WHEN.format(newest))
            elif stands_in_the_way(newest, since):
                self.add_error("since", SINCE_LATER.format(newest))

    @property
    def changed_states(self) -> list[str]:
        """Those of a stored record's fields whose values have days that were changed."""
        if self.instance.pk is None or self.instance._state.adding:
            return []
        states = states_of(self.instance._meta.model)
        return [name for name in states if name in self.changed_data]

    def _links_to_look_up(self) -> set[str]:
        """Those that were typed; of a new record all, since its sources say when it was known."""
        return {*self.links} & {*self.changed_data} if self.instance.pk else {*self.links}

    def _check_version(self) -> None:
        """Say what others changed since the form was opened; saving again then overwrites it."""
        if not self.instance.pk or "version" not in self.fields:
            return
        if self.prefix and not self.has_changed():  # rows that are only read carry no version
            return
        if self.opened is None:
            self.told = [UNOPENED]
        else:
            self.told = [*self._told_of_record(), *self._told_of_links()]
        if self.told:
            # Rows that are to go are not validated: RecordFormSet tells of them.
            if not self.cleaned_data.get("DELETE"):
                self.add_error(None, self.told)
            self._reopen()

    def _told_of_record(self) -> list[str]:
        """What others changed in the record that is about to be written."""
        assert self.opened is not None
        if not self.changes_record or not self._changed_by_others():
            return []
        return told_since(self.instance, self.opened.number, self.user) or [CHANGED]

    def _changed_by_others(self) -> list[str]:
        """The fields of the record that are no longer as the form shows them."""
        before = self._before()
        if before is None:
            return []
        stored = self._stored()
        return [
            name for name, _ in self._own_fields() if _value(before, name) != _value(stored, name)
        ]

    def _stored(self) -> Any:
        """The record as it is, without what was typed."""
        if not hasattr(self, "_stored_found"):
            self._stored_found = type(self.instance)._base_manager.get(pk=self.instance.pk)
        return self._stored_found

    def _told_of_links(self) -> list[str]:
        """The links that others changed and this form would change too."""
        assert self.opened is not None
        if not set(self.links) & set(self.changed_data):
            return []
        now, then = self._texts(), self.opened.texts
        return [
            LINKS_CHANGED.format(
                self.fields[name].label, then.get(name) or "blank", text or "blank"
            )
            for name, text in now.items()
            if name in self.changed_data and text != then.get(name)
        ]

    def _reopen(self) -> None:
        """Show what others changed where nothing was typed, and know it from now on."""
        now = self._texts()
        typed: Any = cast(QueryDict, self.data).copy()
        for name, field in self._own_fields() if self.opened is not None else ():
            if name not in self.changed_data and not field.disabled:
                _fill_in(typed, self.add_prefix(name), field, _value(self._stored(), name))
        for name, text in now.items() if self.opened is not None else ():
            if name not in self.changed_data:
                typed[self.add_prefix(name)] = text
        typed[self.add_prefix("version")] = self._sealed(now)
        self.data = typed

    def _tell_gone(self) -> None:
        """A row that is no longer there is left alone; what was typed in it is told."""
        own = [name for name, _ in self._own_fields() if name in self.changed_data]
        if not own or not self.opened:
            return
        typed: Any = cast(QueryDict, self.data).copy()
        said = [f"{self.fields[n].label}: “{typed.get(self.add_prefix(n), '')}”" for n in own]
        self.add_error(None, GONE.format("; ".join(said)))
        for name in own:
            _fill_in(typed, self.add_prefix(name), self.fields[name], self.initial.get(name))
        self.data = typed

    def _ask_whether_meant(self) -> None:
        """Ask once about what is seldom meant; saving again says that it is."""
        if self.errors or not isinstance(self.instance, Record):
            return
        chosen = [name for name in self.changed_data if not self.fields[name].disabled]
        found = self.instance.unusual()
        said = found if {"kind", *found} & {*chosen} else {}
        asked, name = " ".join(said.values()), self.add_prefix("meant_so")
        if not asked or self.cleaned_data.get("meant_so") == asked:
            return
        for field, sentence in said.items():
            self.add_error(field, f"{sentence} If it is meant so, save again.")
        self.data = cast(QueryDict, self.data).copy()
        self.data[name] = asked

    def explain(self, error: ValidationError) -> None:
        """Put what an operation refuses on the fields it names, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.error_dict.items():
            known = name in self.fields
            self.add_error(name if known and name != NON_FIELD_ERRORS else None, messages)

    @property
    def changes_record(self) -> bool:
        """Whether a field of the record itself was changed."""
        return any(name not in self.links for name in self.changed_data)

    def known_by(self) -> datetime.date | None:
        """The day of the earliest document that states the record."""
        days = [
            document.date_latest
            for name, links in self.links.items()
            if isinstance(links, SourcesLinks)
            for document, _, _ in self.cleaned_data.get(name) or ()
            if document.date
        ]
        return min(days, default=None)

    def save_links(self) -> None:
        """Write the links that were changed. Raises ValidationError."""
        for name, links in self.links.items():
            if name in self.changed_data:
                links.save(self.instance, self.cleaned_data[name], self.user)


def _may_be_chosen(field: Any, pk: int) -> bool:
    among = getattr(field, "among", None)
    if among is not None:
        return among.one(pk) is not None
    return bool(field.queryset.filter(pk=pk).exists())


def _value(record: Any, name: str) -> Any:
    """The value of a record's field, or of a version's, as a form begins with it."""
    return record._meta.get_field(name).value_from_object(record)


def _fill_in(typed: Any, name: str, field: forms.Field, value: Any) -> None:
    """Let a form hold this value of a field as if it had been typed."""
    if isinstance(field.widget, forms.CheckboxInput) and not value:
        typed.pop(name, None)
    else:
        shown = field.prepare_value(value)
        typed[name] = "" if shown is None else str(shown)


@cache
def form_for(model: Any, *, with_reason: bool) -> type[RecordForm]:
    """The form class for records of a model: with its links, and with the reason or without."""
    links = links_of(model) if with_reason else {}
    fields: dict[str, Any] = {name: LinksField(one.column) for name, one in links.items()}
    if with_reason:
        fields["reason"] = ReasonField()
        if dated_fields_of(model):
            fields["since"] = SinceField(model)
        if name_fields_of(model):
            fields["renamed"] = RenamedField()
    return type(f"{model.__name__}Form", (RecordForm,), {**fields, "links": links})
