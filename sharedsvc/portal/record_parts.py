"""What some kinds of record show beyond tables: gates that wait, options side by side."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from decisions.choices import PointKind
from decisions.gates_ahead import gates_before
from decisions.models import Option, OptionPoint
from programmes.models import Membership, Subject
from sharedsvc.portal.children import attach_sources, citations_of
from workstreams.models import Workstream

POINTS_IN_ORDER = (
    (PointKind.FEATURE, "Features"),
    (PointKind.STRENGTH, "Strengths"),
    (PointKind.WEAKNESS, "Weaknesses"),
    (PointKind.COMMENT, "Comments"),
)


@dataclass
class RecordPart:
    """A part of a record's page with a template of its own."""

    template: str
    title: str
    key: str
    context: dict[str, Any] = field(default_factory=dict)


def _gates_of_proposal(page: Any) -> RecordPart | None:
    about = Subject.objects.in_visible_documents(page.user).filter(
        record_type="decisions.proposal",
        record_id=page.record.pk,
        subject_type="workstreams.workstream",
    )
    workstreams = Workstream.objects.visible_to(page.user).filter(pk__in=about.values("subject_id"))
    return _gates(page, "Gates, and who is waited for", _shaped(workstreams))


def _gates_of_organisation(page: Any) -> RecordPart | None:
    """Only those that wait for it, in what it has a part in or is a member for."""
    joined = Membership.objects.visible_to(page.user).as_at(page.as_at.date)
    partnerships = joined.filter(organisation=page.record.pk).values("partnership")
    workstreams = (
        Workstream.objects.visible_to(page.user)
        .as_at(page.as_at.date)
        .filter(programme__partnership__in=partnerships, parent=None)
        .not_merged(page.as_at.date, page.user)
    )
    return _gates(page, "Gates that wait for it", _shaped(workstreams), only=page.record.pk)


def _shaped(workstreams: Any) -> Any:
    return workstreams.select_related("programme").order_by("programme__title", "order", "ref")


def _gates(page: Any, title: str, workstreams: Any, only: int | None = None) -> RecordPart | None:
    cells = gates_before(workstreams, page.user, page.as_at.date)
    if only is not None:
        cells = [cell for cell in cells if only in {found.pk for found in cell.waiting_for}]
    if not cells:
        return None
    gates = {cell.gate.pk: cell.gate for cell in cells}
    attach_sources(gates.values(), citations_of(gates.values(), page.user))
    return RecordPart("portal/parts/gate_cells.html", title, "gates-waiting", {"cells": cells})


def _options(page: Any) -> RecordPart | None:
    """The options of a proposal side by side, each with its points as numbered."""
    options = list(
        Option.objects.visible_to(page.user)
        .filter(proposal=page.record.pk)
        .select_related("programme")
        .order_by("order", "number")
    )
    points: dict[tuple[int, str], list[Any]] = defaultdict(list)
    found = OptionPoint.objects.visible_to(page.user).filter(option__in=options)
    for point in found.order_by("order", "pk"):
        points[(point.option_id, point.kind)].append(point)
    every = [*options, *(point for some in points.values() for point in some)]
    attach_sources(every, citations_of(every, page.user))
    page.more_documents += [c.document for record in every for c in record.sources]
    for option in options:
        option.points_by_kind = [
            (title, points[(option.pk, kind)])
            for kind, title in POINTS_IN_ORDER
            if points[(option.pk, kind)]
        ]
    if not options:
        return None
    return RecordPart(
        "portal/parts/options.html", "Options side by side", "options", {"options": options}
    )


PARTS: dict[str, tuple[Callable[[Any], RecordPart | None], ...]] = {
    "proposals": (_gates_of_proposal, _options),
    "organisations": (_gates_of_organisation,),
    "partnerships": (_gates_of_organisation,),
}
