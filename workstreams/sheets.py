"""The sheets of "what"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from programmes.models import Programme
from programmes.sheets import (
    FROM_TO,
    SPELL,
    WHEN,
    PartOfProgramme,
    dated,
    point_out_unusual,
    standard,
)
from sharedsvc.core.workbook.columns import Code, DecimalNumber, Number, OneOf, SheetColumn, Target
from sharedsvc.core.workbook.reference_columns import CodeOf
from sharedsvc.core.workbook.sheets import Doubt, Sheet, natural, registry
from workstreams.models import (
    Arrangement,
    Consultation,
    Contribution,
    Finding,
    Lineage,
    Milestone,
    Ranking,
    RankingEntry,
    Review,
    Risk,
    Score,
    Scoring,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)
from workstreams.operations import (
    assign_role,
    enter_rank,
    enter_score,
    keep_lineage,
    keep_workstream,
)
from workstreams.ranking import could_be_an_order, tied_ranks

WORKSTREAM = CodeOf(name="workstream", to="workstreams", required=True, example="back-office")
WHY_BEFORE_GATES = SheetColumn(name="why before its gates", field="before_gates")


NOTHING_FIRST = (
    "nothing has rank 1: {} could as well number a list that runs on. Give ranks from 1 or, if the "
    "source ranks them so, say that in the entry remarks"
)
RANKS_OR_ORDER = (
    "are these ranks, or an order? Read as ranks, the first on the page is ranked {}; read as an "
    "order, number {} on the page comes first. If they are ranks, say so in the entry remarks; if "
    "they are an order, write each workstream's rank"
)


@dataclass(frozen=True, kw_only=True)
class CameFrom(CodeOf):
    """A workstream of the programme by its code; one of another as programme/reference."""

    help: str = "A workstream; one of another programme as programme/reference."
    type_name = "reference to workstreams, or programme/reference"

    def targets(self, value: Any) -> list[Target]:
        return [] if value and "/" in value else super().targets(value)

    def resolve(self, value: Any, directory: Any) -> Any:
        if not value or "/" not in value:
            return super().resolve(value, directory)
        programme, _, ref = value.partition("/")
        rows = Workstream.objects.not_struck_out().filter(programme__code=programme, ref=ref)
        user = getattr(directory, "user", None)
        return (rows.visible_to(user) if user else rows).first()

    def left_out(self, value: Any, directory: Any) -> str:
        """Where the register does not hold the other programme, as an empty one does not."""
        if not value or "/" not in value:
            return ""
        code = value.partition("/")[0]
        rows = Programme.objects.not_struck_out().filter(code=code)
        user = getattr(directory, "user", None)
        if (rows.visible_to(user) if user else rows).exists():
            return ""
        return f"the register does not hold the programme “{code}”: this row is left out"

    def get(self, record: Any, directory: Any) -> Any:
        found = record.predecessor
        code = directory.code(found)
        own = directory.programme is not None and found.programme_id == directory.programme.pk
        return code if own else f"{found.programme.code}/{code}"

    def value_at(self, version: Any, directory: Any) -> Any:
        found = Workstream.objects.select_related("programme").get(pk=version.predecessor_id)
        return self.get(Lineage(predecessor=found), directory)


def _place(workstream: Any) -> tuple:
    return (workstream.order, natural(workstream.ref))


def _ranks_given_twice(entries: Iterable[RankingEntry]) -> Iterator[tuple[Any, str, Doubt]]:
    """A tie, which is pointed out; or a slip, unless the remarks say that the source has it so."""
    for _, listed in groupby(sorted(entries, key=_ranking_of), key=_ranking_of):
        ranked = [(entry.rank, entry) for entry in listed if entry.rank is not None]
        ties = tied_ranks(rank for rank, _ in ranked)
        for rank, entry in ranked:
            if rank in ties:
                yield entry, "rank", _tie(entry, ties[rank])


def _doubts_of_ranks(entries: Iterable[RankingEntry]) -> Iterator[tuple[Any, str, Doubt]]:
    """What is to be asked of figures that could as well be something else than ranks."""
    listed = list(entries)
    yield from _ranks_given_twice(listed)
    for _, own in groupby(sorted(listed, key=_ranking_of), key=_ranking_of):
        ranked = sorted((it for it in own if it.rank is not None), key=lambda it: it.order)
        if ranked and not any(entry.remarks for entry in ranked):
            yield from _asked_of(ranked)


def _asked_of(ranked: list[RankingEntry]) -> Iterator[tuple[Any, str, Doubt]]:
    """Of one list in the order of its places, without a remark that says what its figures are."""
    ranks = [entry.rank or 0 for entry in ranked]
    if min(ranks) > 1:
        yield ranked[0], "rank", Doubt(NOTHING_FIRST.format(min(ranks)))
    elif could_be_an_order([entry.order for entry in ranked], ranks):
        yield ranked[0], "rank", Doubt(RANKS_OR_ORDER.format(ranks[0], ranks[0]))


def _ranking_of(entry: RankingEntry) -> int:
    return entry.ranking_id


def _tie(entry: RankingEntry, follows: int | None) -> Doubt:
    if follows is None or entry.remarks:
        return Doubt("the rank is given twice: taken as a tie", grave=False)
    return Doubt(
        f"the rank is given twice, yet {follows} follows: a tie leaves that out (1, 2, 2, 4). Mend "
        "the ranks or, if the source prints them so, say that in the entry remarks"
    )


registry.register(
    Sheet(
        name="workstreams",
        order=110,
        help="Proposed or running shared services. A component names its parent.",
        parts=(
            PartOfProgramme(
                name="workstreams",
                model=Workstream,
                key=(Code(name="ref", example="A5b"),),
                columns=(
                    SheetColumn(name="title", required=True, example="Back office"),
                    Number(name="order", default=0),
                    CodeOf(name="parent", to="workstreams"),
                    SheetColumn(name="scope"),
                    SheetColumn(name="remit"),
                    OneOf(name="duration class"),
                    SheetColumn(name="amount", example="3 days a week"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("parent",),
                save=keep_workstream,
                sort=_place,
            ),
        ),
    ),
    Sheet(
        name="lineage",
        order=120,
        help="What became of a workstream: merged, split, replaced, renamed.",
        parts=(
            PartOfProgramme(
                name="lineage",
                model=Lineage,
                key=(
                    CameFrom(name="from", field="predecessor", to="workstreams", required=True),
                    CodeOf(name="to", field="successor", to="workstreams", required=True),
                ),
                columns=(OneOf(name="kind", required=True), *WHEN, *standard()),
                path="successor__programme",
                joins=("predecessor__programme", "successor"),
                save=keep_lineage,
            ),
        ),
    ),
    Sheet(
        name="stages",
        order=130,
        help=(
            "Where a workstream stands, from when to when; with a phase also its priority and "
            "title there; with an owner that council's own route."
        ),
        parts=(
            PartOfProgramme(
                name="stages",
                model=Stage,
                key=(
                    WORKSTREAM,
                    OneOf(name="stage", required=True),
                    CodeOf(name="phase", to="phases"),
                    CodeOf(name="owner", to="organisations"),
                    SPELL,
                ),
                columns=(
                    Number(name="priority"),
                    SheetColumn(name="title"),
                    *FROM_TO,
                    WHY_BEFORE_GATES,
                    *(column for column in standard() if column.name != "owner"),
                ),
                path="workstream__programme",
                joins=("workstream", "phase", "owner"),
                sort=lambda stage: (*_place(stage.workstream), stage.start_latest),
            ),
        ),
    ),
    Sheet(
        name="roles",
        order=140,
        help="Who leads, hosts, takes part in or supports a workstream. Two joint leads: two rows.",
        parts=(
            PartOfProgramme(
                name="roles",
                model=WorkstreamRole,
                key=(
                    WORKSTREAM,
                    OneOf(name="role", field="kind", required=True),
                    CodeOf(name="organisation", to="organisations", example="ERW"),
                    CodeOf(name="person", to="people"),
                    SPELL,
                ),
                columns=(
                    CodeOf(name="post", to="posts"),
                    OneOf(name="standing", required=True),
                    OneOf(name="answer"),
                    SheetColumn(name="wording"),
                    Number(name="named", field="order", default=0),
                    *FROM_TO,
                    *standard(),
                ),
                path="workstream__programme",
                joins=("workstream", "organisation", "person", "post"),
                save=assign_role,
                sort=lambda role: (*_place(role.workstream), role.order),
                check=point_out_unusual,
            ),
        ),
    ),
    Sheet(
        name="rankings",
        order=150,
        help="A ranking's particulars in its first row; then one row for each workstream in it.",
        parts=(
            PartOfProgramme(
                name="rankings",
                model=Ranking,
                key=(Code(name="ranking", field="code", example="cv-2010-01-15"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    CodeOf(name="by", to="organisations", required=True),
                    OneOf(
                        name="kind",
                        required=True,
                        why_required=(
                            "ranked if the figures are ranks; selection if they only number a list "
                            "(they then belong under “place”)"
                        ),
                    ),
                    CodeOf(name="meeting", to="meetings"),
                    *WHEN,
                    SheetColumn(name="supporters", example="All eight authorities"),
                    OneOf(name="support"),
                    *standard(),
                ),
                joins=("by", "meeting"),
            ),
            PartOfProgramme(
                name="ranking entries",
                model=RankingEntry,
                key=(CodeOf(name="ranking", to="rankings", required=True), WORKSTREAM),
                columns=(
                    Number(name="rank"),
                    Number(name="place", field="order", default=0),
                    SheetColumn(name="title as ranked", field="title"),
                    *standard("entry"),
                ),
                path="ranking__programme",
                joins=("ranking", "workstream"),
                save=enter_rank,
                sort=lambda entry: (entry.rank or 0, entry.order),
                check=_doubts_of_ranks,
            ),
        ),
    ),
    Sheet(
        name="scores",
        order=155,
        help=(
            "Scores against the programme's criteria: particulars in the first row; then one row "
            "for each workstream and criterion. They are no ranking."
        ),
        parts=(
            PartOfProgramme(
                name="scorings",
                model=Scoring,
                key=(Code(name="scoring", field="code", example="ivc-2010-02"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    CodeOf(name="by", to="organisations", required=True),
                    SheetColumn(name="scorers", example="Heads of service"),
                    CodeOf(name="meeting", to="meetings"),
                    *WHEN,
                    *standard(),
                ),
                joins=("by", "meeting"),
            ),
            PartOfProgramme(
                name="scores",
                model=Score,
                key=(
                    CodeOf(name="scoring", to="scorings", required=True),
                    CodeOf(name="criterion", to="criteria", required=True, example="1"),
                    WORKSTREAM,
                ),
                columns=(DecimalNumber(name="score", field="value"), *standard("score")),
                path="scoring__programme",
                joins=("scoring", "criterion", "workstream"),
                save=enter_score,
                sort=lambda score: (*_place(score.workstream), score.criterion.order),
            ),
        ),
    ),
    Sheet(
        name="milestones",
        order=160,
        help="What is to be done, by when, by whom; without a workstream: of the programme.",
        parts=(
            PartOfProgramme(
                name="milestones",
                model=Milestone,
                key=(Code(name="code", example="back-office-lead-officer"),),
                columns=(
                    CodeOf(name="workstream", to="workstreams"),
                    SheetColumn(name="title", required=True),
                    SheetColumn(name="who"),
                    *dated("due"),
                    *dated("forecast"),
                    *dated("forecast known"),
                    SheetColumn(name="why it moved", field="forecast_why"),
                    *dated("done"),
                    CodeOf(name="meeting", to="meetings"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("workstream", "meeting"),
            ),
        ),
    ),
    Sheet(
        name="updates",
        order=170,
        help="What was reported of a workstream. Without a rating: not reported.",
        parts=(
            PartOfProgramme(
                name="updates",
                model=StatusUpdate,
                key=(WORKSTREAM, Number(name="number", default=1)),
                columns=(
                    *dated("date"),
                    OneOf(name="rating"),
                    SheetColumn(name="what has happened", field="narrative", required=True),
                    SheetColumn(name="what comes next", field="next_steps"),
                    SheetColumn(name="author"),
                    *standard(),
                ),
                path="workstream__programme",
                joins=("workstream",),
                sort=lambda update: (*_place(update.workstream), update.number),
            ),
        ),
    ),
    Sheet(
        name="arrangements",
        order=145,
        help="How a workstream is delivered; one model may be in force and another proposed.",
        parts=(
            PartOfProgramme(
                name="arrangements",
                model=Arrangement,
                key=(
                    WORKSTREAM,
                    OneOf(name="delivery model", field="model", required=True),
                    OneOf(name="standing", required=True),
                    SPELL,
                ),
                columns=(SheetColumn(name="wording"), *FROM_TO, WHY_BEFORE_GATES, *standard()),
                path="workstream__programme",
                joins=("workstream",),
                sort=lambda arrangement: (
                    *_place(arrangement.workstream),
                    arrangement.start_latest,
                ),
            ),
        ),
    ),
    Sheet(
        name="risks",
        order=172,
        help="Risks and opportunities: of the programme or of one workstream.",
        parts=(
            PartOfProgramme(
                name="risks",
                model=Risk,
                key=(Code(name="code"),),
                columns=(
                    CodeOf(name="workstream", to="workstreams"),
                    OneOf(name="kind"),
                    OneOf(name="category"),
                    SheetColumn(name="text"),
                    SheetColumn(name="mitigation"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("workstream",),
            ),
        ),
    ),
    Sheet(
        name="contributions",
        order=174,
        help="Money, or something in kind, that an organisation gives.",
        parts=(
            PartOfProgramme(
                name="contributions",
                model=Contribution,
                key=(Code(name="code"),),
                columns=(
                    CodeOf(name="organisation", to="organisations", required=True),
                    CodeOf(name="workstream", to="workstreams"),
                    OneOf(name="kind", required=True),
                    SheetColumn(name="text", required=True, example="a project manager"),
                    SheetColumn(name="wording"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("organisation", "workstream"),
            ),
        ),
    ),
    Sheet(
        name="consultations",
        order=176,
        help="Of whom, on what, and what came back. Evidence, never an approval.",
        parts=(
            PartOfProgramme(
                name="consultations",
                model=Consultation,
                key=(Code(name="code"),),
                columns=(
                    CodeOf(name="workstream", to="workstreams"),
                    SheetColumn(name="of whom", field="who", required=True),
                    SheetColumn(name="on what", required=True),
                    SheetColumn(name="responses"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("workstream",),
            ),
        ),
    ),
    Sheet(
        name="reviews",
        order=178,
        help="Evaluations: particulars in the first row, then one row for each finding.",
        parts=(
            PartOfProgramme(
                name="reviews",
                model=Review,
                key=(Code(name="review", field="code", example="taking-stock-2013"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    SheetColumn(name="description"),
                    *FROM_TO,
                    *standard(),
                ),
            ),
            PartOfProgramme(
                name="findings",
                model=Finding,
                key=(
                    CodeOf(name="review", to="reviews", required=True),
                    Number(name="place", field="order", required=True),
                ),
                columns=(
                    SheetColumn(name="group", example="Trade unions"),
                    SheetColumn(name="theme", example="General progress: Education"),
                    SheetColumn(name="number"),
                    SheetColumn(name="text", required=True),
                    *standard("finding"),
                ),
                path="review__programme",
                joins=("review",),
                sort=lambda finding: (finding.order,),
            ),
        ),
    ),
)
