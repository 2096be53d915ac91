"""The sheets of what is proposed and whether it may start: options, cases, gates, outcomes."""

from django.db.models import Q

from decisions.choices import CaseStage, CaseState, Outcome, PointKind, ProposalKind, WhoMustPass
from decisions.models import Approval, BusinessCase, Gate, GateTest, Option, OptionPoint, Proposal
from decisions.operations import record_approval
from programmes.operations import keep
from programmes.sheets import (
    FROM_TO,
    ORDER,
    WHEN,
    About,
    all_of,
    always,
    new_in_programme,
    of_programme,
    point_out_unusual,
    standard,
)
from sharedsvc.core.workbook.columns import Choice, Code, Column, Number, Reference
from sharedsvc.core.workbook.sheets import Part, Sheet, registry
from workstreams.choices import DeliveryModel, Standing
from workstreams.sheets import WHY_BEFORE_GATES

registry.register(
    Sheet(
        name="proposals",
        order=180,
        help="What councils are asked to agree to; “about” names its workstreams.",
        parts=(
            Part(
                name="proposals",
                model=Proposal,
                key=(Code(name="code", example="full-lead-authority"),),
                columns=(
                    Column(name="title", required=True),
                    Choice(name="kind", choices=ProposalKind, required=True),
                    About(),
                    Column(name="description"),
                    Choice(name="standing", choices=Standing, default=Standing.PROPOSED),
                    *FROM_TO,
                    WHY_BEFORE_GATES,
                    *standard(),
                ),
                rows=of_programme(Proposal, "programme"),
                save=keep,
                start=new_in_programme,
            ),
        ),
    ),
    Sheet(
        name="options",
        order=185,
        help="Options of a proposal: particulars in the first row, then one row for each point.",
        parts=(
            Part(
                name="options",
                model=Option,
                key=(Code(name="option", field="code", example="lead-authority"),),
                columns=(
                    Reference(name="proposal", to="proposals", required=True),
                    Column(name="number", help="As numbered; blank where it is not."),
                    ORDER,
                    Column(name="title", required=True, example="Do nothing"),
                    Choice(
                        name="delivery model",
                        field="model",
                        choices=DeliveryModel,
                        default=DeliveryModel.NOT_STATED,
                    ),
                    Choice(name="standing", choices=Standing, required=True),
                    Column(name="description"),
                    *standard(),
                ),
                rows=of_programme(Option, "programme", "proposal"),
                save=keep,
                start=new_in_programme,
                sort=lambda option: (option.proposal.code, option.order),
            ),
            Part(
                name="option points",
                model=OptionPoint,
                key=(
                    Reference(name="option", to="options", required=True),
                    Choice(name="point", field="kind", choices=PointKind, required=True),
                    Column(name="point number", field="number", required=True),
                ),
                columns=(
                    Number(name="place", field="order", default=0, help="Place on the page."),
                    Column(name="text", required=True),
                    *standard("point"),
                ),
                rows=of_programme(OptionPoint, "option__programme", "option"),
                save=keep,
                sort=lambda point: (list(PointKind).index(PointKind(point.kind)), point.order),
            ),
        ),
    ),
    Sheet(
        name="business cases",
        order=190,
        help="Business cases, each version a row.",
        parts=(
            Part(
                name="business cases",
                model=BusinessCase,
                key=(Code(name="code"),),
                columns=(
                    Column(name="title", required=True),
                    Choice(name="stage", choices=CaseStage, required=True),
                    Choice(name="state", choices=CaseState, default=CaseState.AWAITED),
                    Column(name="version", default="1"),
                    Reference(name="proposal", to="proposals"),
                    Reference(name="workstream", to="workstreams"),
                    Reference(name="document", to="documents"),
                    Column(name="in scope", help="Services in scope, benefits, required contents."),
                    About(),
                    *WHEN,
                    *standard(),
                ),
                rows=of_programme(BusinessCase, "programme", "proposal", "workstream", "document"),
                save=keep,
                start=new_in_programme,
            ),
        ),
    ),
    Sheet(
        name="gates",
        order=200,
        help=(
            "Gates of the programme, and those by which a council binds itself alone on all that "
            "it joins (programme: blank). Their written tests follow, one row each."
        ),
        parts=(
            Part(
                name="gates",
                model=Gate,
                key=(Code(name="gate", field="code", example="ivc-full-business-case"),),
                columns=(
                    Column(name="title", required=True),
                    Reference(name="programme", to="programme"),
                    Reference(name="by", to="organisations", help="The council that binds itself."),
                    ORDER,
                    Choice(name="business case", field="case_stage", choices=CaseStage),
                    Choice(
                        name="who must pass",
                        choices=WhoMustPass,
                        default=WhoMustPass.PARTICIPANTS,
                    ),
                    Column(name="rule", help="The gate in words."),
                    About(
                        help="Workstreams or proposals before which alone it stands. Blank: all.",
                        example="workstreams:back-office; proposals:shared-back-office",
                        blank_means_all=True,
                    ),
                    *FROM_TO,
                    *standard(),
                ),
                rows=all_of(Gate, "programme", "by"),
                save=keep,
                shared=True,
                parent="whose",
                rests_on=always,
                sort=lambda gate: (gate.order,),
                check=point_out_unusual,
            ),
            Part(
                name="tests",
                model=GateTest,
                key=(
                    Reference(name="gate", to="gates", required=True),
                    Number(name="test", field="number", required=True),
                ),
                columns=(Column(name="text", required=True), *standard("test")),
                rows=all_of(GateTest, "gate"),
                save=keep,
                shared=True,
                parent="gate",
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="approvals",
        order=240,
        help="Who passed, refused or deferred what at a gate. Silence is no row.",
        parts=(
            Part(
                name="approvals",
                model=Approval,
                key=(
                    Reference(name="gate", to="gates", required=True),
                    Reference(name="proposal", to="proposals"),
                    Reference(name="workstream", to="workstreams"),
                    Reference(name="organisation", to="organisations", required=True),
                    Reference(name="body", to="bodies"),
                    Number(name="number", default=1, help="2 for a second vote."),
                ),
                columns=(
                    Choice(name="outcome", choices=Outcome, required=True),
                    *WHEN,
                    Reference(name="clause", to="clauses", help="The clause that says so."),
                    Reference(name="business case", to="business cases"),
                    *standard(),
                ),
                rows=lambda programme: (
                    Approval.objects.not_struck_out()
                    .filter(Q(workstream__programme=programme) | Q(proposal__programme=programme))
                    .select_related("gate", "proposal", "workstream", "organisation", "body")
                ),
                save=record_approval,
            ),
        ),
    ),
)
