"""Who may change what: the terms of this app's records. How they are written: programmes."""

from typing import Any

import rules

from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    CallIn,
    Clause,
    Condition,
    Decision,
    Delegation,
    Gate,
    GateTest,
    GateVoter,
    HouseSection,
    HouseStyle,
    Option,
    OptionPoint,
    Party,
    Proposal,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.sealing.reading import rows_of, writers_of
from programmes.permissions.declaring import declare
from programmes.permissions.seeing import is_visible
from programmes.permissions.terms import (
    IN_ITS_PROGRAMME,
    RecordModel,
    Term,
    administrator,
    as_for,
    clerk,
    in_partnership,
    manager,
    officer,
    only_if,
)
from programmes.viewers import viewer_of


def _binds_nobody_alone(gate: Any) -> bool:
    """Whether a gate is the programme's, not one by which a council binds itself."""
    return gate.by_id is None


ITS_OWNERS = officer("owner_id") | clerk("owner_id")

WHO_MAY: dict[RecordModel, Term] = {
    Agreement: IN_ITS_PROGRAMME,
    Party: as_for("agreement"),
    Proposal: IN_ITS_PROGRAMME,
    Option: IN_ITS_PROGRAMME | ITS_OWNERS,
    OptionPoint: as_for("option"),
    BusinessCase: IN_ITS_PROGRAMME,
    Gate: only_if(_binds_nobody_alone, IN_ITS_PROGRAMME) | administrator("by_id"),
    GateTest: as_for("gate"),
    GateVoter: as_for("gate"),
    Approval: in_partnership(
        "proposal.programme.partnership_id",
        in_partnership("workstream.programme.partnership_id", clerk("organisation_id")),
    ),
    Decision: clerk("organisation_id"),
    Clause: as_for("decision"),
    CallIn: as_for("decision"),
    Condition: as_for("clause"),
    Delegation: clerk("by.organisation_id") | clerk("owner_id"),
    HouseStyle: administrator("organisation_id") | clerk("organisation_id"),
    HouseSection: as_for("style"),
    Report: clerk("organisation_id"),
    ReportItem: as_for("report"),
    ReportMeeting: as_for("report"),
    Recommendation: as_for("report"),
}

declare(WHO_MAY)


# The second person: a clerk or administrator of the organisation that decided, who wrote none of
# it; where none is named, a manager or administrator of the partnership. A system administrator is
# of no organisation, and so is nobody's second person.

NAMED = clerk("organisation_id") | administrator("organisation_id")
NOT_NAMED = manager("programme.partnership_id") | administrator("programme.partnership_id")
MAY_CONFIRM = in_partnership(
    "programme.partnership_id",
    NAMED | only_if(lambda decision: decision.organisation_id is None, NOT_NAMED),
)


@rules.predicate
def is_of_its_organisation(user: Any, decision: Any) -> bool:
    """Whether somebody's role lets them confirm a decision; without one: some decision."""
    if decision is None:
        return bool(viewer_of(user).holding(*MAY_CONFIRM.roles(Decision)))
    return bool(MAY_CONFIRM.by_right_of(user, decision))


@rules.predicate
def wrote_none_of_it(user: Any, decision: Any) -> bool:
    """Whether no version of a decision, its clauses, conditions, links or sources is theirs."""
    if decision is None:
        return True
    return user.pk not in writers_of(rows_of([decision.pk]).get(decision.pk, ()))


rules.add_perm("decisions.confirm_decision", is_visible & is_of_its_organisation & wrote_none_of_it)
