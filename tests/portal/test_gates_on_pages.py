"""Who is waited for at a gate, as the pages say it."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from decisions.gates_ahead import gates_before
from programmes.operations import set_subjects
from tests.factories import (
    GateFactory,
    MembershipFactory,
    ProgrammeFactory,
    ProposalFactory,
    StageFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site
from workstreams.choices import LifecycleStage

pytestmark = pytest.mark.usefixtures("recorded")

DAY = datetime.date(2010, 2, 18)


@pytest.mark.parametrize(
    ("page", "table", "column"),
    [("", "asked", "Who"), ("workstreams/A1/", "gates", "Waiting for")],
)
def test_the_members_are_waited_for_where_nobody_has_a_role(page, table, column):
    workstream = WorkstreamFactory(ref="A1")
    programme = workstream.programme
    GateFactory(programme=programme)
    member = MembershipFactory(partnership=programme.partnership).organisation

    found = Site(Client()).get(f"/programmes/{programme.code}/{page}?as_at=2010-02-18")

    link = found.table(table)[0][column].one("a")
    assert link.text() == member.label
    assert link.attributes["href"].startswith(f"/organisations/{member.code}/")


def shown(gate) -> str:
    """Where a programme's page says that its one workstream stands at the gate."""
    programme = gate.programme
    page = Site(Client()).get(f"/programmes/{programme.code}/?as_at=2010-02-18")
    (row,) = page.table("gates")
    return row["Full business case"].text()


@pytest.fixture
def gate():
    return GateFactory(programme=ProgrammeFactory(), title="Full business case")


def test_a_gate_stands_before_what_it_is_about_alone(gate):
    one, other = (WorkstreamFactory(programme=gate.programme) for _ in range(2))
    set_subjects(record=gate, subjects=[other])
    cells = gates_before([one, other], AnonymousUser(), DAY)

    assert [cell.workstream for cell in cells] == [other]


def test_a_gate_about_a_proposal_stands_before_what_is_proposed(gate):
    one, other = (WorkstreamFactory(programme=gate.programme) for _ in range(2))
    proposal = ProposalFactory(programme=gate.programme)
    set_subjects(record=proposal, subjects=[one])
    set_subjects(record=gate, subjects=[proposal])
    cells = gates_before([one, other], AnonymousUser(), DAY)

    assert [cell.workstream for cell in cells] == [one]


def test_what_already_ran_waits_at_no_gate_until_something_is_proposed_for_it(gate):
    running = WorkstreamFactory(programme=gate.programme)
    StageFactory(workstream=running, stage=LifecycleStage.RUNNING)

    assert shown(gate) == "Already running when recorded"

    set_subjects(record=ProposalFactory(programme=gate.programme), subjects=[running])

    assert shown(gate) == "Waiting"
