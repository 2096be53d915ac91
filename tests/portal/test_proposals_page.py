"""What each row of the proposals page is of, where a programme has several proposals."""

import pytest
from django.test import Client

from decisions.models import Approval, BusinessCase, Delegation, Option
from programmes.choices import Visibility
from programmes.operations import keep
from tests.factories import (
    BodyFactory,
    GateFactory,
    OrganisationFactory,
    PostFactory,
    ProposalFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def workstream():
    return WorkstreamFactory(title="Licensing")


@pytest.fixture
def proposal(workstream):
    return ProposalFactory(programme=workstream.programme, title="One team")


def texts(programme, heading):
    address = f"/programmes/{programme.code}/proposals/?as_at=2010-03-01"
    (row,) = Site(Client()).get(address).table(heading)
    return {name: cell.text() for name, cell in row.items()}


def test_an_option_says_of_which_proposal(proposal):
    programme = proposal.programme
    option = Option(programme=programme, proposal=proposal, code="wait", title="Wait")
    option.standing = "considered"
    keep(record=option)

    assert texts(programme, "options")["Proposal"] == "One team"


@pytest.mark.parametrize(
    ("named", "expected"),
    [(("workstream",), "Licensing"), (("workstream", "proposal"), "Licensing One team")],
)
def test_an_outcome_at_a_gate_says_of_what(workstream, proposal, named, expected):
    programme = workstream.programme
    subjects = {"workstream": workstream, "proposal": proposal}
    approval = Approval(gate=GateFactory(programme=programme), organisation=OrganisationFactory())
    approval.outcome, approval.date = "approved", "2010-02-18"
    for name in named:
        setattr(approval, name, subjects[name])
    keep(record=approval)

    assert texts(programme, "approvals")["Of"] == expected


def test_a_business_case_says_of_what(workstream):
    programme = workstream.programme
    case = BusinessCase(programme=programme, code="c", title="Case", stage="full", state="done")
    case.workstream = workstream
    keep(record=case)

    assert texts(programme, "business-cases")["Of"] == "Licensing"


def test_a_delegation_says_whose_body_delegates(workstream):
    council = OrganisationFactory(name="Cwm Hafren Council", short_name="Cwm Hafren")
    delegate(workstream, BodyFactory(organisation=council, name="Cabinet"))

    assert texts(workstream.programme, "delegations")["By"] == "Cabinet Cwm Hafren"


def test_whose_body_delegates_is_not_said_of_one_that_the_reader_may_not_see(workstream):
    council = OrganisationFactory(name="Cwm Hafren Council", short_name="Cwm Hafren")
    hidden = {"visibility": Visibility.OWNER, "owner": council}
    delegate(workstream, BodyFactory(organisation=council, name="Cabinet", **hidden))

    assert texts(workstream.programme, "delegations")["By"] == "Withheld"


def delegate(workstream, body):
    delegation = Delegation(programme=workstream.programme, code="d", on_what="The shares")
    delegation.to, delegation.state, delegation.by = PostFactory(), "granted", body
    keep(record=delegation)
