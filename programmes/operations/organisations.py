"""Memberships, employers and successors."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.choices import OrganisationKind
from programmes.models import Membership, Organisation, Post
from programmes.operations.records import keep, strike_out
from sharedsvc.core.versions import lock_unless_new, locked


@transaction.atomic
def keep_membership(*, record: Membership) -> Membership:
    """Save a membership. Raises ValidationError when the organisation joined is no partnership."""
    if record.partnership.kind != OrganisationKind.PARTNERSHIP:
        raise ValidationError({"partnership": f"{record.partnership} is not a partnership."})
    return keep(record=record)


@transaction.atomic
def set_employers(*, record: Post, others: Iterable[Organisation]) -> None:
    """Make these organisations the ones that a post belongs to."""
    _link_only(
        record.employers, "organisation", others, "The post no longer belongs to this organisation."
    )


@transaction.atomic
def set_successors(*, record: Organisation, others: Iterable[Organisation]) -> None:
    """Make these organisations the successors of one. Raises ValidationError for itself."""
    _link_only(record.succeeded_by, "successor", others, "No longer given as a successor.")


def _link_only(rows: Any, far: str, others: Iterable[Organisation], reason: str) -> None:
    """Leave a record, whose `rows` these are, with one that names each of these, and no others."""
    lock_unless_new(rows.instance)
    present = {getattr(row, f"{far}_id"): row for row in locked(rows.not_struck_out())}
    for organisation in others:
        if present.pop(organisation.pk, None) is None:
            keep(record=rows.model(**{rows.field.name: rows.instance, far: organisation}))
    for dropped in present.values():
        strike_out(record=dropped, reason=reason)
