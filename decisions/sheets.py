"""The sheets of "decided"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from decisions.choices import (
    AgreementKind,
    AgreementState,
    AskStyle,
    Block,
    CaseStage,
    CaseState,
    ConditionState,
    ConditionTiming,
    DelegationState,
    Exclusive,
    FieldLayout,
    HeadingStyle,
    ImplicationAnswer,
    NumberStyle,
    Outcome,
    PointKind,
    ProposalKind,
    StylePart,
    Verb,
    WhoMustPass,
)
from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    Clause,
    Condition,
    Decision,
    Delegation,
    Gate,
    GateTest,
    HouseSection,
    HouseStyle,
    Option,
    OptionPoint,
    Party,
    Proposal,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.operations import (
    ask,
    record_approval,
    record_clause,
    record_decision,
    send_to_meetings,
    set_parties,
)
from programmes.operations import keep
from programmes.sheets import (
    FROM_TO,
    WHEN,
    About,
    all_of,
    dated,
    new_in_programme,
    of_programme,
    rests_on,
    standard,
)
from sharedsvc.core.workbook.columns import (
    Choice,
    Code,
    Column,
    LinkedReferences,
    Number,
    Reference,
    YesNo,
)
from sharedsvc.core.workbook.sheets import Doubt, Part, Sheet, registry
from workstreams.choices import DeliveryModel, DurationClass, Standing

ORDER = Number(name="order", default=0, help="Place in the list.")


KEY_HELP = (
    "What goes there. These fields fill themselves from the report's own row: report-to, date, "
    "subject, report-by, report-no, contact-officer, contact-no, author. The sections "
    "recommendations and implications fill themselves too. Any other key is filled by the report "
    "texts under it: a section's under “section”, a field's or an implication's under “heading”."
)


def _without_a_place(items: Iterable[ReportItem]) -> Iterator[tuple[Any, str, Doubt]]:
    """Texts that would not be printed: their report's house style has no such section or field."""
    items = list(items)
    styles = {item.report.style_id for item in items}
    places: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in HouseSection.objects.not_struck_out().filter(style__in=styles):
        places[row.style_id, row.part].add(row.key)
    for item in items:
        style = item.report.style_id
        if item.section in FIELDS:
            if item.heading not in places[style, item.section]:
                yield item, "heading", _no_place(f"{item.section} field", item.heading)
        elif item.section not in places[style, StylePart.SECTION]:
            yield item, "section", _no_place("section", item.section)


FIELDS = frozenset({StylePart.HEADER.value, StylePart.FOOTER.value})


def _no_place(what: str, key: str) -> Doubt:
    return Doubt(f"the house style has no {what} “{key}”: this is not printed", grave=False)


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
                    *standard(),
                ),
                rows=of_programme(Proposal, "programme"),
                save=keep,
                start=new_in_programme,
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
                    ),
                    *FROM_TO,
                    *standard(),
                ),
                rows=all_of(Gate, "programme", "by"),
                save=keep,
                shared=True,
                parent="programme",
                sort=lambda gate: (gate.order,),
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
            ),
        ),
    ),
    Sheet(
        name="reports",
        order=210,
        help="Committee reports: their particulars. What they ask and say stands on other sheets.",
        parts=(
            Part(
                name="reports",
                model=Report,
                key=(Code(name="code", example="inverclyde-2010-02-18"),),
                columns=(
                    Column(name="subject", field="title", required=True),
                    Reference(name="organisation", to="organisations", required=True),
                    Reference(name="house style", field="style", to="house styles", required=True),
                    *dated("date", "The day whose position it gives.", needs_day=True),
                    LinkedReferences(
                        name="goes to",
                        to="meetings",
                        link_model=ReportMeeting,
                        near="report",
                        far="meeting",
                        save=send_to_meetings,
                        ordered=True,
                        help="The meetings it goes to, in order.",
                    ),
                    Column(name="number", example="IC/01/10/PW/MMcK"),
                    Reference(name="by", to="posts", help="The post that reports."),
                    Reference(name="contact", to="people"),
                    Reference(name="contact post", to="posts"),
                    Column(name="contact number", example="01475 712042"),
                    Reference(name="document", to="documents", help="The report as published."),
                    *standard(),
                ),
                rows=of_programme(
                    Report,
                    "programme",
                    "organisation",
                    "style",
                    "by",
                    "contact",
                    "contact_post",
                    "document",
                ),
                save=keep,
                start=new_in_programme,
            ),
        ),
    ),
    Sheet(
        name="asks",
        order=220,
        help="What a report recommends, each numbered ask in a row. It is not a decision.",
        parts=(
            Part(
                name="asks",
                model=Recommendation,
                key=(
                    Reference(name="report", to="reports", required=True),
                    Column(name="number", required=True, example="a"),
                ),
                columns=(
                    ORDER,
                    Choice(name="verb", choices=Verb, help="Blank where none is written."),
                    Column(name="text", required=True),
                    Reference(name="body", to="bodies", help="Who is asked."),
                    Reference(name="meeting", to="meetings"),
                    YesNo(name="anticipated", help="yes: not asked yet, it is said to be to come."),
                    About(),
                    *standard(),
                ),
                rows=of_programme(Recommendation, "report__programme", "report", "body", "meeting"),
                save=ask,
                sort=lambda row: (row.report.code, row.order),
            ),
        ),
    ),
    Sheet(
        name="decisions",
        order=230,
        help="What was decided: particulars in the first row, then one row for each clause.",
        parts=(
            Part(
                name="decisions",
                model=Decision,
                key=(Code(name="decision", field="code", example="cvcpp-2010-01-15"),),
                columns=(
                    Column(name="title", required=True),
                    Reference(
                        name="organisation", to="organisations", help="Blank: not stated who."
                    ),
                    Reference(name="body", to="bodies", help="Blank: not stated which."),
                    Reference(name="meeting", to="meetings"),
                    *WHEN,
                    YesNo(name="paraphrased", help="yes: in our words, not the minute's."),
                    rests_on(),
                    Reference(name="supersedes", to="decisions"),
                    *standard(),
                ),
                rows=of_programme(
                    Decision, "programme", "organisation", "body", "meeting", "supersedes"
                ),
                save=record_decision,
                start=new_in_programme,
                sort=lambda decision: (decision.date_latest,),
            ),
            Part(
                name="clauses",
                model=Clause,
                key=(
                    Reference(name="decision", to="decisions", required=True),
                    Column(name="clause", field="number", required=True, example="2(a)"),
                ),
                columns=(
                    ORDER,
                    Choice(name="verb", choices=Verb, required=True),
                    Column(name="text", required=True),
                    About(),
                    Column(name="addressee", help="Whom it asks, or to whom it refers."),
                    Reference(name="answers", to="asks", help="The ask it answers."),
                    *standard("clause"),
                ),
                rows=of_programme(Clause, "decision__programme", "decision", "answers__report"),
                save=record_clause,
                sort=lambda clause: (clause.order,),
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
    Sheet(
        name="house styles",
        order=250,
        help=(
            "How a council lays out its reports: its header fields, sections and implications, "
            "and its own words for what is computed."
        ),
        parts=(
            Part(
                name="house styles",
                model=HouseStyle,
                key=(Code(name="style", field="code", example="inverclyde"),),
                columns=(
                    Column(name="name", field="title", required=True),
                    Reference(name="organisation", to="organisations", required=True),
                    Choice(name="numbering", choices=NumberStyle, default=NumberStyle.DECIMAL),
                    Choice(
                        name="ask numbering", choices=AskStyle, default=AskStyle.LETTER_BRACKETS
                    ),
                    Column(name="asks lead in", help="Blank where none is printed."),
                    Choice(name="field layout", choices=FieldLayout, default=FieldLayout.LINES),
                    Number(name="risks in a row", default=1, help="Risk categories to a line."),
                    *standard(),
                ),
                rows=all_of(HouseStyle, "organisation"),
                save=keep,
                shared=True,
            ),
            Part(
                name="house sections",
                model=HouseSection,
                key=(
                    Reference(name="style", to="house styles", required=True),
                    Choice(name="part", choices=StylePart, required=True),
                    Code(name="key", example="purpose", help=KEY_HELP),
                ),
                columns=(
                    ORDER,
                    Column(name="title", required=True, help="What the council calls it."),
                    Choice(name="heading", choices=HeadingStyle, default=HeadingStyle.USUAL),
                    *standard("section"),
                ),
                rows=all_of(HouseSection, "style"),
                save=keep,
                shared=True,
                parent="style",
                sort=lambda section: (
                    list(StylePart).index(StylePart(section.part)),
                    section.order,
                ),
            ),
        ),
    ),
    Sheet(
        name="report texts",
        order=260,
        help="What stands in a report, place by place: a short text, or something computed.",
        parts=(
            Part(
                name="report texts",
                model=ReportItem,
                key=(
                    Reference(name="report", to="reports", required=True),
                    Code(name="section", example="background"),
                    Number(name="order", required=True),
                ),
                columns=(
                    Column(name="number", help="The paragraph's number.", example="4.10"),
                    Choice(name="block", choices=Block, default=Block.TEXT),
                    Column(name="text"),
                    Column(
                        name="heading",
                        help="The key of an implication, risk or field; the group of findings.",
                    ),
                    Choice(
                        name="answer", choices=ImplicationAnswer, default=ImplicationAnswer.STATED
                    ),
                    Reference(name="ranking", to="rankings"),
                    Reference(name="against", to="rankings", help="The ranking compared with."),
                    Reference(name="body", to="bodies", help="For asks: only those to this body."),
                    Reference(name="proposal", to="proposals", help="For options."),
                    Reference(name="review", to="reviews", help="For findings."),
                    Choice(name="duration class", choices=DurationClass, help="For a hosts table."),
                    Number(name="first", help="First rank shown."),
                    Number(name="last", help="Last rank shown."),
                    Reference(name="phase", to="phases"),
                    Reference(name="document", to="documents"),
                    Reference(name="person", to="people"),
                    Reference(name="post", to="posts"),
                    *standard(),
                ),
                rows=of_programme(
                    ReportItem,
                    "report__programme",
                    "report",
                    "ranking",
                    "against",
                    "phase",
                    "document",
                    "person",
                    "post",
                    "body",
                    "proposal",
                    "review",
                ),
                save=keep,
                check=_without_a_place,
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
        name="agreements",
        order=205,
        help="Agreements; a part of an agreement is a row of its own and names its parent.",
        parts=(
            Part(
                name="agreements",
                model=Agreement,
                key=(Code(name="code", example="inter-authority-agreement"),),
                columns=(
                    Column(name="title", required=True),
                    Choice(name="kind", choices=AgreementKind, required=True),
                    Choice(name="state", choices=AgreementState, default=AgreementState.NOT_STATED),
                    ORDER,
                    Reference(
                        name="parent", to="agreements", help="The agreement it is a part of."
                    ),
                    LinkedReferences(
                        name="parties",
                        to="organisations",
                        link_model=Party,
                        near="agreement",
                        far="organisation",
                        save=set_parties,
                        ordered=True,
                        example="CHE; CHW",
                    ),
                    Column(name="covers", help="What it covers."),
                    About(),
                    Choice(name="exclusive", choices=Exclusive, default=Exclusive.NOT_STATED),
                    Reference(name="drafted by", to="organisations"),
                    Reference(name="document", to="documents"),
                    *FROM_TO,
                    *standard(),
                ),
                rows=of_programme(Agreement, "programme", "parent", "drafted_by", "document"),
                save=keep,
                start=new_in_programme,
                sort=lambda agreement: (agreement.order,),
            ),
        ),
    ),
    Sheet(
        name="conditions",
        order=235,
        help="What a clause is subject to; open until somebody entitled says that it is met.",
        parts=(
            Part(
                name="conditions",
                model=Condition,
                key=(
                    Reference(
                        name="clause",
                        to="clauses",
                        required=True,
                        example="cabinet-2008-10-07/2(a)",
                    ),
                    Column(name="number", required=True, example="1"),
                ),
                columns=(
                    ORDER,
                    Column(name="text", required=True),
                    Choice(
                        name="timing", choices=ConditionTiming, default=ConditionTiming.NOT_STATED
                    ),
                    Choice(name="state", choices=ConditionState, default=ConditionState.OPEN),
                    Column(name="evidence", help="On what it is held to be met or waived."),
                    Column(name="progress", help="What was reported of it so far."),
                    *FROM_TO,
                    *standard(),
                ),
                rows=of_programme(Condition, "clause__decision__programme", "clause__decision"),
                save=keep,
                sort=lambda condition: (condition.order,),
            ),
        ),
    ),
    Sheet(
        name="delegations",
        order=237,
        help="Authority to a post, anticipated, requested, granted or used.",
        parts=(
            Part(
                name="delegations",
                model=Delegation,
                key=(Code(name="code"),),
                columns=(
                    Reference(name="by", to="bodies", help="Who delegates."),
                    Reference(name="to", to="posts", required=True),
                    Reference(name="in consultation with", to="posts"),
                    Column(name="on what", required=True),
                    Choice(name="state", choices=DelegationState, required=True),
                    Reference(name="clause", to="clauses", help="The clause that grants it."),
                    About(),
                    *FROM_TO,
                    *standard(),
                ),
                rows=of_programme(
                    Delegation, "programme", "by", "to", "in_consultation_with", "clause__decision"
                ),
                save=keep,
                start=new_in_programme,
            ),
        ),
    ),
)
