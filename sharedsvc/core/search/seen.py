"""Which of the entries that were found a reader may see."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Value

from sharedsvc.core.search.declared import Searched, searched_models


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
