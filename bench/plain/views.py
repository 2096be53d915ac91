"""Pages as a Django developer writes them in an afternoon."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from bench.plain.models import Note, Role, Stage, Version, Workstream

PER_PAGE = 50
COLUMNS = ("pk", "ref", "title", "programme__title", "duration_class")
HEADINGS = ("Ref", "Workstream", "Programme", "Leads", "Host or provider", "Stage", "Duration")
SORTED = ("programme__title", "order", "ref", "pk")


def in_force() -> Any:
    """The workstreams of today, sorted."""
    rows = Workstream.objects.filter(struck_out="", end_latest__gte=timezone.localdate())
    return rows.order_by(*SORTED)


def _named(kinds: Iterable[str], **which: Any) -> dict[int, list[str]]:
    """Who has a role of these kinds, by workstream."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Role.objects.filter(struck_out="", kind__in=kinds, **which).order_by("pk")
    for workstream, name in rows.values_list("workstream", "organisation__short_name"):
        found[workstream].append(name)
    return found


def _stages(**which: Any) -> dict[int, str]:
    today = timezone.localdate()
    rows = Stage.objects.filter(
        struck_out="", start_latest__lte=today, end_latest__gte=today, **which
    )
    return dict(rows.order_by("start_latest", "pk").values_list("workstream", "stage"))


def _completed(rows: Iterable[dict[str, Any]], **which: Any) -> list[dict[str, Any]]:
    leads, hosts = _named(("lead", "joint lead"), **which), _named(("host", "provider"), **which)
    stages = _stages(**which)
    return [
        {
            **row,
            "leads": ", ".join(leads.get(row["pk"], ())),
            "hosts": ", ".join(hosts.get(row["pk"], ())),
            "stage": stages.get(row["pk"], ""),
        }
        for row in rows
    ]


def workstreams(request: HttpRequest) -> HttpResponse:
    page = Paginator(in_force().values(*COLUMNS), PER_PAGE).get_page(request.GET.get("page"))
    ids = [row["pk"] for row in page]
    rows = _completed(page, workstream__in=ids)
    context = {"page": page, "rows": rows, "headings": HEADINGS}
    return render(request, "plain/workstreams.html", context)


class WorkstreamTable(tables.Table):
    ref = tables.Column()
    title = tables.Column(linkify=True)
    programme = tables.Column(order_by="programme__title")
    leads = tables.Column(accessor="pk", orderable=False)
    hosts = tables.Column(accessor="pk", orderable=False)
    stage = tables.Column(accessor="pk", orderable=False)
    duration_class = tables.Column()

    def before_render(self, request: HttpRequest) -> None:
        ids = [row.record.pk for row in self.page.object_list]
        self.named = _named(("lead", "joint lead"), workstream__in=ids)
        self.hosting = _named(("host", "provider"), workstream__in=ids)
        self.staged = _stages(workstream__in=ids)

    def render_leads(self, record: Workstream) -> str:
        return ", ".join(self.named.get(record.pk, ()))

    def render_hosts(self, record: Workstream) -> str:
        return ", ".join(self.hosting.get(record.pk, ()))

    def render_stage(self, record: Workstream) -> str:
        return self.staged.get(record.pk, "")


def tables2_list(request: HttpRequest) -> HttpResponse:
    table = WorkstreamTable(in_force().select_related("programme"))
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "plain/tables2.html", {"table": table})


def workstream(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Workstream.objects.select_related("programme"), pk=pk)
    context = {
        "workstream": found,
        "roles": found.roles.filter(struck_out="").select_related("organisation"),
        "stages": found.stages.filter(struck_out=""),
        "milestones": found.milestones.filter(struck_out=""),
        "updates": found.updates.filter(struck_out=""),
        "versions": Version.objects.filter(id=pk).order_by("-history_id"),
    }
    return render(request, "plain/workstream.html", context)


def workstreams_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow([*HEADINGS, "Remarks", "Address"])
    leads, hosts = _named(("lead", "joint lead")), _named(("host", "provider"))
    stages = _stages()
    rows = in_force().values_list(*COLUMNS, "remarks", "programme__code")
    for pk, ref, title, programme, duration, remarks, code in rows.iterator():
        who, where = ", ".join(leads.get(pk, ())), ", ".join(hosts.get(pk, ()))
        address = f"https://127.0.0.1/programmes/{code}/workstreams/{ref}/"
        stage = stages.get(pk, "")
        writer.writerow([ref, title, programme, who, where, stage, duration, remarks, address])
    return response


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        exclude = ("workstream",)  # noqa: DJ006


def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    note = Note(workstream=get_object_or_404(Workstream, pk=pk))
    return _kept(request, NoteForm(request.POST or None, instance=note))


def change_note(request: HttpRequest, pk: int) -> HttpResponse:
    return _kept(request, NoteForm(request.POST or None, instance=get_object_or_404(Note, pk=pk)))


def _kept(request: HttpRequest, form: NoteForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        note = form.save()
        return redirect(f"/workstreams/{note.workstream_id}/")
    return render(request, "plain/form.html", {"form": form})
