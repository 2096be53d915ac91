"""One cell of a gate matrix: how a workstream stands at a gate, and all that was said there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from decisions.choices import Outcome
from decisions.gate_facts import NOT_IN_FORCE, Voted, read_gates
from decisions.gate_policy import SCHEDULED
from decisions.gate_statements import OF_KEYS
from decisions.gates_ahead import gates_before
from decisions.models import Condition, Decision, Gate, Recommendation
from programmes.models import Subject
from sharedsvc.core.as_at import AsAt, read_as_at, to_plain_address
from sharedsvc.core.names import with_names_in_time
from sharedsvc.core.showing import withhold
from sharedsvc.portal.gathered.found import only
from sharedsvc.portal.gathered.next_meetings import next_meetings
from sharedsvc.portal.workstream.gate_changes import changes_of
from sharedsvc.portal.workstream.statements import WORKSTREAM

LAST_DAY = "after the last day of the gate, so that it does not count"


@dataclass(frozen=True)
class SaidAtGate:
    """What one organisation said at the gate: when, what, on which version, and what of it.

    `decision` is the one by which it was said, where the reader may see it.
    """

    organisation: Any
    outcome: str
    when: str
    version: str
    notes: tuple[str, ...]
    decision: Any = None


class CellHistory:
    """A workstream at a gate on a day. Raises Http404 where the gate does not stand before it."""

    def __init__(self, workstream: Any, gate: Any, user: Any, as_at: AsAt) -> None:
        self.workstream, self.gate, self.user, self.day = workstream, gate, user, as_at.date
        cells = gates_before([workstream], user, self.day, among=[gate.pk])
        if not cells:
            raise Http404("This gate does not stand before this workstream.")
        (self.cell,) = cells
        self.cell.next_meetings.update(next_meetings(self.cell.councils, user, self.day))
        votes = self._votes()
        decisions = Decision.objects.visible_to(user).select_related("programme")
        by_key = decisions.in_bulk({vote.decision_id for vote in votes if vote.decision_id})
        self.said = [_said(one, gate, by_key.get(one.decision_id or 0)) for one in votes]
        self.changes = changes_of(self.cell, votes, by_key, user, self.day)
        clauses = {vote.clause_id for vote in votes if vote.clause_id}
        self.conditions = list(
            Condition.objects.visible_to(user)
            .filter(clause__among=clauses)
            .order_by("clause", "order", "number")
        )

    def _votes(self) -> tuple[Voted, ...]:
        programme = self.workstream.programme_id
        (facts,) = read_gates(
            OF_KEYS(self.user, day=self.day, keys=[self.gate.pk]),
            self.user,
            self.day,
            [programme],
            only=[self.workstream.pk],
        )
        return facts.known_of(self.workstream.pk, programme).votes

    @cached_property
    def asked(self) -> list[Any]:
        """What was asked about the gate by the day, and is not answered."""
        links = Subject.objects.in_visible_documents(self.user).filter(
            record_type=Recommendation._meta.label_lower,
            subject_type=Gate._meta.label_lower,
            subject_id=self.gate.pk,
        )
        asks = Recommendation.objects.visible_to(self.user).asked_by(self.day)
        asks = asks.not_answered(self.day, self.user).filter(pk__in=links.values("record_id"))
        return withhold(asks.for_list(), self.user)


def _said(voted: Voted, gate: Any, decision: Any) -> SaidAtGate:
    late = voted.earliest > gate.last_day_latest
    notes = (
        f"Does not count: {voted.void}" if voted.void else "",
        f"Came {LAST_DAY}" if late else "",
        "" if voted.surely else "Whether it was given by this day is not certain",
        "Not in force on this day" if voted.outcome == NOT_IN_FORCE else "",
        "A condition has failed" if voted.condition_failed else "",
        *(f"Subject to: {text}" for text in sorted({*voted.subject_to, *voted.upon.values()})),
    )
    return SaidAtGate(
        organisation=voted.organisation,
        outcome=_in_words(SCHEDULED if voted.outcome == SCHEDULED else voted.said),
        when=voted.since or "Not stated",
        version=voted.version,
        notes=tuple(filter(None, notes)),
        decision=decision,
    )


def _in_words(outcome: str) -> str:
    known = dict(Outcome.choices)
    return "To be decided" if outcome == SCHEDULED else known.get(outcome, outcome.capitalize())


@login_not_required
def gate_cell(request: HttpRequest, code: str, ref: str, gate: str) -> HttpResponse:
    """How a workstream stands at a gate on a day, who is waited for, and all that was said."""
    as_at = read_as_at(request)
    workstream = only(WORKSTREAM(request.user, code=code, ref=ref), request.user)
    gates = (
        Gate.objects.visible_to(request.user).filter(code=gate).select_related("programme", "by")
    )
    found = only([*with_names_in_time(gates)], request.user)
    context = {
        "section": "programmes",
        "as_at": as_at,
        "page": CellHistory(workstream, found, request.user, as_at),
    }
    return to_plain_address(request, as_at) or render(request, "portal/gate_cell.html", context)
