"""Which decisions and asks the page of a workstream shows."""

import pytest
from django.test import Client

from decisions.models import BusinessCase
from programmes.operations import keep, set_subjects
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    ProposalFactory,
    RecommendationFactory,
    ReportFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def workstream():
    return WorkstreamFactory(ref="A1")


def proposal(workstream):
    found = ProposalFactory(programme=workstream.programme)
    set_subjects(record=found, subjects=[workstream])
    return found


def business_case(workstream):
    case = BusinessCase(
        programme=workstream.programme, code="case", title="Case", stage="full", state="done"
    )
    case.workstream = workstream
    return keep(record=case)


def shown(workstream):
    address = f"/programmes/{workstream.programme.code}/workstreams/A1/?as_at=2010-03-01"
    return Site(Client()).get(address).main.text()


@pytest.mark.parametrize("paper", [proposal, business_case])
def test_what_was_decided_on_its_proposal_or_business_case(workstream, paper):
    decision = DecisionFactory(programme=workstream.programme, date="2010-02-18")
    clause = ClauseFactory(decision=decision, text="The case is refused.")
    set_subjects(record=clause, subjects=[paper(workstream)])

    assert "The case is refused." in shown(workstream)


def test_what_is_asked_on_its_proposal(workstream):
    report = ReportFactory(programme=workstream.programme)
    ask = RecommendationFactory(report=report, text="Approve the proposal.")
    set_subjects(record=ask, subjects=[proposal(workstream)])

    assert "Approve the proposal." in shown(workstream)


def test_what_was_decided_on_the_proposal_of_another(workstream):
    other = WorkstreamFactory(programme=workstream.programme)
    decision = DecisionFactory(programme=workstream.programme)
    clause = ClauseFactory(decision=decision, text="The other is refused.")
    set_subjects(record=clause, subjects=[proposal(other)])

    assert "The other is refused." not in shown(workstream)
