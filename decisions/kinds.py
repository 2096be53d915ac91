"""What is shown of "decided": proposals, gates, agreements, decisions, reports."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from decisions.choices import (
    AgreementState,
    CaseStage,
    CaseState,
    ConditionState,
    DelegationState,
    Outcome,
    ProposalKind,
    Verb,
)
from decisions.gates_ahead import gates_before
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
from programmes.kinds import IN_PROGRAMME, OF_ORGANISATION, PROGRAMME, attach_subjects
from programmes.models import Body, Organisation, Programme
from sharedsvc.core.kinds import (
    FROM_TO,
    Beside,
    Column,
    Filter,
    Kind,
    Related,
    choice,
    date,
    kinds,
    link,
    number,
    state,
    text,
)
from sharedsvc.core.states import ASKED, GATES, STANDINGS, State
from workstreams.kinds import STANDING
from workstreams.models import Workstream, WorkstreamRole


def _taken_by(decision: Decision) -> Any:
    return [record for record in (decision.body, decision.organisation) if record]


def _verb(record: Any) -> Any:
    return record.get_verb_display() if record.verb else State("v-nil", "No verb is written")


def _asked_of(ask: Recommendation) -> Any:
    return ask.meeting or ask.body


def _answer(ask: Any) -> Any:
    if ask.anticipated:
        return State("v-tbd", "To be asked")
    return ask.shown_answers or ASKED


def _prepare_asks(asks: list[Any], user: Any, day: datetime.date) -> None:
    """Give each ask the clauses that had answered it by that day."""
    clauses = Clause.objects.visible_to(user).decided_by(day).filter(answers__in=asks)
    answers: dict[int, list[Any]] = {}
    for clause in clauses.select_related("decision__programme").order_by("pk"):
        answers.setdefault(clause.answers_id, []).append(clause.decision)
    for ask in asks:
        ask.shown_answers = answers.get(ask.pk, [])


def _prepare_agreements(agreements: list[Any], user: Any, day: datetime.date) -> None:
    """Give each agreement its parties."""
    parties: dict[int, list[Any]] = {}
    rows = Party.objects.visible_to(user).filter(agreement__in=agreements)
    for party in rows.select_related("organisation").order_by("order", "pk"):
        parties.setdefault(party.agreement_id, []).append(party.organisation)
    for agreement in agreements:
        agreement.shown_parties = parties.get(agreement.pk, [])


def _prepare_gates(gates: list[Any], user: Any, day: datetime.date) -> None:
    """Give each gate where it stands before the workstreams it counts for, and who is waited for.

    A council's own gate, which no programme has, counts for all in which that council has a part.
    """
    roles = WorkstreamRole.objects.visible_to(user).as_at(day)
    own = roles.filter(organisation__in=[gate.by_id for gate in gates if not gate.programme_id])
    within = Q(programme__in=[gate.programme_id for gate in gates if gate.programme_id])
    workstreams = (
        Workstream.objects.visible_to(user)
        .as_at(day)
        .filter(within | Q(pk__in=own.values("workstream")), parent=None)
        .not_merged(day, user)
        .select_related("programme")
    )
    found: dict[int, dict[tuple[str, str], list[Any]]] = {}
    for cell in gates_before(workstreams, user, day):
        names = ", ".join(sorted(organisation.label for organisation in cell.waiting_for))
        shown = [GATES[cell.state], f"waiting for {names}"] if names else [GATES[cell.state]]
        found.setdefault(cell.gate.pk, {})[(cell.state, names)] = shown
    for gate in gates:
        every = found.get(gate.pk, {}).values()
        gate.shown_standing = [part for shown in every for part in shown]


def _agreements_of(organisation: Any, user: Any) -> Any:
    rows = Party.objects.visible_to(user).filter(organisation=organisation)
    return rows.values("agreement")


def _reports_to(user: Any, **where: Any) -> Any:
    return ReportMeeting.objects.visible_to(user).filter(**where).values("report")


def _not_answered(queryset: QuerySet, day: datetime.date) -> QuerySet:
    return queryset.not_answered(day)  # type: ignore[attr-defined]


def _answered(queryset: QuerySet, value: str, user: Any, day: datetime.date) -> QuerySet:
    if value == "to come":
        return queryset.filter(anticipated=True)
    open_asks = Recommendation.objects.not_answered(day).values("pk")
    asked = queryset.filter(anticipated=False)
    return asked.filter(pk__in=open_asks) if value == "no" else asked.exclude(pk__in=open_asks)


kinds.register(
    Kind(
        key="proposals",
        model=Proposal,
        singular="proposal",
        plural="proposals",
        about="What councils are asked to agree to.",
        columns=(
            text("title", "Proposal"),
            choice("kind", "Kind"),
            state("standing", "Standing", STANDINGS),
            PROGRAMME,
        ),
        facts=(text("description", "Description"), *FROM_TO),
        related=(
            Related(kind="business-cases", rows="proposal", without=("proposal",), order=30),
            Related(kind="approvals", rows="proposal", title="Outcomes at gates", order=20),
        ),
        joins=("programme",),
        filters=(
            IN_PROGRAMME,
            Filter(name="kind", label="Kind", path="kind", choices=ProposalKind),
            STANDING,
        ),
        searched=("title", "description"),
        order=("programme__title", "code"),
    ),
    Kind(
        key="options",
        model=Option,
        singular="option",
        plural="options",
        about="What was weighed for proposals; doing nothing is an option too.",
        named_by="title",
        columns=(
            text("number", "No.", blank="none"),
            text("title", "Option"),
            choice("model", "Delivery model"),
            state("standing", "Standing", STANDINGS),
            link("proposal", "Proposal", "title"),
        ),
        facts=(text("description", "Description"), PROGRAMME),
        related=(
            Related(kind="points", rows="option", title="Points", without=("option",), order=10),
        ),
        joins=("programme", "proposal__programme"),
        filters=(IN_PROGRAMME, STANDING),
        searched=("title", "description"),
        order=("programme__title", "proposal", "order"),
        began="proposal__start",
    ),
    Kind(
        key="points",
        model=OptionPoint,
        singular="point of an option",
        plural="points of options",
        about="Strengths, weaknesses, comments and features, as numbered.",
        named_by="text",
        columns=(
            choice("kind", "Kind"),
            text("number", "No."),
            text("text", "Text"),
            link("option", "Option", "title"),
        ),
        joins=("option__programme",),
        filters=(
            Filter(name="programme", label="Programme", path="option__programme", to=Programme),
        ),
        searched=("text",),
        order=("option", "kind", "order"),
        code="",
        programme="",
        began="option__proposal__start",
    ),
    Kind(
        key="business-cases",
        model=BusinessCase,
        singular="business case",
        plural="business cases",
        about="Each version of each business case, and where it stands.",
        columns=(
            text("title", "Business case"),
            choice("stage", "Stage"),
            choice("state", "State"),
            date("date", "Date"),
            text("in_scope", "Scope, benefits, contents"),
            PROGRAMME,
        ),
        facts=(
            text("version", "Version"),
            link("proposal", "Proposal", "title", blank="none"),
            link("workstream", "Workstream", "title", blank="none"),
            link("document", "Document", "title", blank="none"),
        ),
        related=(
            Related(kind="approvals", rows="business_case", title="Outcomes at gates", order=10),
        ),
        joins=("programme", "proposal__programme", "workstream__programme", "document"),
        filters=(
            IN_PROGRAMME,
            Filter(name="stage", label="Stage", path="stage", choices=CaseStage),
            Filter(name="state", label="State", path="state", choices=CaseState),
        ),
        searched=("title", "in_scope"),
        order=("programme__title", "code"),
        always=True,
    ),
    Kind(
        key="agreements",
        model=Agreement,
        singular="agreement",
        plural="agreements",
        about="Memoranda and agreements between organisations, and their parts.",
        columns=(
            text("title", "Agreement"),
            choice("kind", "Kind"),
            choice("state", "State"),
            Column(name="parties", heading="Parties", read=lambda a: a.shown_parties, brought=True),
            link("parent", "Part of", "title", blank="none"),
            link("drafted_by", "Drafted by", "name"),
            PROGRAMME,
        ),
        facts=(
            text("covers", "What it covers"),
            choice("exclusive", "Exclusive"),
            link("document", "Document", "title", blank="none"),
            *FROM_TO,
        ),
        related=(
            Related(
                kind="agreements", rows="parent", title="Its parts", without=("parent",), order=10
            ),
        ),
        joins=("programme", "parent__programme", "drafted_by", "document"),
        filters=(
            IN_PROGRAMME,
            Filter(
                name="party",
                label="Party",
                to=Organisation,
                apply=lambda queryset, value, user, day: queryset.filter(
                    pk__in=_agreements_of(value, user)
                ),
                options=lambda user: Party.objects.visible_to(user).values("organisation"),
            ),
            Filter(name="state", label="State", path="state", choices=AgreementState),
        ),
        searched=("title", "covers"),
        order=("programme__title", "order", "code"),
        prepare=_prepare_agreements,
    ),
    Kind(
        key="gates",
        model=Gate,
        singular="gate",
        plural="gates",
        about="What must be passed before anything takes effect.",
        columns=(
            text("title", "Gate"),
            choice("who_must_pass", "Who must pass it"),
            Column(
                name="case_stage",
                heading="Business case needed",
                read="get_case_stage_display",
                blank="none",
                sort=("case_stage",),
            ),
            Column(
                name="standing",
                heading="Where it stands",
                read=lambda g: g.shown_standing,
                brought=True,
                blank="not applicable",
            ),
            link("by", "Binds", "name", blank="none"),
            Column(
                name="programme",
                heading="Programme",
                read=lambda g: g.programme or State("v-na", "Every one its council joins"),
                sort=("programme__title",),
            ),
        ),
        facts=(text("rule", "In words"), *FROM_TO),
        related=(
            Related(kind="tests", rows="gate", title="Tests", without=("gate",), order=10),
            Related(kind="approvals", rows="gate", title="Outcomes", without=("gate",), order=20),
        ),
        joins=("programme", "by"),
        filters=(IN_PROGRAMME, Filter(name="by", label="Binds", path="by", to=Organisation)),
        searched=("title", "rule"),
        order=("programme__title", "order", "code"),
        programme="",
        prepare=_prepare_gates,
    ),
    Kind(
        key="tests",
        model=GateTest,
        singular="test of a gate",
        plural="tests of gates",
        about="The written tests of gates.",
        named_by="text",
        columns=(number("number", "No."), text("text", "Test"), link("gate", "Gate", "title")),
        joins=("gate",),
        searched=("text",),
        order=("gate", "number"),
        code="",
        programme="",
        began="gate__start",
        listed=False,
    ),
    Kind(
        key="approvals",
        model=Approval,
        singular="outcome at a gate",
        plural="outcomes at gates",
        about="Who passed which gate, when.",
        columns=(
            link("organisation", "Organisation", "name"),
            choice("outcome", "Outcome"),
            link("gate", "Gate", "title"),
            Column(
                name="about",
                heading="Of",
                read=lambda a: [record for record in (a.proposal, a.workstream) if record],
            ),
            date("date", "Date"),
        ),
        facts=(
            link("body", "Body", "name"),
            link("clause", "Clause"),
            link("business_case", "Business case", "title", blank="none"),
        ),
        joins=(
            "organisation",
            "gate",
            "proposal__programme",
            "workstream__programme",
            "body",
            "clause__decision__programme",
            "business_case__programme",
        ),
        filters=(
            OF_ORGANISATION,
            Filter(name="outcome", label="Outcome", path="outcome", choices=Outcome),
        ),
        searched=("organisation__name", "gate__title"),
        order=("-date_latest",),
        code="",
        programme="",
    ),
    Kind(
        key="decisions",
        model=Decision,
        singular="decision",
        plural="decisions",
        about="What bodies decided, and when. A recorded decision is never edited.",
        named_by="title",
        columns=(
            date("date", "Date"),
            text("title", "Decision"),
            Column(name="taken_by", heading="Taken by", read=_taken_by, sort=("body__name",)),
            PROGRAMME,
        ),
        facts=(
            link("meeting", "Meeting"),
            Column(
                name="paraphrased",
                heading="Wording",
                read=lambda d: (
                    "In our words, not the minute’s" if d.paraphrased else "As the source puts it"
                ),
            ),
            link("supersedes", "Supersedes", "title", blank="none"),
        ),
        related=(
            Related(
                kind="clauses",
                rows="decision",
                title="What it decided",
                without=("decision",),
                always_shown=True,
                order=1,
            ),
            Related(
                kind="conditions",
                rows="clause__decision",
                title="Subject to conditions",
                without=("clause_decision",),
                order=2,
            ),
            Related(kind="delegations", rows="clause__decision", order=3),
            Related(kind="decisions", rows="supersedes", title="Superseded by", order=4),
        ),
        joins=(
            "programme",
            "body",
            "organisation",
            "meeting__body",
            "supersedes__programme",
        ),
        filters=(
            IN_PROGRAMME,
            Filter(name="body", label="Body", path="body", to=Body),
            OF_ORGANISATION,
        ),
        searched=("title", "body__name", "organisation__name"),
        order=("-date_latest",),
    ),
    Kind(
        key="clauses",
        model=Clause,
        singular="clause",
        plural="clauses of decisions",
        about="Each numbered thing that decisions say.",
        named_by="text",
        columns=(
            text("number", "No."),
            choice("verb", "Verb"),
            text("text", "What was decided"),
            Column(name="about", heading="About", read=lambda c: c.shown_about, brought=True),
            text("addressee", "Whom it asks", blank="none"),
            link("decision", "Decision", "title"),
        ),
        prepare=lambda clauses, user, day: attach_subjects(clauses, user),
        facts=(link("answers", "Answers the ask", blank="none"),),
        related=(
            Related(
                kind="conditions", rows="clause", title="Conditions", without=("clause",), order=1
            ),
            Related(kind="delegations", rows="clause", title="Delegations", order=2),
            Related(kind="approvals", rows="clause", title="Gates it settles", order=3),
        ),
        joins=("decision__programme", "answers__report"),
        filters=(
            Filter(name="programme", label="Programme", path="decision__programme", to=Programme),
            Filter(name="verb", label="Verb", path="verb", choices=Verb),
        ),
        searched=("text", "addressee", "decision__title"),
        order=("-decision__date_latest", "decision", "order"),
        code="",
        programme="",
        began="decision__date",
    ),
    Kind(
        key="conditions",
        model=Condition,
        singular="condition",
        plural="conditions",
        about="What decisions are subject to, and what was reported of it.",
        named_by="text",
        columns=(
            text("number", "No."),
            text("text", "Condition"),
            choice("state", "State"),
            text("progress", "Reported so far"),
            link("clause.decision", "Decision", "title"),
        ),
        facts=(
            choice("timing", "When"),
            text("evidence", "On what evidence", blank="none"),
            link("clause", "Clause"),
            *FROM_TO,
        ),
        joins=("clause__decision__programme",),
        filters=(
            Filter(
                name="programme",
                label="Programme",
                path="clause__decision__programme",
                to=Programme,
            ),
            Filter(name="state", label="State", path="state", choices=ConditionState),
        ),
        searched=("text", "progress"),
        order=("clause__decision", "clause__order", "order"),
        code="",
        programme="",
    ),
    Kind(
        key="delegations",
        model=Delegation,
        singular="delegation",
        plural="delegations",
        about="Authority given, asked for or only anticipated: to whom, on what, and its use.",
        named_by="on_what",
        columns=(
            link("to", "To", "title"),
            link("in_consultation_with", "In consultation with", "title", blank="none"),
            text("on_what", "On what"),
            choice("state", "State"),
            link("by", "By", "name"),
            PROGRAMME,
        ),
        facts=(link("clause", "Clause", blank="none"), *FROM_TO),
        joins=(
            "programme",
            "to",
            "by",
            "in_consultation_with",
            "clause__decision__programme",
        ),
        filters=(
            IN_PROGRAMME,
            Filter(name="state", label="State", path="state", choices=DelegationState),
        ),
        searched=("on_what", "to__title"),
        order=("programme__title", "code"),
    ),
    Kind(
        key="reports",
        model=Report,
        singular="committee report",
        plural="committee reports",
        about="Reports to committees, in their council’s own style.",
        columns=(
            text("title", "Report"),
            link("organisation", "Council", "name"),
            date("date", "Date"),
            text("number", "Number"),
            PROGRAMME,
        ),
        joins=("organisation", "programme"),
        searched=("title", "number"),
        order=("-date_latest",),
        programme="",
        listed=False,
    ),
    Kind(
        key="asks",
        model=Recommendation,
        singular="recommendation",
        plural="recommendations",
        about="What each report asks of which body at which meeting, and what came of it.",
        named_by="text",
        columns=(
            text("number", "No."),
            Column(name="verb", heading="Verb", read=_verb, sort=("verb",)),
            text("text", "What is asked"),
            Column(name="of", heading="Of", read=_asked_of, sort=("body__name",)),
            link("report", "Report", "date_latest"),
            link("report.programme", "Programme", "title"),
            Column(name="answer", heading="Outcome", read=_answer, brought=True),
        ),
        joins=("report__organisation", "report__programme", "meeting__body", "body"),
        filters=(
            Filter(name="programme", label="Programme", path="report__programme", to=Programme),
            Filter(name="body", label="Body", path="body", to=Body),
            Filter(
                name="answered",
                label="Outcome",
                choices=(
                    ("no", "Not recorded"),
                    ("yes", "Recorded"),
                    ("to come", "To be asked"),
                ),
                apply=_answered,
            ),
        ),
        searched=("text", "report__title", "body__name"),
        order=("-report__date_latest", "report", "order"),
        code="",
        programme="",
        began="report__date",
        prepare=_prepare_asks,
    ),
    Kind(
        key="house-styles",
        model=HouseStyle,
        singular="house style",
        plural="house styles",
        about="How councils lay out their reports.",
        columns=(
            text("title", "House style"),
            link("organisation", "Council", "name"),
            choice("numbering", "Numbers"),
            choice("ask_numbering", "Asks"),
        ),
        facts=(text("asks_lead_in", "Before the asks", blank="none"),),
        related=(Related(kind="reports", rows="style", title="Reports in it", order=10),),
        joins=("organisation",),
        filters=(OF_ORGANISATION,),
        searched=("title",),
        order=("title",),
        programme="",
    ),
)

for key in ("organisations", "partnerships"):
    kinds.relate(
        key,
        Related(
            kind="asks",
            rows=lambda o, user: Q(body__organisation=o, anticipated=False),
            title="Asked of its bodies, outcome not recorded",
            narrow=_not_answered,
            always_shown=True,
            order=5,
        ),
        Related(
            kind="asks",
            rows=lambda o, user: Q(body__organisation=o, anticipated=True),
            title="To be asked of its bodies",
            order=6,
        ),
        Related(kind="approvals", rows="organisation", title="Gates passed", order=7),
        Related(
            kind="decisions",
            rows="organisation",
            title="Its decisions",
            without=("organisation",),
            always_shown=True,
            order=25,
        ),
        Related(
            kind="agreements",
            rows=lambda o, user: Q(pk__in=_agreements_of(o, user)),
            title="Party to",
            order=27,
        ),
        Related(kind="gates", rows="by", title="Its own gates", without=("by",), order=26),
        Related(
            kind="reports",
            rows="organisation",
            title="Its reports",
            without=("organisation",),
            order=30,
        ),
        Related(kind="house-styles", rows="organisation", without=("organisation",), order=95),
    )
kinds.relate(
    "bodies",
    Related(
        kind="asks",
        rows=lambda b, user: Q(body=b, anticipated=False),
        title="Still before it",
        narrow=_not_answered,
        always_shown=True,
        order=5,
    ),
    Related(
        kind="asks",
        rows=lambda b, user: Q(body=b, anticipated=True),
        title="To be asked of it",
        order=6,
    ),
    Related(
        kind="clauses",
        rows="decision__body",
        title="What it decided",
        always_shown=True,
        order=10,
    ),
    Related(kind="delegations", rows="by", title="Delegations by it", order=40),
    Related(
        kind="reports",
        rows=lambda b, user: Q(pk__in=_reports_to(user, meeting__body=b)),
        title="Reports to it",
        order=35,
    ),
)
kinds.relate(
    "meetings",
    Related(
        kind="asks",
        rows="meeting",
        title="What it is asked to do",
        without=("of",),
        always_shown=True,
        order=5,
    ),
    Related(
        kind="clauses",
        rows="decision__meeting",
        title="What it decided",
        always_shown=True,
        order=10,
    ),
    Related(
        kind="reports",
        rows=lambda m, user: Q(pk__in=_reports_to(user, meeting=m)),
        title="Reports to it",
        always_shown=True,
        order=20,
    ),
)
kinds.relate(
    "people", Related(kind="reports", rows="contact", title="Contact for reports", order=30)
)
kinds.relate(
    "posts",
    Related(kind="reports", rows="by", title="Reports by it", order=30),
    Related(kind="delegations", rows="to", title="Delegations to it", order=40),
    Related(
        kind="delegations",
        rows="in_consultation_with",
        title="To be consulted before a delegation is used",
        order=41,
    ),
)
kinds.relate(
    "documents",
    Related(kind="business-cases", rows="document", order=10),
    Related(kind="agreements", rows="document", order=11),
    Related(kind="reports", rows="document", title="Kept here as a report", order=12),
)

kinds.stand_beside(
    Agreement,
    Beside(
        model=Party,
        noun="Party",
        nouns="Parties",
        rows=lambda agreement: Q(agreement=agreement.pk),
        links_to=lambda row: ("programmes.organisation", row.organisation_id),
    ),
)
kinds.stand_beside(
    HouseStyle,
    Beside(
        model=HouseSection,
        noun="Section",
        nouns="Sections",
        rows=lambda style: Q(style=style.pk),
        words=lambda row, name: row.title,
    ),
)
kinds.stand_beside(
    Report,
    Beside(
        model=ReportMeeting,
        noun="Meeting",
        nouns="Meetings",
        rows=lambda report: Q(report=report.pk),
        links_to=lambda row: ("programmes.meeting", row.meeting_id),
    ),
    Beside(
        model=ReportItem,
        noun="Passage",
        nouns="Passages",
        rows=lambda report: Q(report=report.pk),
        words=lambda row, name: f"{row.section} {row.number or f'at place {row.order}'}",
    ),
)
