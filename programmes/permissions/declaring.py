"""How permissions are made of terms: to view, add, change and bring back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import rules

from programmes.belonging import partnership_id_of
from programmes.choices import GrantRole
from programmes.models import Link
from programmes.permissions.seeing import is_visible, sees_what_it_hangs_on, would_be_visible
from programmes.permissions.terms import (
    DECLARED,
    RecordModel,
    Term,
    Terms,
    organisations_for,
    terms_of,
)
from programmes.viewers import Viewer, viewer_of
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import permission


@rules.predicate
def is_system_administrator(user: Any) -> bool:
    """One who may write everything; by convention the only one without a grant."""
    return viewer_of(user).sees_all


class _AsIfEveryRole:
    """An administrator, as if holding every role there: by whose right is a record written?"""

    is_authenticated = is_active = True
    is_superuser = False

    def __init__(self, user: Any) -> None:
        known: Viewer = viewer_of(user)
        places = known.holding(GrantRole.ADMINISTRATOR)
        roles = frozenset((role, place) for place in places for role in GrantRole.values)
        self.pk = user.pk
        self._viewer = replace(known, roles=roles)


def _brings_back(user: Any, record: Any) -> bool:
    """Whether a record may be brought back, if it is one that the user would see.

    By an administrator of its owner, or of an organisation by whose right it is written; of what is
    shared, by one of the partnership. Without a record: whether some could be.
    """
    places = viewer_of(user).holding(GrantRole.ADMINISTRATOR)
    if record is None or not places:
        return bool(places)
    owner = getattr(record, "owner_id", None)
    if owner:
        return owner in places
    if partnership_id_of(record) in places:
        return True
    return bool(organisations_for(_AsIfEveryRole(user), record))


brings_back = rules.predicate(_brings_back, name="brings back")


@rules.predicate
def redacts(user: Any, record: Any) -> bool:
    """Whether personal details may be taken out of a record, struck out or not.

    By who could bring it back; of a link, by who may do so to the record that it hangs on.
    """
    if record is None or not brings_back.test(user, record):
        return record is None and brings_back.test(user, None)
    about = record.record if isinstance(record, Link) else record
    seen = about is not None and (is_visible | would_be_visible).test(user, about)
    return seen and (about is record or brings_back.test(user, about))


def _by_right(model: RecordModel, *, adding: bool) -> rules.Predicate:
    """The predicate that a record may be written; without a record, that some could be."""

    def predicate(user: Any, record: Any) -> bool:
        if record is None:
            terms = terms_of(model)
            term = terms.add if adding else terms.change
            return bool(viewer_of(user).holding(*term.roles(model)))
        return bool(organisations_for(user, record, adding=adding))

    return rules.predicate(predicate, name=f"{'add' if adding else 'change'} {model.__name__}")


def declare(
    who_may: Mapping[RecordModel, Term | Terms], also: rules.Predicate | None = None
) -> None:
    """Make permissions to view, add and change of a table; `also` must hold to add or change."""
    for model, given in who_may.items():
        DECLARED[label_of(model)] = given if isinstance(given, Terms) else Terms(given, given)
        add = sees_what_it_hangs_on & (is_system_administrator | _by_right(model, adding=True))
        change = is_visible & (is_system_administrator | _by_right(model, adding=False))
        rules.add_perm(permission("view", model), is_visible)
        rules.add_perm(permission("add", model), add & also if also else add)
        rules.add_perm(permission("change", model), change & also if also else change)
        back = would_be_visible & (is_system_administrator | brings_back)
        rules.add_perm(permission("bring_back", model), back & also if also else back)
        rules.add_perm(permission("redact", model), is_system_administrator | redacts)
