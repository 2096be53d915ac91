"""Which versions a reader may see, and what may be told of who recorded one, when and why."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from sharedsvc.core.people import called
from sharedsvc.core.portions import IDS_AT_ONCE, portions

HIDDEN_CHANGE = "Something that you may not see was changed"


def versions_seen(model: Any, user: Any) -> QuerySet:
    """The versions of a model's records that a user may see, by the rule of the model's rows.

    What is open now may have been closed, and what was open may be closed by now.
    """
    versions: QuerySet = model._meta.concrete_model.objects.versions_visible_to(user)
    return versions


def numbers_seen(model: Any, numbers: Iterable[int], user: Any) -> set[int]:
    """The numbers of those of these versions of a model's records that a user may see."""
    seen = versions_seen(model, user).order_by()
    return {
        number
        for some in portions(numbers, IDS_AT_ONCE)
        for number in seen.filter(history_id__in=some).values_list("history_id", flat=True)
    }


@dataclass(frozen=True, kw_only=True)
class Signed:
    """By whom, when and why a version was recorded; of a `hidden` one only when may be told."""

    who: str
    when: datetime.datetime
    why: str
    hidden: bool = False

    @classmethod
    def by(cls, version: Any, *, hidden: bool = False, **more: Any) -> Self:
        """As a version says."""
        who = "" if hidden else called(version.history_user)
        why = "" if hidden else version.history_change_reason or ""
        return cls(who=who, when=version.history_date, why=why, hidden=hidden, **more)

    @property
    def moment(self) -> str:
        """When, to the minute."""
        return date_format(timezone.localtime(self.when), "j F Y, H:i")
