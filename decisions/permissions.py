"""Who may change what: the terms of this app's records. How they are written: programmes."""

from typing import Any

from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    Clause,
    Condition,
    Decision,
    Delegation,
    Gate,
    GateTest,
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
from programmes.permissions.declaring import declare
from programmes.permissions.terms import (
    IN_ITS_PROGRAMME,
    RecordModel,
    Term,
    administrator,
    as_for,
    clerk,
    in_partnership,
    officer,
    only_if,
)


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
    Approval: in_partnership(
        "proposal.programme.partnership_id",
        in_partnership("workstream.programme.partnership_id", clerk("organisation_id")),
    ),
    Decision: clerk("organisation_id"),
    Clause: as_for("decision"),
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
