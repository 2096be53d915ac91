"""The admin of "what"."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse

from programmes.admin import RecordAdmin, inline, register
from sharedsvc.core.careful import is_key
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
    Score,
    Scoring,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

WORKSTREAM_HELP = {
    "parent": "The workstream that it is a component of. Blank: it stands by itself.",
    "title": "What the programme calls it. For example: Back office.",
    "scope": "Which services it covers, and which not.",
    "remit": "What it is asked to do or find out.",
    "duration_class": "Whether it is meant to last. For example: Long-term.",
}
ROLE_HELP = {
    "kind": "What the organisation or person does in it. For example: Lead.",
    "person": "Who holds the role, where a person is named.",
    "standing": "How firm it is. For example: Agreed in principle.",
}
STAGE_HELP = {
    "stage": "How far it has come. For example: Developing the business case.",
    "phase": "The phase of the programme in which it stands there. Blank: none is named.",
}
UPDATE_HELP = {"date": "On which day this was reported: not later than today."}


def number_next(admin: Any, request: HttpRequest) -> dict[str, Any]:
    """What the form of a new update begins with: the number that comes after the others'."""
    initial: dict[str, Any] = RecordAdmin.get_changeform_initial_data(admin, request)
    workstream = initial.get("workstream", "")
    if is_key(workstream):
        updates = StatusUpdate.objects.visible_to(request.user).filter(workstream=workstream)
        initial["number"] = (updates.aggregate(last=Max("number"))["last"] or 0) + 1
    return initial


def update_link(admin: Any, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
    """From a workstream's form to the page on which its officers say how it stands."""
    if not request.user.has_perm("workstreams.add_statusupdate", StatusUpdate(workstream=record)):
        return []
    return [("Update", reverse("portal:update", args=[record.programme.code, record.ref]))]


register(
    Workstream,
    inline(WorkstreamRole, help_texts=ROLE_HELP),
    inline(Stage, help_texts=STAGE_HELP),
    help_texts=WORKSTREAM_HELP,
    links_to=update_link,
)
register(WorkstreamRole, help_texts=ROLE_HELP)
register(Stage, help_texts=STAGE_HELP)
register(Lineage)
register(Arrangement)
register(Milestone)
register(StatusUpdate, get_changeform_initial_data=number_next, help_texts=UPDATE_HELP)
register(Ranking, inline(RankingEntry))
register(RankingEntry)
register(Scoring, inline(Score))
register(Score)
register(Risk)
register(Contribution)
register(Consultation)
register(Review, inline(Finding))
register(Finding)
