"""What the clauses of a new decision could settle: offered, and ticked by a clerk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from decisions.choices import ConditionState, Verb
from decisions.models import Condition, Decision, Gate
from decisions.movers import PROPOSAL, WORKSTREAM, is_its_gate
from programmes.models import Membership, Phase
from workstreams.choices import FIRM, Standing
from workstreams.models import Ranking, WorkstreamRole


@dataclass(frozen=True)
class OfferedToSettle:
    """What the clauses of a decision could settle: the deciding organisation's, not moved yet.

    `held` are the parts and memberships from which it could withdraw.
    """

    roles: list[WorkstreamRole]
    rankings: list[Ranking]
    conditions: list[Condition]
    gates: list[Gate]
    phases: list[Phase]
    memberships: list[Membership]

    def for_clause(self, about: Iterable[Any], verb: str = "") -> list[Any]:
        """What a clause about these records could settle, what it names itself first."""
        named_by = {record.reference for record in about}
        if verb == Verb.WITHDRAW:
            return [*self._of(named_by, self.roles), *self.memberships]
        roles = [one for one in self.roles if one.standing not in FIRM]
        rankings = [one for one in self.rankings if one.reference in named_by]
        before_gates = any(label in (PROPOSAL, WORKSTREAM) for label, _ in named_by)
        gates = self.gates if before_gates else []
        found = [*self._of(named_by, roles), *rankings, *gates, *self.phases, *self.conditions]
        return list(dict.fromkeys(found))

    @staticmethod
    def _of(named_by: set[Any], roles: list[WorkstreamRole]) -> list[WorkstreamRole]:
        """Of these roles those that are named, then those on a workstream that is."""
        workstreams = {pk for label, pk in named_by if label == WORKSTREAM}
        itself = [role for role in roles if role.reference in named_by]
        on_the_way = [role for role in roles if role.workstream_id in workstreams]
        return list(dict.fromkeys([*itself, *on_the_way]))


def offered_to(decision: Decision, user: Any) -> OfferedToSettle:
    """What the clauses of a new decision could settle, as far as a user sees it."""
    programme, organisation = decision.programme, decision.organisation
    if organisation is None:
        return OfferedToSettle([], [], [], [], [], [])
    is_shared = organisation.pk == programme.partnership_id
    roles = WorkstreamRole.objects.visible_to(user).filter(workstream__programme=programme)
    if not is_shared:
        roles = roles.filter(organisation=organisation)
    roles = roles.exclude(standing=Standing.ENDED)
    conditions = Condition.objects.visible_to(user).filter(
        clause__decision__programme=programme,
        clause__decision__organisation=organisation,
        state=ConditionState.OPEN,
    )
    rankings = Ranking.objects.visible_to(user).filter(programme=programme, by=organisation)
    gates = Gate.objects.visible_to(user).of_programme(programme.pk, [organisation.pk])
    return OfferedToSettle(
        roles=list(roles.select_related("workstream", "organisation", "person", "post")),
        rankings=[one for one in rankings.order_by("pk") if not (one.date and one.meeting_id)],
        conditions=list(conditions.select_related("clause__decision").order_by("clause", "order")),
        gates=[one for one in gates.order_by("order", "pk") if is_its_gate(one, decision)],
        phases=_not_begun(programme, user) if is_shared else [],
        memberships=[] if is_shared else _open(programme, organisation, user),
    )


def _not_begun(programme: Any, user: Any) -> list[Phase]:
    phases = Phase.objects.visible_to(user).filter(programme=programme, start="", start_words="")
    return list(phases.order_by("order", "pk"))


def _open(programme: Any, organisation: Any, user: Any) -> list[Membership]:
    found = Membership.objects.visible_to(user).filter(
        partnership=programme.partnership_id, organisation=organisation, end="", end_words=""
    )
    return list(found.select_related("partnership", "organisation").order_by("pk"))
