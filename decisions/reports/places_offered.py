"""What a report can hold that is computed from the records, ready to be put into a section."""

from dataclasses import dataclass, field
from typing import Any

from decisions.choices import Block
from decisions.models import Option, Report
from decisions.reports.records import ReportRecords
from programmes.models import Principle
from sharedsvc.core.dates import in_words
from workstreams.choices import DurationClass

# To which of these a place belongs says in which section a draft has it (`drafting`).
STANDING, ORDER, AHEAD, OPTIONS = "standing", "order", "ahead", "options"


@dataclass(frozen=True)
class OfferedPlace:
    """Something computed: what it is called, to what it belongs, and the columns of its row."""

    key: str
    called: str
    group: str
    block: Block
    values: dict[str, Any] = field(default_factory=dict, compare=False)


def places_offered(records: ReportRecords) -> list[OfferedPlace]:
    """What can be computed of the programme, as far as the reader sees there is anything."""
    return [
        *_of_standing(records),
        *_of_order(records),
        OfferedPlace("milestones", "Milestones to come", AHEAD, Block.MILESTONES),
        *_of_options(records),
    ]


def _of_standing(records: ReportRecords) -> list[OfferedPlace]:
    offered = [
        OfferedPlace(
            "overview", "Where the programme stands, in figures", STANDING, Block.OVERVIEW
        ),
        OfferedPlace("changes", "What changed since the last report", STANDING, Block.CHANGES),
    ]
    phases = {stage.phase_id: stage.phase for stage in records.stages if stage.phase}
    for phase in sorted(phases.values(), key=lambda one: (one.order, one.pk)):
        called = f"Workstreams and leads of {phase.title}"
        values: dict[str, Any] = {"phase": phase}
        offered.append(
            OfferedPlace(f"leads-{phase.code}", called, STANDING, Block.LEADS_TABLE, values)
        )
    whole = [one for one in records.workstreams if one.parent_id is None]
    classes = {one.duration_class for one in whole} - {DurationClass.NOT_STATED.value}
    for one in DurationClass:
        if one.value in classes:
            called = f"Services and hosts: {one.label.lower()}"
            values = {"duration_class": one.value}
            offered.append(
                OfferedPlace(f"hosts-{one.value}", called, STANDING, Block.HOSTS_TABLE, values)
            )
    if whole and not phases and not classes:
        called = "Workstreams and leads"
        offered.append(OfferedPlace("leads", called, STANDING, Block.LEADS_TABLE))
    if records.updates:
        called = "How each workstream stands"
        offered.append(OfferedPlace("status", called, STANDING, Block.STATUS))
    return offered


def _of_order(records: ReportRecords) -> list[OfferedPlace]:
    """Each ranking; and how the council's own last one compares with the partnership's."""
    rankings = {rows[0].ranking.pk: rows[0].ranking for rows in records.entries.values() if rows}
    ordered = sorted(rankings.values(), key=lambda one: (one.date_latest, one.pk))
    offered = [
        OfferedPlace(
            f"ranking-{one.code}",
            f"{one.title} ({in_words(one.date)})",
            ORDER,
            Block.RANKED_LIST,
            {"ranking": one},
        )
        for one in ordered
    ]
    report = records.report
    own = [one for one in ordered if one.by_id == report.organisation_id and one.is_ranked]
    theirs = [
        one for one in ordered if one.by_id == report.programme.partnership_id and one.is_ranked
    ]
    if own and theirs:
        values = {"ranking": own[-1], "against": theirs[-1]}
        called = f"How the ranking of {report.organisation.label} compares with the partnership’s"
        offered.append(OfferedPlace("comparison", called, ORDER, Block.COMPARISON, values))
    return offered


def _of_options(records: ReportRecords) -> list[OfferedPlace]:
    options = Option.objects.visible_to(records.user).filter(programme=records.report.programme_id)
    proposals = {one.proposal_id: one.proposal for one in options.select_related("proposal")}
    offered = [
        OfferedPlace(
            f"options-{one.code}",
            f"Options of “{one.title}”",
            OPTIONS,
            Block.OPTIONS,
            {"proposal": one},
        )
        for one in proposals.values()
    ]
    if _principles(records.report, records.user):
        called = "Principles of the programme"
        offered.append(OfferedPlace("principles", called, AHEAD, Block.PRINCIPLES))
    return offered


def _principles(report: Report, user: Any) -> bool:
    rows = Principle.objects.visible_to(user).filter(programme=report.programme_id)
    return bool(rows.exists())
