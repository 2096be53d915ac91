"""What is shown of "what": workstreams, roles, progress, rankings, assurance."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from programmes.kinds import IN_PROGRAMME, OF_ORGANISATION, PROGRAMME
from programmes.models import Organisation, Phase, Programme
from sharedsvc.core.kinds import (
    FROM_TO,
    Column,
    Filter,
    Kind,
    Related,
    choice,
    date,
    kinds,
    link,
    number,
    state,
    text,
)
from sharedsvc.core.querysets import SURELY
from sharedsvc.core.states import ANSWERS, RATINGS, STANDINGS, State
from workstreams.choices import (
    LEAD_KINDS,
    Answer,
    ContributionKind,
    DeliveryModel,
    DurationClass,
    LifecycleStage,
    RankingKind,
    Rating,
    RiskCategory,
    RiskKind,
    RoleKind,
    Standing,
)
from workstreams.lifecycle import stage_order
from workstreams.models import (
    Arrangement,
    Consultation,
    Contribution,
    Finding,
    Lineage,
    Milestone,
    Ranking,
    RankingEntry,
    Review,
    Risk,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

WORKSTREAM = link("workstream", "Workstream", "title")
OR_PROGRAMME = Column(
    name="workstream",
    heading="Workstream",
    read=lambda record: record.workstream or State("v-na", "The programme as a whole"),
    sort=("workstream__title",),
)
OF_WORKSTREAM_PROGRAMME = Filter(
    name="programme", label="Programme", path="workstream__programme", to=Programme
)
STANDING = Filter(name="standing", label="Standing", path="standing", choices=Standing)


def _holder(role: WorkstreamRole) -> Any:
    """Who holds the role and for whom, or why nobody is named."""
    named = [record for record in (role.person, role.post, role.organisation) if record]
    return named or ANSWERS.get(role.answer, role.get_answer_display())


def _prepare_workstreams(records: list[Any], user: Any, day: datetime.date) -> None:
    """Give each workstream those who answer for it, and its stage, on that day."""
    roles: dict[int, list[Any]] = {}
    found = WorkstreamRole.objects.visible_to(user).as_at(day).filter(workstream__in=records)
    for role in found.for_list():
        roles.setdefault(role.workstream_id, []).append(role)
    stages = _stages_on(records, user, day)
    for record in records:
        own = roles.get(record.pk, [])
        record.shown_leads = _names(own, LEAD_KINDS)
        record.shown_hosts = _names(own, (RoleKind.HOST, RoleKind.PROVIDER))
        stage = _shared_stage(stages.get(record.pk, []))
        record.shown_stage = stage.get_stage_display() if stage else None


def _stages_on(workstreams: Any, user: Any, day: datetime.date) -> dict[int, list[Any]]:
    """The stages of workstreams on a day, a council's own routes too, by workstream."""
    found: dict[int, list[Any]] = {}
    stages = Stage.objects.visible_to(user).as_at(day).filter(workstream__in=workstreams)
    for stage in stages.select_related("owner", "phase").order_by("start_latest", "pk"):
        found.setdefault(stage.workstream_id, []).append(stage)
    return found


def _shared_stage(stages: list[Any]) -> Any:
    """The stage that all share, or None."""
    shared = [s for s in stages if s.owner_id is None and s.certainty == SURELY]
    return max(shared, key=lambda s: stage_order(s.start_latest, s.stage), default=None)


def _prepare_entries(entries: list[Any], user: Any, day: datetime.date) -> None:
    """Give each place in a ranking what became of the workstream by that day."""
    ids = {entry.workstream_id for entry in entries}
    stages = _stages_on(ids, user, day)
    went: dict[int, list[Any]] = {}
    links = Lineage.objects.visible_to(user).as_at(day).filter(predecessor__in=ids)
    for one in links.select_related("successor__programme").order_by("pk"):
        went.setdefault(one.predecessor_id, []).extend([one.get_kind_display(), one.successor])
    for entry in entries:
        own = stages.get(entry.workstream_id, [])
        entry.shown_fate = [*_stage_words(own), *went.get(entry.workstream_id, [])]


def _stage_words(stages: list[Any]) -> list[str]:
    shared = _shared_stage(stages)
    words = [shared.get_stage_display()] if shared else []
    words += [f"{s.phase.title}, priority {s.priority}" for s in stages if s.phase and s.priority]
    return words + [f"{s.owner.label}: {s.get_stage_display().lower()}" for s in stages if s.owner]


def _names(roles: list[Any], role_kinds: tuple[str, ...]) -> list[Any]:
    return [_holder_short(role) for role in roles if role.kind in role_kinds]


def _holder_short(role: Any) -> Any:
    named = role.organisation or role.person or role.post
    return named or ANSWERS.get(role.answer, role.get_answer_display())


def _roles_on(user: Any, day: datetime.date) -> Any:
    return WorkstreamRole.objects.visible_to(user).as_at(day)


def _with_role(queryset: QuerySet, organisation: Any, user: Any, day: datetime.date) -> QuerySet:
    roles = _roles_on(user, day).filter(organisation=organisation)
    return queryset.filter(pk__in=roles.values("workstream"))


def _lacking(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    """Those without a lead, without a host, or with neither."""
    named = _roles_on(user, day).filter(answer=Answer.STATED)
    wanted = {
        "lead": LEAD_KINDS,
        "host": (RoleKind.HOST,),
        "anybody": (*LEAD_KINDS, RoleKind.HOST, RoleKind.PROVIDER),
    }[value]
    if value == "host":
        asked = _roles_on(user, day).filter(kind=RoleKind.HOST)
        queryset = queryset.filter(pk__in=asked.values("workstream"))
    having = named.filter(kind__in=wanted)
    return queryset.exclude(pk__in=having.values("workstream"))


def _at_stage(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    stages = Stage.objects.visible_to(user).as_at(day).filter(stage=value)
    return queryset.filter(pk__in=stages.values("workstream"))


def _in_phase(queryset: QuerySet, value: Any, user: Any, day: datetime.date) -> QuerySet:
    stages = Stage.objects.visible_to(user).as_at(day)
    placed = stages.filter(phase=value, priority__isnull=False)
    return queryset.filter(pk__in=placed.values("workstream"))


def _rank(entry: RankingEntry) -> Any:
    return entry.rank if entry.rank is not None else State("v-na", "Selected, without order")


def _rating(update: StatusUpdate) -> State:
    return RATINGS.get(update.rating, RATINGS[""])


def _done(milestone: Milestone) -> Any:
    if milestone.done or milestone.done_words:
        return milestone.date_in_words("done")
    return State("v-none", "Not recorded as done")


kinds.register(
    Kind(
        key="workstreams",
        model=Workstream,
        singular="workstream",
        plural="workstreams",
        about="Shared services, proposed and running, with those who answer for them.",
        named_by="title",
        columns=(
            text("ref", "Ref"),
            text("title", "Workstream"),
            PROGRAMME,
            Column(
                name="leads",
                heading="Leads",
                read=lambda w: w.shown_leads,
                blank="none",
                brought=True,
            ),
            Column(
                name="hosts",
                heading="Host or provider",
                read=lambda w: w.shown_hosts,
                blank="none",
                brought=True,
            ),
            Column(name="stage", heading="Stage", read=lambda w: w.shown_stage, brought=True),
            choice("duration_class", "Duration"),
        ),
        facts=(
            link("parent", "Component of", "title", blank="none"),
            text("scope", "Scope"),
            text("remit", "Remit"),
            text("amount", "Amount"),
            *FROM_TO,
        ),
        joins=("programme", "parent__programme"),
        filters=(
            IN_PROGRAMME,
            Filter(
                name="organisation",
                label="Organisation with a part",
                to=Organisation,
                apply=_with_role,
                options=lambda user: WorkstreamRole.objects.visible_to(user).values("organisation"),
            ),
            Filter(
                name="without",
                label="Without",
                choices=(
                    ("lead", "A lead"),
                    ("host", "A host, though the list of hosts has it"),
                    ("anybody", "Anybody who answers for it"),
                ),
                apply=_lacking,
            ),
            Filter(name="stage", label="Stage", choices=LifecycleStage, apply=_at_stage),
            Filter(
                name="phase",
                label="In phase",
                to=Phase,
                apply=_in_phase,
                options=lambda user: Phase.objects.visible_to(user).values("pk"),
            ),
            Filter(
                name="duration",
                label="Duration",
                path="duration_class",
                choices=DurationClass,
            ),
            Filter(
                name="component",
                label="Components",
                choices=(("no", "Without components"), ("yes", "Only components")),
                apply=lambda queryset, value, user, day: queryset.filter(
                    parent__isnull=value == "no"
                ),
            ),
        ),
        searched=("title", "ref", "scope", "remit"),
        order=("programme__title", "order", "ref"),
        code="ref",
        prepare=_prepare_workstreams,
    ),
    Kind(
        key="roles",
        model=WorkstreamRole,
        singular="role",
        plural="roles",
        about="Who leads, hosts, provides, commissions or takes part in which workstream.",
        columns=(
            Column(name="holder", heading="Who", read=_holder, sort=("organisation__name",)),
            choice("kind", "Role"),
            WORKSTREAM,
            state("standing", "Standing", STANDINGS),
            *FROM_TO,
            link("workstream.programme", "Programme", "title"),
        ),
        facts=(
            number("order", "Named at place"),
            text("wording", "As worded", blank="none"),
            choice("answer", "Answered"),
        ),
        joins=("workstream__programme", "organisation", "person", "post"),
        filters=(
            OF_WORKSTREAM_PROGRAMME,
            OF_ORGANISATION,
            Filter(name="kind", label="Role", path="kind", choices=RoleKind),
            STANDING,
            Filter(name="answer", label="Answered", path="answer", choices=Answer),
        ),
        searched=("workstream__title", "organisation__name", "person__name", "wording"),
        order=("workstream__programme__title", "workstream__order", "workstream__ref", "order"),
        code="",
        programme="",
    ),
    Kind(
        key="stages",
        model=Stage,
        singular="stage",
        plural="stages",
        about="Where workstreams stand, and their place in phases.",
        columns=(
            choice("stage", "Stage"),
            WORKSTREAM,
            link("phase", "Phase", "order", blank="none"),
            number("priority", "Priority"),
            link("owner", "For", "name", blank="none"),
            *FROM_TO,
        ),
        facts=(text("title", "Title in the phase", blank="none"),),
        joins=("workstream__programme", "phase__programme", "owner"),
        filters=(
            OF_WORKSTREAM_PROGRAMME,
            Filter(name="stage", label="Stage", path="stage", choices=LifecycleStage),
            Filter(name="phase", label="Phase", path="phase", to=Phase),
        ),
        searched=("workstream__title", "title"),
        order=("workstream__programme__title", "workstream__order", "start_latest"),
        code="",
        programme="",
    ),
    Kind(
        key="lineage",
        model=Lineage,
        singular="lineage",
        plural="lineage of workstreams",
        about="Which workstream became which.",
        columns=(
            link("predecessor", "Workstream", "title"),
            choice("kind", "Was"),
            link("successor", "Into", "title"),
            date("date", "When"),
        ),
        joins=("predecessor__programme", "successor__programme"),
        filters=(
            Filter(
                name="programme",
                label="Programme",
                path="successor__programme",
                to=Programme,
            ),
        ),
        searched=("predecessor__title", "successor__title"),
        order=("successor__title", "predecessor__title"),
        code="",
        programme="",
    ),
    Kind(
        key="arrangements",
        model=Arrangement,
        singular="arrangement",
        plural="arrangements",
        about="How workstreams are delivered, or are proposed to be.",
        columns=(
            choice("model", "Delivery model"),
            WORKSTREAM,
            state("standing", "Standing", STANDINGS),
            text("wording", "As worded", blank="none"),
            *FROM_TO,
        ),
        joins=("workstream__programme",),
        filters=(
            OF_WORKSTREAM_PROGRAMME,
            Filter(name="model", label="Delivery model", path="model", choices=DeliveryModel),
            STANDING,
        ),
        searched=("workstream__title", "wording"),
        order=("workstream__programme__title", "workstream__order", "start_latest"),
        code="",
        programme="",
    ),
    Kind(
        key="milestones",
        model=Milestone,
        singular="milestone",
        plural="milestones",
        about="What is to be done, by when, by whom.",
        columns=(
            text("title", "What"),
            date("due", "Due"),
            date("forecast", "Now expected"),
            Column(name="done", heading="Done", read=_done, sort=("done_earliest",)),
            text("who", "Who must act"),
            OR_PROGRAMME,
            PROGRAMME,
        ),
        facts=(link("meeting", "Reports to", blank="none"), *FROM_TO),
        joins=("programme", "workstream__programme", "meeting__body"),
        filters=(
            IN_PROGRAMME,
            Filter(
                name="done",
                label="Done",
                choices=(("no", "Not recorded as done"), ("yes", "Done")),
                apply=lambda queryset, value, user, day: (
                    queryset.open(day)  # type: ignore[attr-defined]
                    if value == "no"
                    else queryset.exclude(pk__in=Milestone.objects.open(day).values("pk"))
                ),
            ),
        ),
        searched=("title", "who", "due_words"),
        order=("due_latest", "programme__title"),
    ),
    Kind(
        key="updates",
        model=StatusUpdate,
        singular="status update",
        plural="status updates",
        about="What was reported of workstreams, and when.",
        columns=(
            WORKSTREAM,
            date("date", "Date"),
            Column(name="rating", heading="Rating", read=_rating, sort=("rating",)),
            text("narrative", "What has happened"),
            text("next_steps", "What comes next"),
        ),
        facts=(text("author", "By"),),
        joins=("workstream__programme",),
        filters=(
            OF_WORKSTREAM_PROGRAMME,
            Filter(name="rating", label="Rating", path="rating", choices=Rating),
        ),
        searched=("workstream__title", "narrative", "next_steps"),
        order=("-date_latest", "workstream__order"),
        code="",
        programme="",
    ),
    Kind(
        key="rankings",
        model=Ranking,
        singular="ranking",
        plural="rankings",
        about="In what order councils and partnerships put workstreams, adopted when and where.",
        columns=(
            text("title", "Ranking"),
            link("by", "Whose", "name"),
            choice("kind", "Kind"),
            date("date", "Adopted"),
            PROGRAMME,
        ),
        facts=(
            link("meeting", "Adopted at", blank="not stated"),
            text("supporters", "Who supports it"),
            Column(name="support", heading="How far", read="get_support_display"),
        ),
        related=(
            Related(
                kind="entries",
                rows="ranking",
                title="In order",
                without=("ranking",),
                always_shown=True,
                order=10,
            ),
        ),
        joins=("programme", "by", "meeting__body"),
        filters=(
            IN_PROGRAMME,
            Filter(name="by", label="Whose", path="by", to=Organisation),
            Filter(name="kind", label="Kind", path="kind", choices=RankingKind),
        ),
        searched=("title", "by__name"),
        order=("programme__title", "date_latest"),
    ),
    Kind(
        key="entries",
        model=RankingEntry,
        singular="place in a ranking",
        plural="places in rankings",
        about="Every place in every ranking.",
        named_by="title",
        columns=(
            Column(name="rank", heading="Rank", read=_rank, sort=("rank",), numeric=True),
            Column(name="title", heading="As ranked", read="label", sort=("title",)),
            WORKSTREAM,
            Column(
                name="fate", heading="What became of it", read=lambda e: e.shown_fate, brought=True
            ),
            link("ranking", "Ranking", "title"),
        ),
        facts=(link("ranking.by", "Whose", "name"),),
        joins=("workstream__programme", "ranking__programme", "ranking__by"),
        filters=(
            Filter(name="programme", label="Programme", path="ranking__programme", to=Programme),
            Filter(name="by", label="Whose", path="ranking__by", to=Organisation),
        ),
        searched=("title", "workstream__title", "ranking__title"),
        order=("ranking", "rank", "order"),
        code="",
        programme="",
        began="ranking__date",
        prepare=_prepare_entries,
    ),
    Kind(
        key="risks",
        model=Risk,
        singular="risk or opportunity",
        plural="risks and opportunities",
        about="What may go wrong or right, and what is done about it.",
        columns=(
            Column(name="text", heading="What", read=str, sort=("text",)),
            choice("kind", "Kind"),
            Column(
                name="category",
                heading="Category",
                read="get_category_display",
                sort=("category",),
            ),
            text("mitigation", "Mitigation"),
            OR_PROGRAMME,
            PROGRAMME,
        ),
        facts=FROM_TO,
        joins=("programme", "workstream__programme"),
        filters=(
            IN_PROGRAMME,
            Filter(name="kind", label="Kind", path="kind", choices=RiskKind),
            Filter(name="category", label="Category", path="category", choices=RiskCategory),
        ),
        searched=("text", "mitigation"),
        order=("programme__title", "code"),
    ),
    Kind(
        key="contributions",
        model=Contribution,
        singular="contribution",
        plural="contributions",
        about="Money, and what is given in kind.",
        columns=(
            link("organisation", "Who", "name"),
            text("text", "What"),
            choice("kind", "Kind"),
            text("wording", "As stated"),
            OR_PROGRAMME,
            PROGRAMME,
        ),
        facts=FROM_TO,
        joins=("programme", "organisation", "workstream__programme"),
        filters=(
            IN_PROGRAMME,
            OF_ORGANISATION,
            Filter(name="kind", label="Kind", path="kind", choices=ContributionKind),
        ),
        searched=("text", "organisation__name"),
        order=("programme__title", "code"),
    ),
    Kind(
        key="consultations",
        model=Consultation,
        singular="consultation",
        plural="consultations",
        about="Of whom, on what, and what came back. Evidence, never an approval.",
        columns=(
            text("who", "Of whom"),
            text("on_what", "On what"),
            text("responses", "What came back"),
            *FROM_TO,
            PROGRAMME,
        ),
        facts=(OR_PROGRAMME,),
        joins=("programme", "workstream__programme"),
        filters=(IN_PROGRAMME,),
        searched=("who", "on_what", "responses"),
        order=("programme__title", "code"),
        stays=True,
    ),
    Kind(
        key="reviews",
        model=Review,
        singular="review",
        plural="reviews",
        about="Evaluations, with each finding.",
        columns=(text("title", "Review"), text("description", "Description"), PROGRAMME, *FROM_TO),
        related=(
            Related(
                kind="findings",
                rows="review",
                title="Findings",
                without=("review",),
                always_shown=True,
                order=10,
            ),
        ),
        joins=("programme",),
        filters=(IN_PROGRAMME,),
        searched=("title", "description"),
        order=("programme__title", "code"),
        stays=True,
    ),
    Kind(
        key="findings",
        model=Finding,
        singular="finding",
        plural="findings",
        about="What reviews found, by the group that says so and by theme.",
        named_by="text",
        columns=(
            text("number", "No."),
            text("text", "Finding"),
            text("group", "Who says so"),
            text("theme", "Theme"),
            link("review", "Review", "title"),
        ),
        joins=("review__programme",),
        filters=(
            Filter(name="programme", label="Programme", path="review__programme", to=Programme),
            Filter(name="review", label="Review", path="review", to=Review),
        ),
        searched=("text", "group", "theme"),
        order=("review", "order"),
        code="",
        programme="",
        began="review__start",
    ),
)


def _roles(title: str, role_kinds: tuple[str, ...], order: int, *, shown: bool = False) -> Related:
    """The roles of an organisation of some kinds."""
    return Related(
        kind="roles",
        rows=lambda o, user: Q(organisation=o, kind__in=role_kinds),
        title=title,
        without=("holder",),
        always_shown=shown,
        order=order,
    )


for key in ("organisations", "partnerships"):
    kinds.relate(
        key,
        _roles("Leads", LEAD_KINDS, 1, shown=True),
        _roles("Hosts or provides", (RoleKind.HOST, RoleKind.PROVIDER), 2, shown=True),
        _roles("Commissions", (RoleKind.COMMISSIONER,), 3, shown=True),
        _roles(
            "Takes part in or supports",
            (RoleKind.PARTICIPANT, RoleKind.SUPPORTING, RoleKind.PARTNER),
            4,
            shown=True,
        ),
        Related(
            kind="rankings",
            rows="by",
            title="Its rankings",
            without=("by",),
            always_shown=True,
            order=20,
        ),
        Related(
            kind="entries",
            rows="ranking__by",
            title="What it ranked or selected",
            order=21,
        ),
        Related(kind="contributions", rows="organisation", without=("organisation",), order=22),
        Related(kind="stages", rows="owner", title="Its own routes", without=("owner",), order=23),
    )
kinds.relate(
    "partnerships",
    Related(
        kind="workstreams",
        rows="programme__partnership",
        title="Its workstreams",
        order=40,
    ),
)
kinds.relate(
    "people",
    Related(kind="roles", rows="person", title="Roles on workstreams", order=20),
)
kinds.relate(
    "posts",
    Related(kind="roles", rows="post", title="Roles on workstreams", order=20),
)
kinds.relate(
    "meetings",
    Related(kind="rankings", rows="meeting", title="Rankings adopted", order=40),
    Related(kind="milestones", rows="meeting", title="Milestones reported to it", order=41),
)
kinds.relate(
    "phases",
    Related(kind="stages", rows="phase", title="Workstreams", without=("phase",), order=10),
)
