"""The list of programmes: those that run on a day, and those that ended or fell silent."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import django_tables2 as tables
from django.db.models import OuterRef, Subquery
from django.utils.html import format_html

from programmes.carried_on import as_run_on, partnership_then
from programmes.models import Meeting, Programme
from programmes.running import Course, silent_before
from programmes.viewers import AskedByReaders
from sharedsvc.core.as_at import PARAMETER, AsAt
from sharedsvc.core.dates import day_in_words, in_words
from sharedsvc.core.prose import first_sentence
from sharedsvc.portal.programmes import counts
from sharedsvc.portal.programmes.running import running_each, with_told


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
        counts.count(running, user, as_at.date)
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
    lambda viewer, day, since: with_told(_with_next_meeting(viewer, day), viewer, day, since),
    planned=True,
)


class _Programmes(tables.Table):
    """What both lists have in common: a programme, its partnership and what it is."""

    title = tables.Column(verbose_name="Programme", attrs={"th": {"scope": "col"}})

    class Meta:
        template_name = "core/components/table.html"
        orderable = False

    def __init__(
        self, rows: Iterable[Any], *, as_at: AsAt, in_a_line: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(rows, **kwargs)
        self.as_at, self.in_a_line = as_at, in_a_line

    def render_title(self, record: Any) -> str:
        return format_html(
            '<a href="{}{}">{}</a><br><span class="small quiet">{}</span><br>'
            '<span class="small plain">{}</span>',
            record.get_absolute_url(),
            self.query_of(record),
            record.title,
            record.partnership.label,
            first_sentence(record.summary) if self.in_a_line else record.summary,
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
