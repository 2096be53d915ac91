"""How what is shown of a record is read, and what narrows its list."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import CharField, QuerySet, Value

from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.kinds.columns import Column, link, text
from sharedsvc.core.kinds.kind import by
from sharedsvc.core.light import LightReader
from sharedsvc.core.states import ANSWERS, RATINGS, State
from workstreams.answering import HOSTS, PRINCIPALS, are_rivals, holder_in_words
from workstreams.choices import LEAD_KINDS, Answer, LifecycleStage, RoleKind
from workstreams.lifecycle import own_routes, shared_stage
from workstreams.milestones import done_in_words
from workstreams.models import Lineage, Milestone, RankingEntry, Stage, StatusUpdate, WorkstreamRole

WORKSTREAM = link("workstream", "title")


OR_PROGRAMME = Column(
    name="workstream",
    read=lambda record: record.workstream or State("v-na", "The programme as a whole"),
    sort=("workstream__title",),
)


OF_WORKSTREAM_PROGRAMME = by("workstream__programme")


WHY_BEFORE_GATES = text("before_gates", blank="not applicable")
STANDING = by("standing")


RIVAL = "(one of several proposals)"
ENDED = State("v-na", "Ended")
STAGE_WORDS = dict(LifecycleStage.choices)
# What lists say of roles and stages, and what the addresses of those who hold roles are made of.
HOLDERS = LightReader(
    ("organisation", "person", "post"),
    own=(
        *("id", "workstream_id", "kind", "answer", "standing"),
        *("organisation_id", "person_id", "post_id"),
    ),
)
STAGES = LightReader(
    ("owner", "phase"),
    own=("id", "workstream_id", "stage", "start_latest", "priority", "owner_id", "phase_id"),
)


def who_has_role(role: WorkstreamRole) -> Any:
    """Who holds the role and for whom, or why nobody is named."""
    named = [record for record in (role.person, role.post, role.organisation) if record]
    return named or ANSWERS.get(role.answer, role.get_answer_display())


def prepare_workstreams(records: list[Any], user: Any, day: datetime.date) -> None:
    """Give each workstream those who answer for it, and its stage, on that day."""
    roles: dict[int, list[Any]] = {}
    ids = [record.pk for record in records]
    found = WorkstreamRole.objects.visible_to(user).as_at(day).filter(workstream__among=ids)
    for role in HOLDERS.read(found.for_list()):
        roles.setdefault(role.workstream_id, []).append(role)
    stages = stages_on(ids, user, day)
    for record in records:
        own = roles.get(record.pk, [])
        record.shown_leads = names_of(own, LEAD_KINDS)
        record.shown_hosts = names_of(own, HOSTS)
        stage = shared_stage(stages.get(record.pk, []))
        record.shown_stage = STAGE_WORDS[stage.stage] if stage else None
        if record.end_latest < day:
            record.shown_leads = record.shown_hosts = ENDED
            record.shown_stage = ENDED


def stages_on(workstreams: Collection[int], user: Any, day: datetime.date) -> dict[int, list[Any]]:
    """The stages of workstreams on a day, a council's own routes too, by workstream."""
    found: dict[int, list[Any]] = {}
    stages = Stage.objects.visible_to(user).as_at(day).filter(workstream__among=workstreams)
    for stage in STAGES.read(stages.order_by("start_latest", "pk")):
        found.setdefault(stage.workstream_id, []).append(stage)
    return found


def prepare_entries(entries: list[Any], user: Any, day: datetime.date) -> None:
    """Give each place in a ranking what became of the workstream by that day."""
    ids = {entry.workstream_id for entry in entries}
    stages = stages_on(ids, user, day)
    went: dict[int, list[Any]] = {}
    links = Lineage.objects.visible_to(user).as_at(day).filter(predecessor__in=ids)
    for one in links.select_related("successor__programme").order_by("pk"):
        went.setdefault(one.predecessor_id, []).extend([one.get_kind_display(), one.successor])
    for entry in entries:
        own = stages.get(entry.workstream_id, [])
        entry.shown_fate = [*stage_words(own), *went.get(entry.workstream_id, [])]


def stage_words(stages: list[Any]) -> list[str]:
    """The shared stage, priorities in phases, then routes that councils take on their own."""
    shared = shared_stage(stages)
    words = [shared.get_stage_display()] if shared else []
    words += [f"{s.phase.title}, priority {s.priority}" for s in stages if s.phase and s.priority]
    return words + [own_route(stage) for stage in own_routes(stages)]


def own_route(stage: Any) -> str:
    """A route that a council takes on its own, marked where it may not have begun yet."""
    words = f"{stage.owner.label}: {stage.get_stage_display().lower()}"
    return f"{words} (about)" if stage.certainty == POSSIBLY else words


def names_of(roles: list[Any], role_kinds: tuple[str, ...]) -> list[Any]:
    """Who holds roles of these kinds; who only may is marked, and no link; rivals say so."""
    found = [role for role in roles if role.kind in role_kinds]
    rivals = [RIVAL] if are_rivals(found) else []
    return [part for role in found for part in (holder_of(role), *rivals)]


def holder_of(role: Any) -> Any:
    """Who holds a role, or why nobody is named."""
    named = role.organisation or role.person or role.post
    if role.certainty == POSSIBLY:
        return holder_in_words(role)
    return named or ANSWERS.get(role.answer, role.get_answer_display())


def roles_on(user: Any, day: datetime.date) -> Any:
    """Roles in force on that day, as the user may see."""
    return WorkstreamRole.objects.visible_to(user).as_at(day)


def to_be_handed_over(rows: Any, day: datetime.date, user: Any) -> Any:
    """Those of roles that are to be handed over: as such they are certain, though they ended."""
    open_ones = rows.to_be_handed_over(day)
    return open_ones.annotate(certainty=Value(SURELY, CharField()))


def with_role(queryset: QuerySet, organisation: Any, user: Any, day: datetime.date) -> QuerySet:
    """Workstreams in which an organisation has a part on that day."""
    roles = roles_on(user, day).filter(organisation=organisation)
    return queryset.filter(pk__in=roles.values("workstream"))


def lacking(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Those without a lead, without a host, or with neither; not what went into another."""
    named = roles_on(user, day).filter(answer=Answer.STATED)
    wanted = {"lead": LEAD_KINDS, "host": (RoleKind.HOST,), "anybody": PRINCIPALS}[value]
    if value == "host":
        asked = roles_on(user, day).filter(kind=RoleKind.HOST)
        queryset = queryset.filter(pk__in=asked.values("workstream"))
    having = named.filter(kind__in=wanted)
    return queryset.exclude(pk__in=having.values("workstream")).not_merged(day, user)  # type: ignore[attr-defined]


def at_stage(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Workstreams that are at a stage on that day."""
    stages = Stage.objects.visible_to(user).as_at(day).filter(stage=value)
    return queryset.filter(pk__in=stages.values("workstream"))


def in_phase(queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
    """Workstreams with a priority in a phase on that day."""
    stages = Stage.objects.visible_to(user).as_at(day)
    placed = stages.filter(phase=value, priority__isnull=False)
    return queryset.filter(pk__in=placed.values("workstream"))


def rank_of(entry: RankingEntry) -> Any:
    """The rank of an entry, or that it is only selected."""
    return entry.rank if entry.rank is not None else State("v-na", "Selected, without order")


def rating_of(update: StatusUpdate) -> State:
    """The rating of an update; without one, that it is not reported."""
    return RATINGS.get(update.rating, RATINGS[""])


def done_or_not(milestone: Milestone) -> Any:
    """When a milestone was done, or that this is not recorded."""
    return done_in_words(milestone) or State("v-none", "Not recorded as done")
