"""May it start, and what was decided: reports, decisions, gates, proposals."""

from decisions.models.decisions import Clause, Decision
from decisions.models.gates import Approval, Gate, GateTest
from decisions.models.proposals import BusinessCase, Proposal
from decisions.models.reports import (
    HouseSection,
    HouseStyle,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)

__all__ = [
    "Approval",
    "BusinessCase",
    "Clause",
    "Decision",
    "Gate",
    "GateTest",
    "HouseSection",
    "HouseStyle",
    "Proposal",
    "Recommendation",
    "Report",
    "ReportItem",
    "ReportMeeting",
]
