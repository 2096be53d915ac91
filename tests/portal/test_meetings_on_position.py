"""Which past meetings the position page lists as having no outcome, and whose they are."""

import pytest
from django.test import Client

from decisions.models import Approval
from programmes.operations import cite, keep
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    GateFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RankingFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def meeting(programme):
    """A past meeting of a member's cabinet, which a document of the programme states."""
    council = OrganisationFactory(name="Cwm Hafren Council", short_name="Cwm Hafren")
    MembershipFactory(partnership=programme.partnership, organisation=council)
    body = BodyFactory(organisation=council, name="Cabinet")
    meeting = MeetingFactory(body=body, date="2010-02-20")
    document = DocumentFactory(programme=programme)
    cite(record=meeting, citations=[(document, "1.1", False)], programme=programme)
    return meeting


def without_outcome(programme):
    """Who met without a recorded outcome."""
    page = Site(Client()).get(f"/programmes/{programme.code}/?as_at=2010-03-01")
    rows = page.table("asked") if page.groups("asked") else []
    found = [row["Who"] for row in rows if row["Where it stands"].text() == "Outcome not recorded"]
    return [who.text() for who in found]


def test_it_says_whose_cabinet_met(programme, meeting):
    assert without_outcome(programme) == ["Cabinet, Cwm Hafren"]


NOTHING_LEFT = "Nothing that was asked by 1 March 2010 is left without an answer."


def test_where_one_met_without_an_outcome_it_is_not_said_that_nothing_is_left(programme, meeting):
    address = f"/programmes/{programme.code}/?as_at=2010-03-01"
    page = Site(Client()).get(address)
    assert page.groups("asked") == ["Asked, outcome not recorded (1)"]
    assert NOTHING_LEFT not in page.main.text()
    cancelled(meeting)

    assert NOTHING_LEFT in Site(Client()).get(address).main.text()


def cancelled(meeting):
    meeting.state = "cancelled"
    keep(record=meeting)


def test_one_that_was_cancelled_awaits_no_outcome(programme, meeting):
    cancelled(meeting)

    assert without_outcome(programme) == []


def test_one_that_was_cancelled_is_not_to_come(programme, meeting):
    ours = BodyFactory(organisation=programme.partnership, name="Board")
    announced = DocumentFactory(programme=programme, date="2010-02-01")
    to_come = [MeetingFactory(body=body, date="2010-03-12") for body in (meeting.body, ours)]
    for one in to_come:
        cite(record=one, citations=[(announced, "1", False)], programme=programme)
    of_council = f"/organisations/{meeting.body.organisation.code}/"
    pages = ["/programmes/", of_council, f"/programmes/{programme.code}/"]

    def announcing():
        html = [Client().get(f"{page}?as_at=2010-03-01").content.decode() for page in pages]
        return ["12 March 2010" in page for page in html]

    assert announcing() == [True, True, True]
    for one in to_come:
        cancelled(one)
    assert announcing() == [False, False, False]


def test_a_ranking_adopted_there_is_an_outcome(programme, meeting):
    RankingFactory(programme=programme, meeting=meeting, date="2010-02-20")

    assert without_outcome(programme) == []


def passes(meeting, programme, **of):
    workstream = WorkstreamFactory(programme=programme)
    council = meeting.body.organisation
    approval = Approval(
        gate=GateFactory(programme=programme), workstream=workstream, organisation=council
    )
    approval.outcome = "deferred"
    for name, value in of.items():
        setattr(approval, name, value)
    return keep(record=approval)


def test_what_its_body_said_at_a_gate_on_that_day_is_an_outcome(programme, meeting):
    passes(meeting, programme, body=meeting.body, date="2010-02-20")

    assert without_outcome(programme) == []


@pytest.mark.parametrize("date", ["2010-02-21", ""])
def test_what_it_said_on_another_day_is_not(programme, meeting, date):
    passes(meeting, programme, body=meeting.body, date=date)

    assert len(without_outcome(programme)) == 1
