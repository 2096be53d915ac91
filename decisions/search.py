"""What is found of "decided" by search."""

from typing import Any

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
    HouseStyle,
    Option,
    OptionPoint,
    Party,
    Proposal,
    Recommendation,
    Report,
    ReportItem,
)
from sharedsvc.core.search.declared import Searched, searched_models


def _paragraph_title(item: Any) -> str:
    place = (
        f"paragraph {item.number.rstrip('.')}" if item.number else item.section.replace("-", " ")
    )
    return f"{place[:1].upper()}{place[1:]}"


searched_models.register(
    Searched(model=Proposal, title="title", belongs=("programme",), weight=1.2),
    Searched(
        model=Option,
        title="title",
        without=("number",),
        through=("proposal.title",),
        belongs=("proposal", "programme"),
        weight=1.1,
    ),
    Searched(
        model=OptionPoint,
        title=lambda point: f"{point.get_kind_display()} {point.number}",
        shown=lambda point: f"{point.get_kind_display()} {point.number} of {point.option}",
        without=("number", "kind"),
        leads_to="option",
        belongs=("option", "option.programme"),
    ),
    Searched(
        model=BusinessCase,
        title="title",
        through=("workstream.title", "proposal.title"),
        belongs=("workstream", "proposal", "programme"),
    ),
    Searched(model=Agreement, title="title", belongs=("programme",), weight=1.1),
    Searched(
        model=Party,
        title=lambda party: f"{party.organisation} is party to {party.agreement}",
        through=("organisation.name", "agreement.title"),
        leads_to="agreement",
        belongs=("agreement.programme",),
        weight=0.7,
        key="parties",
        singular="party to an agreement",
        plural="parties to agreements",
        began="agreement__start",
    ),
    Searched(
        model=Gate,
        title="title",
        through=("by.name",),
        belongs=("by", "programme"),
    ),
    Searched(
        model=GateTest,
        title=lambda test: f"Test {test.number}",
        shown=lambda test: f"Test {test.number} of {test.gate}",
        leads_to="gate",
        belongs=("gate.programme",),
        weight=0.9,
    ),
    Searched(
        model=GateVoter,
        title=str,
        through=("organisation.name", "body.name", "gate.title"),
        leads_to="gate",
        belongs=("gate.programme",),
        weight=0.7,
    ),
    Searched(
        model=Approval,
        title=str,
        through=("organisation.name", "gate.title", "workstream.title", "proposal.title"),
        belongs=("workstream", "proposal"),
        weight=0.9,
    ),
    Searched(
        model=Decision,
        title="title",
        belongs=("programme",),
        beside=("body", "organisation"),
        weight=1.2,
    ),
    Searched(
        model=Clause,
        title=lambda clause: f"Clause {clause.number}",
        shown=lambda clause: f"Clause {clause.number} of “{clause.decision}”",
        through=("decision.title",),
        without=("number",),
        leads_to="decision",
        belongs=("decision.programme",),
    ),
    Searched(
        model=CallIn,
        title=lambda one: f"Call-in of “{one.decision}”",
        without=("number",),
        leads_to="decision",
        belongs=("decision", "decision.programme"),
    ),
    Searched(
        model=Condition,
        title=lambda condition: f"Condition {condition.number}",
        shown=lambda condition: f"Condition {condition.number} of “{condition.clause.decision}”",
        without=("number",),
        belongs=("clause.decision", "clause.decision.programme"),
    ),
    Searched(
        model=Delegation,
        title=lambda delegation: f"Delegation to {delegation.to}",
        through=("to.title",),
        belongs=("programme",),
    ),
    Searched(
        model=HouseStyle,
        title="title",
        through=("organisation.name",),
        belongs=("organisation",),
        weight=0.5,
    ),
    Searched(
        model=Report,
        title="title",
        names=("number",),
        without=("section_order",),
        through=("organisation.name",),
        belongs=("organisation", "programme"),
        weight=1.3,
    ),
    Searched(
        model=Recommendation,
        title=lambda ask: f"Ask {ask.number}",
        shown=lambda ask: f"Ask {ask.number} of “{ask.report}”",
        through=("report.title",),
        beside=("body",),
        without=("number",),
        belongs=("report", "report.programme"),
        weight=1.1,
    ),
    Searched(
        model=ReportItem,
        title=_paragraph_title,
        shown=lambda item: f"{_paragraph_title(item)} of “{item.report}”",
        names=("number",),
        without=("section", "heading", "block", "answer", "duration_class", "remarks"),
        leads_to="report",
        belongs=("report.organisation", "report.programme"),
        weight=0.9,
        key="paragraphs",
        singular="paragraph of a report",
        plural="paragraphs of reports",
        began="report__date",
    ),
)
