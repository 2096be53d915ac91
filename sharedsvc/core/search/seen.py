"""Which of the entries that are found a reader may see."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, Value

from sharedsvc.core.search.declared import Searched, searched_models


def open_to(user: Any) -> Q:
    """The condition on entries that the user belongs to their audience: `visible_to` puts it too.

    Of most kinds that is all that is asked (`asks_more`), so no entry need be held against its
    record.
    """
    some = next(iter(searched_models))
    condition: Q = some.model.objects.all().open_to(user)  # type: ignore[attr-defined]
    return condition


def asks_more(searched: Searched) -> bool:
    """Whether the audience alone does not say who may see a model's records."""
    return bool(searched.model.objects.all().asks_more_than_audience)  # type: ignore[attr-defined]


def seen_among(
    found: Mapping[str, Iterable[int]], user: Any, day: datetime.date | None
) -> dict[str, set[int]]:
    """Of the records of some models those that the user may see, by label; in one statement.

    With a day, those that count by then.
    """
    asked = [
        countable(searched, user, day)
        .filter(pk__in=list(ids))
        .order_by()
        .values_list(Value(label), "pk")
        for label, ids in found.items()
        if (searched := searched_models.get(label))
    ]
    seen: dict[str, set[int]] = {label: set() for label in found}
    for label, pk in asked[0].union(*asked[1:], all=True) if asked else ():
        seen[label].add(pk)
    return seen


def countable(searched: Searched, user: Any, day: datetime.date | None) -> Any:
    """The records of a model that the user may see and, with a day, that count by then."""
    visible: Any = searched.model.objects.visible_to(user)  # type: ignore[attr-defined]
    if day is None:
        return visible
    if searched.kind:
        return searched.kind.on(visible, day, ended=True)
    return visible.filter(**{f"{searched.began}_earliest__lte": day}) if searched.began else visible
