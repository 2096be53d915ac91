"""The sheets of what was agreed and decided, under which conditions, and who may act on it."""

from decisions.deciding import call_in
from decisions.models import Agreement, CallIn, Clause, Condition, Decision, Delegation, Party
from decisions.models.particulars import MOST_VOTES
from decisions.operations import record_clause, record_decision, set_parties
from programmes.sheets import (
    FROM_TO,
    ORDER,
    WHEN,
    PartOfProgramme,
    Subjects,
    dated,
    rests_on,
    settles,
    standard,
)
from sharedsvc.core.workbook.columns import Code, Number, OneOf, SheetColumn, YesNo
from sharedsvc.core.workbook.reference_columns import CodeOf, LinkedReferences
from sharedsvc.core.workbook.sheets import Sheet, registry


def _votes(of: str = "") -> tuple[SheetColumn, ...]:
    """The columns of a vote; `of` tells that on the whole from those on clauses."""
    counts = {"for": "31", "against": "12", "abstained": "2", "cast": "45"}
    words = {"vote words": "unanimous", "majority": "two thirds of those present"}
    return (
        *(
            Number(
                name=f"votes {what}{of}", field=f"votes_{what}", example=many, highest=MOST_VOTES
            )
            for what, many in counts.items()
        ),
        *(
            SheetColumn(name=f"{name}{of}", field=name.replace(" ", "_"), example=example)
            for name, example in words.items()
        ),
    )


registry.register(
    Sheet(
        name="agreements",
        order=205,
        help="Agreements; a part of an agreement is a row of its own and names its parent.",
        parts=(
            PartOfProgramme(
                name="agreements",
                model=Agreement,
                key=(Code(name="code", example="inter-authority-agreement"),),
                columns=(
                    SheetColumn(name="title", required=True),
                    OneOf(name="kind", required=True),
                    OneOf(name="state"),
                    ORDER,
                    CodeOf(name="parent", to="agreements"),
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
                    SheetColumn(name="covers"),
                    Subjects(),
                    OneOf(name="exclusive"),
                    CodeOf(name="drafted by", to="organisations"),
                    CodeOf(name="document", to="documents"),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("parent", "drafted_by", "document"),
                sort=lambda agreement: (agreement.order,),
            ),
        ),
    ),
    Sheet(
        name="decisions",
        order=230,
        help="What was decided: particulars in the first row, then one row for each clause.",
        parts=(
            PartOfProgramme(
                name="decisions",
                model=Decision,
                key=(Code(name="decision", field="code", example="cvcpp-2010-01-15"),),
                columns=(
                    SheetColumn(
                        name="title", required=True, example="Ten workstreams put in order"
                    ),
                    CodeOf(name="organisation", to="organisations"),
                    CodeOf(name="body", to="bodies"),
                    CodeOf(name="meeting", to="meetings"),
                    *WHEN,
                    *dated("effective"),
                    YesNo(name="paraphrased"),
                    rests_on(),
                    CodeOf(name="supersedes", to="decisions"),
                    *dated("announced"),
                    CodeOf(name="officer", to="posts"),
                    CodeOf(name="under delegation", field="under", to="delegations"),
                    SheetColumn(name="without delegation"),
                    OneOf(name="call in"),
                    *dated("call in until"),
                    SheetColumn(name="call in why"),
                    *_votes(" on the whole"),
                    *standard(),
                ),
                joins=("organisation", "body", "meeting", "supersedes", "officer", "under"),
                save=record_decision,
                sort=lambda decision: (decision.date_latest,),
            ),
            PartOfProgramme(
                name="clauses",
                model=Clause,
                key=(
                    CodeOf(name="decision", to="decisions", required=True),
                    SheetColumn(name="clause", field="number", required=True, example="2(a)"),
                ),
                columns=(
                    ORDER,
                    OneOf(name="verb", required=True),
                    SheetColumn(name="text", required=True),
                    Subjects(),
                    SheetColumn(name="addressee"),
                    CodeOf(name="answers", to="asks"),
                    OneOf(name="outcome"),
                    CodeOf(name="part of", field="under", to="clauses"),
                    *dated("deferred until"),
                    CodeOf(name="referred to", to="bodies"),
                    YesNo(name="in principle"),
                    OneOf(name="amendment"),
                    *_votes(),
                    SheetColumn(name="who acts", example="Chief Executive"),
                    *dated("act by"),
                    OneOf(name="action"),
                    *dated("done"),
                    SheetColumn(name="reported"),
                    settles(),
                    *standard("clause"),
                ),
                path="decision__programme",
                joins=("decision", "answers__report", "under__decision", "referred_to"),
                save=record_clause,
                sort=lambda clause: (clause.order,),
            ),
        ),
    ),
    Sheet(
        name="call-ins",
        order=233,
        help="That a decision, or a clause of it, was called in, and what came of that.",
        parts=(
            PartOfProgramme(
                name="call-ins",
                model=CallIn,
                key=(
                    CodeOf(name="decision", to="decisions", required=True),
                    Number(name="number", required=True, example="1"),
                ),
                columns=(
                    CodeOf(name="clause", to="clauses"),
                    *WHEN,
                    SheetColumn(name="called by", required=True, example="five members"),
                    SheetColumn(name="grounds", required=True),
                    CodeOf(name="heard by", to="bodies"),
                    *dated("heard"),
                    OneOf(name="outcome"),
                    SheetColumn(name="findings"),
                    *standard(),
                ),
                path="decision__programme",
                joins=("decision", "clause__decision", "heard_by"),
                save=call_in,
                sort=lambda one: (one.number,),
            ),
        ),
    ),
    Sheet(
        name="conditions",
        order=235,
        help="What a clause is subject to; open until somebody entitled says that it is met.",
        parts=(
            PartOfProgramme(
                name="conditions",
                model=Condition,
                key=(
                    CodeOf(
                        name="clause",
                        to="clauses",
                        required=True,
                        example="cabinet-2008-10-07/2(a)",
                    ),
                    SheetColumn(name="number", required=True, example="1"),
                ),
                columns=(
                    ORDER,
                    SheetColumn(name="text", required=True),
                    OneOf(name="timing"),
                    OneOf(name="state"),
                    CodeOf(name="upon", to="organisations"),
                    SheetColumn(name="asked of", example="Chief Executive"),
                    *dated("due"),
                    SheetColumn(name="settled by", example="Cabinet"),
                    SheetColumn(name="evidence"),
                    SheetColumn(name="progress"),
                    *FROM_TO,
                    *standard(),
                ),
                path="clause__decision__programme",
                joins=("clause__decision", "upon"),
                sort=lambda condition: (condition.order,),
            ),
        ),
    ),
    Sheet(
        name="delegations",
        order=237,
        help="Authority to a post, anticipated, requested, granted or used.",
        parts=(
            PartOfProgramme(
                name="delegations",
                model=Delegation,
                key=(Code(name="code"),),
                columns=(
                    CodeOf(name="by", to="bodies"),
                    CodeOf(name="to", to="posts", required=True),
                    CodeOf(name="in consultation with", to="posts"),
                    SheetColumn(name="on what", required=True),
                    OneOf(name="state", required=True),
                    CodeOf(name="clause", to="clauses"),
                    Subjects(),
                    *FROM_TO,
                    *standard(),
                ),
                joins=("by", "to", "in_consultation_with", "clause__decision"),
            ),
        ),
    ),
)
