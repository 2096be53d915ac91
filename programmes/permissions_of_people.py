"""Who may change people, posts and who holds them, and who agrees to their names."""

from collections.abc import Callable
from typing import Any

from programmes.choices import PEOPLES_CLERKS, GrantRole
from programmes.models import NameAgreement, Person, Post, PostOrganisation, Tenure
from programmes.naming import is_as_agreed, parties_to
from programmes.permissions.declaring import declare
from programmes.permissions.terms import (
    NOBODY,
    Holder,
    Organisations,
    RecordModel,
    Term,
    Terms,
    anywhere,
    organisations_for,
)
from programmes.viewers import viewer_of
from sharedsvc.core.names import name_field_of
from sharedsvc.core.rights import is_fresh


def _by_any_employer() -> Term:
    """By a role in one of the organisations to which a post belongs."""

    def by_right_of(user: Any, post: Any) -> Organisations:
        return _held(user) & parties_to(post).organisations

    return _of_peoples_clerks(by_right_of)


def _by_each_that_must_agree() -> Term:
    """By a role in every organisation to which a name belongs, or as all of them have agreed.

    What else stands in the record is not agreed upon: it takes a role in all.
    """

    def by_right_of(user: Any, record: Any) -> Organisations:
        parties = parties_to(record)
        mine = _held(user) & parties.organisations
        if not (mine and parties.suffice):
            return NOBODY
        return mine if mine == parties.organisations or is_as_agreed(record) else NOBODY

    return _of_peoples_clerks(by_right_of)


def _of_peoples_clerks(by_right_of: Callable[[Any, Any], Organisations]) -> Term:
    return Term(lambda model: frozenset(PEOPLES_CLERKS), by_right_of, _clerks_of_the_only_party)


def _clerks_of_the_only_party(record: Any) -> list[Holder]:
    """Whose clerk may write it, where one organisation alone is asked."""
    if not isinstance(record, Person | Post):
        return []
    parties = parties_to(record).organisations
    return [(GrantRole.CLERK, one) for one in parties] if len(parties) == 1 else []


def _held(user: Any) -> Organisations:
    return viewer_of(user).holding(*PEOPLES_CLERKS)


def _where_posts_are() -> Term:
    """By the right over the post; of one just added, by a role where it is said to be.

    A manager says so for the members of the partnership.
    """

    def by_right_of(user: Any, row: Any) -> Organisations:
        viewer = viewer_of(user)
        found = BY_ANY_EMPLOYER.by_right_of(user, row.post)
        if is_fresh(row.post, user):
            found |= viewer.holding(*PEOPLES_CLERKS) & {row.organisation_id}
            managed = viewer.holding(GrantRole.MANAGER)
            found |= {one for one in managed if (one, row.organisation_id) in viewer.memberships}
        return found

    return Term(lambda model: frozenset((*PEOPLES_CLERKS, GrantRole.MANAGER)), by_right_of)


def _of_its_own_organisation() -> Term:
    """By a role in the very organisation to which a row says that the post belongs.

    Nobody takes another employer's word away.
    """

    def by_right_of(user: Any, row: Any) -> Organisations:
        if row.organisation_id not in parties_to(row.post).organisations:
            return NOBODY
        return _held(user) & {row.organisation_id}

    return _of_peoples_clerks(by_right_of)


def _of_posts_held() -> Term:
    """By the right over the post; to strike a tenure out or to move it, by all its employers."""

    def by_right_of(user: Any, tenure: Any) -> Organisations:
        post = tenure.post
        if is_fresh(post, user):
            return organisations_for(user, post)
        parties = parties_to(post)
        mine = _held(user) & parties.organisations
        if post.owner_id is not None:
            mine &= {post.owner_id}
        return NOBODY if _taken_from(tenure) - _held(user) else mine

    return Term(lambda model: frozenset((*PEOPLES_CLERKS, GrantRole.MANAGER)), by_right_of)


def _taken_from(tenure: Any) -> Organisations:
    """The employers from which a change to a tenure takes it: struck out, or moved."""
    stored = Tenure.objects.filter(pk=tenure.pk).select_related("post").first()
    if stored is None or not (tenure.struck_out or tenure.has_moved()):
        return NOBODY
    return parties_to(stored.post).organisations


def _as_a_party() -> Term:
    """By a role in the organisation that agrees; what has taken effect any party takes away."""

    def by_right_of(user: Any, agreement: Any) -> Organisations:
        named = agreement.named
        parties = parties_to(named).organisations
        mine = _held(user) & parties
        if agreement.pk and getattr(named, name_field_of(named)) == agreement.name:
            return mine
        return mine & {agreement.organisation_id}

    return _of_peoples_clerks(by_right_of)


BY_ANY_EMPLOYER = _by_any_employer()
IN_ALL = _by_each_that_must_agree()
ADD = anywhere(*PEOPLES_CLERKS, GrantRole.MANAGER)

WHO_MAY: dict[RecordModel, Term | Terms] = {
    Person: Terms(add=ADD, change=IN_ALL),
    Post: Terms(add=ADD, change=IN_ALL),
    PostOrganisation: Terms(add=_where_posts_are(), change=_of_its_own_organisation()),
    Tenure: _of_posts_held(),
    NameAgreement: _as_a_party(),
}

declare(WHO_MAY)
