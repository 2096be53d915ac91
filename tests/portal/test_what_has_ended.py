"""What has ended says so: the day and how, the way to its last day, and nothing as if it ran."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import Succession
from programmes.operations import keep
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")
LAST, AFTER = "2012-03-31", "2012-06-01"


def get(address, day=AFTER):
    return Site(Client()).get(f"{address}?as_at={day}")


def words(address, day=AFTER):
    return get(address, day).main.text(cites=False)


@pytest.fixture
def partnership():
    return PartnershipFactory(code="board", name="Avon Board", start="2009-01-01")


@pytest.fixture
def programme(partnership):
    programme = ProgrammeFactory(code="bins", title="Bins", partnership=partnership)
    workstream = WorkstreamFactory(programme=programme, ref="lorries", title="Lorries")
    RoleFactory(workstream=workstream)
    GateFactory(programme=programme, title="Go live")
    MembershipFactory(partnership=partnership, organisation=OrganisationFactory(code="avon"))
    MembershipFactory(partnership=partnership, role="owner", end="2010-12-31")
    return programme


def end(record, **more):
    again = type(record).objects.get(pk=record.pk)
    for name, value in {"end": LAST, **more}.items():
        setattr(again, name, value)
    return keep(record=again)


def follow(partnership, **more):
    joint = PartnershipFactory(code="joint", name="Avon Joint Committee")
    given = {"kind": "turned into", "date": "2012-04-01", **more}
    return keep(record=Succession(predecessor=partnership, successor=joint, **given))


def test_a_programme_after_its_end_names_the_day_and_how(programme):
    end(programme, ending="completed")

    assert "The programme ended 31 March 2012: completed." in words("/programmes/bins/")


def test_a_programme_ended_with_its_partnership_says_how_that_ended_and_who_followed(programme):
    end(programme.partnership, ending="dissolved")
    follow(programme.partnership, functions="collection; lorries were sold")
    page = words("/programmes/bins/")

    assert (
        "The programme ended 31 March 2012, with the partnership: dissolved; turned into Avon "
        "Joint Committee (1 April 2012)." in page
    )
    assert "collection; lorries were sold" in page


def test_its_last_position_is_one_click_away(programme):
    end(programme)
    page = get("/programmes/bins/")
    (link,) = [to for label, to in page.links if "its last day" in label]

    assert link.endswith(f"as_at={LAST}")
    assert "Lorries" in words("/programmes/bins/", LAST)


def test_the_list_of_programmes_says_when_it_ended_and_leads_to_its_last_day(programme):
    end(programme.partnership)
    page = get("/programmes/")

    assert "Ended 31 March 2012, with the partnership" in page.main.text()
    assert [to.rpartition("?")[2] for label, to in page.links if label == "Bins"] == [
        f"as_at={LAST}"
    ]


def test_a_list_of_workstreams_that_ended_says_so_and_not_that_nobody_leads(programme):
    end(programme)
    (row,) = get("/partnerships/board/").table("its-workstreams")

    assert row["Leads"].text() == row["Stage"].text() == "Ended"


def test_after_its_end_nothing_is_counted_as_running(programme):
    decision = DecisionFactory(programme=programme, date="2011-01-01", title="To begin")
    ClauseFactory(decision=decision)
    end(programme.partnership)
    page = words("/programmes/bins/")

    for said in ("No workstream", "no workstream", "None recorded", "Awaited", "Go live", "member"):
        assert said not in page
    assert "To begin" in page


def test_a_workstream_of_an_ended_programme_says_so(programme):
    end(programme)
    page = words("/programmes/bins/workstreams/lorries/")

    assert "Ended 31 March 2012, with the programme." in page
    assert "Not recorded" not in page
    assert "is not recorded" not in page


def test_a_role_is_marked_as_ended_with_the_programme(programme):
    end(programme)
    (row,) = get("/programmes/bins/workstreams/lorries/").table("roles")

    assert row["Until"].text() == "31 March 2012, with the programme"


def test_a_partnership_after_its_end_says_how_and_counts_its_members_as_ended(programme):
    end(programme.partnership, ending="dissolved")
    follow(programme.partnership)
    page = words("/partnerships/board/")

    assert "Ended 31 March 2012: dissolved." in page
    assert "Turned into Avon Joint Committee, 1 April 2012" in page
    assert "Members in time 2, all ended" in page
    assert "Not in force" not in page


def test_a_membership_says_with_what_it_ended(programme):
    end(programme.partnership)
    rows = get("/partnerships/board/").table("members-in-time")

    until = [row["Until"].text() for row in rows]
    assert until == ["31 December 2010", "31 March 2012, with the partnership"]


def test_ended_owners_are_not_counted_with_current_ones(programme):
    page = words("/partnerships/board/", "2011-06-01")

    assert "Members in time 2, 1 ended" in page


@pytest.mark.parametrize("address", ["/partnerships/board/members-in-time/", "/memberships/"])
def test_a_list_that_holds_what_had_ended_says_how_many(programme, address):
    said = Site(Client()).get(f"{address}?as_at=2011-06-01&ended=yes").main.text()

    assert "2 memberships , 1 of them ended" in said


def test_outcomes_at_gates_are_not_called_passed(programme):
    assert "Gates passed" not in words("/organisations/avon/")


def test_the_chair_of_an_ended_partnership_is_no_chair_any_more(programme):
    MembershipFactory(
        partnership=programme.partnership,
        role="chair",
        organisation=OrganisationFactory(name="Brent Council"),
    )
    assert "Chair Brent Council" in words("/programmes/bins/", LAST)
    end(programme.partnership)

    assert "Chair" not in words("/programmes/bins/")


def test_lists_count_the_same_as_pages(programme):
    end(programme.partnership)

    assert "No membership is recorded" in words("/memberships/")
    assert "2 memberships" not in words("/memberships/")


def test_a_file_says_the_same_as_the_list_in_as_many_statements(programme):
    """The records of a file are read light: of an end that is not theirs nothing is looked up."""
    end(programme.partnership)
    address = f"/roles/?as_at={AFTER}&ended=yes"

    def file_of():
        with CaptureQueriesContext(connection) as asked:
            told = Client().get(f"{address}&format=csv").getvalue().decode()
        return told, len(asked)

    told, few = file_of()
    assert told.count("31 March 2012, with the programme") == 1
    for _ in range(3):
        RoleFactory(workstream=WorkstreamFactory(programme=programme))
    more, as_many = file_of()

    assert more.count("31 March 2012, with the programme") == 4
    assert as_many == few


@pytest.mark.parametrize("page", ["proposals", "background"])
def test_other_pages_of_an_ended_programme_say_so_and_not_that_nothing_is_recorded(programme, page):
    end(programme.partnership)
    said = words(f"/programmes/bins/{page}/")

    assert "The programme ended 31 March 2012, with the partnership" in said
    assert "Nothing is recorded" not in said
