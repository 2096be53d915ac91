"""For officers, and for managers where nobody leads: the workstreams that they answer for."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from programmes.choices import GrantRole
from programmes.models import Organisation
from sharedsvc.core.people import called
from sharedsvc.core.states import RATINGS, STANDINGS
from sharedsvc.portal.home.section import SHOWN, Reader, Section, counted
from sharedsvc.portal.home.updates_due import Reported, UpdatesDue
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
from workstreams.permissions import answered_for_by
from workstreams.reporting import INTERVAL_IN_WORDS
from workstreams.rows import RoleLine, Scope, StatusLine, by_workstream, latest_statuses
from workstreams.rows.reading import read_roles

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


class MyWorkstreams(Section):
    """The workstreams that one may update, those that are overdue first."""

    key, title, template = "mine", "My workstreams", "portal/home/my_workstreams.html"
    interval = INTERVAL_IN_WORDS

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.due = UpdatesDue(reader, answered_for_by(reader.user))

    @classmethod
    def is_for(cls, reader: Reader) -> bool:
        return bool(reader.holding(*WRITERS))

    @property
    def is_shown(self) -> bool:
        """A manager answers for some only while nobody leads or hosts them."""
        return bool(self.due.pks or self.reader.holding(GrantRole.OFFICER))

    @property
    def sentence(self) -> str:
        late = len(self.due.overdue)
        is_or_are = "is" if late == 1 else "are"
        return f"{counted(late, 'update')} {is_or_are} overdue." if late else ""

    @cached_property
    def rows(self) -> list[Mine]:
        """The first of them, as they are shown."""
        shown = self.due.rows[:SHOWN]
        scope = Scope(self.reader.user, self.reader.today).to([r.workstream.pk for r in shown])
        statuses, roles = latest_statuses(scope), by_workstream(read_roles(scope))
        own = self.reader.holding(GrantRole.OFFICER)
        return [
            Mine(one, statuses.get(pk), roles.get(pk, ()), own)
            for one in shown
            for pk in (one.workstream.pk,)
        ]

    @property
    def left_out(self) -> int:
        return max(0, len(self.due.rows) - SHOWN)


class Drafts(Section):
    """The updates that one began and has not saved."""

    key, title, template = "drafts", "Drafts you kept", "portal/home/drafts.html"
    is_beside = True

    @classmethod
    def is_for(cls, reader: Reader) -> bool:
        return bool(reader.holding(*WRITERS) or reader.viewer.sees_all)

    @cached_property
    def rows(self) -> list[UpdateDraft]:
        """Of the workstreams that may still be seen, the newest first."""
        drafts = UpdateDraft.objects.filter(
            user=self.reader.user.pk, workstream__in=self.reader.visible(Workstream)
        )
        return list(drafts.select_related("workstream__programme").order_by("-at")[:SHOWN])

    @property
    def is_shown(self) -> bool:
        return bool(self.rows)

    @property
    def sentence(self) -> str:
        return f"{counted(len(self.rows), 'draft')} not saved yet." if self.rows else ""


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


# What colleagues record of a workstream, and what it is called where the workstream is named too.
WATCHED: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (StatusUpdate, _update),
    (Milestone, _milestone),
    (WorkstreamRole, _role),
    (Stage, _stage),
)


class ChangedSince(Section):
    """What colleagues changed in one's workstreams since one signed in the time before."""

    key, title, template = "changed", "What colleagues changed", "portal/home/changed.html"

    @classmethod
    def is_for(cls, reader: Reader) -> bool:
        return bool(reader.holding(*WRITERS))

    def __init__(self, reader: Reader, mine: MyWorkstreams) -> None:
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
        found = [one for model, words in WATCHED for one in self._changed(model, words)]
        return sorted(found, key=lambda one: one.version.history_date, reverse=True)[:SHOWN]

    def _holder(self) -> Subquery:
        """The organisation that holds a role, as far as the reader may see it."""
        named = self.reader.visible(Organisation).filter(pk=OuterRef("organisation_id"))
        return Subquery(named.values("name")[:1])

    def _changed(self, model: Any, words: Callable[[Any], str]) -> list[Changed]:
        versions = model.objects.versions_visible_to(self.reader.user).filter(
            workstream__among=self.due.pks, history_date__gt=self.since
        )
        others = versions.exclude(history_user=self.reader.user.pk)
        if model is WorkstreamRole:
            others = others.annotate(holder=self._holder())
        newest = others.select_related("history_user").order_by("-history_date", "-history_id")
        known = {row.workstream.pk: row for row in self.due.rows}
        return [
            Changed(version, row.workstream, row.programme, words(version))
            for version in newest[:SHOWN]
            for row in (known[version.workstream_id],)
        ]
