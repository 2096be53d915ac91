"""By which role, held in which organisation, a record may be written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from programmes.belonging import partnership_id_of
from programmes.choices import GrantRole
from programmes.viewers import viewer_of
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.reference import label_of
from sharedsvc.core.rights import is_fresh

Organisations = frozenset[int]
Roles = frozenset[str]
RecordModel = type[models.Model]
Holder = tuple[str, int | None]  # a role, and where it is held; None: in whatever organisation
Holders = Callable[[Any], Iterable[Holder]]
NOBODY: Organisations = frozenset()
WRITERS: Roles = frozenset(GrantRole.values) - {GrantRole.MEMBER}


@dataclass(frozen=True)
class Term:
    """One way to have a right.

    `by_right_of(user, record)` gives those of the user's organisations by whose right the user may
    write the record; `roles(model)` all roles that could ever give such a right; `holders(record)`
    who has it, by role and organisation, as far as that can be said.
    """

    roles: Callable[[RecordModel], Roles]
    by_right_of: Callable[[Any, Any], Organisations]
    holders: Holders = lambda record: ()

    def __or__(self, other: "Term") -> "Term":
        return Term(
            lambda model: self.roles(model) | other.roles(model),
            lambda user, record: self.by_right_of(user, record) or other.by_right_of(user, record),
            lambda record: [*self.holders(record), *other.holders(record)],
        )


def held(*roles: str, at: str) -> Term:
    """By one of these roles in the organisation to which this path leads ("by_id").

    A record without one there is not written by this right.
    """

    def by_right_of(user: Any, record: Any) -> Organisations:
        return viewer_of(user).holding(*roles) & {follow(record, at)}

    def holders(record: Any) -> list[Holder]:
        where = follow(record, at)
        return [] if where is None else [(role, where) for role in roles]

    return Term(lambda model: frozenset(roles), by_right_of, holders)


def anywhere(*roles: str) -> Term:
    """By one of these roles, in whatever organisation."""
    return Term(
        lambda model: frozenset(roles),
        lambda user, record: viewer_of(user).holding(*roles),
        lambda record: [(role, None) for role in roles],
    )


def only_if(condition: Callable[[Any], bool], term: Term) -> Term:
    """By the term, for records of which this is true."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        return term.by_right_of(user, record) if condition(record) else NOBODY

    return Term(
        term.roles, by_right_of, lambda record: term.holders(record) if condition(record) else ()
    )


def in_partnership(path: str, term: Term) -> Term:
    """By the term, for members of the partnership to which this path leads, if there is one."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        organisations = term.by_right_of(user, record)
        return _members(user, follow(record, path) if organisations else None, organisations)

    return Term(term.roles, by_right_of, term.holders)


def _members(user: Any, partnership: int | None, organisations: Organisations) -> Organisations:
    if partnership is None:
        return organisations
    known = viewer_of(user).joined
    return frozenset(one for one in organisations if (partnership, one) in known)


def manager(at: str) -> Term:
    """By being manager of that partnership."""
    return held(GrantRole.MANAGER, at=at)


def administrator(at: str) -> Term:
    """By being administrator of that organisation."""
    return held(GrantRole.ADMINISTRATOR, at=at)


def clerk(at: str) -> Term:
    """By being clerk there; a partnership's manager does for it what a clerk does for a council."""
    return held(GrantRole.CLERK, GrantRole.MANAGER, at=at)


def officer(at: str) -> Term:
    """By being officer of that organisation."""
    return held(GrantRole.OFFICER, at=at)


def as_for(path: str) -> Term:
    """By the right to write the record to which this path leads."""

    def roles(model: RecordModel) -> Roles:
        other: Any = model
        for step in path.split("."):
            other = other._meta.get_field(step).related_model
        return terms_of(other).roles(other)

    def by_right_of(user: Any, record: Any) -> Organisations:
        other = follow(record, path)
        return NOBODY if other is None else organisations_for(user, other)

    return Term(roles, by_right_of, lambda record: holders_of(follow(record, path)))


IN_ITS_PROGRAMME = manager("programme.partnership_id")


@dataclass(frozen=True)
class Terms:
    """The terms on which records of a kind are added and changed."""

    change: Term
    add: Term

    def roles(self, model: RecordModel) -> Roles:
        """All roles that could ever give a right over them."""
        return self.change.roles(model) | self.add.roles(model)


DECLARED: dict[str, Terms] = {}


def holders_of(record: Any, *, adding: bool = False) -> list[Holder]:
    """Who may write a record, by role and organisation; of an owner's own only its people."""
    if record is None:
        return []
    terms = terms_of(record)
    found = (terms.add if adding else terms.change).holders(record)
    owner = getattr(record, "owner_id", None)
    return [one for one in found if owner is None or one[1] in (owner, None)]


def terms_of(record: Any) -> Terms:
    """The terms on which a record, or a model's records, may be written. KeyError without any."""
    return DECLARED[label_of(record)]


def organisations_for(user: Any, record: Any, *, adding: bool = False) -> Organisations:
    """Those of a user's organisations by whose right the user may write a record.

    Whoever adds a record may complete it in the same act, on the terms on which it was added.
    """
    terms = terms_of(record)
    term = terms.add if adding or is_fresh(record, user) else terms.change
    found = term.by_right_of(user, record)
    owner = getattr(record, "owner_id", None)
    if owner is not None:
        found = found & {owner}
    return _members(user, partnership_id_of(record), found) if found else found
