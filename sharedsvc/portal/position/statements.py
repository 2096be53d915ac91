"""What the page of a programme asks, each by a statement built once for each process."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from decisions.models import Approval, Clause, Recommendation, Report
from programmes.models import Meeting, Programme, Reading
from programmes.viewers import AskedByReaders
from sharedsvc.core.names import with_names_in_time
from sharedsvc.portal.programmes.links import has_proposals, is_scored
from workstreams.models import Ranking


def _programme(viewer: Any, day: Any, code: Any) -> Any:
    """The programme, with its phases and members, and what its page leads to."""
    reports = Report.objects.visible_to(viewer).surely(day).filter(programme=OuterRef("pk"))
    latest = reports.order_by("-date_latest").values("date_latest")[:1]
    found = Programme.objects.visible_to(viewer).for_position(day, viewer).filter(code=code)
    return with_names_in_time(
        found.annotate(
            reported_on=Subquery(latest),
            has_proposals=has_proposals(viewer, day),
            is_scored=is_scored(viewer),
        )
    )


def _readings(viewer: Any, day: Any, programme: Any) -> Any:
    readings = Reading.objects.visible_to(viewer).filter(conflict__programme=programme)
    return readings.for_list(day, viewer)


def _clauses(viewer: Any, day: Any, programme: Any) -> Any:
    clauses = Clause.objects.visible_to(viewer).filter(decision__programme=programme)
    return clauses.decided_by(day).for_list()


def _asks(viewer: Any, day: Any, programme: Any) -> Any:
    asks = Recommendation.objects.visible_to(viewer).filter(report__programme=programme)
    asks = asks.stated_by(day).not_answered(day, viewer).for_list()
    return asks.select_related("body__organisation")


def _meetings(viewer: Any, day: Any, programme: Any, partnership: Any, owners: Any) -> Any:
    return (
        Meeting.objects.visible_to(viewer)
        .known_on(day)
        .filter(body__organisation__among=owners)
        .for_programme(programme, partnership, viewer)
        .annotate(has_result=_ranked_there(viewer) | _passed_there(viewer))
    )


def _ranked_there(viewer: Any) -> Exists:
    return Exists(Ranking.objects.visible_to(viewer).filter(meeting=OuterRef("pk")))


def _passed_there(viewer: Any) -> Exists:
    """An outcome at a gate, of the meeting's body on its day."""
    outcomes = Approval.objects.visible_to(viewer).exclude(date="")
    return Exists(outcomes.filter(body=OuterRef("body"), date=OuterRef("date")))


PROGRAMME, MEETINGS = AskedByReaders(_programme), AskedByReaders(_meetings)
READINGS, CLAUSES, ASKS = map(AskedByReaders, (_readings, _clauses, _asks))
