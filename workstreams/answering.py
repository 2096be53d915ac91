"""Who answers for a workstream: the one reading of its roles. No database.

Asked by permissions, gates, pages, lists and reports. A role is anything with the fields of
`WorkstreamRole` that a function reads; its `certainty` says how sure it is to be in force.
What only may be in force is never taken for sure, and stands apart (domain.md, "Dates").
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sharedsvc.core.certainty import POSSIBLY, SURELY
from workstreams.choices import LEAD_KINDS, Answer, RoleKind, Standing

HOPED_FOR = (Standing.CONSIDERED, Standing.PROPOSED, Standing.IN_PRINCIPLE)
NOT_AGREED = (Standing.CONSIDERED, Standing.PROPOSED)
# Those who answer for it: its leads, failing them its hosts, failing them its providers.
PRINCIPAL_KINDS = (LEAD_KINDS, (RoleKind.HOST,), (RoleKind.PROVIDER,))
PRINCIPALS = tuple(kind for kinds in PRINCIPAL_KINDS for kind in kinds)
GIVEN_UP = (Standing.NOT_PREFERRED, Standing.ENDED)
HOSTS = (RoleKind.HOST, RoleKind.PROVIDER)
AT_THE_HEAD = (*LEAD_KINDS, RoleKind.HOST)
ABOUT = "about"  # the mark of what only may be so
# Parts that one has alone, unless they are settled otherwise.
ONE_ALONE = frozenset({RoleKind.LEAD, RoleKind.HOST, RoleKind.PROVIDER})


@dataclass(frozen=True)
class Answering:
    """The roles of one workstream on a day, told apart.

    `principals` surely answer for it; `others` surely have another part; `perhaps` may already, or
    may still, be in force.
    """

    principals: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    perhaps: tuple[Any, ...] = ()

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """The names of those who answer for it."""
        return tuple(role.holder for role in self.principals if is_named(role))

    @property
    def are_joint(self) -> bool:
        """It has joint leads."""
        return any(role.kind == RoleKind.JOINT_LEAD for role in self.principals)

    @property
    def are_rivals(self) -> bool:
        """Of those who are named one is to be chosen: they are so many proposals, never joint."""
        return are_rivals(self.principals)

    @property
    def somebody_may(self) -> bool:
        """Nobody is named who surely answers for it, but somebody may already, or may still."""
        return not self.holders and any(role.kind in PRINCIPALS for role in self.perhaps)

    @property
    def is_nobodys(self) -> bool:
        """Nobody answers for it, not even perhaps."""
        return not self.holders and not self.somebody_may

    @property
    def missing_in_words(self) -> str:
        """What stands where nobody is named who answers for it: no record says that nobody does."""
        return "Not certain" if self.somebody_may else "Not recorded"

    def names(self, kinds: Iterable[str], *, surely: bool = False) -> bool:
        """Whether somebody is named in a part of these kinds, surely or perhaps."""
        perhaps = () if surely else self.perhaps
        roles = (*self.principals, *self.others, *perhaps)
        return any(role.kind in kinds and is_named(role) for role in roles)

    def somebody_with(self, standings: Iterable[str]) -> bool:
        """Somebody who answers for it is named, with one of these standings."""
        return any(is_named(role) and role.standing in standings for role in self.principals)


def answering(roles: Iterable[Any]) -> Answering:
    """Who answers for a workstream, of the roles that are in force, or may be, in their order."""
    roles = tuple(roles)
    sure = tuple(role for role in roles if role.certainty == SURELY)
    principals: tuple[Any, ...] = ()
    for kinds in PRINCIPAL_KINDS:
        principals = principals or tuple(role for role in sure if role.kind in kinds)
    return Answering(
        principals=principals,
        others=tuple(role for role in sure if role not in principals),
        perhaps=tuple(role for role in roles if role.certainty == POSSIBLY),
    )


def are_rivals(roles: Iterable[Any]) -> bool:
    """Whether several are named for one part that is not joint, and none is settled yet."""
    named = [role for role in roles if is_named(role)]
    if len(named) < 2:  # as nearly always
        return False
    kinds = {role.kind for role in named}
    are_open = all(role.standing in NOT_AGREED for role in named)
    return len(kinds) == 1 and kinds <= ONE_ALONE and are_open


def is_named(role: Any) -> bool:
    """Somebody holds the role: it does not merely say why nobody does."""
    return role.answer == Answer.STATED


def holder_in_words(role: Any, about: str = ABOUT) -> str:
    """Who holds a role, or why nobody does; marked where it only may be in force."""
    return f"{role.holder} ({about})" if role.certainty == POSSIBLY else role.holder


def holders_of(roles: Iterable[Any], kinds: Iterable[str], about: str = ABOUT) -> list[str]:
    """Who holds roles of these kinds, or may, in the order in which they are named: for reports."""
    return [holder_in_words(role, about) for role in roles if role.kind in kinds]


def proposals_of(roles: Iterable[Any], kinds: Iterable[str], about: str = ABOUT) -> list[str]:
    """Each rival of those who hold roles of these kinds, with its remarks; [] for no rivals."""
    named = [role for role in roles if role.kind in kinds]
    if not are_rivals(named):
        return []
    return [with_remarks(role, about) for role in named if is_named(role)]


def with_remarks(role: Any, about: str = ABOUT) -> str:
    """Who holds a role, with what is remarked of it."""
    who, said = holder_in_words(role, about), role.remarks.rstrip(".")
    return f"{who} ({said})" if said else who


def is_left_open(role: Any, day: datetime.date) -> bool:
    """Whether a role that ended with its organisation is still to be handed over on a day.

    Until its own end, which is the day of handing over where it is stated.
    """
    return role.ended_with_its_holder and not ("" < role.end < day.isoformat())


def left_open(ended: Iterable[Any], rows: Iterable[Any], day: datetime.date) -> tuple[Any, ...]:
    """Roles of those that answered for a workstream until they ended, and whom nobody followed.

    Of the roles that had ended those which did with their organisation, on rows for which nobody
    is surely named who leads, hosts or provides. Querysets of roles tell the same
    (`to_be_handed_over`).
    """
    waiting = {row.pk for row in rows if not row.answering.names(PRINCIPALS, surely=True)}
    return tuple(
        role
        for role in ended
        if role.workstream_id in waiting
        and role.kind in PRINCIPALS
        and role.standing not in GIVEN_UP
        and is_left_open(role, day)
    )


def leading(roles: Iterable[Any]) -> dict[int, Any]:
    """The organisations that lead, or may, by id: a gate waits for all whom it may have to ask."""
    return {
        role.organisation_id: role.organisation
        for role in roles
        if role.kind in LEAD_KINDS and role.organisation_id
    }


def taking_part(roles: Iterable[Any]) -> dict[int, Any]:
    """The organisations that have a part in it, or may, by id."""
    return {role.organisation_id: role.organisation for role in roles if role.organisation_id}


def are_participants_known(roles: Iterable[Any]) -> bool:
    """Whether the roles tell which councils take part, and not only who leads or hosts.

    Where they do not, every member of the partnership may take part, and must pass a gate.
    """
    return any(
        role.kind not in AT_THE_HEAD and role.organisation_id and role.organisation.is_council
        for role in roles
    )
