"""The admin of "what"."""

from typing import Any

from django.http import HttpRequest

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


def number_next(admin: Any, request: HttpRequest) -> dict[str, Any]:
    """What the form of a new update begins with: the number that comes after the others'."""
    initial: dict[str, Any] = RecordAdmin.get_changeform_initial_data(admin, request)
    workstream = initial.get("workstream", "")
    if is_key(workstream):
        initial["number"] = StatusUpdate.next_number(int(workstream))
    return initial


def update_link(admin: Any, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
    """From a workstream's form to the page on which its officers say how it stands."""
    if not request.user.has_perm("workstreams.add_statusupdate", StatusUpdate(workstream=record)):
        return []
    return [("Update", record.update_form_address)]


register(Workstream, inline(WorkstreamRole), inline(Stage), links_to=update_link)
register(WorkstreamRole)
register(Stage)
register(Lineage)
register(Arrangement)
register(Milestone)
register(StatusUpdate, get_changeform_initial_data=number_next)
register(Ranking, inline(RankingEntry))
register(RankingEntry)
register(Scoring, inline(Score))
register(Score)
register(Risk)
register(Contribution)
register(Consultation)
register(Review, inline(Finding))
register(Finding)
