"""Gates pass only with what is surely given: tables of cases, on a day."""

import csv
import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from decisions.gates_ahead import gates_before, gates_before_the_whole
from decisions.models import Approval, Condition
from programmes.models import Power
from programmes.operations import keep, set_subjects
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProposalFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")

DAY = datetime.date(2015, 3, 1)
BY = "../2016-03-31"


@pytest.fixture
def programme():
    return ProgrammeFactory(code="p")


@pytest.fixture
def councils():
    return {name: OrganisationFactory(code=name, name=name.capitalize()) for name in ("ash", "elm")}


@pytest.fixture
def workstream(programme, councils):
    """A workstream in which both councils take part, since 2010."""
    found = WorkstreamFactory(programme=programme, ref="A1")
    for council in councils.values():
        RoleFactory(workstream=found, organisation=council, kind="participant", start="2010-01-01")
    return found


@pytest.fixture
def gate(programme):
    return GateFactory(programme=programme, title="Full case", start="2010-01-01")


def vote(gate, council, outcome="approved", **more):
    number = Approval.objects.filter(gate=gate, organisation=council).count() + 1
    given = {"date": "2015-01-01", "number": number} | more
    return keep(record=Approval(gate=gate, organisation=council, outcome=outcome, **given))


def stands(workstream, day=DAY):
    (cell,) = gates_before([workstream], AnonymousUser(), day)
    return cell.state, sorted(council.label for council in cell.waiting_for)


# What is only possibly given

SURE, MAYBE = {"date": "2015-01-01"}, {"date": BY}
DOUBTS = {
    "one surely, the other possibly": (
        [("ash", "approved", SURE), ("elm", "approved", MAYBE)],
        ("possibly passed", ["Elm"]),
    ),
    "both possibly": (
        [("ash", "approved", MAYBE), ("elm", "approved", MAYBE)],
        ("possibly passed", ["Ash", "Elm"]),
    ),
    "one possibly, the other not at all": (
        [("ash", "approved", MAYBE)],
        ("waiting", ["Ash", "Elm"]),
    ),
    "possibly taken back": (
        [("ash", "approved", SURE), ("elm", "approved", SURE), ("elm", "refused", MAYBE)],
        ("possibly passed", ["Elm"]),
    ),
    "one possibly given, the other possibly taken back": (
        [("ash", "approved", MAYBE), ("elm", "approved", SURE), ("elm", "refused", MAYBE)],
        ("possibly passed", ["Ash", "Elm"]),
    ),
    "possibly in principle": (
        [("ash", "approved", SURE), ("elm", "in principle", MAYBE)],
        ("waiting", ["Elm"]),
    ),
    "possibly waived by one, which binds no other": (
        [("ash", "waived", MAYBE)],
        ("waiting", ["Ash", "Elm"]),
    ),
    "without any date": (
        [("ash", "approved", SURE), ("elm", "approved", {"date": ""})],
        ("possibly passed", ["Elm"]),
    ),
}


@pytest.mark.parametrize(("votes", "expected"), DOUBTS.values(), ids=DOUBTS)
def test_what_is_only_possibly_given_counts_as_waiting(gate, workstream, councils, votes, expected):
    for name, outcome, when in votes:
        vote(gate, councils[name], outcome, workstream=workstream, **when)

    assert stands(workstream) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [(SURE, ("waived", [])), (MAYBE, ("possibly passed", ["Ash", "Elm"]))],
    ids=["surely", "possibly"],
)
def test_it_is_waived_by_whose_gate_it_is(gate, workstream, programme, when, expected):
    board = BodyFactory(organisation=programme.partnership)
    keep(record=Power(body=board, kind="decides"))
    clause = ClauseFactory(decision__programme=programme, decision__date="2015-01-01")
    by = {"workstream": workstream, "clause": clause, "body": board}
    vote(gate, programme.partnership, "waived", **by, **when)

    assert stands(workstream) == expected


@pytest.mark.parametrize(
    ("where", "table"), [("", "gates"), ("workstreams/A1/", "gates"), ("", "asked")]
)
def test_a_page_says_that_a_gate_is_only_possibly_passed(gate, workstream, councils, where, table):
    vote(gate, councils["ash"], workstream=workstream)
    vote(gate, councils["elm"], workstream=workstream, date=BY)

    page = Site(Client()).get(f"/programmes/p/{where}?as_at={DAY}")
    said = " ".join(cell.text() for row in page.table(table) for cell in row.values())

    assert "Possibly passed" in said
    assert "Passed " not in said


def test_the_sentence_counts_what_is_only_possibly_passed_as_to_be_passed(
    gate, workstream, councils
):
    for council in councils.values():
        vote(gate, council, workstream=workstream, date=BY)

    page = Site(Client()).get(f"/programmes/p/?as_at={DAY}")
    assert "one has a gate to pass" in page.main.text().lower()


# Conditions

CONDITIONS = {
    "open, before it takes effect": ({"timing": "before"}, "passed subject to"),
    "open, of unstated timing": ({"timing": "not stated"}, "passed subject to"),
    "open, afterwards": ({"timing": "after"}, "passed"),
    "met": ({"timing": "before", "state": "met", "evidence": "Minute."}, "passed"),
    "waived": ({"timing": "not stated", "state": "waived", "evidence": "Minute."}, "passed"),
    "failed": ({"timing": "before", "state": "failed"}, "waiting"),
    "failed, afterwards": ({"timing": "after", "state": "failed"}, "passed"),
}


@pytest.mark.parametrize("outcome", ["approved with conditions", "approved"])
@pytest.mark.parametrize(("of_it", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_an_approval_counts_by_what_its_conditions_hold_up(
    gate, workstream, councils, of_it, expected, outcome
):
    decision = DecisionFactory(programme=workstream.programme, date="2015-01-01")
    clause = ClauseFactory(decision=decision)
    keep(record=Condition(clause=clause, number="1", text="A loan.", start="2015-01-01", **of_it))
    vote(gate, councils["ash"], workstream=workstream)
    vote(gate, councils["elm"], outcome, workstream=workstream, clause=clause)

    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    assert cell.state == expected
    assert cell.subject_to == (("A loan.",) if expected == "passed subject to" else ())


# What a gate is about


def test_approvals_of_the_programme_count_where_it_has_no_workstream(programme, gate, councils):
    proposal = ProposalFactory(programme=programme)
    for council in councils.values():
        MembershipFactory(partnership=programme.partnership, organisation=council)
    vote(gate, councils["ash"], proposal=proposal)

    (cell,) = gates_before_the_whole([gate], AnonymousUser(), DAY)
    assert (cell.state, [one.label for one in cell.waiting_for]) == ("waiting", ["Elm"])

    vote(gate, councils["elm"], proposal=proposal)
    page = Site(Client()).get(f"/gates/{gate.code}/?as_at={DAY}").main.text()
    of_programme = Site(Client()).get(f"/programmes/p/?as_at={DAY}").table("gates")

    assert "Where it stands Passed" in page
    assert "waiting for" not in page
    assert [row["Where it stands"].text() for row in of_programme] == ["Passed"]


def test_who_is_waited_for_before_the_programme_as_a_whole_is_told(programme, gate, councils):
    for council in councils.values():
        MembershipFactory(partnership=programme.partnership, organisation=council)
    vote(gate, councils["ash"], proposal=ProposalFactory(programme=programme))

    page = Site(Client()).get(f"/programmes/p/?as_at={DAY}")
    (row,) = page.table("asked")
    assert row["Who"].text() == "Elm"
    assert "before the programme as a whole" in row["What"].text()


@pytest.mark.parametrize(("about", "expected"), [("own", "passed"), ("other", "waiting")])
def test_a_gate_about_a_proposal_counts_the_approvals_of_that_one(
    programme, gate, workstream, councils, about, expected
):
    proposals = {name: ProposalFactory(programme=programme) for name in ("own", "other")}
    set_subjects(record=gate, subjects=[proposals["own"]])
    for council in councils.values():
        vote(gate, council, proposal=proposals[about])

    assert stands(workstream)[0] == expected


# Who left


def leave(workstream, council, last="2014-12-31"):
    role = workstream.roles.get(organisation=council)
    role.end = last
    keep(record=role)


LEFT = {
    "having said nothing": ([], "passed", "Elm left (31 December 2014) without approving"),
    "having deferred": (
        ["deferred"],
        "passed",
        "Elm left (31 December 2014) without approving; its last word: deferred",
    ),
    "having refused": (
        ["refused"],
        "passed",
        "Elm left (31 December 2014) without approving; its last word: refused",
    ),
    "having approved": (["approved"], "passed", ""),
}


@pytest.mark.parametrize(("votes", "state", "words"), LEFT.values(), ids=LEFT)
def test_a_council_that_left_without_approving_is_not_waited_for_and_stays_visible(
    gate, workstream, councils, votes, state, words
):
    vote(gate, councils["ash"], workstream=workstream)
    for outcome in votes:
        vote(gate, councils["elm"], outcome, workstream=workstream, date="2014-06-01")
    leave(workstream, councils["elm"])
    site = Site(Client())
    pages = [f"/programmes/p/?as_at={DAY}", f"/programmes/p/workstreams/A1/?as_at={DAY}"]
    pages.append(f"/gates/{gate.code}/?as_at={DAY}")

    assert stands(workstream) == (state, [])
    for address in pages:
        assert ("without approving" in site.get(address).main.text()) == bool(words), address
        assert words in site.get(address).main.text()
    answer = Client().get(f"/programmes/p/?as_at={DAY}&format=csv")
    (line,) = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert words in line["Gates"]


def test_while_it_takes_part_it_is_waited_for(gate, workstream, councils):
    vote(gate, councils["ash"], workstream=workstream, date="2014-01-01")
    leave(workstream, councils["elm"])

    assert stands(workstream, datetime.date(2014, 12, 31)) == ("waiting", ["Elm"])


def test_who_left_before_the_gate_was_there_is_not_told(workstream, councils):
    later = GateFactory(programme=workstream.programme, start="2015-01-01")
    leave(workstream, councils["elm"])
    vote(later, councils["ash"], workstream=workstream)

    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    assert (cell.state, cell.gone) == ("passed", ())


def test_a_member_that_left_the_partnership_is_told_where_members_must_pass(programme, gate):
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    stays, leaves = (
        MembershipFactory(partnership=programme.partnership, start="2010-01-01", end=end)
        for end in ("", "2014-12-31")
    )
    vote(gate, stays.organisation, workstream=workstream)

    (cell,) = gates_before([workstream], AnonymousUser(), DAY)
    assert cell.state == "passed"
    assert [one.organisation for one in cell.gone] == [leaves.organisation]
    page = Site(Client()).get(f"/programmes/p/workstreams/A1/?as_at={DAY}").main.text()
    assert f"{leaves.organisation.label} left" in page
