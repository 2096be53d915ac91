"""The page of one cell of a gate matrix: how it stands, who is waited for, and what was said."""

import pytest
from django.test import Client

from decisions.models import Approval, Condition
from programmes.operations import keep
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    GateFactory,
    MeetingFactory,
    OrganisationFactory,
    RoleFactory,
    WorkstreamFactory,
    announce,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")
DAY = "2015-03-01"


@pytest.fixture
def workstream():
    found = WorkstreamFactory(title="Bins")
    for name in ("Ash", "Elm"):
        council = OrganisationFactory(code=name.lower(), name=name, kind="unitary")
        RoleFactory(workstream=found, organisation=council, kind="participant", start="2010-01-01")
    GateFactory(
        programme=found.programme, code="full", title="Full case", start="2010-01-01",
        last_day="2016-01-01",
    )  # fmt: skip
    return found


def vote(workstream, code, outcome, date, **more):
    gate = workstream.programme.gates.get()
    organisation = workstream.roles.get(organisation__code=code).organisation
    number = gate.approvals.filter(organisation=organisation).count() + 1
    given = {"gate": gate, "workstream": workstream, "organisation": organisation}
    return keep(record=Approval(**given, outcome=outcome, date=date, number=number, **more))


def address(workstream, gate="full", day=DAY):
    return f"{workstream.get_absolute_url()}gates/{gate}/?as_at={day}"


def shown(workstream, day=DAY):
    return Site(Client()).get(address(workstream, day=day)).main.text()


def test_it_tells_all_that_was_said_in_order_and_who_is_waited_for(workstream):
    clause = ClauseFactory(decision__programme=workstream.programme, decision__date="2015-01-01")
    keep(record=Condition(clause=clause, number="1", text="A loan.", start="2015-01-01"))
    vote(workstream, "ash", "deferred", "2014-05-01")
    vote(workstream, "ash", "approved with conditions", "2015-01-01", clause=clause)
    elm = workstream.roles.get(organisation__code="elm").organisation
    meeting = MeetingFactory(body=BodyFactory(organisation=elm, name="Cabinet"), date="2015-03-20")
    announce(meeting, workstream.programme)
    text = shown(workstream)

    assert (
        "Elm: no outcome is recorded, since 1 January 2010. "
        "Next meeting: Cabinet, 20 March 2015." in text
    )
    first, second = text.index("1 May 2014 Ash Deferred"), text.index("1 January 2015 Ash Approved")
    assert first < second
    assert "Approved with conditions Subject to: A loan." in text


def test_a_day_before_knows_nothing_of_what_came_later(workstream):
    vote(workstream, "ash", "approved", "2015-01-01")
    text = shown(workstream, "2014-12-31")

    assert "Nothing was said at this gate of this workstream by 31 December 2014." in text


def test_what_came_after_the_last_day_says_that_it_does_not_count(workstream):
    vote(workstream, "ash", "approved", "2016-02-01")
    text = shown(workstream, "2016-03-01")

    assert "Lapsed" in text
    assert "Came after the last day of the gate, so that it does not count" in text


def test_the_ways_to_it_lead_there(workstream):
    page = Client().get(f"{workstream.get_absolute_url()}?as_at={DAY}").content.decode()
    programme = Client().get(f"{workstream.programme.get_absolute_url()}?as_at={DAY}")

    assert address(workstream) in page
    assert address(workstream) in programme.content.decode()


def test_a_gate_that_does_not_stand_before_it_has_no_such_page(workstream):
    GateFactory(code="other")

    assert Client().get(address(workstream, "other")).status_code == 404
    assert Client().get(address(workstream, "none")).status_code == 404
