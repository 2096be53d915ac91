"""What the forms of the admin ask for by statements that are built once (`core.prepared`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from programmes.models import Link
from programmes.querysets.records import RecordQuerySet
from programmes.viewers import AskedByReaders
from sharedsvc.core.careful import is_key

Asked = Callable[..., list[Any]]


def asked_of(model: Any, build: Callable[..., Any]) -> Asked:
    """What `build` gives of a model's records to a user, told values by name.

    Of links, and of what is not governed by an audience, more than values differs: their statement
    is built each time.
    """
    is_plain = isinstance(model._default_manager.all(), RecordQuerySet)
    if is_plain and not issubclass(model, Link):
        return AskedByReaders(build, planned=True)
    return lambda user, **values: list(build(user, **values))


@dataclass(frozen=True)
class ToChooseFrom:
    """The records of a model that a user may choose; `way` leads on from them, and is read too."""

    model: Any
    way: str
    user: Any

    @cached_property
    def rows(self) -> Any:
        """All of them, in the order in which they are offered."""
        return _rows(self.model, self.way, self.user)

    def one(self, typed: Any) -> Any:
        """The record with the number that was sent; None where there is none to choose."""
        if not is_key(str(typed)):
            return None
        found = _with_key(self.model, self.way)(self.user, pk=int(typed))
        return found[0] if found else None


def _rows(model: Any, way: str, user: Any) -> Any:
    rows = model._default_manager.visible_to(user)
    return rows.select_related(way) if way else rows


@cache
def _with_key(model: Any, way: str) -> Asked:
    return asked_of(model, lambda viewer, pk: _rows(model, way, viewer).filter(pk=pk).order_by())
