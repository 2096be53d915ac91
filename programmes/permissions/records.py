"""The terms of this app's records, and what is done to no single record."""

from typing import Any

import rules

from programmes.choices import SHARERS, GrantRole, OrganisationKind
from programmes.models import (
    Body,
    Citation,
    Conflict,
    Criterion,
    DatedValue,
    Document,
    Grant,
    Meeting,
    Membership,
    Organisation,
    OrganisationName,
    Phase,
    Power,
    Principle,
    Programme,
    Reading,
    Sharing,
    Subject,
    Succession,
)
from programmes.permissions.declaring import declare, is_system_administrator
from programmes.permissions.seeing import is_visible
from programmes.permissions.terms import (
    IN_ITS_PROGRAMME,
    NOBODY,
    WRITERS,
    Organisations,
    RecordModel,
    Term,
    Terms,
    administrator,
    anywhere,
    as_for,
    clerk,
    holders_of,
    manager,
    only_if,
    organisations_for,
)
from programmes.viewers import viewer_of


@rules.predicate
def is_for_somebody_else(user: Any, grant: Any) -> bool:
    """Nobody gives themselves a right."""
    return grant is None or grant.user_id != user.pk


def _of_what_it_links() -> Term:
    """By the right to write the record that a link hangs on."""

    def by_right_of(user: Any, link: Any) -> Organisations:
        record = link.record
        if record is None or not is_visible.test(user, record):
            return NOBODY
        return organisations_for(user, record)

    return Term(lambda model: WRITERS, by_right_of, lambda link: holders_of(link.record))


def _stays_what_it_is(organisation: Any) -> bool:
    """Whether no council is made a partnership, or a partnership a council.

    That would open what others keep between partners to whoever is given a role in it.
    """
    stored = Organisation.objects.filter(pk=organisation.pk).values_list("kind", flat=True)
    return len({kind == OrganisationKind.PARTNERSHIP for kind in (*stored, organisation.kind)}) == 1


WHO_MAY: dict[RecordModel, Term | Terms] = {
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
    Power: as_for("body"),
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
rules.add_perm("programmes.redact", is_system_administrator | is_administrator)
rules.add_perm("programmes.share", is_system_administrator | may_share)
rules.add_perm("programmes.keep_records", is_system_administrator | keeps_records)
rules.add_perm("programmes.import_workbook", is_visible & (is_system_administrator | manages))
rules.add_perm("programmes.export_workbook", is_visible & (is_system_administrator | manages))
