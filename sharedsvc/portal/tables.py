"""Lists that show several apps at once."""

from typing import Any

import django_tables2 as tables
from django.db.models import Count, OuterRef, Subquery
from django.utils.html import format_html

from decisions.models import Recommendation
from programmes.models import Meeting, Membership, Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.dates import in_words
from workstreams.models import Workstream


def programme_rows(user: Any, as_at: AsAt) -> list[Any]:
    """Every visible programme with its counts on that day: a statement for each count."""
    day = as_at.date
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(body__organisation=OuterRef("partnership"))
        .after(day)
    )
    queryset = Programme.objects.visible_to(user).for_list()
    rows = list(queryset.annotate(next_meeting=Subquery(meetings.values("date")[:1])))
    workstreams = Workstream.objects.visible_to(user).as_at(day).filter(parent__isnull=True)
    members = Membership.objects.visible_to(user).as_at(day).filter(role="member")
    asks = Recommendation.objects.visible_to(user).asked_by(day).not_answered(day, user)
    counted = _counted(workstreams.not_merged(day, user), "programme")
    joined = _counted(members, "partnership")
    asked = _counted(asks, "report__programme")
    for row in rows:
        row.workstream_count = counted.get(row.pk, 0)
        row.member_count = joined.get(row.partnership_id, 0)
        row.ask_count = asked.get(row.pk, 0)
    return rows


def _counted(queryset: Any, group: str) -> dict[int, int]:
    """How many there are of each group."""
    counted = queryset.order_by().values(group).annotate(number=Count("pk"))
    return dict(counted.values_list(group, "number"))


class ProgrammeTable(tables.Table):
    """The programmes and what each is."""

    title = tables.Column(verbose_name="Programme", attrs={"th": {"scope": "col"}})
    member_count = tables.Column(verbose_name="Members", attrs={"td": {"class": "num"}})
    workstream_count = tables.Column(verbose_name="Workstreams", attrs={"td": {"class": "num"}})
    ask_count = tables.Column(verbose_name="Asked, not answered", attrs={"td": {"class": "num"}})
    next_meeting = tables.Column(verbose_name="Partnership next meets", empty_values=())

    class Meta:
        template_name = "core/components/table.html"
        orderable = False
        empty_text = "No programme is recorded. Take one in with manage.py import_workbook."

    def __init__(self, *args: Any, as_at: AsAt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_at = as_at

    def render_title(self, record: Any) -> str:
        return format_html(
            '<a href="{}{}">{}</a><br><span class="small quiet">{}</span><br>'
            '<span class="small plain">{}</span>',
            record.get_absolute_url(),
            self.as_at.query,
            record.title,
            record.partnership.label,
            record.summary,
        )

    def render_next_meeting(self, value: Any) -> str:
        return in_words(value) if value else "None recorded"
