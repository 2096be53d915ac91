"""What was published or recorded, and what it rests on: that is neither struck out nor hidden.

A published report, a recorded decision or outcome says by `is_fixed` that it stays as it was read.
With its parts (the records that are seen through it) it rests on all that they name, on the
documents and subjects linked to them, and on all through which any of these is seen. Which that is
follows from the models' foreign keys and `seen_through`: a new field counts by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

from programmes.choices import Visibility
from programmes.viewers import Viewer
from sharedsvc.core.history import current_recording
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.prose import list_in_words
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import is_fresh, row_known, stored_now
from sharedsvc.core.versions import locked

OPENNESS = [Visibility.PUBLIC, Visibility.PARTNERS, Visibility.OWNER]
NAMED = 3
FEW = 500  # ids that are named in a statement; a query within queries was 300 kB of SQL
ADVICE = "What was published or recorded stays as it was read."


def refuse_loss(record: Any) -> None:
    """Refuse to strike out or hide what something published or recorded rests on.

    Asked of everybody, the command line too, before a stored record is saved. What was published
    itself (and its sources) people can neither strike out nor hide; the command line may mend it.
    Raises ValidationError.
    """
    stored = _locked(record)
    if stored is None or stored.struck_out:
        return
    if not takes_away(record, stored):
        return
    refuse_for_itself(record)
    hanging = [one for one in what_rests_on(stored) if record.struck_out or _loses(one, record)]
    if hanging and _is_carried_on(record, stored):
        hanging = [one for one in hanging if not _is_open_to_all(type(one), one.pk)]
    if hanging:
        user = current_recording().user
        raise ValidationError(_refusal(stored, hanging, user, bool(record.struck_out)))


def why_not_struck_out(record: Any, user: Any) -> str:
    """Why a record cannot be struck out, naming what this user may see of it; "" where it can."""
    hanging = what_rests_on(record) if hasattr(record, "seen_through") else []
    return _refusal(record, hanging, user, True) if hanging else ""


def _locked(record: Any) -> Any:
    """The record as it is stored; locked, where it may be taken away, until that is decided."""
    stored = stored_now(record)
    if stored is None or row_known(record) or not connection.in_atomic_block:
        return stored
    rows = type(record)._base_manager.filter(pk=record.pk)
    return locked(rows).first() if takes_away(record, stored) else stored


# What takes a record from somebody's sight


def takes_away(record: Any, stored: Any) -> bool:
    """Whether a change strikes a record out, or may close it to somebody."""
    return bool(record.struck_out) or narrows(stored, record)


def narrows(stored: Any, record: Any) -> bool:
    """Whether a change may close a record to somebody to whom it is open as stored."""
    if OPENNESS.index(record.visibility) > OPENNESS.index(stored.visibility):
        return True
    if stored.visibility != Visibility.PUBLIC and stored.owner_id != record.owner_id:
        return True
    return any(_closes(record, name) for name in _moved(stored, record))


def _moved(stored: Any, record: Any) -> list[str]:
    """The parents that a record was given instead of others."""
    names = [(name, record._meta.get_field(name).attname) for name in record.seen_through]
    return [name for name, key in names if getattr(stored, key) != getattr(record, key)]


def _closes(record: Any, parent: str) -> bool:
    """Whether a new parent is not open to all, or leads to another partnership."""
    field = record._meta.get_field(parent)
    pk = getattr(record, field.attname)
    if pk is None:
        return False
    leads_on = record.partnership_path.split("__")[0] == parent
    return leads_on or not _is_open_to_all(field.related_model, pk)


def _is_open_to_all(model: Any, pk: int) -> bool:
    return model._base_manager.all()._visible_to(Viewer()).filter(pk=pk).exists()


def _is_carried_on(record: Any, stored: Any) -> bool:
    """Whether a change gives a record another partnership that all may see, and closes no more.

    Then what is open to all stays so; what is open between partners may close to some.
    """
    openness = [(one.visibility, one.owner_id, one.struck_out) for one in (record, stored)]
    moved = [record._meta.get_field(name) for name in _moved(stored, record)]
    return openness[0] == openness[1] and all(
        _is_open_to_all(field.related_model, getattr(record, field.attname)) for field in moved
    )


def _loses(whole: Any, record: Any) -> bool:
    """Whether somebody who sees a whole would lose it: not the people of the one owner of both."""
    return whole.visibility != Visibility.OWNER or whole.owner_id != record.owner_id


# What is fixed itself


def whole_of(record: Any) -> Any:
    """The fixed record that a record is, or is part of; None where it is no part of one."""
    for whole in _wholes():
        for part, path in _parts(whole):
            if part is record._meta.concrete_model:
                found = follow(record, path.replace("__", ".")) if path else record
                if found is not None:
                    return found if found.is_fixed else None
    return None


def refuse_for_itself(record: Any) -> None:
    """Refuse people to take away, or bring back, what was published or a link of what is fixed.

    Raises ValidationError.
    """
    user = current_recording().user
    fixed = record.record if _is_link(record) else record
    if user is None or fixed is None or is_fresh(fixed, user):
        return
    whole = whole_of(fixed)
    if whole is not None and whole.is_never_struck_out:
        raise ValidationError(whole.why_fixed or ADVICE)
    if _is_link(record) and fixed.why_fixed:
        raise ValidationError(fixed.why_fixed)


def named_but_struck_out(record: Any) -> Any:
    """What a record names, or is seen through at any distance, and is struck out; or None."""
    for field in record._meta.concrete_fields:
        if not (field.is_relation and hasattr(field.related_model, "struck_out")):
            continue
        other = getattr(record, field.name)
        if other is None:
            continue
        if other.struck_out:
            return other
        if field.name in getattr(record, "seen_through", ()):
            above = named_but_struck_out(other)
            if above is not None:
                return above
    return None


def may_know_of(record: Any) -> bool:
    """Whether the writer would see a record that is struck out."""
    user = current_recording().user
    records: Any = type(record)._base_manager
    return user is None or records.struck_out_for(user).filter(pk=record.pk).exists()


# What rests on a record


def what_rests_on(record: Any) -> list[Any]:
    """What is fixed and rests on a record, other than the whole that the record is part of."""
    reach, own = _Reach(record), whole_of(record)
    found: list[Any] = []
    for whole in _wholes():
        ids: set[int] = set()
        for part, path in _parts(whole):
            rows = part._base_manager.filter(reach.named_by(part), struck_out="")
            ids.update(rows.order_by().values_list(f"{path}__pk" if path else "pk", flat=True))
        kept = whole._base_manager.filter(pk__in=ids, struck_out="").order_by("pk")
        found += [one for one in kept if one.is_fixed and one != own]
    return found


@cache
def _records() -> tuple[Any, ...]:
    """Every model of records, links apart, without proxies."""
    return tuple(
        model
        for model in apps.get_models()
        if hasattr(model, "seen_through") and not model._meta.proxy and not _is_link(model)
    )


def _is_link(model: Any) -> bool:
    return hasattr(model, "record_type")


@cache
def _wholes() -> tuple[Any, ...]:
    """The models whose records may be fixed: those that say when."""
    return tuple(model for model in _records() if model.is_fixed_by_itself)


@cache
def _parts(whole: Any) -> tuple[tuple[Any, str], ...]:
    """A model and those of its parts, each with the path to the whole ("" for itself)."""
    return tuple(_walk(whole, ""))


def _walk(model: Any, path: str) -> Iterator[tuple[Any, str]]:
    yield model, path
    for part in _records():
        if part is model or part.is_fixed_by_itself:
            continue
        for name in part.seen_through:
            if part._meta.get_field(name).related_model is model:
                yield from _walk(part, f"{name}__{path}" if path else name)


@dataclass
class _Reach:
    """Which records are a record itself or are seen through it."""

    record: Any

    def __post_init__(self) -> None:
        self._known: dict[Any, QuerySet | list[int] | None] = {}

    def of(self, model: Any) -> QuerySet | list[int] | None:
        """Their ids among those of a model, or where they are many the query for them.

        None where there are none: most kinds are ruled out so, with all that is seen through them.
        """
        model = model._meta.concrete_model
        if model not in self._known:
            self._known[model] = None  # while it is worked out, should models form a circle
            self._known[model] = self._found(model)
        return self._known[model]

    def _found(self, model: Any) -> QuerySet | list[int] | None:
        rows, condition, upon_itself = model._base_manager.filter(struck_out=""), Q(), []
        if model is self.record._meta.concrete_model:
            condition |= Q(pk=self.record.pk)
        for name in model.seen_through:
            related = model._meta.get_field(name).related_model
            if related is model:
                upon_itself.append(name)
            elif (ids := self.of(related)) is not None:
                condition |= Q(**{f"{name}__in": ids})
        if not condition:
            return None
        for name in upon_itself:
            condition = Q(pk__in=_with_descendants(rows, name, condition))
        found = rows.filter(condition).order_by()
        few = list(found.values_list("pk", flat=True)[: FEW + 1])
        return found.values("pk") if len(few) > FEW else few or None

    def named_by(self, part: Any) -> Q:
        """The condition that a record of a model names one of them, by itself or by a link."""
        named = Q(pk__in=[])
        for field in part._meta.concrete_fields:
            if field.is_relation and hasattr(field.related_model, "seen_through"):
                ids = self.of(field.related_model)
                named |= Q(**{f"{field.name}__in": ids}) if ids is not None else Q(pk__in=[])
        for links in self._links():
            linked = links.filter(record_type=label_of(part), struck_out="")
            named |= Q(pk__in=linked.order_by().values("record_id"))
        return named

    def _links(self) -> Iterator[QuerySet]:
        """The links that lead to one of them."""
        for model in apps.get_models():
            if not (hasattr(model, "seen_through") and _is_link(model)):
                continue
            links: Any = model._base_manager
            for name in model.seen_through:
                ids = self.of(model._meta.get_field(name).related_model)
                if ids is not None:
                    yield links.filter(**{f"{name}__in": ids})
            if hasattr(model, "subject_type"):
                yield from self._by_subject(links)

    def _by_subject(self, links: Any) -> Iterator[QuerySet]:
        for model in _records():
            ids = self.of(model)
            if ids is not None:
                yield links.filter(subject_type=label_of(model), subject_id__in=ids)


def _with_descendants(rows: Any, name: str, condition: Q) -> set[int]:
    """The ids of rows that fulfil a condition, and of those that hang on them at any depth."""
    found: set[int] = set()
    new = set(rows.filter(condition).values_list("pk", flat=True))
    while new - found:
        found |= new
        new = set(rows.filter(**{f"{name}__in": new}).values_list("pk", flat=True))
    return found


# In words


def _refusal(record: Any, hanging: list[Any], user: Any, is_struck_out: bool) -> str:
    """Why a record stays, naming what hangs on it as far as the user may see it."""
    what = "struck out" if is_struck_out else "closed to anybody who may see it"
    rest = "rests" if len(hanging) == 1 else "rest"
    return f"“{record}” cannot be {what}: {_names_of(hanging, user)} {rest} on it. {ADVICE}"


def _names_of(hanging: list[Any], user: Any) -> str:
    """The first few that the user may see, by title; the others counted."""
    seen = hanging if user is None else [one for one in hanging if _sees(user, one)]
    named = [f"the {one._meta.verbose_name} “{one}”" for one in seen[:NAMED]]
    others = len(hanging) - len(named)
    if others:
        named.append(f"{others} more" if named else _counted(others))
    return list_in_words(named)


def _counted(number: int) -> str:
    some = "record that was" if number == 1 else "records that were"
    return f"{number} {some} published or recorded"


def _sees(user: Any, record: Any) -> bool:
    return type(record)._base_manager.visible_to(user).filter(pk=record.pk).exists()
