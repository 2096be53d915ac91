"""The form of a record in the admin: what an operation refuses is said on its fields."""

import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from programmes.admin.fields import (
    LinksField,
    MeantSoField,
    ReasonField,
    RecordSelect,
    VersionField,
)
from programmes.admin.links import Links, SourcesLinks, links_of
from programmes.admin.past import versions_since
from programmes.models import Record
from sharedsvc.core.rights import told_to

WITHHELD = "Withheld: you may not see this"


class Refused(Exception):
    """An operation refused what the form with this prefix asks for."""

    def __init__(self, prefix: str | None, error: ValidationError) -> None:
        super().__init__(str(error))
        self.prefix = prefix
        self.error = error


class RecordForm(forms.ModelForm):
    """A record's fields and links, and the version that they were read from.

    `user` is who fills it in; `refusals` are what operations said of it, by the form's prefix.
    """

    user: ClassVar[Any] = None
    refusals: ClassVar[dict[str | None, ValidationError]] = {}
    links: ClassVar[dict[str, Links]] = {}

    version = VersionField()
    meant_so = MeantSoField()

    def __init__(self, *args: Any, latest: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = latest or latest_version(self.instance)
        for name, links in self.links.items():
            if name in self.fields and self.instance.pk:
                self.initial[name] = links.text(self.instance, self.user)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._prepare_choice(name, field)

    def _prepare_choice(self, name: str, field: forms.ModelChoiceField) -> None:
        """Keep a linked record that the user may not see, without saying which it is."""
        pk = getattr(self.instance, f"{name}_id", None)
        if pk is None or not self.instance.pk:
            return
        choices: Any = field.queryset
        open_with_it = name in getattr(self.instance, "seen_through", ())
        if not open_with_it and not choices.filter(pk=pk).exists():
            self._withhold(name, field, pk)
            return
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, RecordSelect) and self.instance._state.fields_cache.get(name):
            widget.known = {str(pk): str(getattr(self.instance, name))}

    def _withhold(self, name: str, field: forms.ModelChoiceField, pk: int) -> None:
        related: Any = self.instance._meta.get_field(name).related_model
        field.queryset = related._base_manager.filter(pk=pk)
        field.disabled = True
        field.widget = forms.Select(choices=[(pk, WITHHELD)])

    def _post_clean(self) -> None:
        with told_to(self.user):
            super()._post_clean()  # type: ignore[misc]
        self._look_up_links()
        self._check_version()
        self._ask_whether_meant()
        refusal = self.refusals.get(self.prefix)
        if refusal is not None:
            self.explain(refusal)

    def _look_up_links(self) -> None:
        for name, links in self.links.items():
            if isinstance(self.fields.get(name), LinksField) and name in self.cleaned_data:
                try:
                    found = links.look_up(self.cleaned_data[name], self.instance, self.user)
                except ValidationError as error:
                    self.add_error(name, error)
                else:
                    self.cleaned_data[name] = found

    def _check_version(self) -> None:
        """Say what somebody changed since the form was opened; saving again then overwrites it."""
        opened, name = self.cleaned_data.get("version"), self.add_prefix("version")
        if not self.instance.pk or opened is None or not self.has_changed():
            return
        since = versions_since(self.instance, opened, self.user)
        if since:
            self.add_error(None, [version.as_conflict() for version in since])
            self.data = cast(QueryDict, self.data).copy()
            self.data[name] = str(since[-1].history_id)

    def _ask_whether_meant(self) -> None:
        """Ask once about what is seldom meant; saving again says that it is."""
        if self.errors or not isinstance(self.instance, Record):
            return
        chosen = [name for name in self.changed_data if not self.fields[name].disabled]
        said = self.instance.unusual if {"kind", *self.instance.unusual} & {*chosen} else {}
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


def latest_version(record: Any) -> int | None:
    """The id of a record's latest version."""
    return type(record).history.filter(id=record.pk).aggregate(Max("history_id"))["history_id__max"]


class RecordFormSet(BaseInlineFormSet):
    """Rows of an inline; their versions are read in one statement."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is not None and index < self.initial_form_count():
            kwargs["latest"] = self._latest.get(self.get_queryset()[index].pk)
        return kwargs

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Strike out"

    @property
    def _latest(self) -> dict[int, int]:
        if not hasattr(self, "_latest_found"):
            rows = self.model.history.filter(id__in=[one.pk for one in self.get_queryset()])
            self._latest_found = dict(rows.values_list("id").annotate(Max("history_id")))
        return self._latest_found


def form_for(model: Any, *, with_reason: bool) -> type[RecordForm]:
    """The form class for records of a model: with its links, and with the reason or without."""
    links = links_of(model) if with_reason else {}
    fields: dict[str, Any] = {name: LinksField(one.column) for name, one in links.items()}
    if with_reason:
        fields["reason"] = ReasonField()
    return type(f"{model.__name__}Form", (RecordForm,), {**fields, "links": links})
