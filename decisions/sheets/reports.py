"""The sheets of committee reports: what they ask and say, and how a house lays them out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from decisions.choices import Block, StylePart
from decisions.models import (
    HouseSection,
    HouseStyle,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.models.places import OF_STYLE, keys_in_words, needs_in_words, what_it_lacks
from decisions.operations import ask, send_to_meetings
from programmes.operations import keep
from programmes.sheets import ORDER, PartOfProgramme, Subjects, all_of, always, dated, standard
from sharedsvc.core.workbook.columns import Code, Number, OneOf, SheetColumn, YesNo
from sharedsvc.core.workbook.reference_columns import CodeOf, LinkedReferences
from sharedsvc.core.workbook.sheets import Doubt, Part, Sheet, registry

KEY_HELP = (
    "What goes there. These fields fill themselves from the report's own row: report-to, date, "
    "subject, report-by, report-no, contact-officer, contact-no, author. The sections "
    "recommendations and implications fill themselves too. Any other key is filled by the report "
    "texts under it: a section's under “section”, a field's or an implication's under “heading”."
)
PUBLISHED_HELP = (
    "When it was published: until then only its organisation's clerks see it. Blank: not yet. Only "
    "the command line takes it in; a person publishes a report on its form in the admin."
)


def _without_a_place(items: Iterable[ReportItem]) -> Iterator[tuple[Any, str, Doubt]]:
    """Texts that would not be printed as they are meant: their house style has no such place."""
    items = list(items)
    styles = {item.report.style_id for item in items}
    places: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in HouseSection.objects.not_struck_out().filter(style__in=styles):
        places[row.style_id][row.part].add(row.key)
    for item in items:
        column, said = what_it_lacks(item, places[item.report.style_id])
        if said:
            yield item, column, Doubt(said, grave=False)


def _each_block() -> str:
    """What each block of a report needs, as a table of the documentation."""
    rows = [
        f"| {block.value} | {block.label} | {needs_in_words(block)} | {OF_STYLE.get(block, '')} |"
        for block in Block
    ]
    head = "| block | what it shows | what its row needs | what the house style needs |"
    return "\n".join([head, "|---|---|---|---|", *rows])


registry.register(
    Sheet(
        name="reports",
        order=210,
        help="Committee reports: their particulars. What they ask and say stands on other sheets.",
        parts=(
            PartOfProgramme(
                name="reports",
                model=Report,
                key=(Code(name="code", example="inverclyde-2010-02-18"),),
                columns=(
                    SheetColumn(name="subject", field="title", required=True),
                    CodeOf(name="organisation", to="organisations", required=True),
                    CodeOf(name="house style", field="style", to="house styles", required=True),
                    *dated("date", needs_day=True),
                    *dated("published", PUBLISHED_HELP),
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
                    SheetColumn(name="number", example="IC/01/10/PW/MMcK"),
                    CodeOf(name="by", to="posts"),
                    CodeOf(name="contact", to="people"),
                    CodeOf(name="contact post", to="posts"),
                    SheetColumn(name="contact number", example="01475 712042"),
                    SheetColumn(name="section order", example="purpose recommendations background"),
                    CodeOf(name="document", to="documents"),
                    *standard(),
                ),
                joins=("organisation", "style", "by", "contact", "contact_post", "document"),
            ),
        ),
    ),
    Sheet(
        name="asks",
        order=220,
        help="What a report recommends, each numbered ask in a row. It is not a decision.",
        parts=(
            PartOfProgramme(
                name="asks",
                model=Recommendation,
                key=(
                    CodeOf(name="report", to="reports", required=True),
                    SheetColumn(name="number", required=True, example="a"),
                ),
                columns=(
                    ORDER,
                    OneOf(name="verb"),
                    SheetColumn(name="text", required=True),
                    CodeOf(name="body", to="bodies"),
                    CodeOf(name="meeting", to="meetings"),
                    YesNo(name="anticipated"),
                    Subjects(),
                    *standard(),
                ),
                path="report__programme",
                joins=("report", "body", "meeting"),
                save=ask,
                sort=lambda row: (row.report.code, row.order),
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
        notes=(
            "A section holds texts and whatever else the report texts put there; what each block "
            "needs of the style is said under [report texts](#report-texts). Keys are free, but of "
            f"{keys_in_words()}."
        ),
        parts=(
            Part(
                name="house styles",
                model=HouseStyle,
                key=(Code(name="style", field="code", example="inverclyde"),),
                columns=(
                    SheetColumn(name="name", field="title", required=True),
                    CodeOf(name="organisation", to="organisations", required=True),
                    OneOf(name="numbering"),
                    OneOf(name="ask numbering"),
                    SheetColumn(name="asks lead in", example="It is recommended that members:"),
                    OneOf(name="field layout"),
                    Number(name="risks in a row", default=1),
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
                    CodeOf(name="style", to="house styles", required=True),
                    OneOf(name="part", required=True),
                    Code(name="key", example="purpose", help=KEY_HELP),
                ),
                columns=(
                    ORDER,
                    SheetColumn(name="title", required=True, example="Purpose of report"),
                    OneOf(name="heading"),
                    *standard("section"),
                ),
                rows=all_of(HouseSection, "style"),
                save=keep,
                shared=True,
                parent="style",
                rests_on=always,
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
        notes=_each_block(),
        parts=(
            PartOfProgramme(
                name="report texts",
                model=ReportItem,
                key=(
                    CodeOf(name="report", to="reports", required=True),
                    Code(name="section", example="background"),
                    Number(name="order", required=True),
                ),
                columns=(
                    SheetColumn(name="number", example="4.10"),
                    OneOf(
                        name="block", help="What it shows. The table above says what each needs."
                    ),
                    SheetColumn(name="text"),
                    SheetColumn(name="heading"),
                    OneOf(name="answer"),
                    CodeOf(name="ranking", to="rankings"),
                    CodeOf(name="against", to="rankings"),
                    CodeOf(name="body", to="bodies"),
                    CodeOf(name="proposal", to="proposals"),
                    CodeOf(name="review", to="reviews"),
                    OneOf(name="duration class"),
                    Number(name="first"),
                    Number(name="last"),
                    CodeOf(name="phase", to="phases"),
                    CodeOf(name="document", to="documents"),
                    CodeOf(name="person", to="people"),
                    CodeOf(name="post", to="posts"),
                    YesNo(name="hidden"),
                    SheetColumn(name="note"),
                    *standard(),
                ),
                path="report__programme",
                joins=(*ReportItem.seen_through, "body"),
                check=_without_a_place,
            ),
        ),
    ),
)
