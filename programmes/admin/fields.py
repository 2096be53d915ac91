"""Fields of the admin's forms: dates as people write them, the reason, links to other records."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator

from programmes.admin.asked import ToChooseFrom
from sharedsvc.core.careful import is_key
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dated.fields import dated_fields_of
from sharedsvc.core.names import CORRECTED, RENAMED
from sharedsvc.core.text_widgets import AdminLines
from sharedsvc.core.texts import validate_seen

DATE_HELP = (
    "As it is known: 15 January 2010, January 2010, 2010, summer 2013, 2006/07, Q3 2006/07, "
    "by 18 February 2010, about March 2009, or unknown."
)


class Unchanging:
    """A field that says nothing of the record: what is typed there is no change of it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: what it holds is no answer."""
        return False


class ReasonField(Unchanging, forms.CharField):
    """Why a record is changed; kept in its history."""

    def __init__(self) -> None:
        super().__init__(
            label="Reason for the change",
            help_text="Kept in the history beside your name. For example: Corrected from the "
            "minutes of 15 January 2010.",
            widget=AdminLines(attrs={"rows": 2}),
            validators=[validate_seen],
        )


class SinceField(DateAsKnownField):
    """From when something is so that is changed on the form; blank where it was wrong before."""

    def __init__(self, model: Any) -> None:
        names = [str(model._meta.get_field(name).verbose_name) for name in dated_fields_of(model)]
        super().__init__(
            label="Changed from",
            required=False,
            max_length=60,
            help_text=f"If the {' or the '.join(names)} changed: from which day on it is so. "
            f"Blank: what stood here was wrong. {DATE_HELP}",
        )


class RenamedField(Unchanging, forms.ChoiceField):
    """Whether another name is a new one or the right one; nothing is taken for granted."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            label="If it is called otherwise here" if not required else "Renamed, or corrected?",
            required=required,
            choices=(
                (
                    RENAMED,
                    "Renamed: from the day in “Changed from” on; before, it had the other name",
                ),
                (CORRECTED, "Corrected: the other name was wrong, on every day"),
            ),
            widget=forms.RadioSelect,
            help_text="Asked only where a name or title is changed: a page as at an earlier day "
            "keeps the name of that day.",
        )


class VersionField(Unchanging, forms.CharField):
    """What the form was opened on, sealed (core.versions)."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class MeantSoField(Unchanging, forms.CharField):
    """What the form said is seldom meant; saving again says that it is meant so."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class LinksField(forms.CharField):
    """Links to other records, written as in the workbook; the form looks them up."""

    def __init__(self, column: Any) -> None:
        self.column = column
        super().__init__(
            label=column.name.capitalize(),
            required=False,
            help_text=f"{column.help} For example: {column.example}",
            widget=AdminLines(attrs={"rows": 2}),
        )


class OfferedRecords(ModelChoiceIterator):
    """The choices of a field as it is when they are asked for."""

    def __init__(self, field: forms.ModelChoiceField) -> None:
        self.field = field

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return self.field.queryset


class RecordChoiceField(forms.ModelChoiceField):
    """One of the records that the user of the form may see, or what the record holds already.

    `held` is that, where it was read with the record: it is not looked up again. `among` says which
    records the user may choose, unless the field was given others as its queryset.
    """

    held: Any = None
    among: ToChooseFrom | None = None
    iterator = OfferedRecords

    def __deepcopy__(self, memo: dict[int, Any]) -> "RecordChoiceField":
        """Its own widget; the records to choose from are those of the user (`among`)."""
        copied: Any = super(forms.ChoiceField, self).__deepcopy__(memo)  # type: ignore[misc]
        copied.widget.choices = copied.choices
        return copied

    def to_python(self, value: Any) -> Any:
        """The record that was chosen; the one that was held without a statement."""
        if self.held is not None and str(value) == str(self.held.pk):
            return self.held
        if self.among is None or value in self.empty_values:
            return super().to_python(value)
        found = self.among.one(getattr(value, "pk", value))
        if found is None:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return found

    def _get_queryset(self) -> Any:
        return self._queryset if self.among is None else self.among.rows  # type: ignore[attr-defined]

    def _set_queryset(self, queryset: Any) -> None:
        self.among = None
        super()._set_queryset(queryset)  # type: ignore[misc]

    queryset = property(_get_queryset, _set_queryset)


class RecordSelect(AutocompleteSelect):
    """Autocomplete that knows the name of the record it holds without asking for it again."""

    known: dict[str, str]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """The record that is held; what is no record's number is refused, and not looked up."""
        value = [one for one in value if is_key(str(one))]
        chosen = {str(one) for one in value}
        if not chosen or not chosen <= set(getattr(self, "known", {})):
            return super().optgroups(name, value, attrs)
        options: list[Any] = []
        groups = [(None, options, 0)]
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for place, one in enumerate(sorted(chosen)):
            options.append(self.create_option(name, one, self.known[one], True, place))
        return groups
