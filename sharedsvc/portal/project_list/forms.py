"""What is asked of a project list: the file, its columns, and which workstream a row is of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from sharedsvc.portal.one_file import OneFileForm
from sharedsvc.portal.project_list.meanings import Meanings, faults_of
from sharedsvc.portal.project_list.plan import LEAVE, RowPlan
from sharedsvc.portal.project_list.reading import ListedColumn
from sharedsvc.portal.updates.forms import date_of_update
from workstreams.choices import ListMeaning

A_LIST = ("an .xlsx or a .csv file", (".xlsx", ".csv"))


class ListUploadForm(OneFileForm):
    """The list."""

    called_in_errors = ""
    project_list = forms.FileField(
        label="Project list",
        help_text="An .xlsx or .csv file with a row for each workstream; at most 20 MB. Nothing is "
        "written before you have seen what would change.",
    )


def field_of(column: ListedColumn) -> str:
    """The name of the field that says what a column means."""
    return f"column-{column.letter}"


class ColumnsForm(forms.Form):
    """The date of the list, whose list it is, and what its columns mean."""

    called_in_errors = ""
    date = date_of_update()
    organisation = forms.ChoiceField(
        label="Whose list is it?",
        help_text="What the columns mean is remembered for its next list.",
    )

    def __init__(
        self,
        data: Any,
        *,
        columns: Iterable[ListedColumn],
        supposed: Meanings,
        organisations: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.columns = list(columns)
        self.fields["date"].label = "Date of the list"
        self.fields[
            "date"
        ].help_text = "How things stood on that day; a row with a date of its own has that."
        self.fields["organisation"].choices = [*organisations.items()]  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = next(iter(organisations))
        for column in self.columns:
            self.fields[field_of(column)] = forms.ChoiceField(
                label=column.called,
                choices=ListMeaning.choices,
                initial=supposed[column.letter],
            )

    @property
    def matched(self) -> list[tuple[ListedColumn, Any]]:
        """Each column with its field."""
        return [(column, self[field_of(column)]) for column in self.columns]

    @property
    def meanings(self) -> dict[str, str]:
        """What each column was said to mean, by its letter."""
        return {one.letter: self.cleaned_data[field_of(one)] for one in self.columns}

    def clean(self) -> dict[str, Any]:
        """All that was said. Raises ValidationError where the meanings do not go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(field_of(one) in cleaned for one in self.columns):
            faults = faults_of(self.meanings)
            if faults:
                raise forms.ValidationError(faults)
        return cleaned


class RowsForm(forms.Form):
    """Which workstream is meant by rows that do not say so, and whether others are left out."""

    called_in_errors = ""
    without = forms.BooleanField(
        error_messages={"required": "Say that the rows with problems are left out, or mend them."}
    )

    def __init__(
        self, data: Any, *, rows: Iterable[RowPlan], wrong: int, workstreams: Mapping[int, Any]
    ) -> None:
        super().__init__(data)
        choices = [
            ("", "Choose"),
            (LEAVE, "Leave the row out"),
            *((str(pk), one.title) for pk, one in workstreams.items()),
        ]
        for row in rows:
            self.fields[row.choice_name] = forms.ChoiceField(
                label=f"Row {row.row.number}: {row.called or 'no name'}",
                choices=choices,
                required=False,
            )
            row.choice = self[row.choice_name]
        if wrong:
            rows_said = "the row" if wrong == 1 else f"the {wrong} rows"
            self.fields["without"].label = f"Write the others, without {rows_said} with problems"
        else:
            del self.fields["without"]
