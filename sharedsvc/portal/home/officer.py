"""For officers, and for managers where nobody leads: the workstreams that they answer for."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from programmes.choices import GrantRole
from programmes.models import Organisation
from programmes.viewers import AskedByReaders
from sharedsvc.core.people import called
from sharedsvc.core.seen_versions import versions_seen
from sharedsvc.core.states import RATINGS, STANDINGS
from sharedsvc.portal.home.section import SHOWN, HomeSection, SignedIn, so_many
from sharedsvc.portal.home.updates_due import Light, Reported, UpdatesDue
from workstreams.answering import AT_THE_HEAD
from workstreams.choices import RoleKind
from workstreams.models import (
    Milestone,
    Stage,
    StatusUpdate,
    UpdateDraft,
    Workstream,
    WorkstreamRole,
)
from workstreams.permissions import answered_today
from workstreams.reporting import INTERVAL_IN_WORDS
from workstreams.rows import RoleLine, Scope, StatusLine, by_workstream
from workstreams.rows.reading import latest_rows, role_lines, role_rows

UNTIL_FIRST_VISIT = datetime.timedelta(days=30)
WRITERS = (GrantRole.OFFICER, GrantRole.MANAGER)


@dataclass(frozen=True)
class Mine:
    """A workstream as its officer's home shows it."""

    reported: Reported
    status: StatusLine | None
    roles: tuple[RoleLine, ...]
    own: frozenset[int]

    @property
    def part(self) -> str:
        """What part the reader's council has: "Joint lead with East Renfrewshire"."""
        heads = [role for role in self.roles if role.kind in AT_THE_HEAD]
        mine = [role for role in heads if role.organisation_id in self.own]
        if not mine:
            return "No lead or host recorded"
        others = [r.holder for r in heads if r.kind == mine[0].kind and r not in mine]
        is_joint = others and mine[0].kind == RoleKind.JOINT_LEAD
        beside = f" with {' and '.join(others)}" if is_joint else ""
        return f"{mine[0].kind_in_words}{beside}"


class MyWorkstreams(HomeSection):
    """The workstreams that one may update, those that are overdue first."""

    key, title, template = "mine", "My workstreams", "portal/home/my_workstreams.html"
    interval = INTERVAL_IN_WORDS
    roles = WRITERS

    def __init__(self, reader: SignedIn) -> None:
        super().__init__(reader)
        self.due = UpdatesDue(reader, answered_today(reader.user, *Light._fields))

    @property
    def is_shown(self) -> bool:
        """A manager answers for some only while nobody leads or hosts them."""
        return bool(self.due.pks or self.reader.holding(GrantRole.OFFICER))

    @property
    def sentence(self) -> str:
        late = len(self.due.overdue)
        return f"{so_many(late, 'update', 'is')} overdue." if late else ""

    @cached_property
    def rows(self) -> list[Mine]:
        """The first of them, as they are shown."""
        shown = self.due.rows[:SHOWN]
        user, today = self.reader.user, self.reader.today
        pks = [row.workstream.pk for row in shown]
        latest = (StatusLine(*one) for one in LATEST(user, day=today, workstreams=pks))
        statuses = {line.workstream_id: line for line in latest}
        roles = by_workstream(role_lines(ROLES(user, day=today, workstreams=pks), today))
        own = self.reader.holding(GrantRole.OFFICER)
        return [
            Mine(one, statuses.get(pk), roles.get(pk, ()), own)
            for one in shown
            for pk in (one.workstream.pk,)
        ]

    @property
    def count(self) -> int:
        return len(self.due.rows)


LATEST = AskedByReaders(
    lambda viewer, day, workstreams: latest_rows(Scope(viewer, day, only=workstreams)).values_list(
        *StatusLine.PATHS
    ),
    planned=True,
)
ROLES = AskedByReaders(
    lambda viewer, day, workstreams: role_rows(Scope(viewer, day, only=workstreams)),
    planned=True,
)


class Drafts(HomeSection):
    """The updates that one began and has not saved."""

    key, title, template = "drafts", "Drafts you kept", "portal/home/drafts.html"
    is_beside = True

    @classmethod
    def is_for(cls, reader: SignedIn) -> bool:
        return bool(reader.holding(*WRITERS) or reader.viewer.sees_all)

    @cached_property
    def rows(self) -> list[UpdateDraft]:
        """Of the workstreams that may still be seen, the newest first."""
        return DRAFTS(self.reader.user, person=self.reader.user.pk)

    @property
    def is_shown(self) -> bool:
        return bool(self.rows)

    @property
    def sentence(self) -> str:
        return f"{so_many(len(self.rows), 'draft')} not saved yet." if self.rows else ""


DRAFTS = AskedByReaders(
    lambda viewer, person: (
        UpdateDraft.objects.filter(
            user=person, workstream__in=Workstream.objects.visible_to(viewer)
        )
        .select_related("workstream__programme")
        .order_by("-at")[:SHOWN]
    ),
    planned=True,
)


@dataclass(frozen=True)
class Changed:
    """A version that a colleague recorded."""

    version: Any
    workstream: Any
    programme: Any
    what: str

    @property
    def who(self) -> str:
        return called(self.version.history_user)

    @property
    def when(self) -> datetime.datetime:
        return timezone.localtime(self.version.history_date)

    @property
    def how(self) -> str:
        if self.version.struck_out:
            return "struck out"
        return "added" if self.version.history_type == "+" else "changed"

    @property
    def address(self) -> str:
        names = [self.programme.code, self.workstream.ref]
        return reverse("portal:history", args=["workstreams", *names])


def _update(version: Any) -> str:
    rating = RATINGS[version.rating].word.lower() if version.rating else "without a rating"
    return f"Update of {version.instance.date_in_words('date')}, {rating}"


def _milestone(version: Any) -> str:
    return f"Milestone “{version.title}”"


def _role(version: Any) -> str:
    standing = STANDINGS[version.standing].word.lower()
    holder = f": {version.holder}" if version.holder else ""
    return f"{version.instance.get_kind_display()}{holder}, {standing}"


def _stage(version: Any) -> str:
    return f"Stage: {version.instance.get_stage_display().lower()}"


def _holder(viewer: Any) -> Subquery:
    """The organisation that holds a role, as far as the reader may see it."""
    named = Organisation.objects.visible_to(viewer).filter(pk=OuterRef("organisation_id"))
    return Subquery(named.values("name")[:1])


# What colleagues record of a workstream, and what it is called where the workstream is named too.
WATCHED: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (StatusUpdate, _update),
    (Milestone, _milestone),
    (WorkstreamRole, _role),
    (Stage, _stage),
)


def _newest(viewer: Any, workstreams: Any, since: Any, person: Any) -> Any:
    """Of what kind, by its place, and under which number the newest are that others recorded."""
    first, *rest = (
        versions_seen(model, viewer)
        .filter(workstream__among=workstreams, history_date__gt=since)
        .exclude(history_user=person)
        .order_by()
        .annotate(strand=Value(place, IntegerField()))
        .values_list("history_date", "strand", "history_id")
        for place, (model, _) in enumerate(WATCHED)
    )
    return first.union(*rest, all=True).order_by("-history_date", "strand", "-history_id")[:SHOWN]


def _versions_of(model: Any) -> AskedByReaders:
    def versions(viewer: Any, numbers: Any) -> Any:
        rows = versions_seen(model, viewer).filter(history_id__among=numbers)
        named = rows.annotate(holder=_holder(viewer)) if model is WorkstreamRole else rows
        return named.select_related("history_user")

    return AskedByReaders(versions, planned=True)


NEWEST = AskedByReaders(_newest, planned=True)
VERSIONS = [_versions_of(model) for model, _ in WATCHED]


class ChangedSince(HomeSection):
    """What colleagues changed in one's workstreams since one signed in the time before."""

    key, title, template = "changed", "What colleagues changed", "portal/home/changed.html"
    roles = WRITERS

    def __init__(self, reader: SignedIn, mine: MyWorkstreams) -> None:
        super().__init__(reader)
        self.due = mine.due

    @property
    def is_shown(self) -> bool:
        return bool(self.due.pks)

    @property
    def is_first_visit(self) -> bool:
        return self.reader.user.visited is None

    @property
    def since(self) -> datetime.datetime:
        """The sign-in before this one; of a first visit a month ago."""
        moment = self.reader.user.visited or timezone.now() - UNTIL_FIRST_VISIT
        return timezone.localtime(moment)

    @cached_property
    def rows(self) -> list[Changed]:
        """The newest of all kinds."""
        user, numbers = self.reader.user, defaultdict(list)
        newest = NEWEST(user, workstreams=self.due.pks, since=self.since, person=user.pk)
        for _, kind, number in newest:
            numbers[kind].append(number)
        found = {
            (kind, version.history_id): self._changed(version, WATCHED[kind][1])
            for kind, some in numbers.items()
            for version in VERSIONS[kind](user, numbers=some)
        }
        return [found[kind, number] for _, kind, number in newest]

    def _changed(self, version: Any, words: Callable[[Any], str]) -> Changed:
        row = self._of_workstream[version.workstream_id]
        return Changed(version, row.workstream, row.programme, words(version))

    @cached_property
    def _of_workstream(self) -> dict[int, Reported]:
        return {row.workstream.pk: row for row in self.due.rows}
