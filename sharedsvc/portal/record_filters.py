"""The filters of a kind's list, from what the kind declares (django-filter)."""

import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters.fields import ModelChoiceField

from sharedsvc.core.kinds import Filter, Kind, kinds

WORDS, IN_TIME = "q", "ended"


NOT_A_CHOICE = {"invalid_choice": "That is not one of the choices. Choose another, or “All”."}


class RecordChoices(ModelChoiceField):
    """Records to choose from; bodies are told apart by whose they are."""

    def label_from_instance(self, obj: Any) -> str:
        return getattr(obj, "in_full", "") or str(obj)


class RecordFilter(django_filters.ModelChoiceFilter):
    """Narrows by a record."""

    field_class = RecordChoices


class RecordFilterSet(django_filters.FilterSet):
    """Narrows a list; a choice that cannot be read leaves it empty, not whole."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.none() if self.errors else super().filter_queryset(queryset)

    @property
    def narrowed(self) -> bool:
        """Something was chosen."""
        return any(self.data.get(name) for name in self.filters)


def filter_set(
    kind: Kind, data: Any, queryset: QuerySet, user: Any, day: datetime.date
) -> RecordFilterSet:
    """The filters of a kind's list, with what was chosen."""
    made: dict[str, Any] = {}
    if kind.searched:
        made[WORDS] = django_filters.CharFilter(
            label="Words", method=lambda rows, name, value: search(rows, kind, value, user)
        )
    for declared in kind.filters:
        made[declared.name] = _filter(kind, declared, user, day)
    if kind.is_dated:
        made[IN_TIME] = django_filters.ChoiceFilter(
            label="In time",
            choices=(("yes", "Also what had ended"),),
            empty_label="In force on the day",
            method=lambda rows, name, value: rows,
        )
    return type("KindFilterSet", (RecordFilterSet,), made)(data, queryset)


def _filter(kind: Kind, declared: Filter, user: Any, day: datetime.date) -> Any:
    def narrow(queryset: QuerySet, name: str, value: Any) -> QuerySet:
        if declared.apply:
            return declared.apply(queryset, value, user, day)
        return queryset.filter(**{declared.path: value})

    if declared.to is None:
        options = getattr(declared.choices, "choices", declared.choices)
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
    whole = kinds.of_label(declared.to._meta.label_lower)
    choices = declared.to.objects.visible_to(user).filter(pk__in=occurring)  # type: ignore[attr-defined]
    return RecordFilter(
        label=declared.label,
        queryset=choices.select_related(*whole.joins) if whole and whole.joins else choices,
        to_field_name="code",
        empty_label="All",
        method=narrow,
        error_messages=NOT_A_CHOICE,
    )


def search(queryset: QuerySet, kind: Kind, value: str, user: Any) -> QuerySet:
    """Those that hold every word somewhere among what the kind searches and the remarks.

    What stands in records that the reader may not see is not searched: who tries words until one
    is found would read it.
    """
    for word in value.split()[:10]:
        found = Q()
        for path in (*kind.searched, "remarks"):
            found |= _holding(queryset.model, path, word, user)
        queryset = queryset.filter(pk__in=queryset.model.objects.filter(found).values("pk"))
    return queryset


def _holding(model: Any, path: str, word: str, user: Any) -> Q:
    """That the text at the end of a path holds the word, and can be seen from a record there."""
    first, _, rest = path.partition("__")
    if not rest:
        return Q(**{f"{first}__icontains": word})
    other = model._meta.get_field(first).related_model
    found = other.objects.filter(_holding(other, rest, word, user))
    if first not in model.seen_through:
        found = found.visible_to(user)
    return Q(**{f"{first}__in": found.values("pk")})
