"""Who may write a record, in words: for whoever is told that they may not."""

from collections.abc import Iterable
from typing import Any

from programmes.choices import GrantRole, OrganisationKind
from programmes.models import Organisation
from programmes.permissions.terms import Holder, holders_of
from sharedsvc.core.rights import that_may_be_told

IN_WORDS: dict[str, str] = {
    GrantRole.OFFICER: "an officer",
    GrantRole.CLERK: "a clerk",
    GrantRole.MANAGER: "the manager",
    GrantRole.ADMINISTRATOR: "an administrator",
}
ANY_PARTNERSHIP = "the manager of a partnership"


def who_may_write(record: Any, *, adding: bool) -> str:
    """Whose it is to write a record, as far as the reader may be told; "" where that cannot be.

    For example "the manager of Clyde Valley Community Planning Partnership".
    """
    holders = list(dict.fromkeys(holders_of(record, adding=adding)))
    if (GrantRole.MANAGER, None) in holders:
        return ANY_PARTNERSHIP
    return " or ".join(_in_words(holders))


def _in_words(holders: Iterable[Holder]) -> list[str]:
    """Each as "a clerk of X"; a partnership has a manager and no clerk, a council a clerk."""
    holders = [(role, where) for role, where in holders if where is not None]
    rows = that_may_be_told(Organisation._base_manager.filter(pk__in={pk for _, pk in holders}))
    named = {one.pk: one for one in rows}
    found = []
    for role, where in holders:
        organisation = named.get(where)
        if organisation is not None and _is_held_there(role, organisation):
            found.append(f"{IN_WORDS[role]} of {organisation}")
    return found


def _is_held_there(role: str, organisation: Organisation) -> bool:
    is_partnership = organisation.kind == OrganisationKind.PARTNERSHIP
    if role == GrantRole.MANAGER:
        return is_partnership
    return not (role == GrantRole.CLERK and is_partnership)
