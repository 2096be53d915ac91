"""Lists and pick lists narrowed by words: to what the page of search finds by the same words."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.index import ids_with
from sharedsvc.core.search.query import read_query


def having_words(rows: QuerySet, typed: str, user: Any) -> QuerySet:
    """Those of these rows of which search knows all the words; none where nothing is a word.

    The words stand in a row's own entry, or in that of a record that its page shows, such as
    another name of an organisation, as far as the user may see that record.
    """
    query, label = read_query(typed), _label_of(rows)
    if not query.terms:
        return rows.none()
    found = Q(pk__in=ids_with(label, query))
    for one in searched_models.leading_to(label):
        seen: Any = one.model.objects.visible_to(user)  # type: ignore[attr-defined]
        shown = seen.filter(pk__in=ids_with(one.label, query)).order_by().values(one.leads_to)
        found |= Q(pk__in=shown)
    return rows.filter(found)


def called_so_first(rows: QuerySet, typed: str) -> QuerySet:
    """These rows in their order, but those that have the words in a title or name before others."""
    query = read_query(typed)
    if not query.terms:
        return rows
    called_so = Q(pk__in=ids_with(_label_of(rows), query, in_titles=True))
    return rows.order_by(Case(When(called_so, then=Value(0)), default=Value(1)), *_order_of(rows))


def _label_of(rows: QuerySet) -> str:
    concrete: Any = rows.model._meta.concrete_model
    label: str = concrete._meta.label_lower
    return label


def _order_of(rows: QuerySet) -> tuple[Any, ...]:
    return tuple(rows.query.order_by or rows.model._meta.ordering or ())
