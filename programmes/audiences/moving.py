"""When who may see a record changes, what is seen through it follows, in the same transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from programmes.audiences.kept import audiences_of, keep_audiences
from programmes.audiences.shapes import (
    Model,
    is_seen_through,
    kinds_in_order,
    own_reasons,
    parents_of,
    shape_of,
    ways_on,
)
from programmes.audiences.terms import AudienceRule
from programmes.audiences.working_out import worked_out_anew
from programmes.choices import Visibility
from sharedsvc.core.by_name import model_named
from sharedsvc.core.history import write_derived
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import row_known


def stored_openness(record: Any) -> dict[str, Any]:
    """What a record's audience, and those of what is seen through it, follow from, as stored.

    The row is locked until the transaction ends; {} where there is none.
    """
    known = row_known(record)
    if known is not None:
        return openness_of(known)
    model = type(record)._meta.concrete_model
    rows: Any = QuerySet(model).order_by().filter(pk=record.pk).select_for_update(no_key=True)
    return next(iter(rows.values(*_openness(model))), {})


def openness_of(stored: Any) -> dict[str, Any]:
    """The same of a record that was just read."""
    return {name: getattr(stored, name) for name in _openness(type(stored)._meta.concrete_model)}


def _openness(model: Model) -> list[str]:
    of_others = sorted({f"{name}_id" for name in ways_on(model)} - {*own_reasons(model)})
    return ["opened", "audience", "struck_out", *own_reasons(model), *of_others]


def keeps_its_audience(record: Any, stored: dict[str, Any]) -> bool:
    """Whether nothing changes from which a record's audience follows, but perhaps its parents.

    These see to that themselves when they move.
    """
    reasons = own_reasons(type(record)._meta.concrete_model)
    return bool(stored) and all(stored[name] == getattr(record, name) for name in reasons)


def moves(record: Any, stored: dict[str, Any]) -> bool:
    """Whether what is seen through a record, or its versions, must follow what it is to become."""
    kind = type(record)._meta.concrete_model
    if is_seen_through(kind) and bool(stored["struck_out"]) != bool(record.struck_out):
        return True
    return stored["audience"] != record.audience or _leads_elsewhere(record, stored)


def _leads_elsewhere(record: Any, stored: dict[str, Any]) -> bool:
    way = ways_on(type(record)._meta.concrete_model)
    return any(stored[f"{name}_id"] != getattr(record, f"{name}_id") for name in way)


def hold_for_moving(record: Any) -> None:
    """Hold a record that moves, so that nothing new is seen through it as it was."""
    hold(QuerySet(type(record)._meta.concrete_model).filter(pk=record.pk))


def follow_record(record: Any, stored: dict[str, Any]) -> None:
    """Let all that is seen through a record follow it, which was stored otherwise before."""
    follow_audiences(type(record), [record.pk], elsewhere=_leads_elsewhere(record, stored))


def hold(rows: QuerySet) -> None:
    """Wait for all who are writing something that is seen through these records."""
    if connection.features.has_select_for_update:
        list(rows.order_by("pk").select_for_update().values_list("pk"))


def follow_audiences(model: Model, pks: Collection[int], *, elsewhere: bool = False) -> None:
    """Make the audiences of versions, and of all that is seen through these records, true again.

    With `elsewhere` they came to another partnership: all below them is worked out anew, even where
    what lies between stays as it was.
    """
    model = model._meta.concrete_model
    moved: dict[Model, set[int]] = defaultdict(set, {model: set(pks)})
    for kind in kinds_in_order():
        if kind is model:
            _follow_in_versions(kind, Q(id__among=moved[kind]))
        _follow_in_kind(kind, moved, elsewhere)


def _follow_in_kind(kind: Model, moved: dict[Model, set[int]], elsewhere: bool) -> None:
    through = {name: moved[parent] for name, parent in parents_of(kind) if moved.get(parent)}
    seen_through = Q()
    while through:
        below = Q()
        for name, keys in through.items():
            below |= Q(**{f"{name}__among": keys})
        seen_through |= below
        changed = _follow_below(kind, below, elsewhere) - moved[kind]
        moved[kind] |= changed
        parts = [name for name, parent in parents_of(kind) if parent is kind]
        through = {name: changed for name in parts if changed}
    if seen_through:
        _follow_in_versions(kind, seen_through | Q(id__among=moved[kind]))


def _follow_below(kind: Model, below: Q, elsewhere: bool) -> set[int]:
    """Returns the keys of those whose own dependents must follow."""
    rows: Any = QuerySet(kind).filter(below)
    if is_seen_through(kind):
        hold(rows)
    wrong = worked_out_anew(rows, shape_of(kind))
    write_audiences(kind, wrong)
    if elsewhere:
        return set(rows.values_list("pk", flat=True))
    return {pk for keys in wrong.values() for pk in keys}


def _follow_in_versions(kind: Model, which: Q) -> None:
    versions = kind.history.model
    wrong = worked_out_anew(QuerySet(versions).filter(which), shape_of(kind), record=kind)
    write_audiences(versions, wrong)


def write_audiences(model: Model, wrong: dict[AudienceRule, list[int]]) -> None:
    """Give rows, and what search knows of records, the audiences that they should have."""
    keep_audiences(wrong)
    label = label_of(model)
    for audience, keys in wrong.items():
        write_derived(model, Q(pk__among=keys), audience=audience.key)
        if hasattr(model, "seen_through"):
            entries = Q(record_type=label, record_id__among=keys)
            write_derived(SearchEntry, entries, audience=audience.key)


def follow_act_of_sharing(organisation: int) -> None:
    """Let an act of sharing open what its organisation keeps between partners."""
    hold(QuerySet(model_named("programmes", "Organisation")).filter(pk=organisation))
    kept = Q(owner=organisation, visibility=Visibility.PARTNERS)
    for kind in kinds_in_order():
        wrong = worked_out_anew(QuerySet(kind).filter(kept), shape_of(kind))
        write_audiences(kind, wrong)
        _follow_in_versions(kind, kept)
        changed = {pk for keys in wrong.values() for pk in keys}
        if changed:
            follow_audiences(kind, changed)


class Wrong(NamedTuple):
    """A row whose audience is not what it should be."""

    label: str
    pk: int
    audience: AudienceRule


def all_wrong() -> list[Wrong]:
    """All rows whose audience is not what follows from their parents' as these are stored."""
    return [one for kind in kinds_in_order() for one in _wrong_of(kind, mend=False)]


def work_out_all() -> list[Wrong]:
    """Put every audience right; returns what was not, parents first."""
    return [one for kind in kinds_in_order() for one in _wrong_of(kind, mend=True)]


def _wrong_of(kind: Model, *, mend: bool) -> Iterator[Wrong]:
    versions = kind.history.model
    while wrong := worked_out_anew(QuerySet(kind), shape_of(kind)):
        yield from _listed(kind, wrong)
        if not mend:
            break
        write_audiences(kind, wrong)  # parts then follow their wholes
    wrong = worked_out_anew(QuerySet(versions), shape_of(kind), record=kind)
    yield from _listed(versions, wrong)
    if mend:
        write_audiences(versions, wrong)
    yield from _listed(SearchEntry, _put_right_in_search(kind, mend=mend))


def _put_right_in_search(kind: Model, *, mend: bool) -> dict[AudienceRule, list[int]]:
    entries: Any = QuerySet(SearchEntry).filter(record_type=label_of(kind))
    own = Subquery(QuerySet(kind).filter(pk=OuterRef("record_id")).values("audience")[:1])
    wrong = entries.annotate(own=own).exclude(audience=F("own")).values_list("pk", "own")
    found: dict[int, list[int]] = defaultdict(list)
    for pk, key in wrong:
        found[key].append(pk)
    if mend:
        for key, pks in found.items():
            write_derived(SearchEntry, Q(pk__among=pks), audience=key)
    return {audience: found[key] for key, audience in audiences_of(found).items()}


def _listed(model: Model, wrong: dict[AudienceRule, list[int]]) -> list[Wrong]:
    label = label_of(model)
    return [Wrong(label, pk, audience) for audience, keys in wrong.items() for pk in keys]
