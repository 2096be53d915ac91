"""The page of a proposal says whether it may take effect, and who is waited for and why."""

import pytest
from django.test import Client

from decisions.models import Approval
from programmes.models import Organisation, Power
from programmes.operations import keep, set_subjects
from tests.factories import (
    BodyFactory,
    GateFactory,
    MeetingFactory,
    OrganisationFactory,
    ProposalFactory,
    RoleFactory,
    WorkstreamFactory,
    announce,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")
DAY = "2015-03-01"


@pytest.fixture
def proposal():
    workstream = WorkstreamFactory()
    found = ProposalFactory(programme=workstream.programme, start="2010-01-01")
    set_subjects(record=found, subjects=[workstream])
    for name in ("Ash", "Elm"):
        RoleFactory(
            workstream=workstream,
            organisation=OrganisationFactory(code=name.lower(), name=name),
            kind="participant",
            start="2010-01-01",
        )
    GateFactory(programme=workstream.programme, title="Full case", start="2010-01-01")
    return found


def vote(proposal, code, outcome="approved"):
    gate = proposal.programme.gates.get()
    organisation = Organisation.objects.get(code=code)
    given = {"date": "2015-01-01", "proposal": proposal, "outcome": outcome}
    return keep(record=Approval(gate=gate, organisation=organisation, **given))


def said(proposal):
    address = f"/proposals/{proposal.programme.code}/{proposal.code}/?as_at={DAY}"
    return Site(Client()).get(address).main.text()


def test_it_says_all_that_is_not_met_and_who_could_decide_when(proposal):
    vote(proposal, "ash")
    vote(proposal, "elm", "deferred")
    elm = proposal.programme.gates.get().approvals.get(outcome="deferred").organisation
    cabinet, panel = (BodyFactory(organisation=elm, name=name) for name in ("Cabinet", "Panel"))
    keep(record=Power(body=panel, kind="recommends"))
    for body, day in ((panel, "2015-03-10"), (cabinet, "2015-03-20")):
        announce(MeetingFactory(body=body, date=day), proposal.programme)
    text = said(proposal)

    assert "May it take effect? Not yet." in text
    assert "“Full case” waits for Elm (deferred, 1 January 2015)." in text
    assert "Next meeting: Cabinet, 20 March 2015" in text


def test_it_says_yes_once_every_gate_is_passed(proposal):
    for code in ("ash", "elm"):
        vote(proposal, code)

    assert "May it take effect? Yes: every gate in front of it is passed or waived." in said(
        proposal
    )


def test_what_was_agreed_of_another_proposal_is_not_counted(proposal):
    other = ProposalFactory(programme=proposal.programme, start="2010-01-01")
    for code in ("ash", "elm"):
        vote(other, code)

    assert "waits for Ash (no outcome is recorded)" in said(proposal)
