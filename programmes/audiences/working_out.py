"""Works out audiences: from what a row says itself, and from those of its parents.

A record's audience is its own visibility, owner and partnership, narrowed by the audiences of all
that it is seen through; that it is struck out itself is a condition apart. A version's is the same
of what the version says, with its parents as they are now, narrowed by its record's.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from programmes.audiences.kept import audiences_of, keep_audiences
from programmes.audiences.shapes import Model, Shape, parents_of, shape_of
from programmes.audiences.terms import (
    EVERYONE,
    UNDER_STRUCK_OUT,
    AnyOf,
    AudienceRule,
    keepers,
    own,
    partners,
    sharing,
)
from programmes.choices import Visibility
from sharedsvc.core.by_name import model_named
from sharedsvc.core.planned import PlannedOnce
from sharedsvc.core.prepared import Prepared

Reason = tuple[Any, ...]
States = dict[int, tuple[int, str]]  # audience and reason of striking out, by the record's key


class Act(NamedTuple):
    """An act of sharing: of what is kept in which partnership, opened since when."""

    pk: int
    partnership: int
    since: datetime.datetime


@dataclass(frozen=True)
class Acts:
    """The acts of sharing of some organisations, whenever they are in force."""

    of: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def by(cls, organisations: Collection[int]) -> "Acts":
        """Those of these organisations, in one statement; none where there is no need to ask."""
        if not organisations:
            return cls()
        return cls.read(QuerySet(_model("Sharing")).filter(organisation__among=organisations))

    @classmethod
    def read(cls, rows: QuerySet) -> "Acts":
        """All of these acts."""
        found = cls()
        columns = ("organisation", "pk", "partnership", "opens_from")
        for organisation, *act in rows.order_by("pk").values_list(*columns):
            found.of[organisation].append(Act(*act))
        return found

    def opening(
        self, owner: int | None, opened: datetime.datetime, place: int | None
    ) -> tuple[int, ...]:
        """Those that open what an owner keeps between partners, there or (without) anywhere."""
        return tuple(
            act.pk
            for act in self.of.get(owner or 0, ())
            if act.since <= opened and place in (None, act.partnership)
        )


def open_to(visibility: str, owner: int | None, place: int | None, acts: Sequence[int]) -> AnyOf:
    """The terms of which one opens a record that is not public.

    Its owner's people; between partners also those whom its owner's acts of sharing let see it, and
    where it is the partnership's or nobody's own all who share there. What hangs on no partnership
    goes by its owner alone.
    """
    terms = {own(owner)} if owner else set()
    if visibility == Visibility.PARTNERS:
        terms.update(sharing(act) for act in acts)
        if place is None and owner:
            terms.add(partners(owner))
        elif place is not None and owner in (None, place):
            terms.add(partners(place))
    return frozenset(terms)


class Reckoner:
    """Works out audiences of many rows, each combination of reasons once."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._found: dict[Reason, AudienceRule] = {}

    def audience(self, row: Sequence[Any]) -> AudienceRule:
        """The audience that follows from the inputs of a row (`Shape.inputs`)."""
        visibility, owner, opened, place, keeper, published, *parents = row
        acts: tuple[int, ...] = ()
        if visibility == Visibility.PARTNERS:
            acts = self._acts.opening(owner, opened, place)
        states = tuple(
            (key, bool(struck_out))
            for key, struck_out in zip(parents[::2], parents[1::2], strict=True)
            if key is not None
        )
        unpublished = keeper if keeper and not published else None
        reason = (visibility, owner, acts, place, unpublished, states)
        if reason not in self._found:
            self._found[reason] = AudienceRule.of(self._clauses(*reason))
        return self._found[reason]

    @staticmethod
    def _clauses(
        visibility: str, owner: Any, acts: Any, place: Any, unpublished: Any, states: Any
    ) -> Iterator[AnyOf]:
        if visibility != Visibility.PUBLIC:
            yield open_to(visibility, owner, place, acts)
        if unpublished:
            yield frozenset({keepers(unpublished)})
        known = audiences_of(key for key, _ in states)
        for key, is_struck_out in states:
            yield from known[key].clauses
            if is_struck_out:
                yield UNDER_STRUCK_OUT


def give_audiences(records: Sequence[Any]) -> list[tuple[Model, States]]:
    """Set `audience` on records of one model that are about to be written.

    What they are seen through is held until the transaction ends: nobody closes it meanwhile.
    Returns that, by model.
    """
    model = type(records[0])._meta.concrete_model
    held = {
        name: held_states(parent, {_key(record, name) for record in records} - {None})
        for name, parent in parents_of(model)
    }
    rows = _rows_about_to_be_written(records, shape_of(model), held)
    reckoner = Reckoner(Acts.by({row[1] for row in rows if _asks_for_acts(row)}))
    found = [reckoner.audience(row) for row in rows]
    for record, audience in zip(records, found, strict=True):
        record.audience = audience.key
    keep_audiences(set(found))
    return [(parent, held[name]) for name, parent in parents_of(model)]


def _asks_for_acts(row: Sequence[Any]) -> bool:
    return row[0] == Visibility.PARTNERS and row[1] is not None


def _rows_about_to_be_written(
    records: Sequence[Any], shape: Shape, states: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    _hold_owners({r.owner_id for r in records if r.visibility == Visibility.PARTNERS} - {None})
    places = _places([r for r in records if r.visibility == Visibility.PARTNERS], shape)
    rows = []
    for record in records:
        of_parents = [states[name].get(_key(record, name), (None, "")) for name in shape.parents]
        keeper = _key(record, shape.kept_by) if shape.kept_by else None
        published = record.published if shape.kept_by else ""
        whose = (record.visibility, record.owner_id, record.opened, places.get(id(record)))
        rows.append((*whose, keeper, published, *(one for pair in of_parents for one in pair)))
    return rows


def _key(record: Any, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)


def _places(records: Sequence[Any], shape: Shape) -> dict[int, int | None]:
    """The partnership of each record, by the object's own identity: it may have no key yet."""
    if not (records and shape.path):
        return {}
    first, _, rest = shape.path.partition("__")
    if not rest:
        return {id(record): _key(record, first) for record in records}
    parent = type(records[0])._meta.get_field(first).related_model
    wanted = {_key(record, first) for record in records} - {None}
    found = dict(QuerySet(parent).filter(pk__among=wanted).values_list("pk", rest))
    return {id(record): found.get(_key(record, first)) for record in records}


def held_states(model: Model, pks: Collection[int]) -> States:
    """Audience and reason of striking out of these records, which stay so until the end.

    PostgreSQL is asked for the weakest lock that a change of audience waits for (`moving`), so that
    records may be changed otherwise meanwhile. SQLite has one writer.
    """
    if not pks:
        return {}
    is_locked = connection.vendor == "postgresql"
    found = _held(model).ask(keys=[*pks]) if is_locked else _states(model)(pks=pks)
    return {pk: (audience, struck_out) for pk, audience, struck_out in found}


@cache
def _held(model: Model) -> PlannedOnce:
    statement = (
        f"SELECT id, audience, struck_out FROM {connection.ops.quote_name(model._meta.db_table)} "
        "WHERE id = ANY(%(keys)s) ORDER BY id FOR KEY SHARE"
    )
    return PlannedOnce(statement, keys="bigint[]")


@cache
def _states(model: Model) -> Prepared:
    return Prepared(
        lambda pks: (
            QuerySet(model)
            .filter(pk__among=pks)
            .order_by("pk")
            .values_list("pk", "audience", "struck_out")
        )
    )


def _hold_owners(pks: set[int]) -> None:
    """An act of sharing by an owner waits for what its people are writing."""
    held_states(_model("Organisation"), pks)


def worked_out_anew(
    rows: QuerySet, shape: Shape, *, record: Any = None, acts: Acts | None = None
) -> dict[AudienceRule, list[int]]:
    """The keys of those stored rows whose audience is not what it should be, by what it should be.

    `rows` are records, or versions where `record` is their model, whose audience narrows theirs.
    """
    narrowing = [_audience_of_record(record)] if record else []
    found = list(rows.order_by().values_list("pk", "audience", *narrowing, *shape.inputs()))
    step = 3 if record else 2
    if acts is None:
        acts = Acts.by({row[step + 1] for row in found if _asks_for_acts(row[step:])})
    reckoner, wrong = Reckoner(acts), defaultdict(list)
    narrowed: dict[tuple[AudienceRule, int], AudienceRule] = {}
    for row in found:
        audience = reckoner.audience(row[step:])
        if record and row[2] != EVERYONE:
            audience = _narrowed(audience, row[2], narrowed)
        if audience.key != row[1]:
            wrong[audience].append(row[0])
    return wrong


def _narrowed(audience: AudienceRule, key: int, known: dict[Any, AudienceRule]) -> AudienceRule:
    if (audience, key) not in known:
        others = audiences_of([key])[key]
        known[audience, key] = AudienceRule.of(audience.clauses | others.clauses)
    return known[audience, key]


def _audience_of_record(model: Any) -> Subquery:
    return Subquery(QuerySet(model).filter(pk=OuterRef("id")).values("audience")[:1])


def _model(name: str) -> Any:
    return model_named("programmes", name)
