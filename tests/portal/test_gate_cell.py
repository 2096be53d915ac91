"""The page of one cell of a gate matrix: how it stands, who is waited for, and what was said."""

import pytest
from django.test import Client

from decisions.models import Approval, Condition
from programmes.operations import keep, set_subjects
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MeetingFactory,
    OrganisationFactory,
    RecommendationFactory,
    ReportFactory,
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


def rows_of_changes(workstream, day=DAY):
    page = Site(Client()).get(address(workstream, day=day))
    return [[cell.text() for cell in row.values()] for row in page.table("changes")]


def test_the_history_of_a_cell_tells_each_change_of_its_state_and_by_what(workstream):
    decided = {"decision__programme": workstream.programme, "decision__date": "2015-01-01"}
    clause = ClauseFactory(**decided, decision__title="Bins together")
    condition = keep(
        record=Condition(clause=clause, number="1", text="A loan.", start="2015-01-01")
    )
    vote(workstream, "elm", "approved", "2014-05-01")
    vote(workstream, "ash", "approved with conditions", "2015-01-01", clause=clause)
    condition.state, condition.end, condition.evidence = "met", "2015-06-01", "Minute 4."
    keep(record=condition)
    vote(workstream, "elm", "withdrawn", "2015-09")

    assert rows_of_changes(workstream, "2015-12-31") == [
        ["1 January 2010", "Waiting", "Ash, Elm",
         "The gate stood before it Ash takes part Elm takes part"],
        ["1 May 2014", "Waiting", "Ash", "Elm: approved"],
        ["1 January 2015", "Passed subject to conditions Subject to: A loan.", "Nobody",
         "Ash: approved with conditions"],
        ["1 June 2015", "Passed", "Nobody", "“A loan.”: met"],
        ["1 September 2015", "Possibly passed", "Elm", "Elm: withdrawn (September 2015)"],
        ["30 September 2015", "Refused", "Nobody", "Elm: withdrawn"],
    ]  # fmt: skip
    assert rows_of_changes(workstream, "2014-12-31")[-1][0] == "1 May 2014"
    assert "Bins together" in shown(workstream)


def test_what_was_said_stays_told_once_another_decision_took_its_place(workstream):
    clause = ClauseFactory(decision__programme=workstream.programme, decision__date="2015-01-01")
    vote(workstream, "elm", "approved", "2014-05-01")
    vote(workstream, "ash", "approved", "2015-01-01", clause=clause)
    DecisionFactory(
        programme=workstream.programme, title="Another way", date="2015-02-01",
        supersedes=clause.decision,
    )  # fmt: skip

    assert rows_of_changes(workstream)[-2:] == [
        ["1 January 2015", "Passed", "Nobody", "Ash: approved"],
        ["1 February 2015", "Waiting", "Ash", "“Another way”"],
    ]
    assert "Ash Approved Not in force on this day" in shown(workstream)


def test_the_last_day_gone_and_a_council_that_joins_are_changes(workstream):
    oak = OrganisationFactory(code="oak", name="Oak", kind="unitary")
    for code in ("ash", "elm"):
        vote(workstream, code, "approved", "2014-05-01")
    RoleFactory(workstream=workstream, organisation=oak, kind="participant", start="2015-02-01")
    told = rows_of_changes(workstream, "2016-06-01")

    assert told[-3:] == [
        ["1 May 2014", "Passed", "Nobody", "Ash: approved Elm: approved"],
        ["1 February 2015", "Waiting", "Oak", "Oak takes part"],
        ["2 January 2016", "Lapsed", "Nobody", "The last day to pass it had gone"],
    ]


def test_what_was_asked_about_the_gate_is_told_until_it_is_answered(workstream):
    ask = RecommendationFactory(
        report=ReportFactory(
            programme=workstream.programme, date="2014-02-01", published="2014-02-01"
        ),
        number="c",
        text="pass the gate",
        visibility="public",
    )
    set_subjects(record=ask, subjects=[workstream.programme.gates.get()])
    assert "c pass the gate" in shown(workstream)

    ClauseFactory(
        decision__programme=workstream.programme, decision__date="2014-03-01", answers=ask
    )
    assert "c pass the gate" not in shown(workstream)
