"""What a form asks where somebody types another name: renamed from when, or corrected?"""

from typing import Any

from sharedsvc.core.dated.rows import newest_value, stands_in_the_way
from sharedsvc.core.names import CORRECTED, RENAMED, name_fields_of, why_wrong_day

WHICH = "Say whether it was renamed, and from which day on, or whether the name was wrong."
ON_ITS_OWN_FORM = (
    "Another name is typed on the record's own form, where it is asked whether it was renamed or "
    "the name was wrong: follow “Change”. Here put “{}” back."
)
LATER = "It is recorded as “{}”: give a later day here, or choose that the name was wrong."


class AsksAboutNames:
    """Part of a record's form: the question about names, and what was answered."""

    instance: Any
    cleaned_data: dict[str, Any]
    prefix: str | None
    initial: Any

    @property
    def changed_names(self) -> list[str]:
        """The names of a stored record that were typed otherwise; blanks are no other name."""
        form: Any = self
        if self.instance.pk is None or self.instance._state.adding:
            return []
        names = name_fields_of(self.instance._meta.model)
        return [
            name
            for name in names
            if name in form.changed_data and form.initial.get(name) and self.cleaned_data.get(name)
        ]

    @property
    def name_answer(self) -> str:
        """CORRECTED, or since when it is called so; "" where no name was typed otherwise."""
        if not self.changed_names:
            return ""
        renamed = self.cleaned_data.get("renamed") == RENAMED
        return self.cleaned_data["since"] if renamed else CORRECTED

    def _ask_about_names(self) -> None:
        form: Any = self
        names, answer = self.changed_names, self.cleaned_data.get("renamed", "")
        if names and self.prefix:
            for name in names:
                form.add_error(name, ON_ITS_OWN_FORM.format(form.initial[name]))
        elif names and not answer:
            form.add_error("renamed", WHICH)
        elif names and (answer == RENAMED or not form.changed_states):  # else the day is a state's
            self._check_day(names, answer)

    def _check_day(self, names: list[str], answer: str) -> None:
        form: Any = self
        since = self.cleaned_data.get("since", "")
        wrong = why_wrong_day(answer, since)
        if wrong and "since" not in form.errors:
            form.add_error("since", wrong)
        for name in names if since and not wrong else ():
            newest = newest_value(self.instance, name)
            if stands_in_the_way(newest, since):
                form.add_error("since", LATER.format(newest))
                return
