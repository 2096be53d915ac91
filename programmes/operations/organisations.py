"""Memberships, employers, successors, and councils as the public register has them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.choices import OrganisationKind
from programmes.council_register import Council
from programmes.models import (
    Membership,
    Organisation,
    OrganisationName,
    Post,
)
from programmes.operations.records import keep, strike_out
from sharedsvc.core.saving import create_many
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


@transaction.atomic
def keep_council(*, council: Council) -> tuple[Organisation, str]:
    """Add a council of the public register, or complete the one that is there already.

    One that is there is found by its code, its official code or, failing both, its name. What a
    source has stated of it stays: only blanks and "type not stated" are filled in, and the official
    name is kept as another name. Returns it with "added", "changed" or "left".
    """
    organisation = _find_council(council)
    if organisation is None:
        organisation = keep(record=Organisation(code=council.code, **_register_values(council)))
        _add_names(organisation, council.other_names)
        return organisation, "added"
    changed = _complete(organisation, council)
    named = _add_names(organisation, (council.name, council.short_name, *council.other_names))
    return organisation, "changed" if changed or named else "left"


def _find_council(council: Council) -> Any:
    known = Organisation.objects.not_struck_out()
    for condition in (
        {"code__iexact": council.code},
        {"official_code": council.official_code or None},
        {"name__iexact": council.name, "official_code": ""},
        {"name__iexact": council.short_name, "official_code": ""},
    ):
        found = known.filter(**condition).exclude(kind=OrganisationKind.PARTNERSHIP)[:2]
        if len(found) == 1:
            return found[0]
    return None


def _register_values(council: Council) -> dict[str, str]:
    return {
        "name": council.name,
        "short_name": council.short_name,
        "kind": council.kind,
        "official_code": council.official_code,
        "former_codes": council.former_codes,
        "start": council.start,
        "end": council.end,
        "end_words": council.end_as_stated,
    }


def _complete(organisation: Organisation, council: Council) -> bool:
    changed = False
    for name, value in _register_values(council).items():
        present = getattr(organisation, name)
        vague = name == "kind" and present == OrganisationKind.COUNCIL
        if value and (not present or vague):
            setattr(organisation, name, value)
            changed = True
    if changed:
        keep(record=organisation)
    return changed


def _add_names(organisation: Organisation, names: Iterable[str]) -> bool:
    known = {organisation.name.lower(), organisation.short_name.lower()}
    rows = organisation.other_names.not_struck_out().values_list("name", flat=True)
    known |= {name.lower() for name in rows}
    new = [
        OrganisationName(organisation=organisation, name=n) for n in names if n.lower() not in known
    ]
    unique = {name.name.lower(): name for name in new if name.name}
    create_many(list(unique.values()))
    return bool(unique)
