"""A programme that another partnership carries on: one address, each day with who ran it then."""

import datetime

import pytest
from django.test import Client

from programmes.carried_on import as_run_on, handed_on, partnerships_then
from programmes.models import Programme, Succession
from programmes.operations import keep, set_subjects
from sharedsvc.core.history import Unrecorded
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProgrammeFactory,
    RankingFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site
from workstreams.models import RankingEntry

pytestmark = pytest.mark.usefixtures("recorded")
BEFORE, AFTER = "2012-03-31", "2012-04-01"


def get(address, day):
    return Site(Client()).get(f"{address}?as_at={day}")


def words(address, day):
    return get(address, day).main.text(cites=False)


@pytest.fixture
def programme():
    """Run by the board until 31 March 2012, by the joint committee since."""
    board = PartnershipFactory(code="board", name="Avon Board", start="2009-01-01")
    joint = PartnershipFactory(code="joint", name="Joint Committee", start="2012-04-01")
    programme = ProgrammeFactory(code="bins", title="Bins", partnership=board)
    workstream = WorkstreamFactory(programme=programme, ref="lorries", title="Lorries")
    RoleFactory(workstream=workstream)
    ranking = RankingFactory(programme=programme, by=board, date="2011-01-01")
    keep(record=RankingEntry(ranking=ranking, workstream=workstream, rank=4))
    avon, brent = (OrganisationFactory(name=f"{name} Council") for name in ("Avon", "Brent"))
    MembershipFactory(partnership=board, organisation=avon)
    MembershipFactory(partnership=joint, organisation=brent, start="2012-04-01")
    succession = keep(
        record=Succession(predecessor=board, successor=joint, kind="turned into", date="2012-04-01")
    )
    set_subjects(record=succession, subjects=[programme])
    programme.partnership = joint
    keep(record=programme)
    board.end = "2012-03-31"
    keep(record=board)
    return Programme.objects.get(code="bins")


@pytest.mark.parametrize(
    ("day", "ran", "member", "not_yet"),
    [
        (BEFORE, "Avon Board", "Avon Council", "Brent Council"),
        (AFTER, "Joint Committee", "Brent Council", "Avon Council"),
    ],
)
def test_each_day_names_who_ran_it_with_its_members(programme, day, ran, member, not_yet):
    page = words("/programmes/bins/", day)

    assert page.startswith(f"{ran} Bins")
    assert f"{ran}, 1 member: {member}" in page
    assert not_yet not in page
    assert ran in words("/programmes/", day)


def test_a_succession_to_come_leaves_a_programme_with_who_runs_it_until_then(programme):
    """Its page and its gates ask two statements, of one day or of many programmes, and agree."""
    today = datetime.date.today()
    succession = Succession.objects.get()
    succession.date = (today + datetime.timedelta(days=100)).isoformat()
    keep(record=succession)

    def run_on(day):
        (found,) = Programme.objects.annotate(handed_on=handed_on())
        asked = partnerships_then([found], day)
        as_run_on([found], day)
        assert asked == {found.pk: found.partnership_id}
        return found.partnership.code

    days = (today - datetime.timedelta(days=1), today, today + datetime.timedelta(days=100))
    assert [run_on(day) for day in days] == ["board", "board", "joint"]


def test_the_programme_goes_on_and_so_do_its_roles(programme):
    page = words("/programmes/bins/", AFTER)

    assert "ended" not in page
    assert "Lorries" in page


def test_what_the_partnership_ranked_before_is_its_rank_still(programme):
    for day in (BEFORE, AFTER):
        facts = words("/programmes/bins/workstreams/lorries/", day)
        assert "4 partnership rank" in facts or "partnership rank 4" in facts


def test_the_partnerships_pages_say_who_ran_it_when(programme):
    def programmes_of(code, day):
        return "Bins" in words(f"/partnerships/{code}/", day)

    assert [programmes_of("board", day) for day in (BEFORE, AFTER)] == [True, True]
    assert [programmes_of("joint", day) for day in (BEFORE, AFTER)] == [False, True]


def test_one_that_is_read_as_of_another_day_is_not_to_be_saved(programme):
    (then,) = Programme.objects.annotate(handed_on=handed_on())
    as_run_on([then], datetime.date(2011, 1, 1))

    assert then.partnership.code == "board"
    with pytest.raises(Unrecorded):
        then.save()
