"""Conditions on a record's own columns, as far as they can be told without a database."""

import operator
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import F, Q

COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "": operator.eq,
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def plainly_holds(constraint: Any, record: models.Model) -> bool:
    """Whether a constraint is a check that surely holds for a record; False if that is not plain.

    The database alone decides; this only says where it need not be asked.
    """
    return isinstance(constraint, models.CheckConstraint) and _holds(constraint.condition, record)


def _holds(condition: Any, record: models.Model) -> bool:
    if isinstance(condition, tuple):
        lookup, wanted = condition
        return _compared(lookup, wanted, record)
    if not isinstance(condition, Q) or condition.negated or condition.connector == Q.XOR:
        return False
    found = (_holds(one, record) for one in condition.children)
    return any(found) if condition.connector == Q.OR else all(found)


def _compared(lookup: str, wanted: Any, record: models.Model) -> bool:
    name, _, how = lookup.partition("__")
    columns = {field.name: field.attname for field in record._meta.concrete_fields}
    named = wanted.name if isinstance(wanted, F) else name
    if name not in columns or named not in columns:
        return False
    value = getattr(record, columns[name])
    if how == "isnull":
        return (value is None) == wanted
    if isinstance(wanted, F):
        wanted = getattr(record, columns[named])
    return how in COMPARED and _are_alike(value, wanted) and bool(COMPARED[how](value, wanted))


def _are_alike(one: Any, other: Any) -> bool:
    return one is not None and (isinstance(one, type(other)) or isinstance(other, type(one)))
