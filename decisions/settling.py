"""What a clause settles: which records may move with it, from what to what, and that they do.

A clause names what it settles by links that are sealed with it. The records move when the decision
is confirmed, in the same transaction, each with a version that names the clause. While the clause
is not in force yet, or on hold, they wait (`decisions.waiting`), and are carried out once it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from decisions.choices import AnswerToAsk, ConditionState, Outcome, Verb
from decisions.models import Approval, Clause, Condition, Decision, Gate
from decisions.waiting import why_waiting
from programmes.choices import SubjectRelation
from programmes.models import Subject
from programmes.operations import keep, keep_from_when
from sharedsvc.core.history import current_recording, recording
from sharedsvc.core.rights import conferred
from workstreams.choices import FIRM, Standing
from workstreams.models import Ranking, WorkstreamRole
from workstreams.operations import assign_role

NOT_CARRIED = {AnswerToAsk.NOT_AGREED, AnswerToAsk.DEFERRED, AnswerToAsk.REFERRED}
PROPOSAL, WORKSTREAM = "decisions.proposal", "workstreams.workstream"
Outcomes = Callable[..., Any]

# What an outcome at a gate is, by what became of the ask and by the verb of the clause.
BY_ANSWER = {
    AnswerToAsk.NOT_AGREED: Outcome.REFUSED,
    AnswerToAsk.DEFERRED: Outcome.DEFERRED,
    AnswerToAsk.REFERRED: Outcome.NO_VOTE,
}
BY_VERB = {
    Verb.REFUSE: Outcome.REFUSED,
    Verb.DEFER: Outcome.DEFERRED,
    Verb.REFER: Outcome.NO_VOTE,
    Verb.WAIVE: Outcome.WAIVED,
    Verb.WITHDRAW: Outcome.WITHDRAWN,
}


def outcome_at_gate(answer: str, verb: str, *, has_conditions: bool) -> Outcome:
    """The outcome at a gate of a clause that settles it."""
    said = BY_ANSWER.get(answer) or BY_VERB.get(verb)  # type: ignore[call-overload]
    return said or (Outcome.WITH_CONDITIONS if has_conditions else Outcome.APPROVED)


@dataclass(frozen=True)
class Mover:
    """How a kind of record moves with a clause.

    `is_its` tells whether a decision may settle a record, `is_done` whether it was, `was` and
    `becomes` say from what to what, and `move` does it.
    """

    is_its: Callable[[Any, Decision], bool]
    is_done: Callable[[Any, Clause], bool]
    was: Callable[[Any, Clause], str]
    becomes: Callable[[Any, Clause], str]
    move: Callable[[Any, Clause, Outcomes], None]
    also_if_not_agreed: bool = False


def _is_its_role(role: WorkstreamRole, decision: Decision) -> bool:
    programme = decision.programme
    if role.workstream.programme_id != programme.pk or decision.organisation_id is None:
        return False
    return decision.organisation_id in (role.organisation_id, programme.partnership_id)


def _confirm_role(role: WorkstreamRole, clause: Clause, keep_outcome: Outcomes) -> None:
    was, role.standing = role.standing, Standing.CONFIRMED
    assign_role(record=role)
    keep_from_when(record=role, before={"standing": was}, start=day_of(clause.decision))


def _is_its_ranking(ranking: Ranking, decision: Decision) -> bool:
    same = ranking.programme_id == decision.programme_id
    return same and ranking.by_id == decision.organisation_id


def _adopt(ranking: Ranking, clause: Clause, keep_outcome: Outcomes) -> None:
    decision = clause.decision
    ranking.date = ranking.date or decision.date
    ranking.meeting = ranking.meeting or decision.meeting
    keep(record=ranking)


def _is_adopted(ranking: Ranking, clause: Clause) -> bool:
    return bool(ranking.date and (ranking.meeting_id or clause.decision.meeting_id is None))


def _is_its_condition(condition: Condition, decision: Decision) -> bool:
    of = condition.clause.decision
    same = of.programme_id == decision.programme_id
    return same and of.organisation_id == decision.organisation_id is not None


def _state_given(clause: Clause) -> ConditionState:
    return ConditionState.WAIVED if clause.verb == Verb.WAIVE else ConditionState.MET


def _settle_condition(condition: Condition, clause: Clause, keep_outcome: Outcomes) -> None:
    was, condition.state = condition.state, _state_given(clause)
    condition.evidence = condition.evidence or named(clause)
    condition.end = condition.end or day_of(clause.decision)
    keep(record=condition)
    before = {"state": was}
    keep_from_when(record=condition, before=before, start=day_of(clause.decision))


def _is_its_gate(gate: Gate, decision: Decision) -> bool:
    if decision.organisation_id is None:
        return False
    if gate.programme_id is not None:
        return gate.programme_id == decision.programme_id
    return gate.by_id == decision.organisation_id


def _outcome(clause: Clause) -> Outcome:
    conditions = clause.conditions.not_struck_out() if clause.pk else Condition.objects.none()
    return outcome_at_gate(clause.outcome, clause.verb, has_conditions=conditions.exists())


def _votes_of(gate: Gate, clause: Clause) -> Any:
    return Approval.objects.not_struck_out().filter(gate=gate, clause=clause.pk)


def _vote_at_gate(gate: Gate, clause: Clause, keep_outcome: Outcomes) -> None:
    decision = clause.decision
    for about in before_the_gate(clause):
        earlier = Approval.objects.filter(
            gate=gate, organisation=decision.organisation_id, **about
        ).count()
        vote = Approval(
            gate=gate,
            organisation=decision.organisation,
            body=decision.body,
            outcome=_outcome(clause),
            clause=clause,
            date=day_of(decision),
            number=earlier + 1,
            visibility=decision.visibility,
            owner=decision.owner,
            **about,
        )
        with conferred(vote):
            keep_outcome(record=vote)


def before_the_gate(clause: Clause) -> list[dict[str, int]]:
    """What a clause puts before a gate: the proposals it is about, else the workstreams."""
    links = Subject.objects.not_struck_out().filter(
        record_type=Clause._meta.label_lower,
        record_id=clause.pk,
        relation=SubjectRelation.ABOUT,
        subject_type__in=(PROPOSAL, WORKSTREAM),
    )
    found = list(links.order_by("order", "pk").values_list("subject_type", "subject_id"))
    proposals = [{"proposal_id": pk} for label, pk in found if label == PROPOSAL]
    return proposals or [{"workstream_id": pk} for _, pk in found]


MOVERS: dict[str, Mover] = {
    WorkstreamRole._meta.label_lower: Mover(
        is_its=_is_its_role,
        is_done=lambda role, clause: role.standing in (*FIRM, Standing.ENDED),
        was=lambda role, clause: role.get_standing_display(),
        becomes=lambda role, clause: Standing.CONFIRMED.label,
        move=_confirm_role,
    ),
    Ranking._meta.label_lower: Mover(
        is_its=_is_its_ranking,
        is_done=_is_adopted,
        was=lambda ranking, clause: "Not adopted",
        becomes=lambda ranking, clause: "Adopted",
        move=_adopt,
    ),
    Condition._meta.label_lower: Mover(
        is_its=_is_its_condition,
        is_done=lambda condition, clause: condition.state != ConditionState.OPEN,
        was=lambda condition, clause: condition.get_state_display(),
        becomes=lambda condition, clause: str(_state_given(clause).label),
        move=_settle_condition,
    ),
    Gate._meta.label_lower: Mover(
        is_its=_is_its_gate,
        is_done=lambda gate, clause: clause.pk is not None and _votes_of(gate, clause).exists(),
        was=lambda gate, clause: f"Waiting for {clause.decision.organisation}",
        becomes=lambda gate, clause: str(_outcome(clause).label),
        move=_vote_at_gate,
        also_if_not_agreed=True,
    ),
}


@dataclass(frozen=True)
class SettledMove:
    """A record that a clause settles: from what to what, and whether it has moved."""

    record: Any
    clause: Clause
    was: str
    becomes: str
    is_done: bool
    waits: str = ""


def mover_of(record: Any) -> Mover | None:
    """How a record moves; None for one of a kind that no clause settles."""
    return MOVERS.get(record.reference[0])


def why_not_settled(record: Any, clause: Clause) -> str:
    """Why a clause cannot settle a record, in words; "" where it can."""
    mover = mover_of(record)
    if mover is None:
        return f"“{record}” is nothing that a clause settles."
    if not mover.is_its(record, clause.decision):
        return f"“{record}” is not this organisation’s to settle."
    if clause.outcome in NOT_CARRIED and not mover.also_if_not_agreed:
        return f"What was not agreed settles nothing: leave “{record}” as it is."
    if record.reference[0] == Gate._meta.label_lower and not before_the_gate(clause):
        return f"Say which proposal or workstream the clause puts before “{record}”."
    return ""


def refuse_what_is_not_its(clause: Clause, records: Iterable[Any]) -> None:
    """Raise ValidationError where a clause cannot settle one of these."""
    found = [words for record in records if (words := why_not_settled(record, clause))]
    if found:
        raise ValidationError([f"Clause {clause.number}: {words}" for words in found])


def settled_by(clauses: Iterable[Clause], user: Any = None) -> dict[int, list[Any]]:
    """What each of these clauses names as settled, as far as a user may see it; else all."""
    links = Subject.objects.not_struck_out().filter(
        record_type=Clause._meta.label_lower,
        record_id__in=[clause.pk for clause in clauses],
        relation=SubjectRelation.SETTLES,
        subject_type__in=MOVERS,
    )
    named_by = list(links.order_by("record_id", "order", "pk"))
    keys: dict[str, set[int]] = defaultdict(set)
    for link in named_by:
        keys[link.subject_type].add(link.subject_id)
    records = {}
    for label, pks in keys.items():
        rows: Any = apps.get_model(label).objects.not_struck_out()
        rows = rows.visible_to(user) if user is not None else rows
        records.update({(label, one.pk): one for one in rows.filter(pk__in=pks)})
    found: dict[int, list[Any]] = defaultdict(list)
    for link in named_by:
        if link.subject_reference in records:
            found[link.record_id].append(records[link.subject_reference])
    return found


def moves_of(decision: Decision, user: Any = None) -> list[SettledMove]:
    """What a decision settles, clause by clause, as things stand now."""
    clauses = list(decision.clauses.not_struck_out().order_by("order", "pk"))
    settled = settled_by(clauses, user)
    found = []
    for clause in clauses:
        clause.decision = decision
        waits = why_waiting(clause, datetime.date.today()) if settled[clause.pk] else ""
        for record in settled[clause.pk]:
            found.append(_move(record, clause, waits))
    return found


def _move(record: Any, clause: Clause, waits: str) -> SettledMove:
    mover = MOVERS[record.reference[0]]
    return SettledMove(
        record=record,
        clause=clause,
        was=mover.was(record, clause),
        becomes=mover.becomes(record, clause),
        is_done=mover.is_done(record, clause),
        waits=waits,
    )


def what_may_move(decision: Decision) -> list[SettledMove]:
    """What a confirmed decision settles, has not moved, and nothing holds any more."""
    if not decision.is_confirmed:
        return []
    return [one for one in moves_of(decision) if not (one.is_done or one.waits)]


def carry_out(decision: Decision, keep_outcome: Outcomes) -> list[SettledMove]:
    """SettledMove what the clauses of a confirmed decision settle, of those that are in force.

    By right of the decision: whoever may confirm it may have done what it settles, of the deciding
    organisation's own. Raises ValidationError, and nothing is moved, where one cannot be.
    """
    moved = []
    for move in what_may_move(decision):
        refuse_what_is_not_its(move.clause, [move.record])
        mover = MOVERS[move.record.reference[0]]
        reason = f"Settled by {named(move.clause)}"
        with recording(user=current_recording().user, reason=reason), conferred(move.record):
            mover.move(move.record, move.clause, keep_outcome)
        moved.append(move)
    return moved


def day_of(decision: Decision) -> str:
    """The day from which what a decision settles holds, as EDTF text."""
    return str(decision.effective or decision.date)


def named(clause: Clause) -> str:
    """A clause by number and code: its words may be withheld from who reads of what it moved."""
    return f"clause {clause.number} of the decision {clause.decision.code}"


@dataclass(frozen=True)
class OfferedToSettle:
    """What the clauses of a decision could settle: the deciding organisation's, not moved yet."""

    roles: list[WorkstreamRole]
    rankings: list[Ranking]
    conditions: list[Condition]
    gates: list[Gate]

    def for_clause(self, about: Iterable[Any]) -> list[Any]:
        """What a clause about these records could settle, what it names itself first."""
        named_by = {record.reference for record in about}
        workstreams = {pk for label, pk in named_by if label == WORKSTREAM}
        on_the_way = [role for role in self.roles if role.workstream_id in workstreams]
        itself = [role for role in self.roles if role.reference in named_by]
        rankings = [one for one in self.rankings if one.reference in named_by]
        before_gates = any(label in (PROPOSAL, WORKSTREAM) for label, _ in named_by)
        gates = self.gates if before_gates else []
        return list(dict.fromkeys([*itself, *on_the_way, *rankings, *gates, *self.conditions]))


def offered_to(decision: Decision, user: Any) -> OfferedToSettle:
    """What the clauses of a new decision could settle, as far as a user sees it."""
    programme, organisation = decision.programme, decision.organisation
    if organisation is None:
        return OfferedToSettle([], [], [], [])
    roles = WorkstreamRole.objects.visible_to(user).filter(workstream__programme=programme)
    if organisation.pk != programme.partnership_id:
        roles = roles.filter(organisation=organisation)
    open_roles = roles.exclude(standing__in=(*FIRM, Standing.ENDED))
    conditions = Condition.objects.visible_to(user).filter(
        clause__decision__programme=programme,
        clause__decision__organisation=organisation,
        state=ConditionState.OPEN,
    )
    rankings = Ranking.objects.visible_to(user).filter(programme=programme, by=organisation)
    gates = Gate.objects.visible_to(user).of_programme(programme.pk, [organisation.pk])
    return OfferedToSettle(
        roles=list(open_roles.select_related("workstream", "organisation", "person", "post")),
        rankings=[one for one in rankings.order_by("pk") if not (one.date and one.meeting_id)],
        conditions=list(conditions.select_related("clause__decision").order_by("clause", "order")),
        gates=[one for one in gates.order_by("order", "pk") if _is_its_gate(one, decision)],
    )
