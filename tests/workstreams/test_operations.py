"""What may be recorded of a workstream, its leads, stages and ranks, and what is refused."""

import pytest

from programmes.operations import keep, strike_out
from tests.conftest import refusal
from tests.factories import (
    MilestoneFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    RankingFactory,
    RoleFactory,
    StageFactory,
    WorkstreamFactory,
)
from workstreams.choices import Answer, LineageKind, RankingKind, RoleKind, Standing
from workstreams.models import Lineage, RankingEntry, WorkstreamRole
from workstreams.operations import assign_role, enter_rank, keep_lineage, keep_workstream

pytestmark = pytest.mark.usefixtures("recorded")


# Leads


def lead(workstream, kind=RoleKind.LEAD, standing=Standing.CONFIRMED, start="2010-01-15", end=""):
    """An unsaved lead of a council of its own."""
    return WorkstreamRole(
        workstream=workstream,
        organisation=OrganisationFactory(),
        kind=kind,
        standing=standing,
        start=start,
        end=end,
    )


SOLE, JOINT = RoleKind.LEAD, RoleKind.JOINT_LEAD
LEADS_THAT_CLASH = {
    "two sole leads": ({"kind": SOLE}, {"kind": SOLE}),
    "a joint lead beside a sole one": ({"kind": SOLE}, {"kind": JOINT}),
    "a sole lead beside a joint one": ({"kind": JOINT}, {"kind": SOLE}),
    "one in force, one confirmed": ({"standing": Standing.IN_FORCE}, {}),
    "on one day only": ({"end": "2010-06-30"}, {"start": "2010-06-30"}),
    "the second begins first": ({"start": "2010-06-01"}, {"start": "2010-01-15"}),
    "within the first": ({"end": "2012-12-31"}, {"start": "2011-02-01", "end": "2011-03-01"}),
    "months that surely overlap": ({"end": "2010-07"}, {"start": "2010-06"}),
}
LEADS_SIDE_BY_SIDE = {
    "two joint leads": ({"kind": JOINT}, {"kind": JOINT}),
    "one after the other": ({"end": "2010-06-30"}, {"start": "2010-07-01"}),
    "a month in which either may lead": ({"end": "2010-06"}, {"start": "2010-06"}),
    "the first ends nobody knows when": ({"end": "XXXX"}, {"start": "2011-01-01"}),
    "the second is only proposed": ({}, {"standing": Standing.PROPOSED}),
    "the first was only proposed": ({"standing": Standing.PROPOSED}, {}),
    "agreed in principle": ({}, {"standing": Standing.IN_PRINCIPLE}),
    "the second hosts": ({}, {"kind": RoleKind.HOST}),
    "the second supports": ({}, {"kind": RoleKind.SUPPORTING}),
}


@pytest.mark.parametrize(("first", "second"), LEADS_THAT_CLASH.values(), ids=LEADS_THAT_CLASH)
def test_leads_that_cannot_stand_beside_each_other(first, second):
    workstream = WorkstreamFactory(title="Back office")
    there = assign_role(record=lead(workstream, **first))

    assert refusal(assign_role, lead(workstream, **second)) == {
        "kind": [
            f"{there.organisation.name} is {there.get_kind_display().lower()} of “Back office” at "
            "the same time: end that role, or make both joint leads."
        ]
    }
    assert list(workstream.roles.all()) == [there]


@pytest.mark.parametrize(("first", "second"), LEADS_SIDE_BY_SIDE.values(), ids=LEADS_SIDE_BY_SIDE)
def test_leads_that_can(first, second):
    workstream = WorkstreamFactory()
    roles = [assign_role(record=lead(workstream, **role)) for role in (first, second)]

    assert list(workstream.roles.order_by("pk")) == roles


def test_a_sole_lead_of_another_workstream_is_no_rival():
    here, there = WorkstreamFactory(), WorkstreamFactory()
    roles = [assign_role(record=lead(workstream)) for workstream in (here, there)]

    assert [role.workstream for role in roles] == [here, there]


def test_a_lead_struck_out_is_no_rival():
    workstream = WorkstreamFactory()
    strike_out(record=assign_role(record=lead(workstream)), reason="Another council.")
    role = assign_role(record=lead(workstream))

    assert list(workstream.roles.not_struck_out()) == [role]


def test_a_lead_is_not_its_own_rival():
    role = assign_role(record=lead(WorkstreamFactory()))
    role.wording = "identified"
    assign_role(record=role)

    assert WorkstreamRole.objects.get().wording == "identified"


def test_a_proposed_lead_is_checked_when_it_is_confirmed():
    workstream = WorkstreamFactory()
    assign_role(record=lead(workstream))
    role = assign_role(record=lead(workstream, standing=Standing.PROPOSED))
    role.standing = Standing.CONFIRMED

    assert list(refusal(assign_role, role)) == ["kind"]


# Roles

NOBODY = (
    "Name who holds the role, or say why nobody is named "
    "(to be decided, not applicable, not stated)."
)


def test_a_role_that_names_nobody_says_why():
    workstream = WorkstreamFactory()
    nobody = RoleFactory.build(workstream=workstream, organisation=None)
    assert refusal(assign_role, nobody) == {"__all__": [NOBODY]}

    nobody.answer = Answer.TO_BE_DECIDED
    assert assign_role(record=nobody).holder == "To be decided"


def test_a_role_that_names_somebody_gives_no_reason_why_nobody_is():
    role = lead(WorkstreamFactory())
    role.answer = Answer.TO_BE_DECIDED

    assert refusal(assign_role, role) == {"__all__": [NOBODY]}


@pytest.mark.parametrize("end", ["2010-01-15", "2010", "XXXX", ""])
def test_a_council_takes_a_role_while_it_exists_or_may_exist(end):
    council = OrganisationFactory(end=end)
    role = assign_role(
        record=RoleFactory.build(workstream=WorkstreamFactory(), organisation=council)
    )

    assert role.organisation == council


def test_a_council_that_had_ended_takes_no_role():
    council = OrganisationFactory(name="Crewe and Nantwich", end="2009-03-31")
    role = RoleFactory.build(workstream=WorkstreamFactory(), organisation=council)

    assert refusal(assign_role, role) == {
        "organisation": ["Crewe and Nantwich had ended before this role starts."]
    }


# Ranks


def entry(kind=RankingKind.RANKED, rank=1, **more) -> RankingEntry:
    """An unsaved place in a ranking, of a workstream of the same programme."""
    ranking = RankingFactory(kind=kind, title="The list")
    workstream = more.get("workstream") or WorkstreamFactory(programme=ranking.programme)
    return RankingEntry(ranking=ranking, workstream=workstream, rank=rank)


def test_ties_and_gaps_are_ranks_too():
    ranking = RankingFactory()
    for rank in (1, 1, 7):
        workstream = WorkstreamFactory(programme=ranking.programme)
        enter_rank(record=RankingEntry(ranking=ranking, workstream=workstream, rank=rank))

    assert list(ranking.entries.values_list("rank", flat=True)) == [1, 1, 7]


@pytest.mark.parametrize(
    ("kind", "rank", "says"),
    [
        (
            RankingKind.SELECTION, 1,
            {"rank": [
                "“The list” is unranked selection: it has no place for a rank. If the figures are "
                "ranks, its kind is ranked."
            ]},
        ),
        (
            RankingKind.RANKED, None,
            {"rank": [
                "“The list” is ranked: it needs a rank. If the figures only number a list, the "
                "ranking’s kind is unranked selection."
            ]},
        ),
        (RankingKind.RANKED, 0, {"__all__": ["Ranks begin at 1."]}),
    ],
)  # fmt: skip
def test_a_rank_that_does_not_fit_its_list(kind, rank, says):
    assert refusal(enter_rank, entry(kind, rank)) == says


def test_the_workstream_of_another_programme_has_no_rank():
    assert refusal(enter_rank, entry(workstream=WorkstreamFactory())) == {
        "workstream": ["The workstream belongs to another programme."]
    }


def test_a_workstream_is_ranked_once():
    first = enter_rank(record=entry())
    again = RankingEntry(ranking=first.ranking, workstream=first.workstream, rank=2)

    assert refusal(enter_rank, again) == {
        "__all__": ["The workstream already stands in this ranking."]
    }


# Workstreams, their lineage, stages and milestones


@pytest.mark.parametrize("length", [1, 2, 3])
def test_parents_in_a_circle(length):
    programme = ProgrammeFactory()
    first = last = WorkstreamFactory(programme=programme)
    for _ in range(length - 1):
        last = keep_workstream(record=WorkstreamFactory.build(programme=programme, parent=last))
    first.parent = last

    assert refusal(keep_workstream, first) == {"parent": ["The parents form a circle."]}


def test_a_component_belongs_to_the_programme_of_its_parent():
    component = WorkstreamFactory.build(programme=ProgrammeFactory(), parent=WorkstreamFactory())

    assert refusal(keep_workstream, component) == {
        "parent": ["The parent belongs to another programme."]
    }


def lineage(predecessor, successor) -> Lineage:
    return Lineage(
        predecessor=predecessor, successor=successor, kind=LineageKind.MERGED, date="2010-01-15"
    )


def test_lineage_may_cross_programmes():
    kept = keep_lineage(record=lineage(WorkstreamFactory(), WorkstreamFactory()))

    assert kept.predecessor.programme != kept.successor.programme


def test_no_workstream_succeeds_itself():
    workstream = WorkstreamFactory()

    assert refusal(keep_lineage, lineage(workstream, workstream)) == {
        "__all__": ["A workstream cannot succeed itself."]
    }


def test_a_priority_without_a_phase():
    stage = StageFactory.build(workstream=WorkstreamFactory(), priority=1)

    assert refusal(keep, stage) == {
        "__all__": ["A priority number belongs to a phase: name the phase."]
    }


def test_the_phase_of_another_programme():
    stage = StageFactory.build(workstream=WorkstreamFactory(), phase=PhaseFactory(), priority=1)

    assert refusal(keep, stage) == {"phase": ["The phase belongs to another programme."]}


def test_the_milestone_of_another_programmes_workstream():
    milestone = MilestoneFactory.build(programme=ProgrammeFactory(), workstream=WorkstreamFactory())

    assert refusal(keep, milestone) == {
        "workstream": ["The workstream belongs to another programme."]
    }
