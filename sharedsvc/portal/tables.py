"""Lists that show several apps at once."""

from typing import Any

import django_tables2 as tables
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html

from decisions.models import Recommendation
from programmes.models import Meeting, Membership, Programme
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.dates import in_words
from workstreams.models import Workstream


def programme_rows(user: Any, as_at: AsAt) -> list[Any]:
    """Every visible programme with its counts on that day, in one statement."""
    day = as_at.date
    workstreams = (
        Workstream.objects.visible_to(user)
        .as_at(day)
        .filter(programme=OuterRef("pk"), parent__isnull=True)
        .not_merged(day, user)
    )
    members = (
        Membership.objects.visible_to(user)
        .as_at(day)
        .filter(partnership=OuterRef("partnership"), role="member")
    )
    asks = (
        Recommendation.objects.visible_to(user)
        .filter(report__programme=OuterRef("pk"))
        .asked_by(day)
        .not_answered(day, user)
    )
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(body__organisation=OuterRef("partnership"))
        .after(day)
    )
    queryset = Programme.objects.visible_to(user).for_list()
    return list(
        queryset.annotate(
            workstream_count=_count(workstreams, "programme"),
            member_count=_count(members, "partnership"),
            ask_count=_count(asks, "report__programme"),
            next_meeting=Subquery(meetings.values("date")[:1]),
        )
    )


def _count(queryset: Any, group: str) -> Any:
    counted = queryset.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


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
