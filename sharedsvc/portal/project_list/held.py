"""What the register holds of a programme, to set a project list beside."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.text import slugify

from programmes.models import Programme
from sharedsvc.core.names import names_in_time, with_names_in_time
from sharedsvc.portal.project_list.reading import plain
from workstreams.choices import LEAD_KINDS
from workstreams.models import Milestone, StatusUpdate, Workstream, WorkstreamRole
from workstreams.permissions import answered_for_by
from workstreams.rows import Scope, latest_statuses

CODE_LENGTH = 76  # leaves room for a number


class ProgrammeHeld:
    """The workstreams of a programme with what a list may say of them, as a user may see it.

    A fixed number of statements, whatever the number of rows.
    """

    def __init__(self, programme: Programme, user: Any, day: datetime.date) -> None:
        self.programme, self.user, self.day = programme, user, day

    @cached_property
    def workstreams(self) -> dict[int, Workstream]:
        """The workstreams of the programme, by key."""
        seen = Workstream.objects.visible_to(self.user).filter(programme=self.programme)
        rows = with_names_in_time(seen.select_related("programme")).order_by("order", "ref", "pk")
        return {one.pk: one for one in rows}

    @cached_property
    def own(self) -> set[int]:
        """Those of them on which the user may report."""
        if self.user.is_superuser:
            return set(self.workstreams)
        return set(
            answered_for_by(self.user).filter(programme=self.programme).values_list("pk", flat=True)
        )

    @cached_property
    def by_ref(self) -> dict[str, Workstream]:
        """Workstreams by their references in plain words."""
        return {plain(one.ref): one for one in self.workstreams.values()}

    @cached_property
    def by_name(self) -> dict[str, list[Workstream]]:
        """Workstreams by what they are or were called, or by reference, in plain words."""
        found: dict[str, list[Workstream]] = defaultdict(list)
        for one in self.workstreams.values():
            for name in {plain(name) for name in (one.title, one.ref, *names_in_time(one))}:
                found[name].append(one)
        return found

    @cached_property
    def milestones(self) -> dict[tuple[int, str], Milestone]:
        """Milestones by the key of their workstream and their title in plain words."""
        rows = Milestone.objects.visible_to(self.user).filter(workstream__in=self.workstreams)
        return {(one.workstream_id, plain(one.title)): one for one in rows.order_by("-pk")}

    @cached_property
    def updates(self) -> set[tuple[Any, ...]]:
        """What the updates say, each with the key of its workstream."""
        rows = StatusUpdate.objects.visible_to(self.user).filter(workstream__in=self.workstreams)
        return set(rows.values_list("workstream", "date", "rating", "narrative", "next_steps"))

    @cached_property
    def statuses(self) -> dict[int, Any]:
        """The update that stands on the day of the list, by workstream."""
        return latest_statuses(Scope(self.user, self.day).to([*self.workstreams]))

    @cached_property
    def leads(self) -> dict[int, list[Any]]:
        """The roles of those that lead on the day of the list, by workstream."""
        roles = WorkstreamRole.objects.visible_to(self.user).filter(
            workstream__in=self.workstreams, kind__in=LEAD_KINDS
        )
        found: dict[int, list[Any]] = defaultdict(list)
        for role in roles.as_at(self.day).select_related("organisation", "person", "post"):
            found[role.workstream_id].append(role)
        return found

    @cached_property
    def _codes(self) -> set[str]:
        rows = Milestone._base_manager.filter(programme=self.programme)
        return set(rows.values_list("code", flat=True))

    def free_code(self, of: str) -> str:
        """A code made of some words that no milestone of the programme has; it is taken by that."""
        begun = slugify(of)[:CODE_LENGTH].strip("-") or "milestone"
        code, number = begun, 1
        while code in self._codes:
            number += 1
            code = f"{begun}-{number}"
        self._codes.add(code)
        return code


def names_of(role: WorkstreamRole) -> Iterable[str]:
    """What may stand in a list for whoever holds a role."""
    organisation = role.organisation
    if organisation:
        yield from (organisation.name, organisation.short_name, organisation.code)
    yield from (str(one) for one in (role.person, role.post) if one)


def called(role: WorkstreamRole) -> str:
    """How whoever holds a role is called."""
    return str(role.organisation or role.person or role.post or role.wording)
