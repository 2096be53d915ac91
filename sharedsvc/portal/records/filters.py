"""The filters of a kind's list, from what the kind declares (django-filter)."""

import datetime
from dataclasses import replace
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters.fields import ModelChoiceField

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Filter, Kind
from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.index import ids_with
from sharedsvc.core.search.query import Query, read_query

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
    made: dict[str, Any] = {}
    if kind.searched:
        made[WORDS] = django_filters.CharFilter(
            label="Words", method=lambda rows, name, value: having(rows, kind, value, user)
        )
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
    whole = kinds.of_label(declared.to._meta.label_lower)
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


def having(queryset: QuerySet, kind: Kind, typed: str, user: Any) -> QuerySet:
    """Those that hold every word, as search finds them: in their own texts and names.

    What a kind searches beside these stands in the titles of other records. What the reader may not
    see of them is not searched: who tries words until one is found would read it.
    """
    query, model = read_query(typed), kind.model._meta.concrete_model
    if not query.terms:
        return queryset.none()
    beside = _not_indexed(kind)
    if not beside:
        return queryset.filter(pk__in=ids_with(kind.label, query))
    for term in query.terms:
        alone = replace(query, terms=(term,))
        found = Q(pk__in=ids_with(kind.label, alone))
        for path in beside:
            found |= _named(model, path, alone, user)
        queryset = queryset.filter(found)
    return queryset


def _not_indexed(kind: Kind) -> list[str]:
    """What a kind searches that its own entries do not hold, as paths to other records."""
    searched = searched_models.get(kind.label)
    held = {path.replace(".", "__") for path in searched.through} if searched else set()
    return [path.rpartition("__")[0] for path in kind.searched if "__" in path and path not in held]


def _named(model: Any, path: str, query: Query, user: Any) -> Q:
    """That the record at the end of a path is called so, and can be seen from a record here."""
    first, _, rest = path.partition("__")
    other = model._meta.get_field(first).related_model._meta.concrete_model
    if rest:
        found = other.objects.filter(_named(other, rest, query, user))
    else:
        label = other._meta.label_lower
        found = other.objects.filter(pk__in=ids_with(label, query, in_titles=True))
    if first not in model.seen_through:
        found = found.visible_to(user)
    return Q(**{f"{first}__in": found.order_by().values("pk")})
