"""Where gates stand before a workstream, from recorded approvals and business cases."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from decisions.gates_ahead import gates_before
from decisions.models import Approval, BusinessCase, Condition
from programmes.operations import keep, set_subjects
from tests.factories import (
    ClauseFactory,
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
    of.setdefault("date", "2010-03-01")
    return keep(record=Approval(gate=gate, organisation=council, outcome=outcome, **of))


def condition(clause, **more):
    more = {"number": "1", "text": "A loan is agreed.", "start": "2010-03-01"} | more
    return keep(record=Condition(clause=clause, **more))


def stands(workstream):
    """The state of the workstream's only gate, and who is waited for."""
    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    return cell.state, [council.label for council in cell.waiting_for]


def subject_to(workstream):
    """The state of the workstream's only gate, and the conditions subject to which it is passed."""
    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    return cell.state, cell.subject_to


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
        ("refused", ("refused", [])),
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


def test_an_approval_known_only_to_be_by_a_later_day_is_possibly_given(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, council, workstream=workstream, date="../2010-06-30")

    assert stands(workstream) == ("possibly passed", [council.label])


EVIDENCE = {"evidence": "The letter of 1 April."}


@pytest.mark.parametrize(
    ("of_it", "expected"),
    [
        pytest.param({}, ("passed subject to", ("A loan is agreed.",)), id="open"),
        pytest.param(
            {"timing": "before"}, ("passed subject to", ("A loan is agreed.",)), id="open-before"
        ),
        pytest.param({"timing": "after"}, ("passed", ()), id="open-afterwards"),
        pytest.param({"state": "met"} | EVIDENCE, ("passed", ()), id="met"),
        pytest.param({"state": "waived"} | EVIDENCE, ("passed", ()), id="waived"),
        pytest.param({"state": "failed"}, ("waiting", ()), id="failed"),
    ],
)
def test_an_approval_counts_once_its_conditions_are_met(workstream, of_it, expected):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    clause = ClauseFactory(decision__programme=workstream.programme)
    condition(clause, **of_it)
    vote(gate, council, "approved with conditions", workstream=workstream, clause=clause)

    assert subject_to(workstream) == expected


def test_conditions_that_nobody_recorded_hold_an_approval_up(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, council, "approved with conditions", workstream=workstream)

    assert subject_to(workstream) == ("passed subject to", ("conditions that are not recorded",))


def test_an_approval_of_a_proposal_about_the_whole_programme_counts_for_every_workstream(
    workstream,
):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme)
    vote(gate, council, proposal=ProposalFactory(programme=workstream.programme))

    assert stands(workstream) == ("passed", [])


def test_an_approval_of_a_proposal_of_another_programme_does_not(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=None, by=council, who_must_pass="the council itself")
    vote(gate, council, proposal=ProposalFactory())

    assert stands(workstream) == ("waiting", [council.label])


def test_approvals_of_two_proposals_about_the_programme_do_not_add_up(workstream):
    first, second = (RoleFactory(workstream=workstream, kind="joint lead") for _ in range(2))
    gate = GateFactory(programme=workstream.programme)
    old, new = (ProposalFactory(programme=workstream.programme) for _ in range(2))
    vote(gate, first.organisation, proposal=old, date="2010-01-01")
    vote(gate, second.organisation, proposal=new, date="2010-02-01")

    assert stands(workstream) == ("waiting", [first.organisation.label])


def test_a_business_case_for_the_whole_programme_counts_for_every_workstream(workstream):
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=workstream.programme, case_stage="outline")
    proposal = ProposalFactory(programme=workstream.programme)
    case = {"code": "case", "title": "Case", "stage": "outline", "state": "done"}
    keep(
        record=BusinessCase(
            programme=workstream.programme, proposal=proposal, date="2010-02-01", **case
        )
    )
    vote(gate, council, proposal=proposal)

    assert stands(workstream) == ("passed", [])
