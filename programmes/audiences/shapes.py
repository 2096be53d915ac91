"""What the audience of a kind of record follows from, read from its model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, CharField, Value

Model = Any
OWN = ("visibility", "owner_id", "opened")


@dataclass(frozen=True)
class Shape:
    """The foreign keys that decide: parents, the way to the partnership, the keeper of a draft.

    They are names alone, so that migrations can state them for the tables of their day.
    """

    parents: tuple[str, ...] = ()
    path: str = ""
    kept_by: str = ""

    def inputs(self) -> list[Any]:
        """What to read of each row: its own, the partnership, the keeper, then of each parent."""
        place = self.path or Value(None, BigIntegerField())
        keeper = f"{self.kept_by}_id" if self.kept_by else Value(None, BigIntegerField())
        published = "published" if self.kept_by else Value("", CharField())
        of_parents = [
            name for one in self.parents for name in (f"{one}__audience", f"{one}__struck_out")
        ]
        return [*OWN, place, keeper, published, *of_parents]


@cache
def shape_of(model: Model) -> Shape:
    """The shape of a model of records."""
    return Shape(model.seen_through, model.partnership_path, model.kept_by)


@cache
def own_reasons(model: Model) -> tuple[str, ...]:
    """The columns of a record itself from which its audience follows."""
    shape = shape_of(model)
    first = shape.path.split("__")[0]
    keys = dict.fromkeys([*shape.parents, *filter(None, (first, shape.kept_by))])
    published = ("published",) if shape.kept_by else ()
    return ("visibility", "owner_id", *published, *(f"{name}_id" for name in keys))


@cache
def kinds_in_order() -> tuple[Model, ...]:
    """All models of records, each after those through which its records are seen."""
    graph = {
        model: {parent for _, parent in parents_of(model)} - {model}
        for model in apps.get_models()
        if hasattr(model, "seen_through") and not model._meta.proxy
    }
    return tuple(TopologicalSorter(graph).static_order())


@cache
def parents_of(model: Model) -> tuple[tuple[str, Model], ...]:
    """The foreign keys through which a model's records are seen, and where they lead."""
    return tuple(
        (name, model._meta.get_field(name).related_model._meta.concrete_model)
        for name in model.seen_through
    )


@cache
def is_seen_through(model: Model) -> bool:
    """Whether records of other kinds, or parts of the same, are seen through this kind's."""
    return any(parent is model for one in kinds_in_order() for _, parent in parents_of(one))


@cache
def ways_on(model: Model) -> frozenset[str]:
    """The foreign keys of a model that lie on the way of other kinds to their partnership."""
    return frozenset(
        name for one in kinds_in_order() for step, name in _steps(one) if step is model
    )


def _steps(model: Model) -> Iterator[tuple[Model, str]]:
    """The models that a kind's way to its partnership passes, and by which keys it leaves them."""
    first, *rest = model.partnership_path.split("__")
    passed = model
    for before, name in zip([first, *rest], rest, strict=False):
        passed = passed._meta.get_field(before).related_model._meta.concrete_model
        yield passed, name
