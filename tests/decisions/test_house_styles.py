"""House styles are data: the five councils' reports, and styles that no council has."""

import csv
import os
import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.choices import AskStyle, Block, HeadingStyle, NumberStyle, StylePart
from decisions.models import HouseSection, Option, OptionPoint, Report, ReportItem
from decisions.reports.build import build
from decisions.reports.content import (
    Asks,
    Field,
    Fields,
    Grid,
    Listing,
    OptionColumn,
    Pairs,
    Paragraph,
    SideBySide,
    SignOff,
    Subheading,
    Table,
)
from decisions.reports.numbering import letter, roman
from decisions.reports.reading import outcome_of
from decisions.reports.renderers.html import render_html
from decisions.reports.renderers.text import render_text
from programmes.operations import keep
from sharedsvc.accounts.models import User
from sharedsvc.portal.workbook.programme import import_workbook
from tests.decisions.contents import blocks, section
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    HouseStyleFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProposalFactory,
    RecommendationFactory,
    ReportFactory,
    ReviewFactory,
)
from tests.past_the_rules import strike
from tests.portal.pages import normal
from tests.programmes_loaded import load_programmes

GOLDEN = Path(__file__).parent / "golden"
FIVE = {
    "inverclyde-2010-02-18": "clyde-valley",
    "cheshire-2009-03-05": "cheshire",
    "gloucester-2015-06": "gloucester",
    "chorley-2006-11-09": "chorley",
    "clackmannanshire-2014-06-26": "clackmannanshire-stirling",
}


@pytest.fixture(scope="module")
def five(django_db_setup, django_db_blocker):
    """The five reports as the public reads them: frozen, so that no database is needed."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*FIVE.values())
        reports = Report.objects.for_report()
        found = {code: build(reports.get(code=code), AnonymousUser()) for code in FIVE}
        transaction.set_rollback(True)
    return found


def headings(content):
    """The headings of the sections, in order."""
    return [section.heading for section in content.sections]


def numbers(content):
    """The numbers of all numbered paragraphs, in order."""
    found = [block for section in content.sections for block in section.blocks]
    return [block.number for block in found if isinstance(block, Paragraph) and block.number]


def shown_in(html):
    """The words of a page, as tests compare them."""
    without = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)
    return normal(" ".join(unescape(without).split()))


def words(text):
    """A text without its line breaks."""
    return " ".join(text.split())


# The five


@pytest.mark.parametrize("code", FIVE)
def test_the_text_of_each(five, code):
    """With REGOLD=1 the files are written anew: read what changed before you commit them."""
    golden = GOLDEN / f"{code}.txt"
    if os.environ.get("REGOLD"):
        golden.write_text(render_text(five[code]), encoding="utf-8")

    assert render_text(five[code]) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", FIVE)
def test_each_is_at_most_78_columns_wide(five, code):
    assert [line for line in render_text(five[code]).splitlines() if len(line) > 78] == []


@pytest.mark.parametrize("code", FIVE)
def test_each_says_its_title_once_in_its_head(five, code):
    content = five[code]
    head = words(render_text(content).split(content.sections[0].heading)[0]).lower()

    assert head.count(content.title.lower()) == 1


@pytest.mark.parametrize("code", FIVE)
def test_the_page_says_what_the_text_says(five, code):
    """Every word of the text is in the HTML too."""
    html = set(re.findall(r"\w+", shown_in(render_html(five[code]))))
    text = set(re.findall(r"\w+", normal(" ".join(render_text(five[code]).split()))))

    assert text - html == set()


def test_cheshires_head_has_no_labels(five):
    assert five["cheshire-2009-03-05"].header == Fields(
        (
            Field("Report to", "Performance & Capacity Advisory Panel", is_labelled=False),
            Field("Date", "Thursday 5 March 2009", is_labelled=False),
            Field("Subject", "SHARED SERVICES UPDATE", is_labelled=False),
        )
    )


def test_cheshires_two_tables(five):
    long_term, transitional = blocks(five["cheshire-2009-03-05"], "appendix-1", Table)

    assert long_term.columns == ("Ref", "Name", "Description", "Proposed host")
    assert [row[0] for row in long_term.rows] == ["A1a", "A1b", *(f"A{n}" for n in range(2, 16))]
    refs = [*(f"B{n}" for n in range(1, 5)), "B5a", "B5b", *(f"B{n}" for n in range(6, 27))]
    assert [row[0] for row in transitional.rows] == refs
    hosts = {row[0]: row[3] for row in transitional.rows}
    assert [hosts[ref] for ref in ("B10", "B15", "B24")] == [
        "Not applicable",
        "To be decided",
        "Not stated",
    ]
    assert {row[0]: row[2] for row in transitional.rows}["B21"] == "Is this required?"


def test_cheshires_letters_are_parts_of_the_second_point(five):
    decided, *_ = blocks(five["cheshire-2009-03-05"], "current-position", Listing)

    assert [(label, is_part) for label, _, is_part in decided.rows] == [
        ("1.", False),
        ("2.", False),
        ("(a)", True),
        ("(b)", True),
        ("(c)", True),
    ]


def test_gloucester_asks_each_body(five):
    ask, lead_in, asks = section(five["gloucester-2015-06"], "recommendations").blocks

    assert (ask.number, lead_in.number) == ("2.1", "2.2")
    assert ask.text.startswith("Overview & Scrutiny Committee is asked to note the report")
    assert lead_in.text.endswith("Cabinet is asked to RESOLVE:")
    assert [label for label, _ in asks.items] == ["(1)", "(2)", "(3)"]
    assert [label for group in five["gloucester-2015-06"].asks for label, _ in group.items] == [
        "2.1",
        "(1)",
        "(2)",
        "(3)",
    ]


def test_gloucesters_last_heading_has_no_number_and_its_text_beside_it(five):
    content = five["gloucester-2015-06"]
    last = content.sections[-1]

    assert [s.number for s in content.sections] == [*(f"{n}.0" for n in range(1, 12)), ""]
    assert (last.heading, last.run_in, last.blocks) == ("Background Documents", "None", ())
    assert render_text(content).endswith("\n\nBackground Documents: None\n")
    assert "Background Documents: <span" in render_html(content)


def test_chorleys_head_and_foot_are_tables(five):
    content = five["chorley-2006-11-09"]
    (foot,) = section(content, "author-block").blocks

    assert content.header.is_table
    assert [field.label for field in content.header.items] == ["Report of", "Meeting", "Date"]
    assert foot == Fields(
        (
            Field("Report Author", "Gary Hall"),
            Field("Ext", "5480"),
            Field("Date", "23 October 2006"),
            Field("Doc ID", "ADMINREP/REPORT"),
        ),
        is_table=True,
    )
    assert content.sections[-1].heading == ""


def test_chorleys_numbers_run_from_1_to_21_through_the_recommendation(five):
    content = five["chorley-2006-11-09"]
    (asks,) = section(content, "recommendations").blocks
    before, after = numbers(content)[:19], numbers(content)[19:]

    assert before == [f"{n}." for n in range(1, 20)]
    assert asks == Asks("", (("20.", "that the report be noted"),), flush=True)
    assert after == ["21."]
    assert "\n20.   that the report be noted\n" in render_text(content)


def test_chorleys_risks_are_a_grid_two_to_a_line(five):
    (grid,) = blocks(five["chorley-2006-11-09"], "risk-issues", Grid)

    assert grid.rows == (
        (("Strategy", "√ ticked"), ("Information", "Not ticked")),
        (("Reputation", "√ ticked"), ("Regulatory/Legal", "√ ticked")),
        (("Financial", "Not ticked"), ("Operational", "Not ticked")),
        (("People", "Not ticked"), ("Other", "Not ticked")),
    )


def test_clackmannanshires_letters_options_papers_and_signatures(five):
    content = five["clackmannanshire-2014-06-26"]
    (asks,) = blocks(content, "recommendations", Asks)
    (options,) = blocks(content, "appendix-2", SideBySide)
    (papers,) = section(content, "background-papers").blocks
    (signatures,) = section(content, "sign-off").blocks

    assert [label for label, _ in asks.items] == ["a)", "b)", "c)", "d)", "e)"]
    kinds = ["Strengths", "Weaknesses", "Comments"]
    assert [[kind for kind, _ in column.points] for column in options.columns] == [kinds, kinds]
    assert [label for label, _ in papers.items] == ["1", "2", "3"]
    assert section(content, "sign-off").heading == "Author(s)/Approved by:"
    assert signatures == Table(
        "",
        ("NAME", "DESIGNATION", "SIGNATURE"),
        (
            ("Nikki Bridle", "Depute Chief Executive", ""),
            ("Elaine McPherson", "Chief Executive", ""),
        ),
        head=1,
    )


def test_clackmannanshires_first_appendix_has_each_part_under_its_heading(five):
    content = five["clackmannanshire-2014-06-26"]
    *_, signed = section(content, "appendix-1").blocks
    first_level = [b.text for b in blocks(content, "appendix-1", Subheading) if b.level == 1]

    assert first_level == [
        "SHARED SERVICES – SUMMARY OF HIGH LEVEL FEEDBACK (EMPLOYEES AND MANAGERS)",
        "SHARED SERVICES TAKING STOCK 2013-14 TRADE UNION DISCUSSION, 16 January, 2014",
    ]
    assert signed == SignOff("Colin Liddell OBE", "17 January 2014")


# A sixth, unlike the five: its rows come from a workbook

SIXTH: dict[str, list[dict[str, str]]] = {
    "programme": [
        {"code": "dyffryn", "title": "Rhannu gwasanaethau / Sharing services", "partnership": "P"}
    ],
    "organisations": [
        {"code": "P", "name": "Partneriaeth Dyffryn", "kind": "partnership"},
        {"code": "DYF", "name": "Cyngor Dyffryn / Dyffryn Council", "kind": "welsh"},
        {"code": "BRY", "name": "Cyngor Bryn / Bryn Council", "kind": "welsh"},
    ],
    "bodies": [
        {"code": "cabinet", "name": "Y Cabinet", "organisation": "DYF", "kind": "cabinet"},
    ],
    "meetings": [{"code": "cabinet-2019", "body": "cabinet", "date": "2019-05-07"}],
    "people": [{"code": "mari", "name": "Mari Puw"}, {"code": "ifan", "name": "Ifan Rhys"}],
    "posts": [
        {"code": "legal", "title": "Swyddog Monitro / Monitoring Officer", "organisations": "DYF"},
        {"code": "chief", "title": "Prif Weithredwr / Chief Executive", "organisations": "DYF"},
    ],
    "workstreams": [
        {"ref": "W1", "title": "Archifau", "duration class": "long-term", "remarks": "Un safle."},
        {"ref": "W2", "title": "Iechyd", "duration class": "long-term"},
    ],
    "roles": [
        {"workstream": "W1", "role": "host", "organisation": "BRY", "standing": "proposed"},
    ],
    "proposals": [
        {"code": "archive", "title": "Archif", "kind": "start sharing", "about": "workstreams:W1"}
    ],
    "options": [
        {"option": "one", "proposal": "archive", "number": "1", "title": "Un archif",
         "standing": "proposed", "point": "strength", "point number": "1", "text": "Rhatach."},
        {"option": "one", "point": "comment", "point number": "1", "text": "Dim ar bapur."},
    ],
    "house styles": [
        {"style": "dyffryn", "name": "Dyffryn", "organisation": "DYF", "numbering": "A",
         "ask numbering": "(i)", "asks lead in": "Gofynnir i’r Cabinet / Cabinet is asked:",
         "risks in a row": "3", "part": "header", "key": "subject", "order": "1",
         "title": "Pwnc / Subject"},
        *(
            {"style": "dyffryn", "part": part, "key": key, "order": str(order), "title": title,
             "heading": heading}
            for order, (part, key, title, heading) in enumerate(
                (
                    ("header", "report-by", "Awdur / Author", ""),
                    ("header", "language", "Iaith / Language", "not printed"),
                    ("header", "report-to", "I’w drafod gan / For", ""),
                    ("section", "background", "Cefndir / Background", ""),
                    ("section", "risks", "Risgiau / Risks", ""),
                    ("section", "hosts", "Lletywyr / Hosts", ""),
                    ("section", "options", "Opsiynau / Options", ""),
                    ("section", "implications", "Goblygiadau / Implications", ""),
                    ("section", "sign-off", "Llofnodion / Signatures", "plain"),
                    ("section", "recommendations", "Argymhellion / Recommendations", ""),
                    ("section", "papers", "Papurau / Papers", "on the line"),
                    ("implication", "welsh", "Y Gymraeg / The Welsh language", ""),
                    ("implication", "future", "Cenedlaethau’r dyfodol / Future generations", ""),
                    ("implication", "nature", "Byd natur / Nature", ""),
                    ("risk", "money", "Arian / Money", ""),
                    ("risk", "people", "Pobl / People", ""),
                    ("risk", "trust", "Enw da / Good name", ""),
                    ("point", "comment", "Sylwadau / Comments", ""),
                    ("point", "strength", "Cryfderau / Strengths", ""),
                    ("sign-off", "signature", "Llofnod / Signature", ""),
                    ("sign-off", "name", "Enw / Name", ""),
                    ("word", "not-stated", "Heb ei nodi / Not stated", ""),
                    ("word", "not-applicable", "Amherthnasol / Not applicable", ""),
                    ("word", "ticked", "Oes / Yes", ""),
                    ("word", "not-ticked", "Nac oes / No", ""),
                    ("word", "ref", "Cyf / Ref", ""),
                    ("word", "name", "Enw / Name", ""),
                    ("word", "description", "Disgrifiad / Description", ""),
                    ("word", "host", "Lletywr / Host", ""),
                    ("word", "about", "tua / about", ""),
                ),
                start=2,
            )
        ),
    ],
    "reports": [
        {"code": "dyffryn-2019", "subject": "Archifau / Archives", "organisation": "DYF",
         "house style": "dyffryn", "date": "2019-05-07", "published": "2019-05-01",
         "goes to": "cabinet-2019"},
    ],
    "asks": [
        {"report": "dyffryn-2019", "number": "i", "order": "1", "text": "nodi / note",
         "body": "cabinet"},
        {"report": "dyffryn-2019", "number": "ii", "order": "2", "text": "cytuno / agree",
         "body": "cabinet"},
    ],
    "report texts": [
        {"report": "dyffryn-2019", "section": section, "order": order, **more}
        for section, order, more in (
            ("header", "1", {"block": "header", "heading": "language", "text": "Dwyieithog"}),
            ("background", "1", {"text": "Dechreuwyd yn 2018. / It began in 2018."}),
            ("background", "2", {"text": "Mae’n parhau. / It goes on."}),
            ("risks", "1", {"block": "risk grid", "heading": "money"}),
            ("risks", "2", {"block": "risk grid", "heading": "people", "answer": "none"}),
            ("hosts", "1", {"block": "hosts table", "duration class": "long-term",
                            "text": "Pwy sy’n lletya / Who hosts"}),
            ("hosts", "2", {"block": "hosts table", "duration class": "trial",
                            "text": "Treialon / Trials"}),
            ("options", "1", {"block": "options", "proposal": "archive"}),
            ("implications", "1", {"block": "implication", "heading": "nature",
                                   "answer": "not applicable"}),
            ("implications", "2", {"block": "implication", "heading": "welsh",
                                   "text": "Da. / Good."}),
            ("sign-off", "1", {"block": "sign-off", "person": "mari", "post": "legal"}),
            ("sign-off", "2", {"block": "sign-off", "person": "ifan", "post": "chief"}),
            ("papers", "1", {"block": "background paper", "text": "Dim / None"}),
        )
    ],
}  # fmt: skip


@pytest.fixture
def sixth(db, tmp_path):
    """The report of an invented council, imported from a workbook."""
    for sheet, rows in SIXTH.items():
        path = tmp_path / f"{sheet.replace(' ', '-')}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(n for row in rows for n in row)))
            writer.writeheader()
            writer.writerows(rows)
    outcome = import_workbook(tmp_path, user=None, reason="Test")
    assert outcome.problems == []
    return Report.objects.for_report().get(code="dyffryn-2019")


NOT_STATED = "Heb ei nodi / Not stated"


def test_the_head_of_the_sixth(sixth, public):
    assert build(sixth, public).header == Fields(
        (
            Field("Pwnc / Subject", "Archifau / Archives"),
            Field("Awdur / Author", NOT_STATED),
            Field("Iaith / Language", "Dwyieithog", is_labelled=False),
            Field("I’w drafod gan / For", "Y Cabinet"),
        )
    )


def test_the_sections_of_the_sixth(sixth, public):
    content = build(sixth, public)

    assert headings(content) == [
        "A Cefndir / Background",
        "B Risgiau / Risks",
        "C Lletywyr / Hosts",
        "D Opsiynau / Options",
        "E Goblygiadau / Implications",
        "Llofnodion / Signatures",
        "F Argymhellion / Recommendations",
        "Papurau / Papers",
    ]
    assert section(content, "background").blocks == (
        Paragraph("Dechreuwyd yn 2018. / It began in 2018.", "A1"),
        Paragraph("Mae’n parhau. / It goes on.", "A2"),
    )
    assert section(content, "papers").run_in == "Dim / None"


def test_what_is_computed_in_the_sixth(sixth, public):
    content = build(sixth, public)
    columns = ("Cyf / Ref", "Enw / Name", "Disgrifiad / Description", "Lletywr / Host")

    assert section(content, "risks").blocks == (
        Grid(
            (
                ("Arian / Money", "Oes / Yes"),
                ("Pobl / People", "Nac oes / No"),
                ("Enw da / Good name", NOT_STATED),
            ),
            across=3,
        ),
    )
    assert section(content, "hosts").blocks == (
        Table(
            "Pwy sy’n lletya / Who hosts",
            columns,
            (
                ("W1", "Archifau", "Un safle.", "Cyngor Bryn / Bryn Council (tua / about)"),
                ("W2", "Iechyd", "", NOT_STATED),
            ),
        ),
        Table("Treialon / Trials", columns, (), note=f"{NOT_STATED}."),
    )
    assert section(content, "options").blocks == (
        SideBySide(
            (
                OptionColumn(
                    "1 Un archif",
                    "Proposed",
                    "",
                    (
                        ("Sylwadau / Comments", (("1:", "Dim ar bapur."),)),
                        ("Cryfderau / Strengths", (("1:", "Rhatach."),)),
                    ),
                ),
            )
        ),
    )
    assert section(content, "implications").blocks == (
        Pairs(
            (
                ("Y Gymraeg / The Welsh language", "Da. / Good."),
                ("Cenedlaethau’r dyfodol / Future generations", f"{NOT_STATED}."),
                ("Byd natur / Nature", "Amherthnasol / Not applicable."),
            )
        ),
    )


def test_what_the_sixth_asks_and_who_signs(sixth, public):
    content = build(sixth, public)

    assert section(content, "recommendations").blocks == (
        Asks(
            "Gofynnir i’r Cabinet / Cabinet is asked:",
            (("(i)", "nodi / note"), ("(ii)", "cytuno / agree")),
        ),
    )
    assert section(content, "sign-off").blocks == (
        Table(
            "",
            ("Llofnod / Signature", "Enw / Name"),
            (("", "Mari Puw"), ("", "Ifan Rhys")),
            head=1,
        ),
    )


SIXTH_TEXT = """\
CYNGOR DYFFRYN / DYFFRYN COUNCIL

Pwnc / Subject:        Archifau / Archives
Awdur / Author:        Heb ei nodi / Not stated
Dwyieithog
I’w drafod gan / For:  Y Cabinet

A Cefndir / Background
----------------------

A1    Dechreuwyd yn 2018. / It began in 2018.

A2    Mae’n parhau. / It goes on.

"""


def test_the_sixth_as_text_and_as_html(sixth, public):
    content = build(sixth, public)
    text, html = render_text(content), render_html(content)

    assert text.startswith(SIXTH_TEXT)
    assert text.endswith(
        "F Argymhellion / Recommendations\n"
        "--------------------------------\n\n"
        "      Gofynnir i’r Cabinet / Cabinet is asked:\n"
        "      (i)  nodi / note\n"
        "      (ii) cytuno / agree\n\n"
        "Papurau / Papers: Dim / None\n"
    )
    assert [line for line in text.splitlines() if len(line) > 78] == []
    shown = shown_in(html)
    said = [value for field in content.header.items for value in (field.label, field.value)]
    said += ["Treialon / Trials", f"{NOT_STATED}.", "Rhatach.", "Oes / Yes", "Llofnod / Signature"]
    assert [text for text in said if normal(text) not in shown] == []


# A seventh, for what no report has


@pytest.fixture
def seventh(recorded):
    """A report whose house numbers nothing, asks first and has no implications of its own."""
    style = HouseStyleFactory(numbering=NumberStyle.NONE, ask_numbering=AskStyle.NONE)
    return Report.objects.for_report().get(pk=ReportFactory(style=style, title="Bins").pk)


def lay_out(report, *rows):
    """Add rows of part, key, title, and how the title is printed."""
    for order, (part, key, title, *heading) in enumerate(rows, start=1):
        keep(
            record=HouseSection(
                style=report.style, part=part, key=key, title=title, order=order,
                heading=heading[0] if heading else HeadingStyle.USUAL,
            )
        )  # fmt: skip


def item(report, section_key, order, block=Block.TEXT, text="", **more):
    return keep(
        record=ReportItem(
            report=report, section=section_key, order=order, block=block, text=text, **more
        )
    )


def test_a_report_that_numbers_nothing_and_asks_first(seventh, public):
    lay_out(
        seventh,
        (StylePart.SECTION, "recommendations", "Ask"),
        (StylePart.SECTION, "purpose", "Why"),
        (StylePart.SECTION, "implications", "What follows"),
    )
    item(seventh, "purpose", 1, text="To say why.")
    RecommendationFactory(report=seventh, number="1", text="empty the bins")
    content = build(seventh, public)

    assert render_text(content) == (
        f"{content.council.upper()}\n\nBins\n\n"
        "Ask\n---\n\n      empty the bins\n\n"
        "Why\n---\n\n      To say why.\n\n"
        "What follows\n------------\n\n      Not stated.\n"
    )


@pytest.mark.parametrize(
    "block",
    [
        {"block": Block.PRINCIPLES},
        {"block": Block.HOSTS_TABLE, "duration_class": "trial"},
        {"block": Block.ASKS},
    ],
    ids=["a list", "a table", "asks"],
)
def test_what_is_computed_of_nothing_says_so(seventh, public, block):
    lay_out(seventh, (StylePart.SECTION, "one", "One"))
    item(seventh, "one", 1, **block)
    content = build(seventh, public)

    assert render_text(content).endswith("\n      Not stated.\n")
    assert "Not stated." in render_html(content)


def test_findings_of_a_group_that_found_nothing_say_so(seventh, public):
    lay_out(seventh, (StylePart.SECTION, "one", "One"))
    review = ReviewFactory(programme=seventh.programme)
    item(seventh, "one", 1, Block.FINDINGS, review=review, heading="Nobody")

    assert section(build(seventh, public), "one").blocks == (Paragraph("Not stated."),)


HIDDEN = {
    "a text": (Block.TEXT, {"text": "Secret", "number": "7"}, Paragraph("Withheld.", "7")),
    "a bullet": (Block.BULLET, {"text": "Secret"}, Listing((("", "Withheld."),))),
    "a heading": (Block.HEADING, {"text": "Secret"}, Paragraph("Withheld.")),
    "a paper": (Block.BACKGROUND_PAPER, {"text": "Secret"}, Listing((("", "Withheld."),))),
    "an implication": (
        Block.IMPLICATION,
        {"text": "Secret", "heading": "Secret"},
        Pairs((("Withheld", "Withheld."),)),
    ),
    "a risk": (Block.RISK_GRID, {"heading": "money"}, Grid((("Money", "Withheld"),))),
    "a signature": (Block.SIGN_OFF, {"text": "Secret"}, SignOff("Withheld", "")),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_an_exempt_part_is_withheld_in_its_place(seventh, public, name):
    block, more, shown = HIDDEN[name]
    lay_out(seventh, (StylePart.SECTION, "one", "One"), (StylePart.RISK, "money", "Money"))
    item(seventh, "one", 1, block, visibility="owner", owner=seventh.organisation, **more)
    content = build(seventh, public)

    assert section(content, "one").blocks == (shown,)
    assert "Secret" not in render_text(content) + render_html(content)
    assert "Withheld" not in render_text(build(seventh, User(is_superuser=True)))


def test_an_exempt_field_or_ask_is_withheld_in_its_place(seventh, public):
    lay_out(
        seventh,
        (StylePart.HEADER, "wards", "Wards"),
        (StylePart.SECTION, "recommendations", "Ask"),
        (StylePart.WORD, "withheld", "Eithriedig / Exempt"),
    )
    exempt = {"visibility": "owner", "owner": seventh.organisation}
    item(seventh, "header", 1, Block.HEADER, "Secret", heading="wards", **exempt)
    RecommendationFactory(report=seventh, number="1", text="Secret", **exempt)
    content = build(seventh, public)

    assert content.header.items == (Field("Wards", "Eithriedig / Exempt"),)
    (asks,) = content.asks
    assert asks.items == (("", "Eithriedig / Exempt."),)
    assert "Secret" not in render_text(content) + render_html(content)


def test_a_hidden_body_and_meeting_are_withheld_where_their_asks_stand_alone(seventh, public):
    exempt = {"visibility": "owner", "owner": seventh.organisation}
    secret = BodyFactory(name="Secret board", **exempt)
    meeting = MeetingFactory(body=secret, date="2010-03-09", **exempt)
    for number, body in (("1", BodyFactory(name="Cabinet")), ("2", secret)):
        RecommendationFactory(
            report=seventh, number=number, body=body, text="note", order=int(number),
            meeting=meeting if body == secret else None,
        )  # fmt: skip

    assert [asks.lead_in for asks in build(seventh, public).asks] == [
        "Asked of Cabinet:",
        "Asked of Withheld:",
    ]


def test_an_ask_that_is_withheld_is_not_taken_for_answered(clyde_valley, public, recorded):
    report = Report.objects.for_report().get(code="inverclyde-2010-02-18")
    ask = report.recommendations.get(number="b")
    ask.visibility, ask.owner = "owner", report.organisation
    keep(record=ask)

    assert outcome_of(report, public) == "Outcome not recorded"


def test_what_is_struck_out_does_not_show(seventh, public):
    lay_out(
        seventh,
        (StylePart.HEADER, "contact-officer", "Contact"),
        (StylePart.SECTION, "one", "One"),
        (StylePart.SECTION, "recommendations", "Ask"),
    )
    seventh.contact = PersonFactory(name="Mistake")
    keep(record=seventh)
    mistakes = [
        seventh.contact,
        item(seventh, "one", 1, text="Mistake"),
        RecommendationFactory(report=seventh, number="1", text="Mistake"),
    ]
    for record in mistakes:
        strike(record)
    content = build(Report.objects.for_report().get(pk=seventh.pk), public)

    assert content.header.items == (Field("Contact", "Not stated"),)
    assert content.asks == ()
    assert [section.blocks for section in content.sections] == [(Paragraph("Not stated."),)] * 2


def test_a_section_without_a_number_takes_none_and_numbers_nothing(seventh, public):
    seventh.style.numbering = NumberStyle.ROMAN
    keep(record=seventh.style)
    lay_out(
        seventh,
        (StylePart.SECTION, "one", "One"),
        (StylePart.SECTION, "two", "Two", HeadingStyle.PLAIN),
        (StylePart.SECTION, "three", "Three", HeadingStyle.NOT_PRINTED),
        (StylePart.SECTION, "four", "Four"),
    )
    for key in ("one", "two", "three", "four"):
        item(seventh, key, 1, text="Text.")
    content = build(seventh, public)

    assert headings(content) == ["I. One", "Two", "", "II. Four"]
    assert numbers(content) == ["I.1", "II.1"]


def test_papers_and_implications_keep_their_own_numbers(seventh, public):
    lay_out(
        seventh,
        (StylePart.SECTION, "papers", "Papers"),
        (StylePart.SECTION, "one", "One paper"),
        (StylePart.SECTION, "implications", "What follows"),
        (StylePart.IMPLICATION, "law", "Law"),
        (StylePart.IMPLICATION, "money", "Money"),
    )
    for key, number in (("papers", "1"), ("papers", "2"), ("one", "9")):
        document = DocumentFactory(title=f"Paper {number}", date="")
        item(seventh, key, int(number), Block.BACKGROUND_PAPER, document=document, number=number)
    item(seventh, "implications", 1, Block.IMPLICATION, "Much.", heading="money", number="5.2")
    item(seventh, "implications", 2, Block.IMPLICATION, "Little.", heading="law", number="5.1")
    content = build(seventh, public)

    assert section(content, "papers").blocks == (Listing((("1", "Paper 1"), ("2", "Paper 2"))),)
    assert section(content, "one").blocks == (Listing((("9", "Paper 9"),)),)
    assert section(content, "implications").blocks == (
        Pairs((("5.1 Law", "Little."), ("5.2 Money", "Much."))),
    )


def test_a_long_label_is_kept_apart_from_its_text(seventh, public):
    seventh.style.ask_numbering = AskStyle.NUMBER_DOT
    keep(record=seventh.style)
    lay_out(seventh, (StylePart.SECTION, "one", "One"))
    item(seventh, "one", 1, Block.BULLET, "Text.", number="4.7 bullet 1")

    assert "4.7 bullet 1 Text.\n" in render_text(build(seventh, public))


def test_options_show_all_kinds_where_the_house_names_none(seventh, public):
    lay_out(seventh, (StylePart.SECTION, "one", "One"))
    proposal = ProposalFactory(programme=seventh.programme)
    for number in (1, 2, 3):
        option = keep(
            record=Option(
                programme=seventh.programme, proposal=proposal, code=f"o{number}", order=number,
                title=f"Option {number}", standing="considered",
            )
        )  # fmt: skip
        keep(record=OptionPoint(option=option, kind="feature", number="a", text="New."))
    item(seventh, "one", 1, Block.OPTIONS, proposal=proposal)

    assert render_text(build(seventh, public)).endswith(
        "      Option 3 (Considered)\n\n      Features\n      a:  New.\n"
    )


def test_only_words_points_and_columns_that_are_known(seventh):
    for part in (StylePart.WORD, StylePart.POINT, StylePart.SIGN_OFF):
        with pytest.raises(ValidationError) as refused:
            lay_out(seventh, (part, "nonsense", "Nonsense"))
        assert list(refused.value.message_dict) == ["key"]


def test_signatures_with_a_text_of_their_own_stand_apart(seventh, public):
    lay_out(
        seventh,
        (StylePart.SECTION, "one", "One"),
        (StylePart.SIGN_OFF, "post", "Office"),
        (StylePart.SIGN_OFF, "name", "Who"),
    )
    person, post = PersonFactory(name="Ann"), PostFactory(title="Clerk")
    item(seventh, "one", 1, Block.SIGN_OFF, person=person, post=post)
    item(seventh, "one", 2, Block.HEADING, "Seen by")
    item(seventh, "one", 3, Block.SIGN_OFF, "1 May 2020", person=person)

    assert section(build(seventh, public), "one").blocks == (
        Table("", ("Office", "Who"), (("Clerk", "Ann"),), head=1),
        Subheading("Seen by"),
        SignOff("Ann", "1 May 2020"),
    )


def test_roman_figures_and_letters():
    assert [roman(number) for number in (1, 4, 9, 14, 29)] == ["I", "IV", "IX", "XIV", "XXIX"]
    assert [letter(number) for number in (1, 26, 27, 53)] == ["A", "Z", "AA", "BA"]


# As at a date


def test_a_report_as_at_another_date(client, recorded):
    OrganisationFactory(name="Nowhere")
    report = ReportFactory(code="r", date="2010-02-18", programme__code="p")
    lay_out(report, (StylePart.SECTION, "one", "One"))
    address = report.get_absolute_url()
    days = ("", "?as_at=2010-06-01", "?as_at=2010-02-18", "?as_at=nonsense")
    shown = {day: shown_in(client.get(f"{address}{day}").content.decode()) for day in days}
    own = normal("as it stood on 18 February 2010.")

    assert [day for day in shown if own in shown[day]] == [
        "",
        "?as_at=2010-02-18",
        "?as_at=nonsense",
    ]
    assert (
        normal("as it stood on 1 June 2010, not on the date of the report.")
        in shown["?as_at=2010-06-01"]
    )
    assert client.get(f"{address}?as_at=1 June 2010").url == f"{address}?as_at=2010-06-01"
