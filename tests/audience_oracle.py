"""Who may see what, as the rule reads: worked out anew through all parents, slowly and plainly.

Held against the audiences that are worked out when records are written. Nothing here reads them.
"""

from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from decisions.models import Report
from programmes.choices import Visibility
from programmes.models import Membership, Sharing
from programmes.viewers import KEEPERS, Viewer


def seen(model: Any, viewer: Viewer) -> set[int]:
    """The keys of the records that a viewer may see."""
    return set(_keys(model, viewer))


def versions_seen(model: Any, viewer: Viewer) -> set[int]:
    """The numbers of the versions that a viewer may see: of records seen, as they were seen."""
    records = list(_open_rows(model, viewer))
    versions = model.history.filter(_seen_by(model, viewer), id__in=records).order_by()
    return set(versions.values_list("history_id", flat=True))


def _visible(model: Any, viewer: Viewer) -> QuerySet:
    rows = QuerySet(model).order_by().filter(_seen_by(model, viewer))
    return rows if viewer.despite_striking_out else rows.filter(struck_out="")


def _seen_by(model: Any, viewer: Viewer) -> Q:
    condition = Q()
    for parent in model.seen_through:
        condition &= _parent_seen(model, parent, viewer)
    if viewer.sees_all:
        return condition
    return condition & _open_to(model, viewer) & _asked_beside(model, viewer)


def _asked_beside(model: Any, viewer: Viewer) -> Q:
    if model is Sharing:
        pair = {name: OuterRef(name) for name in ("partnership", "organisation")}
        member = Exists(_visible(Membership, viewer).filter(**pair))
        return Q(organisation__in=viewer.organisations) | Q(member)
    if model is Report:
        return ~Q(published="") | Q(organisation__in=viewer.holding(*KEEPERS))
    return Q()


def _open_to(model: Any, viewer: Viewer) -> Q:
    public = Q(visibility=Visibility.PUBLIC)
    if not viewer.organisations:
        return public
    condition = public | Q(owner__in=viewer.organisations)
    for one in _shared_with(model, viewer):
        condition |= one
    return condition


def _shared_with(model: Any, viewer: Viewer) -> list[Q]:
    path, between = model.partnership_path, Q(visibility=Visibility.PARTNERS)
    by_owner = [_opened_since_shared(viewer), Q(owner__in=viewer.partnerships)]
    if not path:
        return [one & between for one in by_owner]
    here = Q(**{f"{path}__in": viewer.partnerships}) & between
    found = [
        _opened_since_shared(viewer, partnership=OuterRef(path)) & between,
        here & Q(owner__isnull=True),
        here & Q(owner=F(path)),
    ]
    first = path.split("__")[0]
    if model._meta.get_field(first).null:
        found += [one & Q(**{f"{first}__isnull": True}) & between for one in by_owner]
    return found


def _opened_since_shared(viewer: Viewer, **where: Any) -> Q:
    if not viewer.sharings:
        return Q(pk__in=[])
    since = QuerySet(Sharing).order_by().filter(pk__in=viewer.sharings)
    since = since.filter(opens_from__lte=OuterRef("opened"), **where)
    return Q(owner__in=since.values("organisation"))


def _parent_seen(model: Any, parent: str, viewer: Viewer) -> Q:
    field = model._meta.get_field(parent)
    if field.related_model is model:
        return _whole_seen(model, parent, viewer)
    condition = Q(**{f"{parent}__in": _keys(field.related_model._meta.concrete_model, viewer)})
    return condition | Q(**{f"{parent}__isnull": True}) if field.null else condition


@lru_cache(maxsize=1024)
def _open_rows(model: Any, viewer: Viewer) -> dict[int, str]:
    """By key, why it was struck out. Read once for a viewer: `forget` when anything is written."""
    rows = QuerySet(model).order_by().filter(_seen_by(model, viewer))
    return dict(rows.values_list("pk", "struck_out"))


def _keys(model: Any, viewer: Viewer) -> list[int]:
    rows = _open_rows(model, viewer).items()
    return sorted(pk for pk, struck_out in rows if viewer.despite_striking_out or not struck_out)


def forget() -> None:
    """Read anew from now on."""
    _open_rows.cache_clear()


def _whole_seen(model: Any, whole: str, viewer: Viewer) -> Q:
    """That it is no part, at whatever depth, of what is closed or struck out."""
    is_open = Q() if viewer.sees_all else _open_to(model, viewer)
    if not viewer.despite_striking_out:
        is_open &= Q(struck_out="")
    return Q(PartOfNone(QuerySet(model).filter(is_open), whole)) if is_open else Q()


class AllBut(Subquery):
    """The keys of a kind but for these records, and of all that are parts at whatever depth."""

    template = (
        "(WITH RECURSIVE whole(id) AS (SELECT id FROM %(table)s EXCEPT %(subquery)s UNION "
        "SELECT part.id FROM %(table)s part JOIN whole ON part.%(column)s = whole.id) "
        "SELECT id FROM whole)"
    )

    def __init__(self, queryset: QuerySet, whole: str) -> None:
        meta = queryset.model._meta
        column = meta.get_field(whole).column
        super().__init__(queryset.order_by().values("pk"), table=meta.db_table, column=column)


class PartOfNone(Func):
    """Whether a record is no part, at whatever depth, of any but these records of its kind."""

    arity = 2
    arg_joiner = " NOT IN "
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, queryset: QuerySet, whole: str) -> None:
        super().__init__(Coalesce(F(f"{whole}_id"), 0), AllBut(queryset, whole))
