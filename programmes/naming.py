"""Whose a name is: what people and posts are called belongs to those who employ them.

A person's employers are the organisations of every post that the person holds or held, as recorded.
A tenure given to somebody who was on the record already does not make its council the only one to
be asked: until a tenure that was recorded with the person says more, the organisation for which the
person was recorded is asked too, and where none is known a system administrator. A post belongs to
all its organisations. Where there are several, each must agree.
"""

from dataclasses import dataclass
from typing import Any

from programmes.choices import PEOPLES_CLERKS
from programmes.models import NameAgreement, Person, Post, PostOrganisation, Tenure
from programmes.viewers import viewer_of
from sharedsvc.core.names import name_field_of
from sharedsvc.core.rights import fields_that_differ


@dataclass(frozen=True)
class Parties:
    """The organisations that must agree to a name, and whether that is all it takes.

    Where it is not, only a system administrator can change it.
    """

    organisations: frozenset[int]
    suffice: bool


def parties_to(record: Person | Post) -> Parties:
    """Who must agree to what a person or a post is called."""
    if isinstance(record, Post):
        found = _employers([record.pk]).get(record.pk, frozenset())
        return Parties(found, bool(found))
    tenures = Tenure.objects.not_struck_out().filter(person=record.pk)
    held = list(tenures.values_list("post", "founding"))
    employers = _employers([post for post, _ in held])
    each = [employers.get(post, frozenset()) for post, _ in held]
    if not any(founding for _, founding in held):
        known = [record.recorded_for_id] if record.recorded_for_id else []
        each.append(frozenset(known))
    return Parties(frozenset().union(*each), all(each))


def _employers(posts: list[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = PostOrganisation.objects.not_struck_out().filter(post__in=posts)
    for post, organisation in rows.values_list("post", "organisation"):
        found.setdefault(post, set()).add(organisation)
    return {post: frozenset(organisations) for post, organisations in found.items()}


def spoken_for_by(user: Any, record: Person | Post) -> frozenset[int]:
    """The organisations that must agree and for which a user speaks: its clerk or administrator."""
    held = viewer_of(user).holding(*PEOPLES_CLERKS)
    return held & parties_to(record).organisations


def agreements_on(record: Person | Post, *, instead_of: str = "") -> Any:
    """The agreements that stand to change what a record is called: today, unless said."""
    of = "post" if isinstance(record, Post) else "person"
    called = instead_of or getattr(record, name_field_of(record))
    return NameAgreement.objects.filter(
        **{of: record.pk}, struck_out="", instead_of=called
    ).order_by("pk")


def agreed_name(record: Person | Post) -> str:
    """The name to which all who must agree have agreed; "" while there is none."""
    return _agreed(record)[0]


def all_agree(record: Person | Post, name: str, since: str) -> bool:
    """Whether all who must agree have agreed to this name, from that day on (or to all days)."""
    return _agreed(record) == (name, since)


def _agreed(record: Person | Post) -> tuple[str, str]:
    parties = parties_to(record)
    agreed = {one.organisation_id: (one.name, one.since) for one in agreements_on(record)}
    names = {agreed.get(organisation, ("", "")) for organisation in parties.organisations}
    return names.pop() if parties.suffice and len(names) == 1 else ("", "")


def is_as_agreed(record: Person | Post) -> bool:
    """Whether a record is as stored, but for a name to which all have agreed."""
    stored: Any = type(record)._base_manager.filter(pk=record.pk).first()
    if stored is None:
        return False
    name, agreed = name_field_of(record), agreed_name(stored)
    changed = {field.name for field in fields_that_differ(stored, record)}
    return bool(agreed) and (not changed or (changed == {name} and getattr(record, name) == agreed))
