"""Who does not exist yet can only be proposed; what who is gone left open is to be handed over."""

import datetime

import pytest
from django.test import Client

from programmes.models import Membership, Organisation, Succession
from programmes.operations import keep
from sharedsvc.core.reading_day import reading_as_at
from tests.conftest import refusal
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site
from workstreams.models import WorkstreamRole
from workstreams.operations import assign_role

pytestmark = pytest.mark.usefixtures("recorded")
EVE, FIRST = datetime.date(2009, 3, 31), datetime.date(2009, 4, 1)


def words(address, day):
    return Site(Client()).get(f"{address}?as_at={day}").main.text(cites=False)


@pytest.fixture
def east():
    return OrganisationFactory(code="CHE", name="Cheshire East", start="2009-04-01")


@pytest.fixture
def workstream():
    programme = ProgrammeFactory(code="ches", start="2008-01-01")
    return WorkstreamFactory(programme=programme, ref="ict", title="ICT", start="2008-01-01")


# Before it exists


def role(workstream, organisation, **more):
    given = {"kind": "host", "standing": "confirmed", "start": "2009-01-01", **more}
    return WorkstreamRole(workstream=workstream, organisation=organisation, **given)


def test_a_host_that_does_not_exist_yet_is_refused(east, workstream):
    assert refusal(assign_role, role(workstream, east)) == {
        "organisation": [
            "Cheshire East does not exist before 1 April 2009: its part is only proposed until "
            "then. Give a start from that day on."
        ]
    }


def test_one_that_does_not_exist_yet_may_be_proposed(east, workstream):
    assert assign_role(record=role(workstream, east, standing="proposed")).pk


def test_a_role_whose_start_is_not_stated_is_shown_as_proposed_until_it_exists(east, workstream):
    kept = assign_role(record=role(workstream, east, start=""))
    standings = []
    for day in (EVE, FIRST):
        with reading_as_at(day):
            standings.append(WorkstreamRole.objects.get(pk=kept.pk).standing)

    assert standings == ["proposed", "confirmed"]


def test_pages_and_lists_say_that_it_is_proposed(east, workstream):
    programme = workstream.programme
    kept = role(workstream, east, start="")
    kept.known_by = datetime.date(2009, 3, 5)
    assign_role(record=kept)

    assert "Cheshire East is proposed as host" in words("/programmes/ches/workstreams/ict/", EVE)
    assert "a host that is proposed" in words(f"/programmes/{programme.code}/", EVE)
    assert "Proposed" in words("/roles/", EVE)
    assert "confirmed as host" in words("/programmes/ches/workstreams/ict/", FIRST)


def test_the_page_of_a_council_says_since_when_it_exists(east):
    assert "Not in force on 31 March 2009: from 1 April 2009 on." in words(
        "/organisations/CHE/", EVE
    )


def test_nobody_has_rights_by_a_role_of_who_does_not_exist(east, workstream):
    kept = role(workstream, east, start="")
    kept.known_by = datetime.date(2009, 3, 5)
    assign_role(record=kept)

    heads = [list(WorkstreamRole.objects.firmly_at_the_head(day)) for day in (EVE, FIRST)]
    assert heads == [[], [kept]]


def test_a_member_that_does_not_exist_yet_is_refused(east):
    partnership = ProgrammeFactory().partnership
    member = Membership(partnership=partnership, organisation=east, start="2008-10-07")

    (said,) = refusal(keep, member)["organisation"]
    assert said.startswith("Cheshire East does not exist before 1 April 2009: there is no member")


def test_a_membership_whose_start_is_not_stated_begins_with_the_member(east):
    member = MembershipFactory(organisation=east, start="")

    begun = [Membership.objects.as_at(day).filter(pk=member.pk).exists() for day in (EVE, FIRST)]
    assert begun == [False, True]


# After it is gone


@pytest.fixture
def gone():
    return OrganisationFactory(
        code="MAC", name="Macclesfield", start="1974-04-01", end="2009-03-31"
    )


def test_a_lead_that_no_longer_exists_is_refused(gone, workstream):
    late = role(workstream, gone, kind="lead", start="2009-05-01")

    assert refusal(assign_role, late) == {
        "organisation": ["Macclesfield had ended before this role starts."]
    }


def test_a_member_that_no_longer_exists_is_refused(gone):
    late = Membership(
        partnership=ProgrammeFactory().partnership, organisation=gone, start="2009-05-01"
    )

    assert refusal(keep, late) == {
        "organisation": ["Macclesfield had ended before this membership starts."]
    }


def test_what_it_led_is_to_be_handed_over(gone, workstream):
    assign_role(record=role(workstream, gone, kind="lead"))
    page = words("/programmes/ches/workstreams/ict/", FIRST)

    assert (
        "Macclesfield was lead until 31 March 2009, with the organisation; to be handed over"
        in page
    )
    on_position = words("/programmes/ches/", FIRST)
    assert "To be handed over" in on_position
    assert "Macclesfield Its part as lead: ICT It ended 31 March 2009" in on_position
    own = words("/organisations/MAC/", FIRST)
    assert "To be handed over 1" in own
    assert "To be handed over 1, ended" not in own


def test_its_row_says_so_and_not_that_no_lead_is_recorded(gone, east, workstream):
    assign_role(record=role(workstream, gone, kind="lead"))
    other = WorkstreamFactory(programme=workstream.programme, ref="hr", title="HR")
    assign_role(record=role(other, east, kind="lead", start="2009-04-01"))
    page = words("/programmes/ches/", FIRST)

    assert "To be handed over Macclesfield ended 31 March 2009, with the organisation" in page
    assert "Not recorded" not in page


def test_nothing_is_to_be_handed_over_while_it_exists(gone, workstream):
    assign_role(record=role(workstream, gone, kind="lead"))

    assert "To be handed over" not in words("/programmes/ches/", EVE)


def test_what_another_leads_was_handed_over(gone, east, workstream):
    assign_role(record=role(workstream, gone, kind="lead"))
    assign_role(record=role(workstream, east, kind="lead", start="2009-04-01"))

    assert list(WorkstreamRole.objects.to_be_handed_over(FIRST)) == []
    assert "To be handed over" not in words("/programmes/ches/", FIRST)


def test_what_another_hosts_was_handed_over_though_its_next_lead_is_to_be_decided(
    gone, east, workstream
):
    assign_role(record=role(workstream, gone, kind="lead"))
    since = {"start": "2009-04-01"}
    undecided = {"kind": "lead", "standing": "proposed", "answer": "to be decided", **since}
    assign_role(record=role(workstream, None, **undecided))
    assert "To be handed over" in words("/programmes/ches/", FIRST)
    assert WorkstreamRole.objects.to_be_handed_over(FIRST).count() == 1

    assign_role(record=role(workstream, east, kind="host", **since))
    assert "To be handed over" not in words("/programmes/ches/", FIRST)
    assert WorkstreamRole.objects.to_be_handed_over(FIRST).count() == 0


def test_another_part_is_handed_over_to_who_followed(gone, east, workstream):
    assign_role(record=role(workstream, gone, kind="participant"))
    other = OrganisationFactory()
    assign_role(record=role(workstream, other, kind="participant"))
    assert WorkstreamRole.objects.to_be_handed_over(FIRST).count() == 1

    keep(record=Succession(predecessor=gone, successor=east, date="2009-04-01"))
    assign_role(record=role(workstream, east, kind="participant", start="2009-04-01"))
    assert WorkstreamRole.objects.to_be_handed_over(FIRST).count() == 0


def test_a_part_that_ends_after_who_has_it_is_to_be_handed_over_until_then(gone, workstream):
    assign_role(record=role(workstream, gone, kind="lead", end="2009-06-04"))
    pages = {
        day: words("/programmes/ches/workstreams/ict/", day) for day in ("2009-05-01", "2009-07-01")
    }

    assert "until 31 March 2009, with the organisation; to be handed over" in pages["2009-05-01"]
    assert "nobody since is recorded" in pages["2009-07-01"]
    left = [
        WorkstreamRole.objects.to_be_handed_over(datetime.date(2009, month, 1)).count()
        for month in (5, 7)
    ]
    assert left == [1, 0]


def test_what_ended_before_it_was_gone_is_not_to_be_handed_over(gone, workstream):
    assign_role(record=role(workstream, gone, kind="lead", end="2009-02-01"))

    assert list(WorkstreamRole.objects.to_be_handed_over(FIRST)) == []
    assert Organisation.objects.get(code="MAC").end == "2009-03-31"
