"""What was decided in a made-up programme: gates and who passed them, decisions, one report."""

from collections.abc import Iterator, Sequence

from decisions.choices import Block, CaseStage, Outcome, StylePart, Verb
from decisions.models import (
    Approval,
    Clause,
    Decision,
    Gate,
    HouseSection,
    HouseStyle,
    Recommendation,
    Report,
    ReportItem,
)
from programmes.models import Subject
from sharedsvc.portal.scale.councils import HELD, ONCE
from sharedsvc.portal.scale.parts import Made, Making
from sharedsvc.portal.scale.past_the_door import write
from workstreams.models import Ranking

GATES = (
    ("Outline agreed (made up)", ""),
    ("Partners named (made up)", ""),
    ("Full business case agreed (made up)", CaseStage.FULL),
)
FOR_A_DECISION = 25  # workstreams
CLAUSES = (Verb.NOTE, Verb.AGREE, Verb.REPORT_BACK)
SECTIONS = ("purpose", "summary", "recommendations")


def make_gates(making: Making, made: Sequence[Made]) -> None:
    """Write three gates; a third of the workstreams passed the first, a third the second too."""
    gates = write(
        (
            Gate(
                code=f"{making.programme.code}-gate-{order}",
                title=title,
                programme=making.programme,
                order=order,
                case_stage=stage,
                start="2021-01-01",
            )
            for order, (title, stage) in enumerate(GATES, start=1)
        ),
        ONCE,
    )
    passed = ((gate, one) for one in made for gate in gates[: one.number % 3])
    write((approval for gate, one in passed for approval in _approvals(gate, one)), ONCE)


def _approvals(gate: Gate, one: Made) -> Iterator[Approval]:
    for council in (one.lead, one.partner):
        yield Approval(
            gate=gate,
            workstream=one.workstream,
            organisation=council,
            outcome=Outcome.APPROVED,
            date=HELD[gate.order],
        )


def make_decisions(making: Making, made: Sequence[Made]) -> None:
    """Write a decision for every 25 workstreams, its second clause about eight of them."""
    groups = [made[n : n + FOR_A_DECISION] for n in range(0, len(made), FOR_A_DECISION)]
    decisions = write((_decision(making, n) for n in range(1, len(groups) + 1)), ONCE)
    clauses = write((clause for one in decisions for clause in _clauses(one)), ONCE)
    agreed = clauses[1 :: len(CLAUSES)]
    about = (
        (c, g, n) for c, group in zip(agreed, groups, strict=True) for n, g in enumerate(group[::3])
    )
    write(
        (
            Subject(
                record_type="decisions.clause",
                record_id=clause.pk,
                subject_type="workstreams.workstream",
                subject_id=one.workstream.pk,
                order=order,
            )
            for clause, one, order in about
        ),
        ONCE,
    )


def _decision(making: Making, number: int) -> Decision:
    meeting = making.partners.meetings[number % len(HELD)]
    return Decision(
        programme=making.programme,
        code=f"decision-{number}",
        title=f"Decision {number} of the board (made up)",
        organisation=making.partners.partnership,
        body=making.partners.board,
        meeting=meeting,
        date=meeting.date,
    )


def _clauses(decision: Decision) -> Iterator[Clause]:
    for order, verb in enumerate(CLAUSES, start=1):
        yield Clause(
            decision=decision,
            number=str(order),
            order=order,
            verb=verb,
            text=f"Made up: {verb.label.lower()} how far the shared services have come.",
        )


def make_report(making: Making, ranking: Ranking) -> None:
    """Write a published report of the first council, with the ranked list and the leads."""
    council = making.partners.councils[0]
    code = f"{making.programme.code}-report"
    [style] = write(
        [HouseStyle(code=code, title=f"{council.short_name} (made up)", organisation=council)], ONCE
    )
    write(
        (
            HouseSection(
                style=style, part=StylePart.SECTION, key=key, title=key.capitalize(), order=order
            )
            for order, key in enumerate(SECTIONS, start=1)
        ),
        ONCE,
    )
    [report] = write(
        [
            Report(
                code=code,
                programme=making.programme,
                organisation=council,
                style=style,
                title=f"How far {making.programme.title} has come",
                date="2023-10-19",
                published="2023-10-12",
            )
        ],
        ONCE,
    )
    write(_items(making, report, ranking), ONCE)
    write(_asks(making, report), ONCE)


def _items(making: Making, report: Report, ranking: Ranking) -> Iterator[ReportItem]:
    said = "Made up: this report tells members how far the shared services have come."
    yield ReportItem(report=report, section="purpose", order=1, text=said)
    yield ReportItem(
        report=report, section="summary", order=1, block=Block.RANKED_LIST, ranking=ranking
    )
    yield ReportItem(
        report=report, section="summary", order=2, block=Block.LEADS_TABLE, phase=making.phase
    )


def _asks(making: Making, report: Report) -> Iterator[Recommendation]:
    cabinet = making.partners.cabinets[report.organisation_id]
    for order, verb in enumerate(CLAUSES, start=1):
        yield Recommendation(
            report=report,
            number="abc"[order - 1],
            order=order,
            verb=verb,
            text=f"{verb.label.lower()} what was done (made up)",
            body=cabinet,
        )
