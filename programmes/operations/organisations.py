"""Memberships, employers and successors."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import Membership, Organisation, Post
from programmes.operations.records import keep, link_only


@transaction.atomic
def keep_membership(*, record: Membership) -> Membership:
    """Save a membership. Raises ValidationError when the organisation joined is no partnership."""
    if not record.partnership.is_partnership:
        raise ValidationError({"partnership": f"{record.partnership} is not a partnership."})
    return keep(record=record)


@transaction.atomic
def set_employers(*, record: Post, others: Iterable[Organisation]) -> None:
    """Make these organisations the ones that a post belongs to."""
    link_only(
        record.employers, "organisation", others, "The post no longer belongs to this organisation."
    )


@transaction.atomic
def set_successors(*, record: Organisation, others: Iterable[Organisation]) -> None:
    """Make these organisations the successors of one. Raises ValidationError for itself."""
    link_only(record.succeeded_by, "successor", others, "No longer given as a successor.")
