"""Committee reports: what the Clyde Valley report says, and that its layout is data."""

import datetime
import os
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction

from decisions.choices import AskStyle, Block, ImplicationAnswer, NumberStyle, StylePart
from decisions.models import HouseSection, HouseStyle, Recommendation, Report, ReportItem
from decisions.reports.build import build
from decisions.reports.content import Asks, Listing, Note, Pairs, Paragraph, SignOff, Table
from decisions.reports.formats import FORMATS
from decisions.reports.keeping import keep_what_is_missing
from decisions.reports.reading import outcome_of
from decisions.reports.renderers.html import render_html
from decisions.reports.renderers.text import render_text
from programmes.models import Document, Meeting, Person, Post, Reading
from programmes.operations import keep
from sharedsvc.accounts.models import User
from sharedsvc.core.history import recording
from tests.decisions.contents import blocks, section
from tests.factories import (
    BodyFactory,
    HouseStyleFactory,
    MeetingFactory,
    OrganisationFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.past_the_rules import hide
from tests.programmes_loaded import load_programmes
from workstreams.models import Ranking, RankingEntry, Workstream, WorkstreamRole

CODE = "inverclyde-2010-02-18"
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """The report as the public reads it, built once: it is frozen and needs no database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes("clyde-valley")
        found = build(Report.objects.for_report().get(code=CODE), AnonymousUser())
        transaction.set_rollback(True)
    return found


def pairs(header):
    """The fields of a header with their values."""
    return tuple((field.label, field.value) for field in header.items)


# What it says


def test_header(content):
    assert pairs(content.header) == (
        ("Report To", "Inverclyde Council"),
        ("Date", "18 February 2010"),
        ("Report By", "Corporate Director Improvement and Performance"),
        ("Report No", "IC/01/10/PW/MMcK"),
        ("Contact Officer", "Miriam McKenna, Strategic Partnership Manager"),
        ("Contact No", "01475 712042"),
        (
            "Subject",
            "Clyde Valley Community Planning Partnership - Review of Joint Working and Shared "
            "Services – Next Steps",
        ),
    )


def test_sections_and_sign_off_after_the_recommendations(content):
    headings = [
        (section.key, section.number, section.title.lower()) for section in content.sections
    ]

    assert headings == [
        ("purpose", "1.0", "purpose"),
        ("summary", "2.0", "summary"),
        ("recommendations", "3.0", "recommendations"),
        ("sign-off", "", ""),
        ("background", "4.0", "background"),
        ("implications", "5.0", "implications"),
        ("consultation", "6.0", "consultation"),
        ("background-papers", "7.0", "list of background papers"),
    ]
    assert section(content, "sign-off").blocks == (
        SignOff("Paul Wallace", "Corporate Director Improvement and Performance"),
    )


NUMBERS = [
    *(f"1.{n}" for n in range(1, 4)),
    *(f"2.{n}" for n in range(1, 10)),
    *(f"4.{n}" for n in range(1, 17)),
    "5.1",
    "6.1",
    "7.1",
]


def test_paragraphs_bear_the_numbers_printed(content):
    paragraphs = [
        block.number
        for section in content.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.number
    ]

    assert paragraphs == NUMBERS


FIRST_THREE = (
    ("1.", "An Integrated Waste Management Approach"),
    ("2.", "An Integrated Approach to Health and Social Care"),
    ("3.", "A Single Social Transport Solution"),
)
OTHERS = (
    ("4.", "Property Sharing and Management in Hubs"),
    ("5.", "Developing an Approach to the Back Office"),
    ("6.", "Joint and Streamlined Fleet Management and Maintenance"),
    ("7.", "A Common Charging Framework"),
    ("8.", "Shared Roads Maintenance"),
    ("9.", "Joint Economic Strategy"),
    ("10.", "Joint Workforce Planning"),
)
THE_COUNCILS = (
    ("1.", "An Integrated Waste Management Approach"),
    ("2.", "Shared Roads Maintenance"),
    ("3.", "A Single Social Transport Solution"),
)
THE_COMMITTEES = (
    ("", "Waste Management"),
    ("", "Shared Roads Maintenance"),
    ("", "A common Charging Framework"),
)


@pytest.mark.parametrize(
    ("key", "lists"),
    [
        ("summary", [FIRST_THREE, OTHERS, THE_COUNCILS]),
        ("background", [THE_COMMITTEES, FIRST_THREE, OTHERS, THE_COUNCILS]),
    ],
)
def test_lists(content, key, lists):
    assert [listing.items for listing in blocks(content, key, Listing)] == lists


@pytest.mark.parametrize("key", ["summary", "background"])
def test_leads_by_priority(content, key):
    (table,) = blocks(content, key, Table)

    assert table.columns == ("Priority", "Work stream", "Lead authorities")
    assert table.rows == (
        ("1", "An integrated Waste Management Approach", "Glasgow and North Lanarkshire"),
        (
            "2",
            "An integrated Health and Social Care Service",
            "Renfrewshire (with possible support from Sir John Arbuthnott)",
        ),
        ("3", "Social Transport and Fleet Management", "North Lanarkshire and Glasgow"),
        ("4", "Property Sharing and Local Management in Hubs", "South Lanarkshire"),
        ("5", "Developing an Approach to the Back Office", "East Renfrewshire and Inverclyde"),
        ("7", "Common Charging Framework", "East Dunbartonshire"),
        ("9", "Joint Economic Strategy", "West Dunbartonshire"),
    )


@pytest.mark.parametrize("key", ["summary", "background"])
def test_the_comparison_is_true_to_the_reading_above_it(content, key):
    compared = [p.text for p in blocks(content, key, Paragraph) if "places lower" in p.text]

    assert compared == [
        "Two of these three are among the first three of Clyde Valley Community Planning "
        "Partnership: An Integrated Waste Management Approach and A Single Social Transport "
        "Solution. Two of these three are taken forward in Phase 1: An Integrated Waste "
        "Management Approach and A Single Social Transport Solution. In the list of Clyde Valley "
        "Community Planning Partnership Shared Roads Maintenance stands six places lower (rank 8, "
        "not 2)."
    ]


@pytest.mark.parametrize("key", ["summary", "background"])
def test_its_note_is_true_to_the_other_reading(content, key):
    (rival, _) = blocks(content, key, Note)
    _, _, of_the_other = rival.text.partition("without an order: ")

    assert of_the_other == (
        "Waste Management, Shared Roads Maintenance and A common Charging Framework. Of these "
        "three, one is among the first three of Clyde Valley Community Planning Partnership and "
        "two are taken forward in Phase 1. Which reading is right is not settled."
    )
    assert "paragraph 4.5" in rival.text


@pytest.mark.parametrize("key", ["summary", "background"])
def test_the_joint_lead_is_proposed_in_one_place_and_agreed_in_others(content, key):
    (_, dispute) = blocks(content, key, Note)

    assert dispute.text == (
        "Is Inverclyde’s joint lead on the back office proposed or agreed? "
        "Paragraph 1.3: Proposed; discussions with East Renfrewshire Council are still to come. "
        "Paragraphs 2.8, 3.0(c) and 4.15: Agreed; the Chief Executives of the two councils have "
        "met."
    )


def test_what_is_asked_comes_first_and_stands_in_its_place(content):
    (asks,) = content.asks
    assert section(content, "recommendations").blocks == (asks,)
    assert asks == Asks(
        "It is recommended that Council:",
        (
            (
                "a.",
                "note how far the recommendations of the Review of Joint Working and Shared "
                "Services have been carried out so far",
            ),
            (
                "b.",
                "agree that relevant officers be identified to take part in the structures for "
                "the waste and social transport work streams",
            ),
            (
                "c.",
                "note that the Chief Executive and the Chief Executive of East Renfrewshire "
                "Council have met to discuss how work on a shared approach to the back office "
                "goes forward",
            ),
            (
                "d.",
                "that more updates go to the Policy and Resources Committee when appropriate",
            ),
        ),
    )


def test_implications(content):
    none_yet = "None at present; business cases have still to be developed."

    assert blocks(content, "implications", Pairs) == [
        Pairs(
            (
                ("Legal", none_yet),
                ("Finance", none_yet),
                ("Personnel", none_yet),
                (
                    "Equality and Diversity",
                    "As the recommendations are developed further, the business cases will need "
                    "an impact assessment.",
                ),
            )
        )
    ]


def test_background_papers_are_one_list(content):
    assert blocks(content, "background-papers", Listing) == [
        Listing(
            (
                ("", "Report to Policy and Resources Committee, March 2009"),
                ("", "Clyde Valley Review Report, November 2009"),
                ("", "Report to Policy and Resources Committee, December 2009"),
            )
        )
    ]


def test_no_outcome_is_claimed(clyde_valley, public):
    assert outcome_of(Report.objects.get(), public) == "Outcome not recorded"


def test_what_changed_since_the_council_last_decided(content):
    assert content.changed_since == "15 December 2009"
    assert content.changes == (
        "15 January 2010: Clyde Valley Community Planning Partnership. Ten work streams put in "
        "order, Phase 1 agreed, lead authorities identified.",
        "by 18 February 2010: Inverclyde. Joint lead on the back office.",
        "by 18 February 2010: Not stated who. The Partnership carries on the follow-up work.",
    )


# How it looks


def test_text(content):
    """With REGOLD=1 the file is written anew: read what changed before you commit it."""
    golden = GOLDEN / f"{CODE}.txt"
    if os.environ.get("REGOLD"):
        golden.write_text(render_text(content), encoding="utf-8")

    assert render_text(content) == golden.read_text(encoding="utf-8")


def test_text_is_at_most_78_columns_wide(content):
    assert [line for line in render_text(content).splitlines() if len(line) > 78] == []


def test_text_keeps_every_paragraph_number(content):
    starts = {line.split(" ")[0] for line in render_text(content).splitlines()}

    assert [number for number in NUMBERS if number not in starts] == []


def test_html_needs_nothing_beside_it(content):
    html = render_html(content)

    assert [word for word in ("<link", "<script", "<img", "src=", "@import") if word in html] == []


# House style is data


def item(report, section, order, text="", block=Block.TEXT, **more):
    return keep(
        record=ReportItem(
            report=report, section=section, order=order, text=text, block=block, **more
        )
    )


def restyle(style, *rows):
    """Replace the layout: rows of part, key, title in order."""
    for order, (part, key, title) in enumerate(rows, start=1):
        row = style.sections.filter(part=part, key=key).first() or HouseSection(
            style=style, part=part, key=key
        )
        row.order, row.title = order, title
        keep(record=row)


WELSH = (
    (StylePart.HEADER, "subject", "Pwnc / Subject"),
    (StylePart.HEADER, "wards", "Wardiau / Wards"),
    (StylePart.HEADER, "date", "Dyddiad / Date"),
    (StylePart.SECTION, "background", "Cefndir / Background"),
    (StylePart.SECTION, "implications", "Goblygiadau / Implications"),
    (StylePart.SECTION, "purpose", "Diben / Purpose"),
    (StylePart.SECTION, "recommendations", "Argymhellion / Recommendations"),
    (StylePart.IMPLICATION, "equality", "Cydraddoldeb / Equality"),
    (StylePart.IMPLICATION, "finance", "Ariannol / Finance"),
)


@pytest.fixture
def welsh(recorded):
    """A report of a council whose layout is quite another, with paragraphs in one run."""
    style = HouseStyleFactory(
        numbering=NumberStyle.RUNNING, ask_numbering=AskStyle.NUMBER_BRACKETS, asks_lead_in="Bod:"
    )
    restyle(style, *WELSH)
    report = ReportFactory(style=style, title="Gwastraff / Waste")
    item(report, "purpose", 1, "To say why.")
    item(report, "background", 1, "What happened.")
    item(report, "background", 2, "What happened then.")
    item(report, "header", 1, "All", block=Block.HEADER, heading="wards")
    item(
        report, "implications", 1,
        block=Block.IMPLICATION, heading="finance", answer=ImplicationAnswer.NOT_APPLICABLE,
    )  # fmt: skip
    RecommendationFactory(report=report, number="1", order=1, text="nodi / note")
    RecommendationFactory(report=report, number="2", order=2, text="cytuno / agree")
    return Report.objects.for_report().get(pk=report.pk)


def outline(content):
    """Each section's heading, with its paragraphs' numbers and texts."""
    return [
        (section.heading, [(b.number, b.text) for b in section.blocks if isinstance(b, Paragraph)])
        for section in content.sections
    ]


def test_another_house_style_is_another_report(welsh, public):
    content = build(welsh, public)

    assert pairs(content.header) == (
        ("Pwnc / Subject", "Gwastraff / Waste"),
        ("Wardiau / Wards", "All"),
        ("Dyddiad / Date", "18 February 2010"),
    )
    assert outline(content) == [
        ("Cefndir / Background", [("1.", "What happened."), ("2.", "What happened then.")]),
        ("Goblygiadau / Implications", []),
        ("Diben / Purpose", [("3.", "To say why.")]),
        ("Argymhellion / Recommendations", []),
    ]
    assert blocks(content, "implications", Pairs) == [
        Pairs(
            (("Cydraddoldeb / Equality", "Not stated."), ("Ariannol / Finance", "Not applicable."))
        )
    ]
    assert blocks(content, "recommendations", Asks) == [
        Asks("Bod:", (("(1)", "nodi / note"), ("(2)", "cytuno / agree")))
    ]


def test_a_clerk_changes_title_order_and_numbering(welsh, public):
    restyle(
        welsh.style,
        (StylePart.SECTION, "purpose", "Purpose"),
        (StylePart.SECTION, "background", "Background"),
        (StylePart.SECTION, "risk", "Risks"),
        (StylePart.SECTION, "recommendations", "Recommendations"),
        (StylePart.SECTION, "implications", "Implications"),
    )
    welsh.style.numbering = NumberStyle.DECIMAL
    keep(record=welsh.style)

    assert outline(build(welsh, public)) == [
        ("1.0 Purpose", [("1.1", "To say why.")]),
        ("2.0 Background", [("2.1", "What happened."), ("2.2", "What happened then.")]),
        ("3.0 Risks", [("", "Not stated.")]),
        ("4.0 Recommendations", []),
        ("5.0 Implications", []),
    ]


@pytest.mark.parametrize(
    ("numbering", "headings", "numbers"),
    [
        (NumberStyle.DECIMAL, ["1.0 One", "2.0 Two"], ["1.1", "2.1", "2.2"]),
        (NumberStyle.PLAIN, ["1. One", "2. Two"], ["1.1", "2.1", "2.2"]),
        (NumberStyle.ROMAN, ["I. One", "II. Two"], ["I.1", "II.1", "II.2"]),
        (NumberStyle.LETTER, ["A One", "B Two"], ["A1", "B1", "B2"]),
        (NumberStyle.RUNNING, ["One", "Two"], ["1.", "2.", "3."]),
        (NumberStyle.NONE, ["One", "Two"], ["", "", ""]),
    ],
)
def test_numbering(recorded, public, numbering, headings, numbers):
    report = ReportFactory(style=HouseStyleFactory(numbering=numbering))
    restyle(report.style, (StylePart.SECTION, "one", "One"), (StylePart.SECTION, "two", "Two"))
    for section_key, order in (("one", 1), ("two", 1), ("two", 2)):
        item(report, section_key, order, "Text.")
    found = outline(build(report, public))

    assert [heading for heading, _ in found] == headings
    assert [number for _, paragraphs in found for number, _ in paragraphs] == numbers


@pytest.mark.parametrize(
    ("style", "label"),
    [
        (AskStyle.LETTER_DOT, "a."),
        (AskStyle.LETTER_BRACKET, "a)"),
        (AskStyle.LETTER_BRACKETS, "(a)"),
        (AskStyle.NONE, ""),
    ],
)
def test_labels_of_asks(recorded, public, style, label):
    report = ReportFactory(style=HouseStyleFactory(ask_numbering=style))
    RecommendationFactory(report=report, number="a", text="note")

    (asks,) = build(report, public).asks
    assert asks.items == ((label, "note"),)


def test_one_report_asks_different_things_of_two_bodies(recorded, public):
    report = ReportFactory(style=HouseStyleFactory(ask_numbering=AskStyle.NUMBER_BRACKETS))
    cabinet, panel = BodyFactory(name="Cabinet"), BodyFactory(name="Panel")
    for order, (body, day) in enumerate(
        [(panel, "2010-03-01"), (cabinet, "2010-03-09"), (cabinet, "2010-03-09")], start=1
    ):
        meeting = body.meetings.first() or MeetingFactory(body=body, date=day)
        RecommendationFactory(
            report=report, body=body, meeting=meeting, number=str(order), order=order, text="note"
        )

    assert build(report, public).asks == (
        Asks("Asked of Panel, 1 March 2010:", (("(1)", "note"),)),
        Asks("Asked of Cabinet, 9 March 2010:", (("(2)", "note"), ("(3)", "note"))),
    )


def test_a_partnership_without_phases_prints_who_leads(recorded, public):
    report = ReportFactory()
    restyle(report.style, (StylePart.SECTION, "leads", "Who leads"))
    waste = WorkstreamFactory(programme=report.programme, ref="w1", title="Waste", order=1)
    WorkstreamFactory(programme=report.programme, ref="w2", title="Roads", order=2)
    RoleFactory(workstream=waste, organisation=OrganisationFactory(name="Avon"))
    keep(record=ReportItem(report=report, section="leads", block=Block.LEADS_TABLE))

    (table,) = blocks(build(report, public), "leads", Table)
    assert table.caption == "Work streams and lead authorities"
    assert table.columns == ("Ref", "Work stream", "Lead authorities")
    assert table.rows == (("w1", "Waste", "Avon"), ("w2", "Roads", "Not stated"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"section": "scope", "text": "Words"}, {}),
        (
            {"section": "scopes", "text": "Words"},
            {"section": "The house style has no section “scopes”: this is not printed."},
        ),
        (
            {"section": "scope", "block": Block.FOOTER},
            {"block": "The house style has no footer fields: nothing is printed here."},
        ),
        (
            {"section": "scope", "block": Block.IMPLICATION, "heading": "legal"},
            {
                "heading": "The house style has no implication heading “legal”: its key is "
                "printed instead of a title."
            },
        ),
        (
            {"section": "scope", "block": Block.RISK_GRID, "heading": "people"},
            {
                "heading": "The house style has no risk category “people”: its key is printed "
                "instead of a title."
            },
        ),
    ],
)
def test_what_a_house_style_has_no_place_for_is_asked_about(recorded, values, said):
    report = ReportFactory()
    restyle(report.style, (StylePart.SECTION, "scope", "Scope"))
    assert ReportItem(report=report, **values).unusual() == said


def test_a_report_that_says_nothing(recorded, public):
    report = ReportFactory()
    restyle(
        report.style,
        (StylePart.HEADER, "report-by", "By"),
        (StylePart.SECTION, "purpose", "Purpose"),
        (StylePart.SECTION, "recommendations", "Recommendations"),
    )
    content = build(report, public)

    assert pairs(content.header) == (("By", "Not stated"),)
    assert outline(content) == [
        ("1.0 Purpose", [("", "Not stated.")]),
        ("2.0 Recommendations", [("", "Not stated.")]),
    ]
    assert (content.to, content.asks, content.changes) == ("", (), ())


def test_a_house_style_belongs_to_its_council(recorded, public):
    council = OrganisationFactory()
    report = ReportFactory(style=HouseStyleFactory(visibility="owner", owner=council))

    assert list(HouseStyle.objects.visible_to(public)) == []
    assert list(Report.objects.visible_to(public)) == []
    assert list(Report.objects.visible_to(User(is_superuser=True))) == [report]


# What the public may not read

HIDDEN = {
    "an ask": (Recommendation, {"number": "b"}, "relevant officers be identified to take part"),
    "a paragraph": (ReportItem, {"number": "4.7"}, "opportunity cost"),
    "a role": (WorkstreamRole, {"person__code": "sir-john-arbuthnott"}, "Arbuthnott"),
    "a supporting person": (Person, {"code": "sir-john-arbuthnott"}, "Arbuthnott"),
    "a rank": (RankingEntry, {"workstream__ref": "workforce"}, "Joint Workforce Planning"),
    "a workstream": (Workstream, {"ref": "workforce"}, "Joint Workforce Planning"),
    "a ranking": (Ranking, {"code": "ivc-2009-12-15-selection"}, "A common Charging Framework"),
    "a reading": (Reading, {"statement__startswith": "Agreed; the"}, "Agreed; the Chief"),
    "a document": (Document, {"code": "clyde-valley-review-2009-11"}, "Clyde Valley Review Report"),
    "the contact": (Person, {"code": "miriam-mckenna"}, "Miriam McKenna"),
    "the contact's post": (
        Post, {"code": "ivc-strategic-partnership-manager"}, "Strategic Partnership Manager",
    ),
    "who signs": (Person, {"code": "paul-wallace"}, "Paul Wallace"),
    "a header field": (HouseSection, {"key": "contact-no"}, "01475 712042"),
    "the meeting": (Meeting, {"code": "inverclyde-council-2010-02-18"}, "Report To: Inverclyde"),
}  # fmt: skip


def words(content) -> str:
    """The whole report as running text."""
    return " ".join(render_text(content).split())


def test_what_is_restricted_does_not_leak(clyde_valley, public):
    insider = User(is_superuser=True)
    owner = Report.objects.get().organisation
    leaks, lost = [], []
    for name, (model, lookup, text) in HIDDEN.items():
        with transaction.atomic():
            hide(model.objects.get(**lookup), owner)
            report = Report.objects.for_report().get(code=CODE)
            leaks += [name] * (text in words(build(report, public)))
            lost += [name] * (text not in words(build(report, insider)))
            transaction.set_rollback(True)

    assert (leaks, lost) == ([], [])


# manage.py report


def told(*arguments, **options) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("report", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_lists_the_reports(recorded):
    early = ReportFactory(code="early", title="The first", date="2009-12")
    hidden = OrganisationFactory()
    ReportFactory(code="hidden", visibility="owner", owner=hidden)
    late = ReportFactory(code="late", title="The second", date="2010-02-18")

    assert told("--list") == (
        f"late\t18 February 2010\t{late.organisation.name}\tThe second\n"
        f"early\tDecember 2009\t{early.organisation.name}\tThe first\n"
    )


def test_page_and_command_offer_the_same_formats_and_write_the_same(clyde_valley, client, tmp_path):
    page = client.get(f"/reports/{CODE}/").content.decode()
    for ending in FORMATS:
        assert f'href="/reports/{CODE}.{ending}"' in page
        answer = client.get(f"/reports/{CODE}.{ending}")
        assert f'filename="{CODE}.{ending}"' in answer["Content-Disposition"]
        call_command("report", CODE, format=ending, output=tmp_path / ending, stdout=StringIO())
        assert answer.content == (tmp_path / ending).read_bytes()


def test_a_format_that_there_is_not_is_the_page_and_no_file(clyde_valley, client):
    assert "<h1" in client.get(f"/reports/{CODE}/?format=odt").content.decode()
    assert client.get(f"/reports/{CODE}.odt").status_code == 404


def test_the_address_that_a_file_had_leads_to_it(clyde_valley, client):
    answer = client.get(f"/reports/{CODE}/?format=txt&as_at=2010-06-01")

    assert (answer.status_code, answer["Location"]) == (
        301,
        f"/reports/{CODE}.txt?as_at=2010-06-01",
    )


def test_the_command_writes_a_report(clyde_valley, public, tmp_path):
    text, html = tmp_path / "report.txt", tmp_path / "report.html"
    content = build(Report.objects.for_report().get(code=CODE), public)

    assert told(CODE) == told(CODE, "--format", "txt") == render_text(content)
    assert told(CODE, "--output", str(text)) == f"Written to {text}.\n"
    assert text.read_text(encoding="utf-8") == render_text(content)
    assert told(CODE, "--format", "html", "--output", str(html)) == f"Written to {html}.\n"
    assert html.read_text(encoding="utf-8") == render_html(content)


def test_the_command_says_what_is_wrong(recorded, tmp_path):
    ReportFactory(code="there")
    ReportFactory(code="hidden", visibility="owner", owner=OrganisationFactory())
    ReportFactory(code="draft", published="")
    keep_what_is_missing()
    nowhere = tmp_path / "missing" / "report.txt"
    complaints = {}
    for name, arguments in {
        "nothing": [],
        "unknown": ["nowhere"],
        "hidden": ["hidden"],
        "draft": ["draft"],
        "format": ["there", "--format", "odt"],
        "no screen": ["there", "--format", "pdf"],
        "output": ["there", "--output", str(nowhere)],
    }.items():
        with pytest.raises(CommandError) as refused:
            told(*arguments)
        complaints[name] = str(refused.value).replace("'", "")  # Python 3.13 has none there

    assert complaints == {
        "nothing": "Name a report, or give --list.",
        "unknown": "There is no report “nowhere”. See manage.py report --list.",
        "hidden": "There is no report “hidden”. See manage.py report --list.",
        "draft": "There is no report “draft”. See manage.py report --list.",
        "format": "Error: argument --format: invalid choice: odt "
        "(choose from docx, html, md, pdf, txt)",
        "no screen": "No screen shows PDF: name a file with --output.",
        "output": f"{nowhere} cannot be written: No such file or directory.",
    }


def test_tables_stand_as_at_the_reports_date(clyde_valley, public):
    """What was recorded for later days changes nothing in an earlier report."""
    before = build(Report.objects.for_report().get(code=CODE), public)
    later = datetime.date(2010, 6, 1).isoformat()
    with recording(user=None, reason="Test"):
        for role in WorkstreamRole.objects.filter(workstream__ref="charging"):
            role.end = "2010-05-31"
            keep(record=role)
        charging = Workstream.objects.get(ref="charging")
        keep(
            record=WorkstreamRole(
                workstream=charging, kind="lead", standing="confirmed",
                organisation=OrganisationFactory(name="A later lead"), start=later,
            )
        )  # fmt: skip

    assert build(Report.objects.for_report().get(code=CODE), public) == before
