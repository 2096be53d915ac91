"""The list of programmes: those that run on a day, and those that ended or fell silent."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import django_tables2 as tables
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.utils.html import format_html

from decisions.models import Recommendation
from programmes.carried_on import as_run_on, partnership_then
from programmes.models import Meeting, Membership, Programme
from programmes.running import Course, silent_before
from programmes.viewers import AskedByReaders
from sharedsvc.core.as_at import PARAMETER, AsAt
from sharedsvc.core.certainty import POSSIBLY
from sharedsvc.core.dates import day_in_words, in_words
from sharedsvc.portal.programmes.running import running_each, with_told
from workstreams.lifecycle import RUNS, stage_order
from workstreams.models import Stage, Workstream, WorkstreamRole


@dataclass(frozen=True)
class ProgrammeList:
    """Every programme that a reader may see, parted by whether it runs on the day."""

    running: list[Any] = field(default_factory=list)
    over: list[Any] = field(default_factory=list)
    later: int = 0


def programmes_on(user: Any, day: datetime.date) -> list[Any]:
    """Every programme that a reader may see, with whether it runs that day."""
    rows = PROGRAMMES(user, day=day, since=silent_before(day))
    rows = running_each(rows, user, day)
    as_run_on(rows, day)
    return rows


def programme_list(
    user: Any, as_at: AsAt, *, counted: bool = True, rows: list[Any] | None = None
) -> ProgrammeList:
    """The programmes on that day; those that run with their counts, a statement for each count.

    `rows` are `programmes_on` that day, where they were read already.
    """
    rows = programmes_on(user, as_at.date) if rows is None else rows
    running = [row for row in rows if row.running.runs]
    if counted:
        _count(running, user, as_at.date)
    return ProgrammeList(
        running=running,
        over=[row for row in rows if row.running.is_over],
        later=sum(row.running.course is Course.TO_COME for row in rows),
    )


def _with_next_meeting(user: Any, day: Any) -> Any:
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(body__organisation=OuterRef("run_then_by"))
        .after(day)
    )
    programmes = Programme.objects.visible_to(user).for_list()
    programmes = programmes.annotate(run_then_by=partnership_then(day))
    return programmes.annotate(next_meeting=Subquery(meetings.values("date")[:1]))


PROGRAMMES = AskedByReaders(
    lambda viewer, day, since: with_told(_with_next_meeting(viewer, day), viewer, day, since)
)


def _count(rows: list[Any], user: Any, day: datetime.date) -> None:
    """Give each programme how many members, workstreams and asks it has, and how far it is."""
    pks = [row.pk for row in rows]
    workstreams = Workstream.objects.visible_to(user).as_at(day).filter(programme__in=pks)
    going = workstreams.filter(parent__isnull=True).not_merged(day, user)
    members = Membership.objects.visible_to(user).as_at(day).filter(role="member")
    asks = Recommendation.objects.visible_to(user).filter(report__programme__in=pks)
    roles = WorkstreamRole.objects.visible_to(user).firmly_at_the_head(day)
    counted = _counted(going, "programme")
    joined = _counted(members, "partnership")
    asked = _counted(asks.asked_by(day).not_answered(day, user), "report__programme")
    led = _counted(going.filter(pk__in=roles.values("workstream")), "programme")
    live = _live(going, user, day)
    for row in rows:
        row.workstream_count = counted.get(row.pk, NONE)
        row.member_count = joined.get(row.partnership_id, NONE)
        row.ask_count = asked.get(row.pk, NONE)
        row.how_far = how_far(
            row.workstream_count, led.get(row.pk, NONE).number, live.get(row.pk, 0)
        )


class Tally(NamedTuple):
    """How many there are, and how many of these are not certain on the day."""

    number: int
    unsure: int = 0

    def __str__(self) -> str:
        return f"{self.number}{self.doubt}"

    @property
    def doubt(self) -> str:
        return f", {self.unsure} not certain" if self.unsure else ""


NONE = Tally(0)


def _counted(queryset: Any, group: str) -> dict[int, Tally]:
    """How many there are of each group."""
    is_unsure = Q(certainty=POSSIBLY)
    tells = "certainty" in queryset.query.annotations
    unsure = Count("pk", filter=is_unsure) if tells else Value(0)
    counted = queryset.order_by().values(group).annotate(number=Count("pk"), unsure=unsure)
    return {key: Tally(*both) for key, *both in counted.values_list(group, "number", "unsure")}


def _live(workstreams: Any, user: Any, day: datetime.date) -> dict[int, int]:
    """How many of the workstreams run, by programme: the stage that counts says so."""
    shared = Stage.objects.visible_to(user).surely(day).filter(owner__isnull=True)
    that_may = shared.filter(stage__in=RUNS, workstream__in=workstreams.values("pk"))
    rows = shared.filter(workstream__in=that_may.values("workstream"))
    stages: dict[tuple[int, int], list[tuple[Any, str]]] = {}
    found = rows.values_list("workstream__programme", "workstream", "start_latest", "stage")
    for programme, workstream, since, stage in found:
        stages.setdefault((programme, workstream), []).append((since, stage))
    live: dict[int, int] = {}
    for (programme, _), some in stages.items():
        _, counts = max(some, key=lambda one: stage_order(*one))
        live[programme] = live.get(programme, 0) + (counts in RUNS)
    return live


def how_far(workstreams: Tally, led: int, live: int) -> str:
    """How far a programme is, in a line: "10 workstreams: 7 have a firm lead or host, 2 run"."""
    if not workstreams.number:
        return "No workstream is recorded"
    number = workstreams.number
    count = f"{number} workstream{'' if number == 1 else 's'}{workstreams.doubt}"
    heads = f"{led or 'none'} {'has' if led == 1 else 'have'} a firm lead or host"
    return f"{count}: {heads}, {live or 'none'} {'runs' if live == 1 else 'run'}"


class _Programmes(tables.Table):
    """What both lists have in common: a programme, its partnership and what it is."""

    title = tables.Column(verbose_name="Programme", attrs={"th": {"scope": "col"}})

    class Meta:
        template_name = "core/components/table.html"
        orderable = False

    def __init__(self, rows: Iterable[Any], *, as_at: AsAt, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        self.as_at = as_at

    def render_title(self, record: Any) -> str:
        return format_html(
            '<a href="{}{}">{}</a><br><span class="small quiet">{}</span><br>'
            '<span class="small plain">{}</span>',
            record.get_absolute_url(),
            self.query_of(record),
            record.title,
            record.partnership.label,
            record.summary,
        )

    def query_of(self, record: Any) -> str:
        """What keeps the date in the link to a programme."""
        return self.as_at.query


class ProgrammeTable(_Programmes):
    """The programmes that run, and how far each is."""

    how_far = tables.Column(verbose_name="How far")
    member_count = tables.Column(verbose_name="Members", attrs={"td": {"class": "num"}})
    ask_count = tables.Column(verbose_name="Asked, not answered", attrs={"td": {"class": "num"}})
    next_meeting = tables.Column(verbose_name="Partnership next meets", empty_values=())

    class Meta(_Programmes.Meta):
        empty_text = "No programme is recorded."

    def render_next_meeting(self, value: Any) -> str:
        return in_words(value) if value else "None recorded"


class OverTable(_Programmes):
    """The programmes that ended or fell silent, each as it last stood."""

    running = tables.Column(verbose_name="How it stands", empty_values=())
    last = tables.Column(verbose_name="Last recorded", accessor="running__last")

    class Meta(_Programmes.Meta):
        pass

    def query_of(self, record: Any) -> str:
        ended = record.running.course is Course.ENDED
        last = record.end_latest if ended else record.running.last
        return f"?{PARAMETER}={last.isoformat()}" if last else self.as_at.query

    def render_running(self, record: Any) -> str:
        ended = record.running.course is Course.ENDED
        when = f" {record.end_in_words}" if ended else ""
        return f"{record.running.words.capitalize()}{when}"

    def render_last(self, value: Any) -> str:
        return day_in_words(value)
