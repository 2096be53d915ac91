"""Who may see and change what: how rights are written, and the table of this app's records.

A `Term` says by which role, held in which organisation, a record may be written. `WHO_MAY` names
the terms of each kind of record, here and in the apps above, and `declare` makes permissions of
them ("programmes.change_phase") for the library `rules`. What holds for all kinds alike:

- a record is seen by those for whom `visible_to` finds it, and changed only by those who see it;
- a record of an owner's own is written only by right of a role in that owner;
- who belongs to no member of a programme's partnership writes nothing into the programme;
- a system administrator may write every record that is not struck out;
- who adds a record completes it in the same act;
- nobody writes a grant of their own, not even a system administrator.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import rules
from django.db import models

from programmes.choices import SHARERS, GrantRole, OrganisationKind
from programmes.models import (
    Body,
    Citation,
    Conflict,
    Criterion,
    DatedValue,
    Document,
    Grant,
    Link,
    Meeting,
    Membership,
    Organisation,
    OrganisationName,
    Phase,
    Principle,
    Programme,
    Reading,
    Sharing,
    Subject,
    Succession,
)
from programmes.querysets import RecordQuerySet
from programmes.viewers import AskedByReaders, Viewer, viewer_of
from sharedsvc.core.history import recording_in_force
from sharedsvc.core.kinds import follow
from sharedsvc.core.rights import is_fresh, permission

Organisations = frozenset[int]
Roles = frozenset[str]
Model = type[models.Model]
NOBODY: Organisations = frozenset()
WRITERS: Roles = frozenset(GrantRole.values) - {GrantRole.MEMBER}


@dataclass(frozen=True)
class Term:
    """One way to have a right.

    `by_right_of(user, record)` gives those of the user's organisations by whose right the user may
    write the record; `roles(model)` all roles that could ever give such a right.
    """

    roles: Callable[[Model], Roles]
    by_right_of: Callable[[Any, Any], Organisations]

    def __or__(self, other: "Term") -> "Term":
        return Term(
            lambda model: self.roles(model) | other.roles(model),
            lambda user, record: self.by_right_of(user, record) or other.by_right_of(user, record),
        )


def held(*roles: str, at: str) -> Term:
    """By one of these roles in the organisation to which this path leads ("by_id").

    A record without one there is not written by this right.
    """

    def by_right_of(user: Any, record: Any) -> Organisations:
        return viewer_of(user).holding(*roles) & {follow(record, at)}

    return Term(lambda model: frozenset(roles), by_right_of)


def anywhere(*roles: str) -> Term:
    """By one of these roles, in whatever organisation."""
    return Term(
        lambda model: frozenset(roles), lambda user, record: viewer_of(user).holding(*roles)
    )


def only_if(condition: Callable[[Any], bool], term: Term) -> Term:
    """By the term, for records of which this is true."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        return term.by_right_of(user, record) if condition(record) else NOBODY

    return Term(term.roles, by_right_of)


def in_partnership(path: str, term: Term) -> Term:
    """By the term, for members of the partnership to which this path leads, if there is one."""

    def by_right_of(user: Any, record: Any) -> Organisations:
        organisations = term.by_right_of(user, record)
        return _members(user, follow(record, path) if organisations else None, organisations)

    return Term(term.roles, by_right_of)


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

    def roles(model: Model) -> Roles:
        other: Any = model
        for step in path.split("."):
            other = other._meta.get_field(step).related_model
        return terms_of(other).roles(other)

    def by_right_of(user: Any, record: Any) -> Organisations:
        other = follow(record, path)
        return NOBODY if other is None else organisations_for(user, other)

    return Term(roles, by_right_of)


@dataclass(frozen=True)
class Terms:
    """The terms on which records of a kind are added and changed."""

    change: Term
    add: Term

    def roles(self, model: Model) -> Roles:
        """All roles that could ever give a right over them."""
        return self.change.roles(model) | self.add.roles(model)


_terms: dict[str, Terms] = {}


def terms_of(record: Any) -> Terms:
    """The terms on which a record, or a model's records, may be written. KeyError without any."""
    return _terms[record._meta.concrete_model._meta.label_lower]


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
    path = getattr(record, "partnership_path", "")
    if not (found and path):
        return found
    return _members(user, follow(record, f"{path.replace('__', '.')}_id"), found)


# Predicates


@rules.predicate
def is_system_administrator(user: Any) -> bool:
    """One who may write everything; by convention the only one without a grant."""
    return viewer_of(user).sees_all


@rules.predicate
def is_visible(user: Any, record: Any) -> bool:
    """Whether `visible_to` finds the record. Without a record: whether it could."""
    return record is None or sees(user, type(record), record.pk)


@rules.predicate
def sees_what_it_hangs_on(user: Any, record: Any) -> bool:
    """Whether all that a new record is to be seen through can be seen."""
    for name in getattr(record, "seen_through", ()):
        field = record._meta.get_field(name)
        pk = getattr(record, field.attname)
        if pk is not None and not sees(user, field.related_model, pk):
            return False
    return True


@rules.predicate
def is_for_somebody_else(user: Any, grant: Any) -> bool:
    """Nobody gives themselves a right."""
    return grant is None or grant.user_id != user.pk


def sees(user: Any, model: Model, pk: Any) -> bool:
    """Whether a user may see the record of a model with this id; asked once in a recording."""
    known = (model._meta.concrete_model._meta.label_lower, pk)  # type: ignore[union-attr]
    recording = recording_in_force()
    if recording is None or recording.user != user:
        return known in viewer_of(user).found or _found(user, model, pk)
    if known in recording.added or known in recording.seen:
        return True
    if _found(user, model, pk):
        recording.seen.add(known)
    return known in recording.seen


def _found(user: Any, model: Model, pk: Any) -> bool:
    """By `visible_to`; of a link by its two halves, since it would ask for every kind at once."""
    records: Any = model._base_manager
    if issubclass(model, Link):
        link = records.in_visible_documents(user).filter(pk=pk).first()
        return (
            link is not None and bool(link.record) and sees(user, type(link.record), link.record_id)
        )
    if not isinstance(records.all(), RecordQuerySet):
        return records.visible_to(user).filter(pk=pk).exists()
    return bool(_keys(model)(user, pk=pk))


@cache
def _keys(model: Model) -> AskedByReaders:
    """The key of a record, where a reader sees it."""
    records: Any = model._base_manager
    return AskedByReaders(
        lambda viewer, pk: records.visible_to(viewer).filter(pk=pk).order_by().values_list("pk")
    )


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
    path = getattr(record, "partnership_path", "")
    is_shared = bool(path) and record.owner_id is None
    if is_shared and follow(record, f"{path.replace('__', '.')}_id") in places:
        return True
    return (
        record.owner_id in places
        if getattr(record, "owner_id", None)
        else bool(organisations_for(_AsIfEveryRole(user), record))
    )


brings_back = rules.predicate(_brings_back, name="brings back")


@rules.predicate
def would_be_visible(user: Any, record: Any) -> bool:
    """Whether a record that was struck out would be seen if nothing had been struck out."""
    if record is None:
        return True
    records: Any = type(record)._base_manager
    return records.struck_out_for(user).filter(pk=record.pk).exists()


def _by_right(model: Model, *, adding: bool) -> rules.Predicate:
    """The predicate that a record may be written; without a record, that some could be."""

    def predicate(user: Any, record: Any) -> bool:
        if record is None:
            terms = terms_of(model)
            term = terms.add if adding else terms.change
            return bool(viewer_of(user).holding(*term.roles(model)))
        return bool(organisations_for(user, record, adding=adding))

    return rules.predicate(predicate, name=f"{'add' if adding else 'change'} {model.__name__}")


def declare(who_may: Mapping[Model, Term | Terms], also: rules.Predicate | None = None) -> None:
    """Make permissions to view, add and change of a table; `also` must hold to add or change."""
    for model, given in who_may.items():
        meta = model._meta.concrete_model._meta  # type: ignore[union-attr]
        _terms[meta.label_lower] = given if isinstance(given, Terms) else Terms(given, given)
        add = sees_what_it_hangs_on & (is_system_administrator | _by_right(model, adding=True))
        change = is_visible & (is_system_administrator | _by_right(model, adding=False))
        rules.add_perm(permission("view", model), is_visible)
        rules.add_perm(permission("add", model), add & also if also else add)
        rules.add_perm(permission("change", model), change & also if also else change)
        back = would_be_visible & (is_system_administrator | brings_back)
        rules.add_perm(permission("bring_back", model), back & also if also else back)


# The terms of this app's records


def _of_what_it_links() -> Term:
    """By the right to write the record that a link hangs on."""

    def by_right_of(user: Any, link: Any) -> Organisations:
        record = link.record
        if record is None or not is_visible.test(user, record):
            return NOBODY
        return organisations_for(user, record)

    return Term(lambda model: WRITERS, by_right_of)


def _stays_what_it_is(organisation: Any) -> bool:
    """Whether no council is made a partnership, or a partnership a council.

    That would open what others keep between partners to whoever is given a role in it.
    """
    stored = Organisation.objects.filter(pk=organisation.pk).values_list("kind", flat=True)
    return len({kind == OrganisationKind.PARTNERSHIP for kind in (*stored, organisation.kind)}) == 1


IN_ITS_PROGRAMME = manager("programme.partnership_id")

WHO_MAY: dict[Model, Term | Terms] = {
    Organisation: Terms(
        add=anywhere(GrantRole.MANAGER), change=only_if(_stays_what_it_is, administrator("pk"))
    ),
    OrganisationName: as_for("organisation"),
    Succession: as_for("predecessor"),
    Membership: manager("partnership_id"),
    Sharing: Terms(
        add=administrator("organisation_id")
        | only_if(lambda sharing: bool(sharing.source.strip()), clerk("organisation_id")),
        change=administrator("organisation_id") | clerk("organisation_id"),
    ),
    Programme: manager("partnership_id"),
    Phase: IN_ITS_PROGRAMME,
    Principle: IN_ITS_PROGRAMME,
    Criterion: IN_ITS_PROGRAMME,
    Body: clerk("organisation_id"),
    Meeting: as_for("body"),
    Document: Terms(
        add=IN_ITS_PROGRAMME
        | clerk("organisation_id")
        | only_if(lambda document: document.programme_id is None, anywhere(GrantRole.MANAGER)),
        change=IN_ITS_PROGRAMME | clerk("organisation_id"),
    ),
    Citation: _of_what_it_links(),
    DatedValue: _of_what_it_links(),
    Conflict: IN_ITS_PROGRAMME,
    Reading: as_for("conflict"),
    Subject: _of_what_it_links(),
}

declare(WHO_MAY)
declare({Grant: administrator("organisation_id")}, also=is_for_somebody_else)


# What is done to no single record


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Somebody who looks after the people and rights of an organisation, or of all."""
    return bool(viewer_of(user).holding(GrantRole.ADMINISTRATOR))


@rules.predicate
def keeps_records(user: Any) -> bool:
    """Somebody who writes anything at all in the register."""
    return bool(viewer_of(user).holding(*WRITERS))


@rules.predicate
def may_share(user: Any) -> bool:
    """Somebody who starts or ends sharing for an organisation: its administrator or clerk."""
    return bool(viewer_of(user).holding(*SHARERS))


@rules.predicate
def manages(user: Any, programme: Any) -> bool:
    """The manager of a programme's partnership; without a programme: of any."""
    found = viewer_of(user).holding(GrantRole.MANAGER)
    return bool(found) if programme is None else programme.partnership_id in found


rules.add_perm("programmes.manage_people", is_system_administrator | is_administrator)
rules.add_perm("programmes.share", is_system_administrator | may_share)
rules.add_perm("programmes.keep_records", is_system_administrator | keeps_records)
rules.add_perm("programmes.import_workbook", is_visible & (is_system_administrator | manages))
rules.add_perm("programmes.export_workbook", is_visible & (is_system_administrator | manages))
