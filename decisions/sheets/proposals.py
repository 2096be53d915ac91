"""The sheets of what is proposed and whether it may start: options, cases, gates, outcomes."""

from django.db.models import Q

from decisions.choices import PointKind
from decisions.models import (
    Approval,
    BusinessCase,
    Gate,
    GateTest,
    GateVoter,
    Option,
    OptionPoint,
    Proposal,
)
from decisions.operations import record_approval
from programmes.operations import keep
from programmes.sheets import (
    FROM_TO,
    ORDER,
    WHEN,
    PartOfProgramme,
    Subjects,
    all_of,
    always,
    dated,
    point_out_unusual,
    standard,
)
from sharedsvc.core.workbook.columns import Code, Number, OneOf, SheetColumn, YesNo
from sharedsvc.core.workbook.reference_columns import CodeOf
from sharedsvc.core.workbook.sheets import Part, Sheet, registry
from workstreams.sheets import WHY_BEFORE_GATES

registry.register(
    Sheet(
        name="proposals",
        order=180,
        help="What councils are asked to agree to; “about” names its workstreams.",
        parts=(
            PartOfProgramme(
                name="proposals",
                model=Proposal,
                key=(Code(name="code", example="full-lead-authority"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    OneOf(name="kind", required=True),
                    Subjects(),
                    SheetColumn(name="description"),
                    OneOf(name="standing"),
                    *FROM_TO,
                    WHY_BEFORE_GATES,
                    *standard(),
                ),
            ),
        ),
    ),
    Sheet(
        name="options",
        order=185,
        help="Options of a proposal: particulars in the first row, then one row for each point.",
        parts=(
            PartOfProgramme(
                name="options",
                model=Option,
                key=(Code(name="option", field="code", example="lead-authority"),),
                columns=(
                    CodeOf(name="proposal", to="proposals", required=True),
                    SheetColumn(name="number"),
                    ORDER,
                    SheetColumn(name="title", required=True, example="Do nothing"),
                    OneOf(name="delivery model", field="model"),
                    OneOf(name="standing", required=True),
                    SheetColumn(name="description"),
                    *standard(),
                ),
                joins=("proposal",),
                sort=lambda option: (option.proposal.code, option.order),
            ),
            PartOfProgramme(
                name="option points",
                model=OptionPoint,
                key=(
                    CodeOf(name="option", to="options", required=True),
                    OneOf(name="point", field="kind", required=True),
                    SheetColumn(name="point number", field="number", required=True),
                ),
                columns=(
                    Number(name="place", field="order", default=0),
                    SheetColumn(name="text", required=True),
                    *standard("point"),
                ),
                path="option__programme",
                joins=("option",),
                sort=lambda point: (list(PointKind).index(PointKind(point.kind)), point.order),
            ),
        ),
    ),
    Sheet(
        name="business cases",
        order=190,
        help="Business cases, each version a row.",
        parts=(
            PartOfProgramme(
                name="business cases",
                model=BusinessCase,
                key=(Code(name="code"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    OneOf(name="stage", required=True),
                    OneOf(name="state"),
                    SheetColumn(name="version", default="1"),
                    CodeOf(name="proposal", to="proposals"),
                    CodeOf(name="workstream", to="workstreams"),
                    CodeOf(name="document", to="documents"),
                    SheetColumn(name="checksum"),
                    SheetColumn(name="in scope"),
                    Subjects(),
                    *WHEN,
                    *standard(),
                ),
                joins=("proposal", "workstream", "document"),
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
                    SheetColumn(name="title", required=True, example="Full business case"),
                    CodeOf(name="programme", to="programme"),
                    CodeOf(name="by", to="organisations"),
                    ORDER,
                    OneOf(name="business case", field="case_stage"),
                    OneOf(name="agreement needed"),
                    OneOf(name="agreement kind"),
                    OneOf(name="who must pass"),
                    YesNo(name="in principle suffices"),
                    *dated("last day"),
                    SheetColumn(
                        name="rule",
                        example="No service starts before every council has approved it",
                    ),
                    Subjects(
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
                    CodeOf(name="gate", to="gates", required=True),
                    Number(name="test", field="number", required=True),
                ),
                columns=(
                    SheetColumn(
                        name="text", required=True, example="improves the service for local people"
                    ),
                    *standard("test"),
                ),
                rows=all_of(GateTest, "gate"),
                save=keep,
                shared=True,
                parent="gate",
                rests_on=always,
            ),
        ),
    ),
    Sheet(
        name="voters at gates",
        order=202,
        help=(
            "Who passes a gate that those named must pass, each or by majority; of a majority of "
            "participating councils whose say weighs more than one, and who has a veto."
        ),
        parts=(
            Part(
                name="voters at gates",
                model=GateVoter,
                key=(
                    CodeOf(name="gate", to="gates", required=True),
                    CodeOf(name="organisation", to="organisations", required=True),
                    CodeOf(name="body", to="bodies"),
                ),
                columns=(
                    Number(name="votes", default=1),
                    YesNo(name="has veto"),
                    *standard(),
                ),
                rows=all_of(GateVoter, "gate", "organisation", "body"),
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
                    CodeOf(name="gate", to="gates", required=True),
                    CodeOf(name="proposal", to="proposals"),
                    CodeOf(name="workstream", to="workstreams"),
                    CodeOf(name="organisation", to="organisations", required=True),
                    CodeOf(name="body", to="bodies"),
                    Number(name="number", default=1),
                ),
                columns=(
                    OneOf(name="outcome", required=True),
                    *WHEN,
                    CodeOf(name="clause", to="clauses"),
                    CodeOf(name="business case", to="business cases"),
                    SheetColumn(name="checksum"),
                    CodeOf(name="until", to="organisations"),
                    *standard(),
                ),
                rows=lambda programme: (
                    Approval.objects.not_struck_out()
                    .filter(Q(workstream__programme=programme) | Q(proposal__programme=programme))
                    .select_related(
                        "gate", "proposal", "workstream", "organisation", "body", "until"
                    )
                ),
                save=record_approval,
            ),
        ),
    ),
)
