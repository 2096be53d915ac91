"""How each kind of record moves with a clause that settles it: from what to what, since when.

The verb of the clause, and whether it agrees in principle only, say to what a record moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from decisions.choices import AnswerToAsk, ConditionState, Outcome, Verb
from decisions.models import Approval, Clause, Condition, Decision, Gate
from decisions.waiting import in_force_from
from programmes.choices import SubjectRelation
from programmes.models import Membership, Phase, Subject
from programmes.operations import keep, keep_from_when, keep_membership
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


def outcome_at_gate(
    answer: str, verb: str, *, has_conditions: bool, in_principle: bool = False
) -> Outcome:
    """The outcome at a gate of a clause that settles it."""
    said = BY_ANSWER.get(answer) or BY_VERB.get(verb)  # type: ignore[call-overload]
    if said:
        return said
    if in_principle:
        return Outcome.IN_PRINCIPLE
    return Outcome.WITH_CONDITIONS if has_conditions else Outcome.APPROVED


@dataclass(frozen=True)
class Mover:
    """How a kind of record moves with a clause.

    `is_its` tells whether a decision may settle a record, `is_done` whether it was, `was` and
    `becomes` say from what to what, `move` does it, and `lacks` says what the clause lacks for it.
    What a clause agrees to subject to a condition moves all the same where the record says so
    itself; what would take effect (`awaits_conditions`) does not before the condition is met.
    """

    is_its: Callable[[Any, Decision], bool]
    is_done: Callable[[Any, Clause], bool]
    was: Callable[[Any, Clause], str]
    becomes: Callable[[Any, Clause], str]
    move: Callable[[Any, Clause, Outcomes], None]
    also_if_not_agreed: bool = False
    lacks: Callable[[Any, Clause], str] = lambda record, clause: ""
    awaits_conditions: Callable[[Clause], bool] = lambda clause: False


def _is_its_role(role: WorkstreamRole, decision: Decision) -> bool:
    programme = decision.programme
    if role.workstream.programme_id != programme.pk or decision.organisation_id is None:
        return False
    return decision.organisation_id in (role.organisation_id, programme.partnership_id)


def _withdraws(clause: Clause) -> bool:
    return clause.verb == Verb.WITHDRAW


def _standing_given(clause: Clause) -> Standing:
    """To what a role comes: ended by a clause that withdraws, else as firm as it was agreed."""
    if _withdraws(clause):
        return Standing.ENDED
    return Standing.IN_PRINCIPLE if clause.in_principle else Standing.CONFIRMED


def _is_as_firm(role: WorkstreamRole, clause: Clause) -> bool:
    given = _standing_given(clause)
    firmer = () if given == Standing.ENDED else (*FIRM, Standing.ENDED)
    return role.standing in (given, *firmer)


def _move_role(role: WorkstreamRole, clause: Clause, keep_outcome: Outcomes) -> None:
    was, role.standing = role.standing, _standing_given(clause)
    since = in_force_from(clause, conditions_met=_withdraws(clause))
    if role.standing == Standing.ENDED:
        role.end = role.end or since
    assign_role(record=role)
    keep_from_when(record=role, before={"standing": was}, start=since)


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
    condition.end = condition.end or in_force_from(clause)
    keep(record=condition)
    before = {"state": was}
    keep_from_when(record=condition, before=before, start=in_force_from(clause))


def is_its_gate(gate: Gate, decision: Decision) -> bool:
    if decision.organisation_id is None:
        return False
    if gate.programme_id is not None:
        return gate.programme_id == decision.programme_id
    return gate.by_id == decision.organisation_id


def _outcome(clause: Clause) -> Outcome:
    conditions = clause.conditions.not_struck_out() if clause.pk else Condition.objects.none()
    return outcome_at_gate(
        clause.outcome,
        clause.verb,
        has_conditions=conditions.exists(),
        in_principle=clause.in_principle,
    )


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
            date=in_force_from(clause),
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


def _lacks_what_is_before_it(gate: Gate, clause: Clause) -> str:
    if before_the_gate(clause):
        return ""
    return f"Say which proposal or workstream the clause puts before “{gate}”."


def _is_its_phase(phase: Phase, decision: Decision) -> bool:
    programme = decision.programme
    same = phase.programme_id == programme.pk
    return same and decision.organisation_id == programme.partnership_id


def _begin(phase: Phase, clause: Clause, keep_outcome: Outcomes) -> None:
    phase.start = in_force_from(clause, conditions_met=True)
    keep(record=phase)


def _is_its_membership(membership: Membership, decision: Decision) -> bool:
    its = membership.partnership_id == decision.programme.partnership_id
    return its and membership.organisation_id == decision.organisation_id


def _leave(membership: Membership, clause: Clause, keep_outcome: Outcomes) -> None:
    membership.end = in_force_from(clause, conditions_met=True)
    keep_membership(record=membership)


def _lacks_withdrawal(membership: Membership, clause: Clause) -> str:
    if _withdraws(clause):
        return ""
    return f"Only a clause that withdraws ends “{membership}”: choose that verb."


MOVERS: dict[str, Mover] = {
    WorkstreamRole._meta.label_lower: Mover(
        is_its=_is_its_role,
        is_done=_is_as_firm,
        was=lambda role, clause: role.get_standing_display(),
        becomes=lambda role, clause: str(_standing_given(clause).label),
        move=_move_role,
        awaits_conditions=_withdraws,
    ),
    Phase._meta.label_lower: Mover(
        is_its=_is_its_phase,
        is_done=lambda phase, clause: bool(phase.start or phase.start_words),
        was=lambda phase, clause: "Not begun",
        becomes=lambda phase, clause: "Begun",
        move=_begin,
        awaits_conditions=lambda clause: True,
    ),
    Membership._meta.label_lower: Mover(
        is_its=_is_its_membership,
        is_done=lambda membership, clause: bool(membership.end or membership.end_words),
        was=lambda membership, clause: membership.get_role_display(),
        becomes=lambda membership, clause: "Ended",
        move=_leave,
        lacks=_lacks_withdrawal,
        awaits_conditions=lambda clause: True,
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
        is_its=is_its_gate,
        is_done=lambda gate, clause: clause.pk is not None and _votes_of(gate, clause).exists(),
        was=lambda gate, clause: f"Waiting for {clause.decision.organisation}",
        becomes=lambda gate, clause: str(_outcome(clause).label),
        move=_vote_at_gate,
        also_if_not_agreed=True,
        lacks=_lacks_what_is_before_it,
    ),
}


def named(clause: Clause) -> str:
    """A clause by number and code: its words may be withheld from who reads of what it moved."""
    return f"clause {clause.number} of the decision {clause.decision.code}"
