"""Forms and workbooks offer what can be meant, and ask about what hardly can be."""

import pytest
from django.core.exceptions import ValidationError

from decisions import models as decided
from decisions.operations import record_approval
from programmes import models as who
from programmes.choices import OrganisationKind
from programmes.operations import keep
from programmes.sheets import point_out_unusual
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.portal.workbook.programme import import_workbook
from tests import factories as make
from tests.admin.conftest import address, fields_of
from tests.conftest import refusal
from tests.programmes_loaded import FIXTURES
from workstreams import models as what
from workstreams.choices import RoleKind

WHY = {"reason": "As agreed"}


# Partnerships and their kind


def test_the_form_of_a_new_partnership_makes_a_partnership(chiefs, db):
    page = chiefs.get(address(who.Partnership, "add"))
    assert "kind" not in fields_of(page).values
    new = {"code": "joint", "name": "Joint Board", "visibility": "public"}
    assert (
        chiefs.post(address(who.Partnership, "add"), fields_of(page) | new | WHY).status_code == 302
    )
    assert who.Organisation.objects.get(code="joint").kind == OrganisationKind.PARTNERSHIP


def test_the_form_of_an_organisation_offers_no_partnership(chiefs, recorded):
    council, board = make.OrganisationFactory(), make.PartnershipFactory()
    offered = {
        name: chiefs.get(page).context["adminform"].form.fields["kind"].choices
        for name, page in {
            "new": address(who.Organisation, "add"),
            "council": address(who.Organisation, "change", council.pk),
            "partnership": address(who.Organisation, "change", board.pk),
        }.items()
    }
    found = {name for name, kinds in offered.items() if "partnership" in dict(kinds)}
    assert found == {"partnership"}


def test_a_new_partnership_is_one_whoever_makes_it(recorded):
    assert keep(record=who.Partnership(code="b", name="B")).kind == OrganisationKind.PARTNERSHIP
    council = who.Partnership(code="c", name="C", kind=OrganisationKind.COUNTY)
    assert list(refusal(keep, council)) == ["kind"]


# What is seldom meant


@pytest.fixture
def world(recorded):
    workstream = make.WorkstreamFactory()
    return workstream, workstream.programme.partnership


def role_of(workstream, organisation, kind=RoleKind.LEAD):
    values = {"kind": kind, "standing": "confirmed", "start": "2009-01-01"}
    return what.WorkstreamRole(workstream=workstream, organisation=organisation, **values)


def test_a_partnership_as_lead_is_asked_about_once_and_then_taken(chiefs, world):
    workstream, partnership = world
    page = chiefs.get(address(what.WorkstreamRole, "add"))
    new = {"workstream": workstream.pk, "organisation": partnership.pk, "kind": "lead",
           "standing": "confirmed", "start": "2009"}  # fmt: skip
    asked = chiefs.post(address(what.WorkstreamRole, "add"), fields_of(page) | new | WHY)
    (said,) = asked.context["adminform"].form.errors["organisation"]
    assert said == (
        f"{partnership} is a partnership: usually one of its members has the role. "
        "If it is meant so, save again."
    )
    assert not what.WorkstreamRole.objects.exists()
    again = chiefs.post(address(what.WorkstreamRole, "add"), fields_of(asked) | {})
    assert again.status_code == 302
    assert what.WorkstreamRole.objects.get().organisation_id == partnership.pk


def test_what_is_not_changed_is_not_asked_about_again(chiefs, world):
    role = keep(record=role_of(*world))
    page = chiefs.get(address(what.WorkstreamRole, "change", role.pk))
    changed = fields_of(page) | {"wording": "identified"} | WHY
    assert chiefs.post(address(what.WorkstreamRole, "change", role.pk), changed).status_code == 302


def test_a_lead_in_a_row_of_the_workstreams_form_is_asked_about_too(chiefs, world):
    workstream, partnership = world
    page = chiefs.get(address(what.Workstream, "change", workstream.pk))
    row = {"organisation": partnership.pk, "kind": "lead", "standing": "confirmed", "order": 1,
           "spell": 1, "answer": "stated"}  # fmt: skip
    new = {f"roles-0-{name}": value for name, value in row.items()} | {"roles-TOTAL_FORMS": 1}
    asked = chiefs.post(
        address(what.Workstream, "change", workstream.pk), fields_of(page) | new | WHY
    )
    assert "If it is meant so, save again." in asked.content.decode()
    again = chiefs.post(address(what.Workstream, "change", workstream.pk), fields_of(asked) | {})
    assert again.status_code == 302
    assert what.WorkstreamRole.objects.get().organisation_id == partnership.pk


UNUSUAL = {
    "a union leads": (OrganisationKind.UNION, RoleKind.LEAD, True),
    "an adviser hosts": (OrganisationKind.ADVISER, RoleKind.HOST, True),
    "an adviser supports": (OrganisationKind.ADVISER, RoleKind.SUPPORTING, False),
    "a partnership takes part": (OrganisationKind.PARTNERSHIP, RoleKind.PARTICIPANT, True),
    "a partnership supports": (OrganisationKind.PARTNERSHIP, RoleKind.SUPPORTING, False),
    "a company leads": (OrganisationKind.COMPANY, RoleKind.LEAD, False),
    "a council leads": (OrganisationKind.UNITARY, RoleKind.LEAD, False),
}


@pytest.mark.parametrize(("kind", "role", "asked"), UNUSUAL.values(), ids=UNUSUAL)
def test_who_can_hardly_hold_a_role(kind, role, asked):
    organisation = who.Organisation(name="One", kind=kind)
    assert bool(what.WorkstreamRole(organisation=organisation, kind=role).unusual()) is asked


def test_siblings_are_asked_about_too():
    council, board = who.Organisation(name="C"), who.Partnership(name="B")
    for record, field in (
        (decided.Gate(by=board), "by"),
        (decided.Party(organisation=board), "organisation"),
        (who.PostOrganisation(organisation=board), "organisation"),
        (who.Succession(predecessor=council, successor=board), "successor"),
    ):
        assert list(record.unusual()) == [field]
    for record in (
        decided.Gate(by=council),
        decided.Party(organisation=council),
        who.PostOrganisation(organisation=council),
        who.Succession(predecessor=board, successor=council),
        who.Membership(partnership=board, organisation=board),
    ):
        assert record.unusual() == {}


@pytest.mark.parametrize("fixture", ["clyde-valley", "chorley"])
def test_nothing_in_the_fixtures_is_asked_about(db, fixture):
    outcome = import_workbook(FIXTURES / fixture, user=None, reason="Test", dry_run=True)
    assert [doubt for doubt in outcome.doubts if "this is a" in str(doubt)] == []


def test_a_workbook_points_out_what_is_seldom_meant(world):
    roles = [
        keep(record=role_of(*world)),
        keep(record=role_of(world[0], make.OrganisationFactory())),
    ]
    ((role, column, doubt),) = point_out_unusual(roles)
    assert (role, column, doubt.grave) == (roles[0], "organisation", False)
    assert doubt.text == "this is a partnership: usually one of its members has the role"
    parts = [registry.part_of(model) for model in (what.WorkstreamRole, decided.Gate)]
    assert {part.check for part in parts} == {point_out_unusual}


# Nothing of another programme


def test_no_record_points_into_another_programme(recorded):
    here, there = make.ProgrammeFactory.create_batch(2)
    workstream = make.WorkstreamFactory(programme=there)
    phase, review = make.PhaseFactory(programme=there), make.ReviewFactory(programme=there)
    ranking, proposal = make.RankingFactory(programme=there), make.ProposalFactory(programme=there)
    decision = make.DecisionFactory(programme=there)
    clause = make.ClauseFactory(decision=decision)
    report, own = make.ReportFactory(programme=here), make.WorkstreamFactory(programme=here)
    agreement = decided.Agreement(programme=there, code="a", title="A", start="2009")
    for record, name in (
        (decided.Agreement(programme=here, parent=agreement), "parent"),
        (decided.Decision(programme=here, supersedes=decision), "supersedes"),
        (decided.Delegation(programme=here, clause=clause), "clause"),
        (decided.Option(programme=here, proposal=proposal), "proposal"),
        (decided.BusinessCase(programme=here, proposal=proposal), "proposal"),
        (decided.BusinessCase(programme=here, workstream=workstream), "workstream"),
        (decided.ReportItem(report=report, block="text", text="x", ranking=ranking), "ranking"),
        (decided.ReportItem(report=report, block="text", text="x", against=ranking), "against"),
        (decided.ReportItem(report=report, block="text", text="x", phase=phase), "phase"),
        (decided.ReportItem(report=report, block="text", text="x", review=review), "review"),
        (decided.ReportItem(report=report, block="text", text="x", proposal=proposal), "proposal"),
        (what.Stage(workstream=own, phase=phase), "phase"),
        (what.Milestone(programme=here, workstream=workstream), "workstream"),
        (what.Risk(programme=here, workstream=workstream), "workstream"),
        (what.Consultation(programme=here, workstream=workstream), "workstream"),
        (what.Contribution(programme=here, workstream=workstream), "workstream"),
    ):
        with pytest.raises(ValidationError) as refused:
            record.clean()
        (said,) = refused.value.message_dict[name]
        assert said.endswith("belongs to another programme.")


@pytest.mark.parametrize("name", ["business_case", "clause"])
def test_an_outcome_rests_on_nothing_of_another_programme(recorded, name):
    gate = make.GateFactory()
    other = make.DecisionFactory()
    case = {"programme": other.programme, "code": "c", "title": "C", "stage": "full"}
    named = {
        "clause": make.ClauseFactory(decision=other),
        "business_case": keep(record=decided.BusinessCase(**case)),
    }
    approval = decided.Approval(
        gate=gate,
        proposal=make.ProposalFactory(programme=gate.programme),
        organisation=make.OrganisationFactory(),
        outcome="approved",
        **{name: named[name]},
    )
    assert list(refusal(record_approval, approval)) == [name]


def test_a_form_without_what_it_needs_says_so_and_does_not_fail(chiefs, recorded):
    phase = make.PhaseFactory()
    page = chiefs.get(address(what.Stage, "add"))
    answer = chiefs.post(address(what.Stage, "add"), fields_of(page) | {"phase": phase.pk} | WHY)
    assert answer.context["adminform"].form.errors["workstream"]
