"""The filters of a kind's list, from what the kind declares (django-filter)."""

import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters.fields import ModelChoiceField

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Filter, Kind
from sharedsvc.core.reference import label_of
from sharedsvc.core.search.narrowing import having_words

WORDS, IN_TIME, CERTAINTY, OPEN = "q", "ended", "certainty", "filter"


NOT_A_CHOICE = {"invalid_choice": "That is not one of the choices. Choose another, or “All”."}


class RecordChoices(ModelChoiceField):
    """Records to choose from; bodies are told apart by whose they are."""

    def label_from_instance(self, obj: Any) -> str:
        """A record's name, with whose it is where it has one in full."""
        return getattr(obj, "in_full", "") or str(obj)


class RecordFilter(django_filters.ModelChoiceFilter):
    """Narrows by a record."""

    field_class = RecordChoices


class RecordFilterSet(django_filters.FilterSet):
    """Narrows a list; a choice that cannot be read leaves it empty, not whole."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows that are left; none where a choice cannot be read."""
        return queryset.none() if self.errors else super().filter_queryset(queryset)

    left_out: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Something was chosen."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def opened(self) -> bool:
        """The form is to be seen at once."""
        return bool(self.narrowed or self.data.get(OPEN) or self.errors)


def filter_set(
    kind: Kind, data: Any, queryset: QuerySet, user: Any, day: datetime.date
) -> RecordFilterSet:
    """The filters of a kind's list, with what was chosen.

    Records to choose from are looked up only where they were asked for, or one was chosen; else
    their filters are `left_out`, by label.
    """
    words = django_filters.CharFilter(
        label="Words", method=lambda rows, name, value: having_words(rows, value, user)
    )
    made: dict[str, Any] = {WORDS: words}
    with_records = [one for one in kind.filters if one.to is not None]
    is_asked = data.get(OPEN) or any(data.get(one.name) for one in with_records)
    left_out = () if is_asked else tuple(one.label for one in with_records)
    for declared in kind.filters:
        if is_asked or declared.to is None:
            made[declared.name] = _filter(kind, declared, user, day, data.get(declared.name))
    if kind.is_dated:
        made[IN_TIME] = django_filters.ChoiceFilter(
            label="In time",
            choices=(("yes", "Also what had ended"),),
            empty_label="In force on the day",
            method=lambda rows, name, value: rows,
        )
    if kind.in_time[0]:
        made[CERTAINTY] = django_filters.ChoiceFilter(
            label="Certainty",
            choices=((SURELY, "Surely so on the day"), (POSSIBLY, "Possibly so on the day")),
            empty_label="All",
            method=lambda rows, name, value: rows.filter(certainty=value),
            error_messages=NOT_A_CHOICE,
        )
    made["left_out"] = left_out
    return type("KindFilterSet", (RecordFilterSet,), made)(data, queryset)


def _filter(kind: Kind, declared: Filter, user: Any, day: datetime.date, typed: str | None) -> Any:
    def narrow(queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return declared.narrow(queryset, value, user, day)

    if declared.to is None:
        options = tuple(declared.choices)
        return django_filters.ChoiceFilter(
            label=declared.label,
            choices=options,
            empty_label="All",
            method=narrow,
            error_messages=NOT_A_CHOICE,
        )
    occurring = (
        declared.options(user)
        if declared.options
        else kind.model.objects.visible_to(user).values(declared.path)  # type: ignore[attr-defined]
    )
    whole = kinds.of_label(label_of(declared.to))
    wanted = Q(pk__in=occurring) | Q(code=typed or "")  # a link may name one that has none yet
    choices = declared.to.objects.visible_to(user).filter(wanted)  # type: ignore[attr-defined]
    return RecordFilter(
        label=declared.label,
        queryset=choices.select_related(*whole.joins) if whole and whole.joins else choices,
        to_field_name="code",
        empty_label="All",
        method=narrow,
        error_messages=NOT_A_CHOICE,
    )
