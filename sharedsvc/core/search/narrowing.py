"""Lists and pick lists narrowed by words: to what the page of search finds by the same words."""

from dataclasses import replace
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from sharedsvc.core.reference import label_of
from sharedsvc.core.search.declared import Searched, model_at, searched_models
from sharedsvc.core.search.index import ids_with
from sharedsvc.core.search.query import Query, read_query


def having_words(rows: QuerySet, typed: str, user: Any) -> QuerySet:
    """Those of these rows of which search knows all the words; none where nothing is a word.

    The words stand in a row's own entry, or in that of a record that its page shows, such as
    another name of an organisation; or one names a record `beside` it. Of records that the user may
    not see nothing is searched: who tries words until one is found would read it.
    """
    query, searched = read_query(typed), searched_models.get(label_of(rows.model))
    if not query.terms or searched is None:
        return rows.none()
    alone = (replace(query, terms=(term,)) for term in query.terms)
    for one in alone if searched.beside else (query,):
        rows = rows.filter(_known(searched, one, user))
    return rows


def _known(searched: Searched, query: Query, user: Any) -> Q:
    found = Q(pk__in=ids_with(searched.label, query))
    for one in searched_models.leading_to(searched.label):
        shown = _seen(one.model, user).filter(pk__in=ids_with(one.label, query))
        found |= Q(pk__in=shown.order_by().values(one.leads_to))
    for link in searched.beside:
        other = model_at(searched.model, link)
        called_so = ids_with(label_of(other), query, in_titles=True)
        named = _seen(other, user).filter(pk__in=called_so)
        found |= Q(**{f"{link}__in": named.order_by().values("pk")})
    return found


def _seen(model: Any, user: Any) -> QuerySet:
    seen: QuerySet = model._meta.concrete_model.objects.visible_to(user)
    return seen


def called_so_first(rows: QuerySet, typed: str) -> QuerySet:
    """These rows in their order, but those that have the words in a title or name before others."""
    query = read_query(typed)
    if not query.terms:
        return rows
    called_so = Q(pk__in=ids_with(label_of(rows.model), query, in_titles=True))
    return rows.order_by(Case(When(called_so, then=Value(0)), default=Value(1)), *_order_of(rows))


def _order_of(rows: QuerySet) -> tuple[Any, ...]:
    return tuple(rows.query.order_by or rows.model._meta.ordering or ())
