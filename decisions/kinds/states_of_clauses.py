"""The state of each clause that a page names: read for many at once, derived by one rule."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from decisions.choices import AmendmentOutcome, CallInRule
from decisions.clause_state import (
    CalledIn,
    ClauseState,
    Demanded,
    DoneTo,
    KnownOfClause,
    state_on,
)
from decisions.models import CallIn, Clause, Condition, Decision
from decisions.standing import DONE_TO
from programmes.choices import SubjectRelation
from programmes.kinds import attach_subjects
from programmes.models import Subject
from sharedsvc.core.states import State

DECISION, CLAUSE = Decision._meta.label_lower, Clause._meta.label_lower
SHOWN = {
    ClauseState.NOT_YET: State("v-tbd", ClauseState.NOT_YET.value),
    ClauseState.TAKEN: State("g-waiting", ClauseState.TAKEN.value, "wait"),
    ClauseState.ON_HOLD: State("g-waiting", ClauseState.ON_HOLD.value, "wait"),
    ClauseState.CONDITIONAL: State("g-waiting", ClauseState.CONDITIONAL.value, "wait"),
    ClauseState.IN_FORCE: State("s-inforce", ClauseState.IN_FORCE.value, "good"),
    ClauseState.REPLACED: State("s-ended", ClauseState.REPLACED.value),
    ClauseState.LAPSED: State("s-ended", ClauseState.LAPSED.value),
}
AMENDMENTS = {
    one.value: State("v-na", f"Amendment {one.label.lower()}") for one in AmendmentOutcome
}


def prepare_clauses(clauses: list[Any], user: Any, day: datetime.date) -> None:
    """Give each clause what it is about, and its state on the day as far as the reader sees why."""
    attach_subjects(clauses, user)
    states = states_of(clauses, user, day)
    for clause in clauses:
        decision = clause.decision
        if clause.amendment:
            clause.shown_state = AMENDMENTS[clause.amendment]
            continue
        is_doubtful = decision.date_earliest <= day < decision.date_latest
        clause.shown_state = None if is_doubtful else SHOWN[states[clause.pk]]


def states_of(clauses: Iterable[Clause], user: Any, day: datetime.date) -> dict[int, ClauseState]:
    """The state of each of these clauses, their decisions loaded; four statements for all."""
    clauses = list(clauses)
    known = _Known(clauses, user, day)
    return {clause.pk: state_on(known.of(clause), day) for clause in clauses}


class _Known:
    """What is known of clauses by a day, as far as a reader may see it."""

    def __init__(self, clauses: list[Clause], user: Any, day: datetime.date) -> None:
        pks = [clause.pk for clause in clauses]
        decisions = list({clause.decision_id for clause in clauses})
        self.conditions: dict[int, list[Demanded]] = defaultdict(list)
        conditions = Condition.objects.visible_to(user).filter(clause__in=pks)
        for clause, timing, state in conditions.values_list("clause", "timing", "state"):
            self.conditions[clause].append(Demanded(timing, state))
        self.called: dict[tuple[int, int | None], list[CalledIn]] = defaultdict(list)
        calls = CallIn.objects.visible_to(user).filter(decision__in=decisions)
        for call in calls.only("decision", "clause", "date_latest", "outcome"):
            self.called[call.decision_id, call.clause_id].append(
                CalledIn(call.date_latest, call.outcome)
            )
        self.done: dict[tuple[str, int], list[DoneTo]] = defaultdict(list)
        later = Decision.objects.visible_to(user).filter(supersedes__in=decisions)
        for decision, since in later.values_list("supersedes", "date_latest"):
            self.done[DECISION, decision].append(DoneTo(since))
        self._read_what_others_did(pks, decisions, user)

    def _read_what_others_did(self, clauses: list[int], decisions: list[int], user: Any) -> None:
        doing = Clause.objects.visible_to(user).filter(verb__in=DONE_TO)
        links = Subject.objects.in_visible_documents(user).filter(
            relation=SubjectRelation.ABOUT, record_type=CLAUSE, record_id__in=doing.values("pk")
        )
        of_clauses = links.filter(subject_type=CLAUSE, subject_id__in=clauses)
        of_decisions = links.filter(subject_type=DECISION, subject_id__in=decisions)
        found = list((of_clauses | of_decisions).order_by("pk"))
        by = doing.filter(pk__in=[link.record_id for link in found]) if found else doing.none()
        verbs = {
            pk: (verb, since)
            for pk, verb, since in by.values_list("pk", "verb", "decision__date_latest")
        }
        for link in found:
            verb, since = verbs[link.record_id]
            self.done[link.subject_reference].append(DoneTo(since, verb))

    def of(self, clause: Clause) -> KnownOfClause:
        """What is known of one of them."""
        decision, own = clause.decision, (clause.decision_id, clause.pk)
        is_open = decision.call_in == CallInRule.OPEN and decision.call_in_until
        return KnownOfClause(
            taken=decision.date_latest,
            effective=decision.effective_latest if decision.effective else None,
            open_to_call_in_until=decision.call_in_until_latest if is_open else None,
            called_in=(*self.called[own], *self.called[clause.decision_id, None]),
            conditions=tuple(self.conditions[clause.pk]),
            deferred_until=clause.deferred_until_latest if clause.deferred_until else None,
            done_to=(
                *self.done[CLAUSE, clause.pk],
                *self.done[DECISION, clause.decision_id],
            ),
        )
