"""What a record of any kind is known by where links may lead to any: a model's label and a key."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

Reference = tuple[str, int]


def label_of(kind: Any) -> str:
    """The label of a model, or of a record's; of a proxy that of the table."""
    label: str = kind._meta.concrete_model._meta.label_lower
    return label


def reference_of(record: Any) -> Reference:
    """What links know a record by."""
    return _label_of_class(record.__class__), record.pk


@cache
def _label_of_class(model: type) -> str:
    return label_of(model)


def keys_by_label(references: Iterable[Reference]) -> dict[str, set[int]]:
    """The keys of these references, by the label of their model."""
    found: dict[str, set[int]] = defaultdict(set)
    for label, key in references:
        found[label].add(key)
    return found
