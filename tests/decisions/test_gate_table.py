"""Where gates stand before a workstream, from recorded approvals and business cases."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from decisions.gates_ahead import gates_before
from decisions.models import Approval, BusinessCase
from programmes.operations import keep, set_subjects
from tests.factories import (
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    ProposalFactory,
    RoleFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.usefixtures("recorded")
DAY = datetime.date(2010, 6, 1)


@pytest.fixture
def workstream():
    return WorkstreamFactory()


def proposal_about(*workstreams):
    proposal = ProposalFactory(programme=workstreams[0].programme)
    set_subjects(record=proposal, subjects=list(workstreams))
    return proposal


def vote(gate, council, outcome="approved", **of):
    date = "2010-03-01"
    return keep(record=Approval(gate=gate, organisation=council, outcome=outcome, date=date, **of))


def stands(workstream):
    """The state of the workstream's only gate, and who is waited for."""
    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    return cell.state, [council.label for council in cell.waiting_for]


def test_an_approval_of_a_proposal_counts_for_the_workstreams_it_is_about(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, council, proposal=proposal_about(workstream))

    assert stands(workstream) == ("passed", [])


def test_an_approval_of_a_proposal_does_not_count_for_other_workstreams(workstream):
    role = RoleFactory(workstream=workstream)
    other = WorkstreamFactory(programme=workstream.programme)
    gate = GateFactory(programme=workstream.programme)
    vote(gate, role.organisation, proposal=proposal_about(other))

    assert stands(workstream) == ("waiting", [role.organisation.label])


def test_an_approval_that_names_a_workstream_counts_for_no_other(workstream):
    role = RoleFactory(workstream=workstream)
    other = WorkstreamFactory(programme=workstream.programme)
    gate = GateFactory(programme=workstream.programme)
    vote(gate, role.organisation, workstream=other, proposal=proposal_about(workstream, other))

    assert stands(workstream) == ("waiting", [role.organisation.label])


def test_a_business_case_for_a_proposal_counts_for_its_workstreams(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme, case_stage="outline")
    proposal = proposal_about(workstream)
    keep(
        record=BusinessCase(
            programme=workstream.programme,
            code="case",
            title="Case",
            stage="outline",
            state="done",
            proposal=proposal,
            date="2010-02-01",
        )
    )
    vote(gate, council, proposal=proposal)

    assert stands(workstream) == ("passed", [])


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("refused", ("failed", [])),
        ("deferred", ("waiting", ["Mynach"])),
        ("approved", ("passed", [])),
    ],
)
def test_a_council_that_voted_has_a_say_whatever_its_role(workstream, outcome, expected):
    lead = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, lead, workstream=workstream)
    other = OrganisationFactory(name="Arfordir Mynach", short_name="Mynach")
    vote(gate, other, outcome, workstream=workstream)

    assert stands(workstream) == expected


def test_a_union_that_was_asked_has_none(workstream):
    lead = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, lead, workstream=workstream)
    vote(gate, OrganisationFactory(kind="union"), "refused", workstream=workstream)

    assert stands(workstream) == ("passed", [])


def test_where_only_a_lead_is_recorded_every_member_must_pass(workstream):
    partnership = workstream.programme.partnership
    gate = GateFactory(programme=workstream.programme)
    lead = RoleFactory(workstream=workstream).organisation
    MembershipFactory(partnership=partnership, organisation=lead)
    member = MembershipFactory(partnership=partnership).organisation
    vote(gate, lead, workstream=workstream)

    assert stands(workstream) == ("waiting", [member.label])


def test_where_participants_are_recorded_they_alone_must_pass(workstream):
    gate = GateFactory(programme=workstream.programme)
    MembershipFactory(partnership=workstream.programme.partnership)
    lead = RoleFactory(workstream=workstream).organisation
    other = RoleFactory(workstream=workstream, kind="participant").organisation
    vote(gate, lead, workstream=workstream)

    assert stands(workstream) == ("waiting", [other.label])
